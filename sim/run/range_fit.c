/* range_fit.c - see range_fit.h.
 */
#include "sim/run/range_fit.h"

#include "sim/run/range_block.h"
#include "sim/run/range_try.h"
#include "sim/run/vary_path.h"

#include <math.h>
#include <string.h>

struct range_fit {
    const struct yaml_node *root;
    const struct ranges *block;
    const struct world_options *options;
    const struct design *design;
    struct arena *arena;
    struct error_list *errors;
};

static const struct place option = {.file = "--fit"};

static const struct range *block_find(const struct ranges *block, const char *path)
{
    for (uint32_t i = 0; i < block->count; i++)
        if (strcmp(block->items[i].path, path) == 0)
            return &block->items[i];
    return NULL;
}

/* Is half a unit more refused, and half a unit less? (Only one of them may be for a
 * limit.) */
static bool is_whole(const struct range_fit *fit, const struct range *range)
{
    if (range->shape.unit != QUANTITY_NUMBER || range->base != floor(range->base))
        return false;
    const char *more = quantity_text(&range->shape, range->base + 0.5, fit->arena);
    const char *less = quantity_text(&range->shape, range->base - 0.5, fit->arena);
    return !range_try(fit->options, range->path, more, range->place, NULL) &&
           !range_try(fit->options, range->path, less, range->place, NULL);
}

/* What has no bounds of its own. */
static bool range_around(struct range_fit *fit, const char *path, struct range *range)
{
    *range = (struct range){.path = path, .kind = "fit", .place = option};
    if (!vary_path_check(path, option, fit->root, fit->arena, fit->errors))
        return false;
    if (!range_try_base(fit->root, fit->design, path, &range->shape, fit->arena) ||
        !(range->shape.value > 0)) {
        error_list_add(fit->errors, option, path,
                       "the scenario has no number above 0 here to begin with");
        return false;
    }
    range->base = range->shape.value;
    range->low = range->base / RANGE_FIT_FACTOR;
    range->high = range->base * RANGE_FIT_FACTOR;
    if (range->shape.unit == QUANTITY_SHARE)
        range->high = fmin(range->high, 1);
    range->whole = is_whole(fit, range);
    return true;
}

/* Slopes are needed between the values, so all of them must be accepted. */
static bool is_smooth(struct range_fit *fit, const struct range *range)
{
    const double between = range->low + 0.382 * (range->high - range->low);
    const char *text = quantity_text(&range->shape, between, fit->arena);
    if (range->whole) {
        error_list_add(fit->errors, range->place, range->path,
                       "only whole numbers are accepted here, which cannot be fitted");
        return false;
    }
    return range_try(fit->options, range->path, text, range->place, fit->errors);
}

static bool block_read(struct range_fit *fit, struct ranges *block)
{
    const size_t before = fit->errors->errors;
    const struct yaml_node *node = yaml_tree_get(fit->root, "uncertain");
    if (node && !yaml_tree_is_null(node))
        range_block_read(block, node, fit->root, fit->options, fit->design, fit->arena,
                         fit->errors);
    fit->block = block;
    return fit->errors->errors == before;
}

static void paths_read(struct range_fit *fit, const char *const *paths, uint32_t count,
                       struct ranges *ranges)
{
    ranges->items = arena_array(fit->arena, count, sizeof(*ranges->items));
    for (uint32_t i = 0; i < count; i++) {
        const struct range *known = block_find(fit->block, paths[i]);
        struct range *range = &ranges->items[ranges->count];
        if (block_find(ranges, paths[i]))
            error_list_add(fit->errors, option, paths[i], "given twice");
        else if (known || range_around(fit, paths[i], range)) {
            if (known)
                *range = *known;
            ranges->count++;
        }
    }
}

const struct ranges *range_fit_open(const char *const *paths, uint32_t count,
                                    const struct world_options *options,
                                    const struct design *design, struct arena *arena,
                                    struct error_list *errors)
{
    const size_t before = errors->errors;
    struct range_fit fit = {.root = world_tree(options, arena, errors),
                            .options = options,
                            .design = design,
                            .arena = arena,
                            .errors = errors};
    struct ranges *block = arena_allocate(arena, sizeof(*block));
    struct ranges *ranges = arena_allocate(arena, sizeof(*ranges));
    if (!fit.root || !block_read(&fit, block))
        return NULL;
    if (count > 0)
        paths_read(&fit, paths, count, ranges);
    else
        *ranges = *block;
    for (uint32_t i = 0; i < ranges->count; i++)
        is_smooth(&fit, &ranges->items[i]);
    if (errors->errors == before && ranges->count == 0)
        error_list_add(errors, (struct place){.file = options->file}, NULL,
                       "there is nothing to fit: name it with --fit PATH, or give ranges "
                       "in the block uncertain");
    return errors->errors == before ? ranges : NULL;
}
