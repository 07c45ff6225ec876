/* world_text.c - names in messages, and questions to the merged tree.
 */
#include "sim/world_text.h"

#include <string.h>

enum { LIST_LIMIT = 8 }; /* names shown; more would hide the message */

void world_text_add(struct world *world, struct world_names *names, const char *name)
{
    if (names->count == names->capacity) {
        names->capacity = names->capacity * 2 + 8;
        names->items = arena_grow(world->arena, names->items, names->count,
                                  names->capacity, sizeof(*names->items));
    }
    names->items[names->count++] = name;
}

const char *world_text_list(struct world *world, const struct world_names *names)
{
    const char *list = "";
    for (uint32_t i = 0; i < names->count && i < LIST_LIMIT; i++)
        list = arena_format(world->arena, "%s%s%s", list, i ? ", " : "", names->items[i]);
    return names->count > LIST_LIMIT ? arena_format(world->arena, "%s, ...", list) : list;
}

const char *world_text_way(struct world *world, const struct world_names *names)
{
    const char *way = "";
    for (uint32_t i = 0; i < names->count && i < LIST_LIMIT; i++)
        way = arena_format(world->arena, "%s%s%s", way, i ? " -> " : "", names->items[i]);
    if (names->count <= LIST_LIMIT)
        return way;
    return arena_format(world->arena, "%s -> ... -> %s", way,
                        names->items[names->count - 1]);
}

const char *world_text_nearest_of(struct world *world, const char *text,
                                  const char *const *names, size_t count)
{
    const char *nearest = error_nearest(text, names, count);
    return nearest ? arena_format(world->arena, "\"%s\"", nearest) : NULL;
}

const char *world_text_nearest(struct world *world, const char *text,
                               const struct world_names *names)
{
    return world_text_nearest_of(world, text, names->items, names->count);
}

static const struct yaml_pair *pair_find(const struct world *world, const char *path,
                                         const char *key)
{
    const struct yaml_node *node =
        *path ? yaml_tree_find(world->root, path) : world->root;
    for (uint32_t i = 0; node && node->kind == YAML_MAPPING && i < node->count; i++)
        if (strcmp(node->pairs[i].key, key) == 0 &&
            !yaml_tree_is_null(node->pairs[i].value))
            return &node->pairs[i];
    return NULL;
}

const struct yaml_node *world_text_given(const struct world *world, const char *path,
                                         const char *key)
{
    const struct yaml_pair *pair = pair_find(world, path, key);
    return pair ? pair->value : NULL;
}

bool world_text_is_own(const struct world *world, const char *path, const char *key)
{
    const struct yaml_node *node = world_text_given(world, path, key);
    return node && !node->origin_kind;
}

struct place world_text_place(const struct world *world, const char *path,
                              const char *key, struct place otherwise)
{
    const struct yaml_pair *pair = pair_find(world, path, key);
    return pair ? pair->key_place : otherwise;
}
