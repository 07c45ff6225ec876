/* world_check.h - what contradicts itself (errors), and what has no effect where it
 * stands (warnings).
 */
#ifndef OVERSTACK_WORLD_CHECK_H
#define OVERSTACK_WORLD_CHECK_H

#include "sim/world_state.h"

/* Before anything is unrolled: sizes that would exhaust the machine. False: stop. */
bool world_check_limits(struct world *world);

/* Contradictions, once everything is resolved. */
void world_check_design(struct world *world);

#endif
