/* verdict.h - what breaks first, why, and what follows from it.
 */
#ifndef OVERSTACK_MODELS_VERDICT_H
#define OVERSTACK_MODELS_VERDICT_H

#include "models/summary.h"

/* Fills merged->verdict. Which resource goes first, and in which share of the
 * replications, is taken from all parts; the chain tells the first of them. Call after
 * cost and thresholds: when nothing is saturated the summary says what else failed.
 * Texts live in `arena`. */
void verdict_find(struct summary *merged, const struct summary *const *parts,
                  uint32_t count, struct arena *arena);

/* When the first resource went in one replication; NAN: none did. */
double verdict_first_s(const struct summary *part);

#endif
