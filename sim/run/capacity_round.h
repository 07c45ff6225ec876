/* capacity_round.h - values of a search that are simulated together.
 *
 * A value at which a limit lies inside its 95% interval gets replications more, up to four
 * times those of the file, with `precision` up to its max_replications.
 */
#ifndef OVERSTACK_RUN_CAPACITY_ROUND_H
#define OVERSTACK_RUN_CAPACITY_ROUND_H

#include "sim/run/capacity.h"

#include <pthread.h>

struct capacity_run {
    const struct capacity_options *options;
    struct capacity *capacity;
    struct bracket bracket;
    struct arena *arena;
    pthread_mutex_t lock; /* guards the arena and what is found */
    uint32_t done, of;    /* for the progress */
};

/* Simulates the values. Those that could be are kept and, for the search, decided where that
 * can be and told to the bracket. False when interrupted. */
bool capacity_round_values(struct capacity_run *run, const double *values, uint32_t count,
                           bool search);

/* A value again with so many replications, and tells the bracket. False when interrupted. */
bool capacity_round_again(struct capacity_run *run, struct capacity_point *point,
                          double replications);

#endif
