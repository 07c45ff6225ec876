/* world_uncertain.h - the block `uncertain`: has it the form of ranges?
 *
 * What the paths and values mean is found out by `sensitivity`, which tries each
 * (sim/run/range.h); every command sees whether they are ranges at all.
 */
#ifndef OVERSTACK_WORLD_UNCERTAIN_H
#define OVERSTACK_WORLD_UNCERTAIN_H

#include "sim/world_state.h"

void world_uncertain_check(struct world *world);

#endif
