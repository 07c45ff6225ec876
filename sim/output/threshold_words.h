/* threshold_words.h - what a report says of a threshold, in words.
 */
#ifndef OVERSTACK_OUTPUT_THRESHOLD_WORDS_H
#define OVERSTACK_OUTPUT_THRESHOLD_WORDS_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdbool.h>

/* Its limit lies inside its interval. Without one (a time to something that did not come in
 * a run that was too short) what is undecided has failed. */
bool threshold_words_open(const json_t *threshold);

/* "held:", "broken:" or "undecided:". */
const char *threshold_words_judgement(const json_t *threshold);

/* The value in the unit of its metric, with half of its interval; run_s is the time that
 * was simulated. */
const char *threshold_words_value(struct arena *arena, const json_t *threshold,
                                  double run_s);

#endif
