/* sweep.h - every point of a space, each a row.
 *
 * A point that cannot be loaded or simulated is a row that says why. What a row holds
 * depends on nothing but the point: not on who found it, nor on how many do.
 */
#ifndef OVERSTACK_RUN_SWEEP_H
#define OVERSTACK_RUN_SWEEP_H

#include "sim/run/sweep_row.h"
#include "sim/run/vary.h"
#include "sim/world_base.h"

#include <stdatomic.h>

/* What all rows of a sweep have in common, as its outputs need it. */
struct sweep_head {
    const char *name; /* of the scenario */
    /* What all points share; NULL of rows that were read back, NAN where it is varied. */
    const char *file;
    double duration_s, replications, seed;
    char key[HASH_TEXT]; /* of the whole sweep: file, catalog, options, axes */
    uint64_t points;     /* of all shards */
    const char **paths;  /* of the axes */
    const char **names;  /* the same, short */
    uint32_t axis_count;
    struct sweep_threshold *thresholds; /* of the first point that can be loaded */
    uint32_t threshold_count;
};

struct sweep {
    struct world_options options; /* of every point, with the base */
    const struct vary *vary;
    bool screen; /* what operational laws can tell is not simulated */
    struct sweep_head head;
};

/* The sweep of a file that was opened as options->base. Finds the head: loads the first
 * point that can be. False when none can, and why was added: nothing is worth a row. */
bool sweep_init(struct sweep *sweep, const struct world_options *options,
                const struct vary *vary, bool screen, struct arena *arena,
                struct error_list *errors);

/* What is known already of the point with this hash; false: nothing. */
typedef bool sweep_find(void *object, const char *hash, struct sweep_row *row,
                        struct arena *arena);
/* A row is ready; its place is counted from 0 within the shard. */
typedef void sweep_done(void *object, uint64_t place, const struct sweep_row *row);

struct sweep_work {
    const struct sweep *sweep;
    uint64_t shard, shards; /* points shard, shard + shards, ...; 0 of 1: all */
    uint64_t first, count;  /* places of the shard */
    uint32_t jobs;          /* threads; 0: all cores */
    sweep_find *find;       /* NULL: nothing is known */
    sweep_done *done;       /* both from several threads at once */
    void *object;
    const atomic_int *stop; /* see evaluate.h */
};

/* How many points a shard has. */
uint64_t sweep_shard_points(const struct sweep *sweep, uint64_t shard, uint64_t shards);

/* How many rows were ready; less than count only when stopped. */
uint64_t sweep_work_on(const struct sweep_work *work);

#endif
