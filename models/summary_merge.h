/* summary_merge.h - many replications become one answer.
 */
#ifndef OVERSTACK_MODELS_SUMMARY_MERGE_H
#define OVERSTACK_MODELS_SUMMARY_MERGE_H

#include "models/summary.h"

/* Merges `count` >= 1 replications of one design, in the order given, so that the result
 * does not depend on which finished first. Every figure is the mean over the parts in
 * which it is not NAN, latency.min and latency.max are over all; events, timeline and
 * names are the first part's; warnings are those of all, each once. With two parts or
 * more the intervals of mean, p50, p95 and p99 are Student's t over the parts' values;
 * with one they stay as the part filled them.
 *
 * Nothing in the result points into a part: their arenas may go. cost, thresholds and
 * verdict stay empty: they are found on the merged summary. */
struct summary *summary_merge(const struct summary *const *parts, uint32_t count,
                              struct arena *arena);

#endif
