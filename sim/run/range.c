/* range.c - see range.h. Where they come from: range_block.c, range_ledger.c.
 */
#include "sim/run/range.h"

#include "sim/run/range_block.h"
#include "sim/run/range_ledger.h"

#include <math.h>
#include <string.h>

double range_value(const struct range *range, double u)
{
    const double value = range->low + u * (range->high - range->low);
    return range->whole ? round(value) : value;
}

/* `more` places behind the values that the options have. */
static struct world_options with_room(const struct world_options *options, uint32_t more,
                                      struct arena *arena)
{
    struct world_options made = *options;
    made.sets = arena_array(arena, options->set_count + more, sizeof(*made.sets));
    if (options->set_count > 0)
        memcpy(made.sets, options->sets, options->set_count * sizeof(*made.sets));
    return made;
}

struct world_options range_with(const struct world_options *options, const char *path,
                                const char *value, struct arena *arena)
{
    struct world_options made = with_room(options, 1, arena);
    made.sets[made.set_count++] = arena_format(arena, "%s=%s", path, value);
    return made;
}

void range_set(const struct ranges *ranges, const double *u,
               const struct world_options *under, struct arena *arena,
               struct world_options *options)
{
    *options = with_room(under, ranges->count, arena);
    for (uint32_t i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        if (isnan(u[i]))
            continue;
        const char *value = quantity_text(&range->shape, range_value(range, u[i]), arena);
        options->sets[options->set_count++] =
            arena_format(arena, "%s=%s", range->path, value);
    }
}

const struct ranges *range_open(const struct world_options *options,
                                const struct design *design, struct arena *arena,
                                struct error_list *errors)
{
    const size_t before = errors->errors;
    struct ranges *ranges = arena_allocate(arena, sizeof(*ranges));
    const struct yaml_node *root = world_tree(options, arena, errors);
    const struct yaml_node *block = root ? yaml_tree_get(root, "uncertain") : NULL;
    if (!root)
        return NULL;
    if (block && !yaml_tree_is_null(block))
        range_block_read(ranges, block, root, options, design, arena, errors);
    else
        range_ledger_read(ranges, root, options, design, arena);
    if (errors->errors == before && ranges->count == 0)
        error_list_add(
            errors, (struct place){.file = options->file}, NULL,
            "there is nothing to vary: give ranges in the block uncertain, such "
            "as uncertain: {services.api.endpoints.go.0.cpu: [8ms, 20ms]}");
    return errors->errors == before ? ranges : NULL;
}
