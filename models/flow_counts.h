/* flow_counts.h - what is counted for each flow (one traffic towards one endpoint)
 * while a replication runs: the raw material of `requests` in the report.
 *
 * Plain counters, so that recording a request costs a few instructions. A request
 * belongs to the window [warmup, duration] when its first attempt starts in it, and
 * only such requests are counted here; count = answered + failed + in_flight_end,
 * where failed is the sum of `errors`.
 */
#ifndef OVERSTACK_MODELS_FLOW_COUNTS_H
#define OVERSTACK_MODELS_FLOW_COUNTS_H

#include "models/failure.h"
#include "sim/core/histogram.h"
#include "sim/core/statistic.h"

struct flow_counts {
    uint64_t count;    /* begun in the window */
    uint64_t answered; /* ended well */
    uint64_t in_flight_end;
    uint64_t attempts; /* tries, retries included */
    uint64_t blocked;  /* dropped by an edge, and not in count */
    uint64_t errors[FAILURE_COUNT];
    double error_at_s[FAILURE_COUNT]; /* clock at the first of that reason; meaningless
                                         while its count is 0 */
    struct histogram latency;         /* seconds, answered requests */
    struct batches batches;           /* the same values in the order of their end */
};

/* Call when a request of the flow has failed for good. */
static inline void flow_counts_fail(struct flow_counts *counts, enum failure why,
                                    double now_s)
{
    if (counts->errors[why]++ == 0)
        counts->error_at_s[why] = now_s;
}

/* Call when a request of the flow was answered. */
static inline void flow_counts_answer(struct flow_counts *counts, double latency_s)
{
    counts->answered++;
    histogram_record(&counts->latency, latency_s);
    batches_record(&counts->batches, latency_s);
}

#endif
