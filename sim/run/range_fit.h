/* range_fit.h - what `calibrate` may change: paths with their bounds.
 */
#ifndef OVERSTACK_RUN_RANGE_FIT_H
#define OVERSTACK_RUN_RANGE_FIT_H

#include "sim/run/range.h"

#define RANGE_FIT_FACTOR 10.0 /* a path without bounds: from a tenth to ten times */

/* The paths named, with the bounds that the block `uncertain` has for them; without any,
 * all of the block. NULL when an error was added. */
const struct ranges *range_fit_open(const char *const *paths, uint32_t count,
                                    const struct world_options *options,
                                    const struct design *design, struct arena *arena,
                                    struct error_list *errors);

#endif
