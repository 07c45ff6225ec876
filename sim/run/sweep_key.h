/* sweep_key.h - the name of a whole sweep: rows with the same key go together.
 */
#ifndef OVERSTACK_RUN_SWEEP_KEY_H
#define OVERSTACK_RUN_SWEEP_KEY_H

#include "sim/run/sweep.h"

/* A hash of the program's version, the file, the files of figures that any point may read,
 * the catalog, the options and the axes. */
void sweep_key_find(const struct sweep *sweep, char key[HASH_TEXT], struct arena *arena);

#endif
