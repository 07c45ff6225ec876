/* world_remove.h - what goes with a service that a variant took away: the calls,
 * publishes, pools, mix entries and events that name it.
 */
#ifndef OVERSTACK_WORLD_REMOVE_H
#define OVERSTACK_WORLD_REMOVE_H

#include "sim/world_state.h"

/* For every removal in `world` whose service did not come back. Each thing that goes
 * becomes a line of the ledger. */
void world_remove_services(struct world *world);

#endif
