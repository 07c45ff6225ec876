/* sweep_key.c - see sweep_key.h. */
#include "sim/run/sweep_key.h"

#include "sim/core/version.h"
#include "sim/input/yaml_path.h"
#include "sim/world_base.h"
#include "sim/world_data.h"
#include "sim/world_merge.h"

#include <string.h>

static void hash_text(struct hash *hash, const char *text)
{
    text = text ? text : "";
    hash_add(hash, text, strlen(text) + 1);
}

static void hash_axes(struct hash *hash, const struct vary *vary)
{
    hash_add(hash, &vary->axis_count, sizeof(vary->axis_count));
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        const struct vary_axis *axis = &vary->axes[i];
        hash_text(hash, axis->path);
        hash_add(hash, &axis->dimension, sizeof(axis->dimension));
        hash_add(hash, &axis->values.count, sizeof(axis->values.count));
        for (uint32_t k = 0; k < axis->values.count; k++)
            hash_text(hash, axis->values.items[k].yaml);
    }
    hash_add(hash, &vary->count, sizeof(vary->count));
    if (vary->kept)
        hash_add(hash, vary->kept, vary->count * sizeof(*vary->kept));
}

/* The files that a value typed for that path names. */
static void hash_typed_data(struct world *world, const char *path, const char *text,
                            struct hash *hash)
{
    const char *dot = strrchr(path, '.');
    struct error_list quiet;
    error_list_init(&quiet, world->arena);
    const struct yaml_node *value =
        yaml_tree_parse("--set", text, strlen(text), world->arena, &quiet);
    if (value)
        world_data_hash(world, dot ? dot + 1 : path, value, hash);
}

/* What stands in the files that any point may read, whichever does. A number is no
 * file: long ranges cost nothing. */
static void hash_data(const struct sweep *sweep, struct hash *hash, struct arena *arena)
{
    const struct world_options *options = &sweep->options;
    struct world world = {.arena = arena,
                          .folder = world_merge_folder(arena, options->file)};
    world_data_hash(&world, "", options->base->root, hash);
    for (size_t i = 0; i < options->set_count; i++) {
        const char *sign = yaml_path_sign(options->sets[i]);
        const size_t length = sign ? (size_t)(sign - options->sets[i]) : 0;
        if (sign)
            hash_typed_data(&world, arena_text(arena, options->sets[i], length), sign + 1,
                            hash);
    }
    for (uint32_t i = 0; i < sweep->vary->axis_count; i++) {
        const struct vary_axis *axis = &sweep->vary->axes[i];
        for (uint32_t k = 0; k < axis->values.count; k++)
            if (axis->values.items[k].kind == VARY_TEXT)
                hash_typed_data(&world, axis->path, axis->values.items[k].yaml, hash);
    }
}

void sweep_key_find(const struct sweep *sweep, char key[HASH_TEXT], struct arena *arena)
{
    const struct world_options *options = &sweep->options;
    const double numbers[] = {options->seed, options->replications, options->duration_s,
                              sweep->screen};
    struct world_catalog catalog = options->base->catalog;
    struct hash hash;
    size_t length;
    const char *tree = yaml_tree_canonical(options->base->root, arena, &length);
    hash_init(&hash);
    hash_text(&hash, OVERSTACK_VERSION);
    hash_add(&hash, tree, length);
    world_catalog_hash(&catalog, &hash);
    hash_text(&hash, options->variant);
    for (size_t i = 0; i < options->set_count; i++)
        hash_text(&hash, options->sets[i]);
    hash_add(&hash, numbers, sizeof(numbers));
    hash_axes(&hash, sweep->vary);
    hash_data(sweep, &hash, arena);
    hash_finish_hex(&hash, key);
}
