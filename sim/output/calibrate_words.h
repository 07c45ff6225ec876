/* calibrate_words.h - a calibration in words, from its JSON (calibrate_document.h): for the
 * text and the page.
 */
#ifndef OVERSTACK_OUTPUT_CALIBRATE_WORDS_H
#define OVERSTACK_OUTPUT_CALIBRATE_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>

/* Does the scenario explain the measurements? "✓" it does, "!" nearly, or nothing is left to
 * show it, "✗" it does not, "?" interrupted; and in a sentence. */
const char *calibrate_words_mark(const json_t *report);
const char *calibrate_words_verdict(struct arena *arena, const json_t *report);
/* That the load was another one; "" when it was not. */
const char *calibrate_words_load(struct arena *arena, const json_t *report);

/* "12 ms to 14 ms" of a parameter, or "not determined". */
const char *calibrate_words_interval(struct arena *arena, const json_t *parameter);
/* "+3.2%": how far a fitted figure is from the measured one. */
const char *calibrate_words_off(struct arena *arena, const json_t *figure);
/* "too high": further off than scatter explains; "" when it is not. */
const char *calibrate_words_remark(const json_t *figure);

/* What the figures do not tell, or only of several parameters together; how many. */
size_t calibrate_words_doubts(struct arena *arena, const json_t *report,
                              const char ***doubts);

#endif
