/* world_publish.h - messages that would go round without time passing.
 */
#ifndef OVERSTACK_WORLD_PUBLISH_H
#define OVERSTACK_WORLD_PUBLISH_H

#include "sim/world_state.h"

/* Every call and publish must have found its endpoint, and calls go in no circle. */
void world_publish_check(struct world *world);

#endif
