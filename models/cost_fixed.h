/* cost_fixed.h - the bill without a single request: what remains is fixed, and no traffic
 * makes it less.
 */
#ifndef OVERSTACK_MODELS_COST_FIXED_H
#define OVERSTACK_MODELS_COST_FIXED_H

#include "models/summary.h"

/* Fills usage and cost of a summary that has only its design. */
void cost_fixed_find(struct summary *summary, struct arena *arena);

/* Is that all, however much is used? `fixed` is what cost_fixed_find made. */
bool cost_fixed_is_all(const struct summary *fixed, struct arena *arena);

/* Is this a threshold that a larger bill can only break? */
bool cost_fixed_limits(const struct threshold_def *threshold);
/* Whether a fixed cost of so much a month holds it. */
bool cost_fixed_holds(const struct threshold_def *threshold, double month_usd);

#endif
