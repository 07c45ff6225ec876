/* calibrate_points.h - sets of parameters, each simulated in all variants that were
 * measured, on all cores.
 */
#ifndef OVERSTACK_RUN_CALIBRATE_POINTS_H
#define OVERSTACK_RUN_CALIBRATE_POINTS_H

#include "sim/run/calibrate.h"

struct calibrate_points {
    const struct calibrate_options *options;
    struct calibrate *found;
    const struct ranges *ranges;
    struct arena *arena;
    const char **variants; /* that figures are of, each once */
    uint32_t variant_count;
    uint32_t *variant_of; /* of each figure */
    double rate_per_s;    /* of all requests, at the first point evaluated last */
    uint64_t done, planned;
    bool stopped;
};

void calibrate_points_init(struct calibrate_points *points,
                           const struct calibrate_options *options,
                           struct calibrate *found, const struct ranges *ranges,
                           struct arena *arena);

/* Simulates one point and looks for everything that was measured in it. False when an
 * error was added, or when stopped. */
bool calibrate_points_check(struct calibrate_points *points, const double *point,
                            struct error_list *errors);

/* The value of each figure at each of `count` points (logarithms of the parameters), on the
 * scenario's random numbers. False: stopped. */
bool calibrate_points_evaluate(struct calibrate_points *points, const double *logarithms,
                               uint32_t count, double *values);

/* The same point in `runs` single runs with seeds of their own. */
bool calibrate_points_repeat(struct calibrate_points *points, const double *logarithms,
                             uint32_t runs, double *values);

/* Are two figures of the same run? */
bool calibrate_points_together(const struct calibrate_points *points, uint32_t one,
                               uint32_t other);

#endif
