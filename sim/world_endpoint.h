/* world_endpoint.h - who calls whom: endpoints made, found, numbered and linked.
 */
#ifndef OVERSTACK_WORLD_ENDPOINT_H
#define OVERSTACK_WORLD_ENDPOINT_H

#include "sim/world_state.h"

/* Finds "service.endpoint", and makes it where a service serves endpoints that it does
 * not list: managed kinds, and proxies that forward. Returns false and, if `expected` is
 * not NULL, sets what would have been right and the nearest name (may be NULL). */
bool world_endpoint_ensure(struct world *world, const char *text, const char **expected,
                           const char **nearest);

/* Numbers all endpoints and resolves forwards, calls, publishes and pools; nothing may be
 * made afterwards. */
void world_endpoint_link(struct world *world);

/* After the linking; NULL when there is none of that name. */
const struct endpoint_def *world_endpoint_find(const struct world *world,
                                               const char *text);

/* Adds an error for every circle of synchronous calls. */
void world_endpoint_check_cycles(struct world *world);

#endif
