/* world_check.h - what contradicts itself (errors), and what has no effect where it
 * stands (warnings).
 */
#ifndef OVERSTACK_WORLD_CHECK_H
#define OVERSTACK_WORLD_CHECK_H

#include "sim/world_state.h"

/* Maps with more names than could be looked up in reasonable time, in one file. */
bool world_check_file(struct world *world, const struct yaml_node *root);

/* May so many endpoints of proxies and managed services, with so many steps, be made? */
bool world_check_endpoints(uint32_t endpoints, uint32_t steps);

/* Before anything is unrolled: sizes that would exhaust the machine. False: stop. */
bool world_check_limits(struct world *world);

/* Contradictions, once everything is resolved. */
void world_check_design(struct world *world);

#endif
