/* vary_point.h - a point of a space as options of a scenario.
 */
#ifndef OVERSTACK_RUN_VARY_POINT_H
#define OVERSTACK_RUN_VARY_POINT_H

#include "sim/run/vary.h"
#include "sim/world.h"

/* `common` with the point's values set after all that it sets, each known by the place
 * where it was given. Lives in `arena`. */
struct world_options vary_point_options(const struct vary *vary, uint64_t index,
                                        const struct world_options *common,
                                        struct arena *arena);

#endif
