/* world_uncertain.c - see world_uncertain.h.
 */
#include "sim/world_uncertain.h"

static bool is_range(const struct yaml_node *node)
{
    return node->kind == YAML_LIST && node->count == 2 &&
           node->items[0]->kind == YAML_SCALAR && node->items[1]->kind == YAML_SCALAR;
}

void world_uncertain_check(struct world *world)
{
    const struct yaml_node *block = world->scenario.uncertain;
    if (!block)
        return;
    if (block->kind != YAML_MAPPING) {
        error_list_add(world->errors, block->place, "uncertain",
                       "expected a mapping of paths to ranges [low, high]");
        return;
    }
    for (uint32_t i = 0; i < block->count; i++)
        if (!is_range(block->pairs[i].value))
            error_list_add(world->errors, block->pairs[i].value->place,
                           block->pairs[i].key,
                           "expected a range of two values such as [8ms, 20ms]");
}
