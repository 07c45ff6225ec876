/* capacity_curve.h - which values the curve up to the answer shows, and its knee.
 */
#ifndef OVERSTACK_RUN_CAPACITY_CURVE_H
#define OVERSTACK_RUN_CAPACITY_CURVE_H

#include "sim/run/capacity.h"

enum { CAPACITY_CURVE = 10 }; /* values at most, beside those of the search */

/* In rising order. */
uint32_t capacity_curve_values(const struct capacity *capacity,
                               const struct bracket *bracket,
                               double values[CAPACITY_CURVE]);

/* The resource whose utilisation the curve shows: the one that saturates first just beyond
 * the answer, else the fullest there. One that is as full whatever the value explains no
 * answer: it becomes `steady`, and the fullest of those that grow is shown. */
void capacity_curve_bottleneck(struct capacity *capacity);

#endif
