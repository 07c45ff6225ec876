/* world_idle.h - traffic of which nothing arrives.
 */
#ifndef OVERSTACK_WORLD_IDLE_H
#define OVERSTACK_WORLD_IDLE_H

#include "sim/world_state.h"

/* Warns of each traffic that can have no request in the window, and says why. */
void world_idle_warn(struct world *world);

#endif
