/* capacity_broken.h - what did not hold at a value that `capacity` tried, and why.
 */
#ifndef OVERSTACK_OUTPUT_CAPACITY_BROKEN_H
#define OVERSTACK_OUTPUT_CAPACITY_BROKEN_H

#include "sim/core/arena.h"

#include <jansson.h>

/* "http_req_duration (p(95) < 800ms) is 812 ms; the bill of ... exceeds the budget" */
const char *capacity_broken_words(struct arena *arena, const json_t *report,
                                  const json_t *point);
/* What was full first; that it is the money alone; what is fullest. NULL: not known. */
const char *capacity_broken_because(struct arena *arena, const json_t *report,
                                    const json_t *point);

#endif
