/* world_zones.h - the zones that managed services stand in.
 */
#ifndef OVERSTACK_WORLD_ZONES_H
#define OVERSTACK_WORLD_ZONES_H

#include "sim/world_state.h"

void world_zones_check(struct world *world);
/* A balancer and a target of it in a zone where it does not stand. */
void world_zones_warn(struct world *world);

#endif
