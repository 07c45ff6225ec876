/* precision.h - how sure the figures of several replications are, what that leaves
 * undecided, and how many more would decide it.
 */
#ifndef OVERSTACK_MODELS_PRECISION_H
#define OVERSTACK_MODELS_PRECISION_H

#include "models/summary.h"

/* Fills the intervals of merged->thresholds and merged->cost, and what is undecided: a
 * limit inside its 95% interval. Call after cost, thresholds and metric_keep. With one
 * replication there are no intervals, and nothing is undecided. */
void precision_find(struct summary *merged);

/* The widest of the intervals that `precision` is about: half of it as a share of the
 * threshold's value or limit, whichever is larger; without thresholds of the mean
 * latency, and of 1 for the share of failures. INFINITY: one has no interval yet. */
double precision_widest(const struct summary *const *parts, uint32_t count,
                        struct arena *scratch);

/* How many replications more make the interval's half width less than `distance`, when
 * `count` of them made it `half`; NAN: more than a million. */
double precision_more(double half, double count, double distance);

#endif
