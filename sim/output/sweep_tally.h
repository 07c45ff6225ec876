/* sweep_tally.h - how many points of a sweep passed, and what failed how many of the others.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_TALLY_H
#define OVERSTACK_OUTPUT_SWEEP_TALLY_H

#include "sim/run/sweep.h"

/* What failed counts those that were simulated; one may have failed on several. */
struct sweep_tally {
    uint64_t verdicts[SWEEP_VERDICT_COUNT];
    uint64_t rows, by_law;
    uint64_t *thresholds; /* a count for each of the head */
    uint64_t own;         /* thresholds that the head does not have */
    uint64_t budget, unplaced;
};

void sweep_tally_init(struct sweep_tally *tally, const struct sweep_head *head,
                      struct arena *arena);
void sweep_tally_add(struct sweep_tally *tally, const struct sweep_head *head,
                     const struct sweep_row *row);

/* "2 passed, 10 failed" */
const char *sweep_tally_counts(struct arena *arena, const struct sweep_tally *tally);
/* "✓" all passed, "!" some did, "?" none, but some are undecided, "✗" none. */
const char *sweep_tally_mark(const struct sweep_tally *tally);
/* "http_req_duration p(95) < 200ms in 4 points, the budget in 10"; "" when nothing did. */
const char *sweep_tally_broken(struct arena *arena, const struct sweep_head *head,
                               const struct sweep_tally *tally);

#endif
