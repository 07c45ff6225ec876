/* capacity_knee.h - where more load stops to pay.
 */
#ifndef OVERSTACK_RUN_CAPACITY_KNEE_H
#define OVERSTACK_RUN_CAPACITY_KNEE_H

#include "sim/run/capacity.h"

enum capacity_knee_method {
    CAPACITY_KNEE_NONE,
    CAPACITY_KNEE_ASYMPTOTES, /* of a closed network: N* */
    CAPACITY_KNEE_CHORD,      /* of the curve of the mean latency */
};

struct capacity_knee {
    enum capacity_knee_method method;
    double x;
    const char *resource; /* of ASYMPTOTES: the one that is full there */
};

/* Of a load; none of a machine. What it needs of the scenario it loads with `world`, the
 * options without the axis. */
struct capacity_knee capacity_knee_find(const struct capacity *capacity,
                                        const struct world_options *world,
                                        struct arena *arena);

/* The value of the axis that is the knee: a whole one where it has no others. */
double capacity_knee_value(const struct capacity *capacity,
                           const struct capacity_knee *knee);

/* How far a point of a curve of `count` points lies below the chord between its ends, as a
 * share of its height, and which lies furthest: its index, or UINT32_MAX when the curve
 * bends too little to have a knee. */
uint32_t capacity_knee_chord(const double *x, const double *y, uint32_t count);

#endif
