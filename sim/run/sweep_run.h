/* sweep_run.h - a sweep, or a shard of one, on this machine: rows in the order of their
 * points.
 */
#ifndef OVERSTACK_RUN_SWEEP_RUN_H
#define OVERSTACK_RUN_SWEEP_RUN_H

#include "sim/run/sweep_database.h"
#include "sim/run/sweep_window.h"

struct sweep_run_options {
    uint64_t shard, shards;          /* 0 of 1: all points */
    uint32_t jobs;                   /* threads; 0: all cores */
    struct sweep_database *database; /* NULL: none */
    sweep_window_out *out;           /* one row at a time, in order */
    void *object;
    const atomic_int *stop;
};

/* How many rows there were; fewer than the shard's points when stopped. */
uint64_t sweep_run(const struct sweep *sweep, const struct sweep_run_options *options);

/* ---- for those who bring rows from elsewhere ---- */

/* Where rows go: the database and the window. */
struct sweep_sink {
    struct sweep_database *database; /* NULL: none */
    struct sweep_window window;
};

/* A sweep_done: the object is a sink. */
void sweep_run_done(void *sink, uint64_t place, const struct sweep_row *row);
/* A sweep_find: the object is a sink with a database. */
bool sweep_run_find(void *sink, const char *hash, struct sweep_row *row,
                    struct arena *arena);

#endif
