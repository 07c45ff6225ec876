/* world_measured.h - the block `measured`: does each item say of what, and something?
 */
#ifndef OVERSTACK_WORLD_MEASURED_H
#define OVERSTACK_WORLD_MEASURED_H

#include "sim/world_state.h"

void world_measured_check(struct world *world);

/* Are the things there that were measured, of the file or variant that is loaded? Once
 * hosts and traffic are resolved. */
void world_measured_resolve(struct world *world);

#endif
