/* world_merge.c - one tree from all layers of a scenario.
 *
 * A mapping merges into what is there, a scalar or list replaces it, a null takes the key
 * away so that what lies below applies again. A null for a key that only a preset has
 * stays in the tree until the presets are laid below it.
 *
 * A path may reach into a list that only the preset has (endpoints.write.0.cpu): the
 * preset's list becomes the service's own first, its figures keep their origin.
 */
#include "sim/world_merge.h"

#include "sim/input/yaml_index.h"
#include "sim/input/yaml_path.h"
#include "sim/world_check.h"
#include "sim/world_layer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { EXTENDS_LIMIT = 16 }; /* files or variants in one chain */

/* ---- files ---- */

const char *world_merge_folder(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return ".";
    return slash == file ? "/" : arena_text(arena, file, (size_t)(slash - file));
}

const char *world_merge_beside(struct world *world, struct place place, const char *file)
{
    const bool from_file = place.file && place.line > 0;
    const char *folder =
        from_file ? world_merge_folder(world->arena, place.file) : world->folder;
    if (file[0] == '/' || strcmp(folder, ".") == 0)
        return file;
    return arena_format(world->arena, "%s/%s", folder, file);
}

static struct yaml_index index_of(struct arena *arena, const struct yaml_node *mapping)
{
    struct yaml_index index;
    yaml_index_init(&index, mapping, 0, arena);
    for (uint32_t i = 0; i < mapping->count; i++)
        yaml_index_enter(&index, i);
    return index;
}

/* What is laid keeps the place of the stronger layer, for messages. */
struct yaml_node *world_merge_lay(struct arena *arena, const struct yaml_node *under,
                                  const struct yaml_node *over)
{
    if (over->kind != YAML_MAPPING || !under || under->kind != YAML_MAPPING)
        return yaml_tree_copy(arena, over);
    const struct yaml_index unders = index_of(arena, under),
                            overs = index_of(arena, over);
    struct yaml_node *laid = yaml_tree_mapping(arena, over->place);
    laid->origin_kind = over->origin_kind;
    laid->origin_source = over->origin_source;
    laid->pairs = arena_array(arena, under->count + over->count, sizeof(*laid->pairs));
    laid->capacity = under->count + over->count;
    for (uint32_t i = 0; i < under->count; i++) {
        const struct yaml_pair *pair = yaml_index_find(&overs, under->pairs[i].key);
        struct yaml_pair *next = &laid->pairs[laid->count];
        *next = pair ? *pair : under->pairs[i];
        next->value = pair ? world_merge_lay(arena, under->pairs[i].value, pair->value)
                           : yaml_tree_copy(arena, under->pairs[i].value);
        laid->count += !pair || !yaml_tree_is_null(pair->value);
    }
    for (uint32_t i = 0; i < over->count; i++) {
        if (yaml_index_find(&unders, over->pairs[i].key))
            continue;
        laid->pairs[laid->count] = over->pairs[i];
        laid->pairs[laid->count++].value = yaml_tree_copy(arena, over->pairs[i].value);
    }
    return laid;
}

/* A file named in a scenario is missed where it is named. */
static bool file_is_there(struct world *world, const struct yaml_node *node,
                          const char *key, const char *file)
{
    if (access(file, R_OK) == 0)
        return true;
    error_list_add(world->errors, node->place, key, "cannot read %s: %s", file,
                   strerror(errno));
    return false;
}

struct chain { /* what is being read, to notice a circle */
    const char *files[EXTENDS_LIMIT];
    uint32_t count;
};

static bool chain_enter(struct world *world, struct chain *chain, const char *file,
                        struct place place)
{
    for (uint32_t i = 0; i < chain->count; i++)
        if (strcmp(chain->files[i], file) == 0) {
            error_list_add(world->errors, place, "extends", "%s extends itself", file);
            return false;
        }
    if (chain->count == EXTENDS_LIMIT) {
        error_list_add(world->errors, place, "extends",
                       "more than %d files extend each other", EXTENDS_LIMIT);
        return false;
    }
    chain->files[chain->count++] = file;
    return true;
}

static struct yaml_node *file_merge(struct world *world, const char *file,
                                    struct place place, struct chain *chain)
{
    if (!chain_enter(world, chain, file, place))
        return NULL;
    struct yaml_node *node = yaml_tree_read(file, world->arena, world->errors);
    if (!node)
        return NULL;
    if (node->kind != YAML_MAPPING) {
        error_list_add(world->errors, node->place, NULL,
                       "expected a scenario, a mapping that begins with overstack: 1");
        return NULL;
    }
    if (!world_check_file(world, node))
        return NULL;
    const struct yaml_node *extends = yaml_tree_get(node, "extends");
    if (!extends || yaml_tree_is_null(extends) || extends->kind != YAML_SCALAR)
        return node;
    const char *base = world_merge_beside(world, extends->place, extends->text);
    if (!file_is_there(world, extends, "extends", base))
        return NULL;
    const struct yaml_node *under = file_merge(world, base, extends->place, chain);
    if (!under)
        return NULL;
    yaml_tree_remove(node, "extends");
    struct yaml_node *merged = world_merge_lay(world->arena, under, node);
    world_layer_note_removals(world, yaml_tree_get(under, "services"),
                              yaml_tree_get(merged, "services"),
                              arena_format(world->arena, "%s", file));
    return merged;
}

struct yaml_node *world_merge_file(struct world *world, const char *file)
{
    struct chain chain = {.count = 0};
    return file_merge(world, file, (struct place){.file = file}, &chain);
}

/* ---- presets ---- */

static const char *word_of(const struct yaml_node *service, const char *key)
{
    const struct yaml_node *node = yaml_tree_get(service, key);
    return node && node->kind == YAML_SCALAR && !yaml_tree_is_null(node) ? node->text
                                                                         : NULL;
}

/* A managed cache or search engine is asked for the same as the program itself. */
static const struct yaml_node *endpoints_of(struct world *world,
                                            const struct yaml_node *service)
{
    const char *engine = word_of(service, "engine");
    const char *name = cluster_def_program(word_of(service, "kind"));
    const struct yaml_node *preset = name && !(engine && strcmp(engine, "memcached") == 0)
                                         ? world_catalog_preset(&world->catalog, name)
                                         : NULL;
    const struct yaml_node *endpoints = yaml_tree_get(preset, "endpoints");
    if (!endpoints)
        return NULL;
    struct yaml_node *kept = yaml_tree_mapping(world->arena, preset->place);
    yaml_tree_put(world->arena, kept, "endpoints",
                  yaml_tree_copy(world->arena, endpoints));
    return kept;
}

static const struct yaml_node *preset_of(struct world *world,
                                         const struct yaml_node *service)
{
    const char *name = word_of(service, "preset");
    return name ? world_catalog_preset(&world->catalog, name)
                : endpoints_of(world, service);
}

void world_merge_presets(struct world *world)
{
    struct yaml_node *services = yaml_tree_get(world->root, "services");
    for (uint32_t i = 0;
         services && services->kind == YAML_MAPPING && i < services->count; i++) {
        struct yaml_node *service = services->pairs[i].value;
        const struct yaml_node *preset = preset_of(world, service);
        if (preset)
            services->pairs[i].value = yaml_tree_merge(world->arena, preset, service);
    }
}

/* The path's parts from `first` on, up to and without `end`, as a path of their own. */
static const char *path_slice(struct arena *arena, const struct yaml_part *parts,
                              uint32_t first, uint32_t end)
{
    const char *path = "";
    for (uint32_t i = first; i < end; i++)
        path = yaml_path_join(arena, path,
                              arena_text(arena, parts[i].text, parts[i].length));
    return path;
}

void world_merge_own_list(struct world *world, const char *path)
{
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count, list = 3, index;
    if (!yaml_path_split(path, parts, &count) || !yaml_path_part_is(parts[0], "services"))
        return;
    while (list < count && !yaml_path_part_index(parts[list], &index))
        list++;
    if (list >= count)
        return;
    struct arena *arena = world->arena;
    const char *full = path_slice(arena, parts, 0, list);
    const struct yaml_node *service =
        yaml_tree_find(world->root, path_slice(arena, parts, 0, 2));
    if (!service || yaml_tree_find(world->root, full))
        return;
    const struct yaml_node *preset = preset_of(world, service);
    const struct yaml_node *owned =
        preset ? yaml_tree_find(preset, path_slice(arena, parts, 2, list)) : NULL;
    if (owned && owned->kind == YAML_LIST)
        yaml_tree_set(world->root, full, yaml_tree_copy(arena, owned), arena,
                      world->errors);
}

/* ---- all layers ---- */

bool world_merge_own_catalog(struct world *world, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_tree_get(root, "catalog");
    if (!node || node->kind != YAML_SCALAR || yaml_tree_is_null(node))
        return true;
    const char *file = world_merge_beside(world, node->place, node->text);
    if (world->catalog.own_file && strcmp(world->catalog.own_file, file) == 0)
        return true;
    if (!file_is_there(world, node, "catalog", file))
        return false;
    return world_catalog_add_own(&world->catalog, file);
}

static struct place set_place(const struct world_options *options, size_t i)
{
    const bool varied =
        i >= options->varied_from && i - options->varied_from < options->varied_count;
    return varied ? options->varied[i - options->varied_from]
                  : (struct place){.file = "--set"};
}

bool world_merge_layers(struct world *world)
{
    if (!world_merge_own_catalog(world, world->root))
        return false;
    const struct yaml_node *variants = yaml_tree_get(world->root, "variants");
    yaml_tree_remove(world->root, "variants");
    if (world->options->variant)
        world_layer_variant(world, variants, world->options->variant);
    for (size_t i = 0; i < world->options->set_count; i++)
        world_layer_set(world, world->options->sets[i], set_place(world->options, i));
    world_layer_numbers(world);
    return world_merge_own_catalog(world, world->root);
}
