/* compare_answer.h - what a comparison found, in a sentence: for the page and Markdown.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_ANSWER_H
#define OVERSTACK_OUTPUT_COMPARE_ANSWER_H

#include "sim/core/arena.h"

#include <jansson.h>

/* "✓" all designs hold, "!" not all, "?" none for certain, "✗" none. */
const char *compare_answer_mark(const json_t *report);
/* "2 of 3 designs hold. The cheapest of them is ...; the fastest is ..." */
const char *compare_answer_words(struct arena *arena, const json_t *report);

#endif
