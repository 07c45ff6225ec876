/* world_egress.h - how machines reach what is outside.
 */
#ifndef OVERSTACK_WORLD_EGRESS_H
#define OVERSTACK_WORLD_EGRESS_H

#include "sim/world_state.h"

/* The gateway that `egress` of each host names; services are known by their kind. */
void world_egress_resolve(struct world *world);
/* Calls that cannot get out, gateways that nobody uses. */
void world_egress_warn(struct world *world);

#endif
