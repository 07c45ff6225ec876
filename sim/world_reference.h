/* world_reference.h - does everything that is named exist?
 */
#ifndef OVERSTACK_WORLD_REFERENCE_H
#define OVERSTACK_WORLD_REFERENCE_H

#include "sim/world_state.h"

/* Checks the references the tables collected, and the names that stand as keys (mix).
 * Endpoints that proxies and managed services serve without listing them are made. */
void world_reference_check(struct world *world);

/* A place of an event: host, machine, service or instance. False when there is none;
 * services and instances only once those are placed. */
bool world_reference_place(const struct world *world, const char *name,
                           enum target_kind *kind, uint32_t *index);

#endif
