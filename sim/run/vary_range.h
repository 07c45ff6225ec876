/* vary_range.h - ranges of values: LOW..HIGH:STEP, :xFACTOR, :logCOUNT; see vary_value.h.
 */
#ifndef OVERSTACK_RUN_VARY_RANGE_H
#define OVERSTACK_RUN_VARY_RANGE_H

#include "sim/run/vary_value.h"

/* Does it begin with a number and two dots? */
bool vary_range_is(const char *item);
/* Adds its values. NULL, or what was expected instead. */
const char *vary_range_read(struct vary_values *values, const char *item,
                            struct arena *arena);

#endif
