/* world_cluster.h - the machines of managed services that run on their own: rds,
 * elasticache, opensearch.
 */
#ifndef OVERSTACK_WORLD_CLUSTER_H
#define OVERSTACK_WORLD_CLUSTER_H

#include "sim/world_state.h"

/* Adds a host of its name for each of them; before hosts are resolved. */
void world_cluster_hosts(struct world *world);

/* Its keys as those of a process on that host; services have their index. */
void world_cluster_complete(struct world *world, struct service_def *service);

#endif
