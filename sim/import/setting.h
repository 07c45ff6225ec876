/* setting.h - options of a program's command that a scenario has a key for, and those of
 * its memory that it has none for.
 */
#ifndef OVERSTACK_IMPORT_SETTING_H
#define OVERSTACK_IMPORT_SETTING_H

#include "sim/import/guess.h"

/* Takes over what `words` sets for the guess's preset: max_connections as `threads`, the
 * threads of memcached as `workers`; names what is not in `unread`. */
void setting_read(struct guess *guess, const char *words, struct arena *arena);

#endif
