/* world_rds.h - the machines of `kind: rds`.
 */
#ifndef OVERSTACK_WORLD_RDS_H
#define OVERSTACK_WORLD_RDS_H

#include "sim/world_state.h"

/* Adds a host of its name for each of them; before hosts are resolved. */
void world_rds_hosts(struct world *world);

/* The keys of rds as those of a process on that host; services have their index. */
void world_rds_complete(struct world *world, struct service_def *service);

#endif
