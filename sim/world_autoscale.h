/* world_autoscale.h - hosts and services that scale: limits, targets, and what may run on them.
 */
#ifndef OVERSTACK_WORLD_AUTOSCALE_H
#define OVERSTACK_WORLD_AUTOSCALE_H

#include "sim/world_state.h"

/* Completes the host's `autoscale`, before its machines are unrolled. */
void world_autoscale_complete(struct world *world, struct host_def *host);

/* The same of a service whose tasks scale: `replicas` is what it begins with. */
void world_autoscale_tasks(struct world *world, struct service_def *service);

/* Services are placed and linked: what cannot be on such a host is an error; what is
 * counted for `metric: requests` is found. */
void world_autoscale_check(struct world *world);

#endif
