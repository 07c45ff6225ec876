/* capacity_words.h - the answer of `capacity` in sentences, for the text and the Markdown.
 */
#ifndef OVERSTACK_OUTPUT_CAPACITY_WORDS_H
#define OVERSTACK_OUTPUT_CAPACITY_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdint.h>

/* "182/s", "1.82 times". */
const char *capacity_words_value(struct arena *arena, const json_t *report, double x);

/* The same in a column, and the column's title. */
const char *capacity_words_cell(struct arena *arena, const json_t *report, double x);
const char *capacity_words_title(const json_t *report);

/* The scenario's name with its variant; what was simulated; "✓", "✗" or "?". */
const char *capacity_words_name(struct arena *arena, const json_t *report);
const char *capacity_words_run(struct arena *arena, const json_t *report);
const char *capacity_words_mark(const json_t *report);

/* The answer in one sentence. */
const char *capacity_words_answer(struct arena *arena, const json_t *report);

/* A word before a sentence: "Beyond it". */
struct capacity_words {
    const char *label, *text;
};

enum { CAPACITY_WORDS = 12 };

/* What is to be said besides; returns how many. */
uint32_t capacity_words_rest(struct arena *arena, const json_t *report,
                             struct capacity_words words[CAPACITY_WORDS]);

/* "today", "holds", "fails", "knee", or several of them; "" for most points. */
const char *capacity_words_role(struct arena *arena, const json_t *report,
                                const json_t *point);

/* The point of the curve at that value; NULL: none was tried there. */
const json_t *capacity_words_point(const json_t *report, double value);

#endif
