/* world_traffic.h - traffic complete: executors, stages, mixes; and flows.
 */
#ifndef OVERSTACK_WORLD_TRAFFIC_H
#define OVERSTACK_WORLD_TRAFFIC_H

#include "sim/world_state.h"

/* Needs linked endpoints. */
void world_traffic_resolve(struct world *world);

#endif
