/* world_base.c - what many loads of one file share; see world_base.h.
 */
#include "sim/world_base.h"

#include "sim/world_merge.h"

#include <string.h>

/* Both lists of prices are filled too: with the terms of reserved machines and without. What
 * is wrong in one is wrong in the other. */
static void catalog_parse(struct world_catalog *catalog)
{
    const size_t before = catalog->errors->errors;
    for (int i = 0; i < WORLD_CATALOG_SECTION_COUNT; i++)
        world_catalog_section(catalog, i);
    world_catalog_prices(catalog, false);
    if (catalog->errors->errors == before)
        world_catalog_prices(catalog, true);
    world_catalog_digest(catalog);
}

const struct world_base *world_base_open(const char *file, const char *catalog_folder,
                                         struct arena *arena, struct error_list *errors)
{
    const size_t before = errors->errors;
    struct world_base *base = arena_allocate(arena, sizeof(*base));
    struct world world = {
        .arena = arena, .errors = errors, .folder = world_merge_folder(arena, file)};
    if (!world_catalog_open(&world.catalog, catalog_folder, arena, errors))
        return NULL;
    base->root = world_merge_file(&world, file);
    if (!base->root || !world_merge_own_catalog(&world, base->root))
        return NULL;
    catalog_parse(&world.catalog);
    base->catalog = world.catalog;
    base->removals = world.removals;
    base->removal_count = world.removal_count;
    error_list_sort(errors);
    return errors->errors == before ? base : NULL;
}

const char **world_base_variants(const struct world_base *base, struct arena *arena,
                                 size_t *count)
{
    const struct yaml_node *variants = yaml_tree_get(base->root, "variants");
    const bool map = variants && variants->kind == YAML_MAPPING;
    const char **names = arena_array(arena, map ? variants->count : 0, sizeof(*names));
    *count = 0;
    for (uint32_t i = 0; map && i < variants->count; i++)
        names[(*count)++] = variants->pairs[i].key;
    return names;
}

void world_base_begin(const struct world_base *base, struct world *world)
{
    world->catalog = base->catalog;
    world->catalog.arena = world->arena;
    world->catalog.errors = world->errors;
    world->root = yaml_tree_copy(world->arena, base->root);
    world->removal_count = world->removal_capacity = base->removal_count;
    world->removals =
        arena_array(world->arena, base->removal_count, sizeof(*world->removals));
    if (base->removal_count > 0)
        memcpy(world->removals, base->removals,
               base->removal_count * sizeof(*world->removals));
}
