/* summary_requests.h - from the counters of the flows to `requests` in the report.
 */
#ifndef OVERSTACK_MODELS_SUMMARY_REQUESTS_H
#define OVERSTACK_MODELS_SUMMARY_REQUESTS_H

#include "models/summary.h"

/* Fills summary->requests from `flows`, the counters by summary->design's flows: "all"
 * (users, no bots), then one entry for each target endpoint ("spring.write") that users
 * ask for, then one for each traffic ("traffic.students"), in the order of the design.
 * Histograms of the flows that belong together are added, so a percentile is that of all
 * their requests. Rates are over window_s. ci_mean is by batch means where an entry is one
 * flow alone, else NAN. Also keeps `flows` in summary->flows: the thresholds of this
 * replication are measured on them. */
void summary_requests(struct summary *summary, const struct flow_counts *flows,
                      double window_s, struct arena *arena);

/* Does the flow belong? `object` is what the caller passed. */
typedef bool summary_requests_filter(const struct design *design,
                                     const struct flow_def *flow, const void *object);

struct requests_picked {
    struct request_summary entry;    /* without name and latencies */
    const struct histogram *latency; /* of all picked together */
    const struct flow_counts *lone;  /* the flow, where one alone was picked; else NULL */
};

/* The flows of summary->flows that `belongs` picks. Their pooled histogram is the flow's
 * own when one was picked, else `scratch`, an initialized histogram of the caller's that
 * is reset here. */
struct requests_picked summary_requests_pick(const struct summary *summary,
                                             summary_requests_filter *belongs,
                                             const void *object, double window_s,
                                             struct histogram *scratch);

#endif
