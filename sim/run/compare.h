/* compare.h - designs side by side: each is simulated on the same random numbers and
 * compared with the first.
 */
#ifndef OVERSTACK_RUN_COMPARE_H
#define OVERSTACK_RUN_COMPARE_H

#include "sim/run/outcome.h"
#include "sim/run/paired.h"
#include "sim/world.h"

#include <stdatomic.h>

enum { COMPARE_REPLICATIONS = 10 }; /* where neither file nor user ask for several */
#define COMPARE_ALPHA 0.05          /* chance of any false alarm in a table */

struct compare_difference {
    struct paired paired;
    double value, low, high; /* other - base; NAN: nothing to say */
    double p_adjusted;       /* NAN: not tested */
    bool significant;
};

struct compare_entry {
    const char *label;
    struct world_options options; /* known to load */
    const char *name; /* what the scenario is called, and how long it runs; for those that
                         could not be simulated */
    double duration_s;
};

struct compare_design {
    struct compare_entry entry;
    struct outcome *outcome; /* NULL: no replication of it has ended, or: */
    const char *trouble;     /* why it could not be simulated; NULL: it could */
    struct compare_difference differences[FIGURE_COUNT]; /* to the first design */
};

struct compare {
    struct compare_design *designs; /* the first is the baseline */
    uint32_t count;
    bool stopped;   /* before all had all their replications */
    uint32_t tests; /* over which Holm's correction was made */
};

struct compare_options {
    const struct compare_entry *entries;
    uint32_t count;
    uint32_t jobs;          /* 0: all cores */
    const atomic_int *stop; /* as in evaluate.h */
    /* Replications that have ended; never from two threads at once. NULL: silent. */
    void (*progress)(void *object, uint64_t done, uint64_t of);
    void *object;
};

/* Simulates all of them: where `precision` or `warmup: auto` gives them different numbers
 * of replications or different warm-ups, again with the most of both. Stopped meanwhile
 * each has the replications that ended, and is compared over those that the baseline has
 * as well; not at all where their warm-ups were found to be different. */
const struct compare *compare_run(const struct compare_options *options,
                                  struct arena *arena);

/* Is it one of the figures that are compared? */
bool compare_has(enum metric_figure figure);

#endif
