/* world_fargate.h - the machines of `kind: fargate`.
 */
#ifndef OVERSTACK_WORLD_FARGATE_H
#define OVERSTACK_WORLD_FARGATE_H

#include "sim/world_state.h"

/* Adds a host of its name for each of them; before hosts are resolved. */
void world_fargate_hosts(struct world *world);

/* The keys of fargate as those of a process on that host; services have their index. */
void world_fargate_complete(struct world *world, struct service_def *service);

#endif
