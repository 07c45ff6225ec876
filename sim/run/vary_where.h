/* vary_where.h - which points of a space an expression keeps.
 *
 * The expression is SQL, evaluated by SQLite in memory for each point. An axis is called
 * by its path in double quotes ("hosts.web.swap") or by its last part, when that is the
 * only one (swap). Numbers are in base units: seconds, bytes, a second, shares of 1;
 * unit('10ms') gives the number of a text. What is no number is text.
 */
#ifndef OVERSTACK_RUN_VARY_WHERE_H
#define OVERSTACK_RUN_VARY_WHERE_H

#include "sim/run/vary.h"

/* Leaves out the points for which it is false, 0 or null, of those that are left. False when an error was added,
 * also when none is left. */
bool vary_where_keep(struct vary *vary, const char *expression, struct place place,
                     struct arena *arena, struct error_list *errors);

#endif
