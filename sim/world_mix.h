/* world_mix.h - what a traffic asks for, whichever way it is said: target, mix, journey
 * or map all end as a mix.
 */
#ifndef OVERSTACK_WORLD_MIX_H
#define OVERSTACK_WORLD_MIX_H

#include "sim/world_state.h"

/* Needs linked endpoints. */
void world_mix_resolve(struct world *world, struct traffic_def *traffic);

#endif
