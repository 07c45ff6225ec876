/* warmup.h - `warmup: auto`: one cut for all replications, found on a pilot.
 */
#ifndef OVERSTACK_RUN_WARMUP_H
#define OVERSTACK_RUN_WARMUP_H

#include "sim/run/replicate.h"

struct warmup {
    double cut_s;  /* where MSER-5 cuts */
    int settled;   /* in the first half */
    uint32_t runs; /* replications of the pilot; 0: it was stopped */
};

/* Runs the pilot: the first replications once more, without a warm-up. The same answer
 * whatever the number of jobs. */
struct warmup warmup_find(const struct design *design,
                          const struct replicate_options *options);

#endif
