/* compare_words.h - differences between designs in words, from the JSON of
 * compare_document.h: for text and Markdown.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_WORDS_H
#define OVERSTACK_OUTPUT_COMPARE_WORDS_H

#include "models/metric.h"
#include "sim/output/money.h"

#include <jansson.h>
#include <stdbool.h>

/* "-600 ms ± 12 ms *", and "-600 ms *" in short, the star when significant; "" of the
 * baseline. */
const char *compare_words_difference(struct arena *arena, const json_t *design,
                                     enum metric_figure figure);
const char *compare_words_short(struct arena *arena, const json_t *design,
                                enum metric_figure figure);
/* The bill of a month and its difference, in the baseline's currency, and what that is
 * called: "993,000", "-463,000 *", "KRW/month". */
const char *compare_words_month(struct arena *arena, const json_t *report,
                                const json_t *design);
const char *compare_words_month_short(struct arena *arena, const json_t *report,
                                      const json_t *design);
const char *compare_words_month_title(struct arena *arena, const json_t *report);
struct money compare_words_money(const json_t *report);
/* "-74%"; "" when there is nothing to relate it to. */
const char *compare_words_relative(struct arena *arena, const json_t *design,
                                   enum metric_figure figure);
/* "better", "not significant", "the same", "nothing to compare in 3 of 10". */
const char *compare_words_remark(struct arena *arena, const json_t *design,
                                 enum metric_figure figure);

/* What became of the design, and which thresholds did not hold. */
const char *compare_words_verdict(struct arena *arena, const json_t *design);

/* What ran: "30 min simulated, 10 replications each, seed 1". */
const char *compare_words_run(struct arena *arena, const json_t *report);

/* Which replications of each were finished, when it was interrupted, and what could not be
 * simulated; "" when nothing is missing. */
const char *compare_words_missing(struct arena *arena, const json_t *report);
/* What the stars and ± mean. */
const char *compare_words_legend(struct arena *arena, const json_t *report);

/* Are there differences: the baseline and another design were finished? */
bool compare_words_any(const json_t *report);

/* Is the metric the same as the baseline's; in all designs that were finished? */
bool compare_words_is_same(const json_t *design, enum metric_figure figure);
bool compare_words_all_same(const json_t *report, enum metric_figure figure);

#endif
