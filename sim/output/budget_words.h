/* budget_words.h - how the bill stands to the budget, in words, from a report's `cost`.
 */
#ifndef OVERSTACK_OUTPUT_BUDGET_WORDS_H
#define OVERSTACK_OUTPUT_BUDGET_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdbool.h>

/* "✓" held, "!" held without what has no price, "?" undecided, "✗" exceeded; "" without a
 * budget. */
const char *budget_words_mark(const json_t *cost);

/* "budget of 300,000 KRW a month: held, the bill is 93% of it, without what has no price";
 * "" without one. `fixed_only`: the bill is of fixed costs alone. */
const char *budget_words(struct arena *arena, const json_t *cost, bool fixed_only);

#endif
