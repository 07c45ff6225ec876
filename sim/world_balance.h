/* world_balance.h - the key `balance` between services: what an application load balancer
 * says for those behind it, and health checks' endpoints.
 */
#ifndef OVERSTACK_WORLD_BALANCE_H
#define OVERSTACK_WORLD_BALANCE_H

#include "sim/world_state.h"

/* Before instances are placed: whose `balance` holds for which service. */
void world_balance_prepare(struct world *world);
/* A call by an application load balancer gets its time-out. */
void world_balance_call(const struct service_def *service, struct call_def *call);
/* Before endpoints are linked: those that checks ask for exist. */
void world_balance_ensure(struct world *world);
/* After it: checks know what they ask for, contradictions are errors. */
void world_balance_resolve(struct world *world);
/* Keys that have no effect where they stand. */
void world_balance_warn(struct world *world, const struct service_def *service);

#endif
