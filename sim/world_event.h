/* world_event.h - events complete: what they hit, and what `set` changes.
 */
#ifndef OVERSTACK_WORLD_EVENT_H
#define OVERSTACK_WORLD_EVENT_H

#include "sim/world_state.h"

/* Needs everything else resolved. */
void world_event_resolve(struct world *world);

#endif
