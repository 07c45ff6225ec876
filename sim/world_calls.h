/* world_calls.h - what calls share: breakers, and the connections of pools.
 */
#ifndef OVERSTACK_WORLD_CALLS_H
#define OVERSTACK_WORLD_CALLS_H

#include "sim/world_state.h"

/* Calls of one service to another have one circuit breaker: an error where they describe
 * it differently. */
void world_calls_check(struct world *world);
/* Pools that want more connections than there are, and keys without effect: warnings. */
void world_calls_warn(struct world *world);

#endif
