/* recommend_words.h - candidates of `overstack recommend` in words, from the JSON of
 * recommend_document.h: for text and Markdown.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_WORDS_H
#define OVERSTACK_OUTPUT_RECOMMEND_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>

/* "t3.small, 2": the values of the axes; and their names. */
const char *recommend_words_choice(struct arena *arena, const json_t *candidate);
const char *recommend_words_axes(struct arena *arena, const json_t *report);
/* What gives it to `run`: "--set hosts.web.instance=t3.small --set hosts.web.count=2",
 * with quotes where a shell needs them. */
const char *recommend_words_sets(struct arena *arena, const json_t *candidate);
/* Its bill in the scenario's currency: simulated, else "from 12.30" of its fixed cost; the
 * same with its unit, "12.30 USD a month"; its fixed cost; what stands above them,
 * "USD/month". */
const char *recommend_words_cost(struct arena *arena, const json_t *report,
                                 const json_t *candidate);
const char *recommend_words_bill(struct arena *arena, const json_t *report,
                                 const json_t *candidate);
const char *recommend_words_fixed(struct arena *arena, const json_t *report,
                                  const json_t *candidate);
const char *recommend_words_month_title(struct arena *arena, const json_t *report);
/* What makes the bill more than its fixed cost: "web: surplus CPU credits, 39.00 USD". */
const char *recommend_words_metered(struct arena *arena, const json_t *report,
                                    const json_t *candidate);
/* Why it does not hold, with what was simulated. */
const char *recommend_words_why(struct arena *arena, const json_t *report,
                                const json_t *candidate);
/* "The nearest of 12 simulated is ...", where nothing holds. */
const char *recommend_words_nearest(struct arena *arena, const json_t *report);
/* Those with a lower bill than the winner's, without one all: the nearest, then the dearest
 * first. */
const json_t **recommend_words_cheaper(struct arena *arena, const json_t *report,
                                       size_t *count);
/* "104 combinations: 12 simulated in full, ..." */
const char *recommend_words_counts(struct arena *arena, const json_t *report);
/* "web.instance of 26 values, web.count of 4". */
const char *recommend_words_space(struct arena *arena, const json_t *report);

#endif
