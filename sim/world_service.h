/* world_service.h - services complete: kind, overrides by host, instances with their
 * machines and weights.
 */
#ifndef OVERSTACK_WORLD_SERVICE_H
#define OVERSTACK_WORLD_SERVICE_H

#include "sim/world_state.h"

/* Before endpoints are resolved: kinds and what follows from the keys alone. */
void world_service_prepare(struct world *world);

/* After the hosts: deals instances over machines. */
void world_service_place(struct world *world);

/* After the endpoints are linked: what overridden definitions share with their service. */
void world_service_finish(struct world *world);

/* The service of that name (only its first `length` characters), or NULL. */
struct service_def *world_service_find(const struct world *world, const char *name,
                                       size_t length);

/* Instances that a deployment starts beside those the service has: a second set, or as
 * many as its surge, at most a second set. */
uint32_t world_service_spares(const struct world *world,
                              const struct service_def *service, uint32_t instances);

#endif
