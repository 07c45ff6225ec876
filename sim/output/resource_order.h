/* resource_order.h - a report's resources, the worst first.
 */
#ifndef OVERSTACK_OUTPUT_RESOURCE_ORDER_H
#define OVERSTACK_OUTPUT_RESOURCE_ORDER_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdbool.h>

/* What was saturated comes first, the earliest on top; then by headroom, the smallest
 * first; what does not grow with traffic last, the fullest first. Borrowed. */
json_t **resource_order(struct arena *arena, const json_t *resources);

/* Was full, or could be: far from it and hardly used is left to the JSON report. */
bool resource_order_matters(const json_t *resource);

/* "2.4x", ">1,000x"; "-": it does not grow with the traffic, or something else than the
 * traffic filled it. */
const char *resource_order_headroom(struct arena *arena, const json_t *resource);

#endif
