/* sweep_words.h - one point of a sweep in words, for its text and its page.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_WORDS_H
#define OVERSTACK_OUTPUT_SWEEP_WORDS_H

#include "sim/run/sweep.h"

/* It was simulated, and did not pass. */
bool sweep_words_has_failed(const struct sweep_row *row);
/* What failed it: "http_req_duration p(95) < 200ms, the budget"; "" when nothing did, or
 * nothing was simulated. */
const char *sweep_words_broken(struct arena *arena, const struct sweep_row *row);
/* Its verdict: "ok", "failed", ..., and "over budget" when only that failed. */
const char *sweep_words_verdict(const struct sweep_row *row);

#endif
