/* cost.h - what the design costs a month: the bill, line by line.
 */
#ifndef OVERSTACK_MODELS_COST_H
#define OVERSTACK_MODELS_COST_H

#include "models/summary.h"

/* Fills summary->cost from the design and what the run metered (summary->usage, merged).
 * The total is the sum of the lines, taken in order. What cannot be priced is named in
 * `unpriced`, never guessed. Texts live in `arena`. */
void cost_find(struct summary *summary, struct arena *arena);

#endif
