/* outcome_words.h - one design of an experiment in words, from its JSON
 * (document_outcome.h): for text and Markdown.
 */
#ifndef OVERSTACK_OUTPUT_OUTCOME_WORDS_H
#define OVERSTACK_OUTPUT_OUTCOME_WORDS_H

#include "models/metric.h"

#include <jansson.h>

/* "✓" held, "✗" not, "?" undecided, "!" held, but in trouble. */
const char *outcome_words_mark(const json_t *design);

/* A value of the metric: "812 ms", "3.2%", "84.10 USD" in the design's currency. */
const char *outcome_words_figure(struct arena *arena, const json_t *design,
                                 enum metric_figure figure, double value);
/* The same for a difference: with its sign, shares in points. */
const char *outcome_words_change(struct arena *arena, const json_t *design,
                                 enum metric_figure figure, double value);

/* What the design has of that metric; what is missing in words: "never", "unlimited". */
const char *outcome_words_brief(struct arena *arena, const json_t *design,
                                enum metric_figure figure);
/* The same, and in how many replications there was one: "3 min (4 of 10)". */
const char *outcome_words_value(struct arena *arena, const json_t *design,
                                enum metric_figure figure);

/* "p(95) < 800ms of http_req_duration broken (1.2 s ± 80 ms), the budget exceeded"; ""
 * when all held or there was nothing to hold. */
const char *outcome_words_broken(struct arena *arena, const json_t *design);
/* The first of it: "... (1.2 s ± 80 ms), and 2 more". */
const char *outcome_words_first_broken(struct arena *arena, const json_t *design);

#endif
