/* check_blocks.c - see check_blocks.h.
 */
#include "sim/cli/check_blocks.h"

#include "sim/run/range.h"
#include "sim/run/recommend_space.h"
#include "sim/run/vary_read.h"
#include "sim/world_base.h"

#include <string.h>

/* Of the block `measured`; NULL: of the file itself. */
static const char *variant_of(const struct yaml_node *block, uint32_t item)
{
    const struct yaml_node *node = yaml_tree_get(block->items[item], "variant");
    return node ? node->text : NULL;
}

static bool is_repeated(const struct yaml_node *block, uint32_t item, const char *variant)
{
    for (uint32_t i = 0; i < item; i++) {
        const char *before = variant_of(block, i);
        if (before && strcmp(before, variant) == 0)
            return true;
    }
    return false;
}

static bool is_variant(const struct world_base *base, const struct yaml_node *block,
                       uint32_t item, struct arena *arena, struct error_list *errors)
{
    size_t count;
    const char *name = variant_of(block, item);
    const char **names = world_base_variants(base, arena, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    const char *nearest = error_nearest(name, names, count);
    error_list_expected(errors, yaml_tree_get(block->items[item], "variant")->place,
                        arena_format(arena, "measured.%u.variant", item),
                        "a variant of the file", name,
                        nearest ? arena_format(arena, "\"%s\"", nearest) : NULL);
    return false;
}

/* What a variant has is known once it is loaded. */
static void check_measured(const struct world_options *options,
                           const struct yaml_node *block, struct arena *arena,
                           struct error_list *errors)
{
    struct world_options of = *options;
    for (uint32_t i = 0; i < block->count; i++) {
        struct error_list messages;
        of.variant = variant_of(block, i);
        if (!of.variant || is_repeated(block, i, of.variant) ||
            !is_variant(options->base, block, i, arena, errors))
            continue;
        error_list_init(&messages, arena);
        world_load(&of, arena, &messages);
        for (size_t k = 0; k < messages.count; k++)
            if (messages.items[k].severity == SEVERITY_ERROR)
                error_list_add(errors, messages.items[k].place, messages.items[k].path,
                               "%s", messages.items[k].message);
    }
}

bool check_blocks(const struct world_options *options, const struct design *design,
                  struct arena *arena, struct error_list *errors)
{
    static const struct vary_request nothing_asked = {0};
    const struct world_base *base = options->base;
    const size_t before = errors->errors;
    if (yaml_tree_get(base->root, "sweep"))
        vary_read_space(&nothing_asked, base->root, arena, errors);
    if (yaml_tree_get(base->root, "search"))
        recommend_space_open(base, design, arena, errors);
    if (yaml_tree_get(base->root, "uncertain"))
        range_open(options, design, arena, errors);
    if (yaml_tree_get(base->root, "measured"))
        check_measured(options, yaml_tree_get(base->root, "measured"), arena, errors);
    return errors->errors == before;
}
