/* sensitivity_words.h - what a study of sensitivity says in words, for text and Markdown.
 */
#ifndef OVERSTACK_OUTPUT_SENSITIVITY_WORDS_H
#define OVERSTACK_OUTPUT_SENSITIVITY_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdint.h>

/* Does it hold, and how many assumptions change that? */
const char *sensitivity_words_verdict(const json_t *report, struct arena *arena);

/* Where ranges come from, what was left out; at most 3. Returns how many. */
uint32_t sensitivity_words_notes(const json_t *report, struct arena *arena,
                                 const char *notes[3]);

/* "fails at high", "holds at low"; "" when the verdict stays. */
const char *sensitivity_words_flip(const json_t *report, const json_t *range);

/* "http_req_duration p(95) < 800ms", "p95". */
const char *sensitivity_words_output(const json_t *output, struct arena *arena);

/* How an effect behaves, by sigma / mu*: Garcia Sanchez, Lacarriere, Musy and Bourges
 * (2014), Energy and Buildings 68. */
const char *sensitivity_words_effect(const json_t *effect);

#endif
