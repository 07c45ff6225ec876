/* world_threshold.h - thresholds, read as k6 writes them.
 */
#ifndef OVERSTACK_WORLD_THRESHOLD_H
#define OVERSTACK_WORLD_THRESHOLD_H

#include "sim/world_state.h"

/* Fills world->design->thresholds; needs everything else resolved. */
void world_threshold_resolve(struct world *world);

#endif
