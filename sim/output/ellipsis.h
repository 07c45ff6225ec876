/* ellipsis.h - names that are too long for where they stand.
 */
#ifndef OVERSTACK_OUTPUT_ELLIPSIS_H
#define OVERSTACK_OUTPUT_ELLIPSIS_H

#include "sim/core/arena.h"

/* The text itself when it takes at most `columns`; else as much of it as has room before an
 * ellipsis. */
const char *ellipsis_cut(struct arena *arena, const char *text, int columns);

/* A scenario's name as a title: two lines of a terminal at most. */
const char *ellipsis_title(struct arena *arena, const char *name);

#endif
