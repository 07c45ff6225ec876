/* world_warn.h - keys that have no effect where they stand.
 */
#ifndef OVERSTACK_WORLD_WARN_H
#define OVERSTACK_WORLD_WARN_H

#include "sim/world_state.h"

/* Adds a warning for each; only for what the user wrote, not for what a preset says. */
void world_warn_design(struct world *world);

#endif
