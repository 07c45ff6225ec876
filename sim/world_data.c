/* world_data.c - see world_data.h. */
#include "sim/world_data.h"

#include "sim/input/yaml_source.h"
#include "sim/world_merge.h"
#include "sim/world_trace.h"

#include <string.h>

static const char start[] = "empirical(";

static void hash_times(struct world *world, const char *text, struct hash *hash)
{
    const char *name = text + sizeof(start) - 1;
    const char *file = arena_text(world->arena, name, strcspn(name, " ,)"));
    struct error_list quiet;
    error_list_init(&quiet, world->arena);
    size_t length;
    const char *times =
        yaml_source_read(world_merge_beside(world, (struct place){0}, file), world->arena,
                         &quiet, &length);
    if (times)
        hash_add(hash, times, length);
}

void world_data_hash(struct world *world, const char *key, const struct yaml_node *value,
                     struct hash *hash)
{
    for (uint32_t i = 0; value->kind == YAML_LIST && i < value->count; i++)
        world_data_hash(world, "", value->items[i], hash);
    for (uint32_t i = 0; value->kind == YAML_MAPPING && i < value->count; i++)
        world_data_hash(world, value->pairs[i].key, value->pairs[i].value, hash);
    if (value->kind != YAML_SCALAR)
        return;
    if (strncmp(value->text, start, sizeof(start) - 1) == 0)
        hash_times(world, value->text, hash);
    else if (strcmp(key, "file") == 0)
        world_trace_hash(world, value->text, hash);
}
