/* yaml_index.c - finds a key of a large mapping at once: open addressing, linear
 * probing, at most half full, FNV-1a.
 */
#include "sim/input/yaml_index.h"

#include <string.h>

void yaml_index_init(struct yaml_index *index, const struct yaml_node *mapping,
                     uint32_t extra, struct arena *arena)
{
    uint32_t cells = 8;
    while (cells / 2 < mapping->count + extra)
        cells *= 2;
    *index = (struct yaml_index){
        .mapping = mapping,
        .cells = arena_array(arena, cells, sizeof(*index->cells)),
        .mask = cells - 1,
    };
}

static uint32_t *index_cell(const struct yaml_index *index, const char *key)
{
    uint32_t hash = 2166136261u;
    for (const char *c = key; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    for (uint32_t i = hash & index->mask;; i = (i + 1) & index->mask) {
        uint32_t *cell = &index->cells[i];
        if (*cell == 0 || strcmp(index->mapping->pairs[*cell - 1].key, key) == 0)
            return cell;
    }
}

struct yaml_pair *yaml_index_enter(struct yaml_index *index, uint32_t number)
{
    uint32_t *cell = index_cell(index, index->mapping->pairs[number].key);
    if (*cell)
        return &index->mapping->pairs[*cell - 1];
    *cell = number + 1;
    return NULL;
}

struct yaml_pair *yaml_index_find(const struct yaml_index *index, const char *key)
{
    const uint32_t *cell = index_cell(index, key);
    return *cell ? &index->mapping->pairs[*cell - 1] : NULL;
}
