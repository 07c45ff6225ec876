/* world_serverless.h - lambda, dynamodb and api_gateway complete: the defaults that are
 * assumptions, with their sources, and what contradicts itself.
 */
#ifndef OVERSTACK_WORLD_SERVERLESS_H
#define OVERSTACK_WORLD_SERVERLESS_H

#include "sim/world_state.h"

/* Does nothing for a service of another kind. */
void world_serverless_complete(struct world *world, struct service_def *service);
/* After every service is complete: one account has one concurrency. */
void world_serverless_account(struct world *world);
/* A call of such a service to what is behind it gets its time-out. */
void world_serverless_call(const struct service_def *service, struct call_def *call);
void world_serverless_check(struct world *world, const struct service_def *service);
void world_serverless_warn(struct world *world, const struct service_def *service);

#endif
