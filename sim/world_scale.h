/* world_scale.h - all traffic of a scenario, a number of times as much.
 */
#ifndef OVERSTACK_WORLD_SCALE_H
#define OVERSTACK_WORLD_SCALE_H

#include "sim/world_state.h"

/* Multiplies by options->traffic_scale: rates, users, the targets of stages, recorded and
 * daily traffic, and what events set them to. Users stay whole, and at least one. Call
 * when traffic and events are resolved. */
void world_scale_traffic(struct world *world);

#endif
