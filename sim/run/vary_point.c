/* vary_point.c - see vary_point.h.
 */
#include "sim/run/vary_point.h"

#include <string.h>

struct world_options vary_point_options(const struct vary *vary, uint64_t index,
                                        const struct world_options *common,
                                        struct arena *arena)
{
    const size_t before = common->set_count;
    const uint32_t count = vary->axis_count;
    struct world_options options = *common;
    const char **sets = arena_array(arena, before + count, sizeof(*sets));
    struct place *places = arena_array(arena, count, sizeof(*places));
    if (before > 0)
        memcpy(sets, common->sets, before * sizeof(*sets));
    memcpy(sets + before, vary_sets(vary, index, arena), count * sizeof(*sets));
    for (uint32_t i = 0; i < count; i++) {
        const struct vary_value *value = vary_value_at(vary, index, i);
        places[i] = value->place.file ? value->place : vary->axes[i].place;
    }
    options.sets = sets;
    options.set_count = before + count;
    options.varied = places;
    options.varied_from = before;
    options.varied_count = count;
    return options;
}
