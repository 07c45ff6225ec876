/* capacity_point.h - what is kept of the summary of one value.
 */
#ifndef OVERSTACK_RUN_CAPACITY_POINT_H
#define OVERSTACK_RUN_CAPACITY_POINT_H

#include "sim/run/capacity.h"

/* Copies all that is reported; nothing refers to the summary afterwards. */
void capacity_point_fill(struct capacity_point *point, const struct summary *summary,
                         struct arena *arena);

#endif
