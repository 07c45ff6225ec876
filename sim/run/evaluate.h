/* evaluate.h - many points of an experiment, each a scenario of its own, on all cores.
 *
 * A point is what world_load is given: a file (best with a base, see world_base.h), a
 * variant, values. Points are loaded, simulated and judged one by one by each thread, so
 * memory does not grow with their number; few points with many replications share the
 * threads among their replications. What a point answers does not depend on who ran it.
 */
#ifndef OVERSTACK_RUN_EVALUATE_H
#define OVERSTACK_RUN_EVALUATE_H

#include "models/summary.h"
#include "sim/run/replicate.h"
#include "sim/world.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What became of one point; all of it lives until the callback returns. */
struct evaluation {
    uint64_t index;
    struct world_options options;
    const struct error_list *messages; /* errors of a bad point, or why one with a design
                                          could not be simulated; warnings */
    const struct design *design;       /* NULL: a bad point */
    const struct summary *summary;     /* NULL: a bad point, or one not simulated (to its
                                          end) */
    struct arena *arena;               /* lives as long */
};

/* Fills the options of a point; what they point to lives in `arena`. */
typedef void evaluate_point(void *object, uint64_t index, struct arena *arena,
                            struct world_options *options);
/* May a loaded point be simulated? False: it goes to the result without a summary. */
typedef bool evaluate_screen(void *object, uint64_t index, const struct design *design,
                             struct arena *arena);
typedef void evaluate_result(void *object, const struct evaluation *evaluation);

/* The callbacks are called from several threads at once, each with another index, the
 * indices in rising order of their beginnings. */
struct evaluate_options {
    uint64_t count;
    uint32_t jobs; /* threads; 0: all cores */
    evaluate_point *point;
    evaluate_screen *screen; /* NULL: all are simulated */
    evaluate_result *result;
    replicate_progress *replicated; /* a replication has ended, of so many of its point;
                                       NULL: of no interest */
    void *object;
    bool partial;           /* a point that is stopped is reported too, with those of its
                               replications that have ended: summary->partial */
    const atomic_int *stop; /* no point is begun, and none that is not finished is
                               reported, once this is not 0; NULL: never */
};

/* How many points have a whole result; less than options->count only when stopped. */
uint64_t evaluate_all(const struct evaluate_options *options);

#endif
