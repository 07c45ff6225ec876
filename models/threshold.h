/* threshold.h - do the scenario's thresholds hold?
 */
#ifndef OVERSTACK_MODELS_THRESHOLD_H
#define OVERSTACK_MODELS_THRESHOLD_H

#include "models/summary.h"

/* Measures the design's thresholds on one replication into part->thresholds (values
 * only; cost is not known yet). Needs part->flows, so it must be called before the
 * replication's engine is reset. The result lives in `arena`, what is needed on the
 * way in `scratch`. */
void threshold_measure(struct summary *part, struct arena *arena, struct arena *scratch);

/* Judges the merged summary: a threshold's value is the mean over the parts, and it
 * fails when there is nothing to measure in one of them. Sets merged->ok: every
 * threshold held, and the budget too. merged->cost must be complete. A replication is
 * judged by itself when it is its own only part. */
void threshold_judge(struct summary *merged, const struct summary *const *parts,
                     uint32_t count, struct arena *arena);

/* A time to something, which need not happen in every replication. */
bool threshold_is_time(const struct threshold_def *definition);

/* No task was left without room: no threshold can make up for that. */
bool threshold_all_placed(const struct summary *merged);

#endif
