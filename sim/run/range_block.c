/* range_block.c - see range_block.h.
 */
#include "sim/run/range_block.h"

#include "sim/run/range_try.h"
#include "sim/run/vary_path.h"

#include <math.h>
#include <string.h>

struct range_block {
    const struct yaml_node *root;
    const struct world_options *options;
    const struct design *design;
    struct arena *arena;
    struct error_list *errors;
};

static bool end_read(struct range_block *block, const struct yaml_node *node,
                     const char *path, struct quantity *end)
{
    if (quantity_read(end, node->text, block->arena))
        return true;
    error_list_expected(block->errors, node->place, path,
                        "a number with its unit, or a distribution with its mean first",
                        node->text, NULL);
    return false;
}

/* A plain duration where the scenario has a distribution is the mean of it. */
static void lend_shape(struct range *range, const struct quantity *base)
{
    const bool plain = !quantity_is_mean(&range->shape);
    if (plain && quantity_is_mean(base) &&
        (range->shape.unit == QUANTITY_DURATION || range->shape.value == 0)) {
        range->shape.before = base->before;
        range->shape.after = base->after;
        range->shape.unit = QUANTITY_DURATION;
    }
}

/* A distribution of which a plain number says nothing. */
static bool is_without_mean(struct range_block *block, const struct range *range)
{
    const struct yaml_node *node = yaml_tree_find(block->root, range->path);
    if (!node || node->kind != YAML_SCALAR || !strchr(node->text, '(') ||
        quantity_is_mean(&range->shape))
        return false;
    error_list_add(block->errors, range->place, range->path,
                   "the scenario has %s here, which does not begin with its mean: give "
                   "two distributions that do",
                   node->text);
    return true;
}

static bool base_find(struct range_block *block, struct range *range)
{
    struct quantity base;
    if (!range_try_base(block->root, block->design, range->path, &base, block->arena))
        return !is_without_mean(block, range);
    lend_shape(range, &base);
    if (quantity_alike(&range->shape, &base))
        range->base = base.value;
    return true;
}

static bool ends_read(struct range_block *block, const struct yaml_node *list,
                      struct range *range)
{
    struct quantity low, high;
    if (!end_read(block, list->items[0], range->path, &low) ||
        !end_read(block, list->items[1], range->path, &high))
        return false;
    if (!quantity_alike(&low, &high)) {
        error_list_add(block->errors, list->place, range->path,
                       "expected two values of the same kind, got '%s' and '%s'",
                       list->items[0]->text, list->items[1]->text);
        return false;
    }
    if (!(low.value < high.value)) {
        error_list_add(block->errors, list->place, range->path,
                       "expected the lower value first, got '%s' and '%s'",
                       list->items[0]->text, list->items[1]->text);
        return false;
    }
    range->shape = low.unit == QUANTITY_NUMBER ? high : low;
    range->low = low.value;
    range->high = high.value;
    return true;
}

/* As the user wrote it, unless the mean goes into the scenario's shape. */
static bool end_try(struct range_block *block, const struct range *range, double value,
                    const struct yaml_node *node)
{
    const bool lent = quantity_is_mean(&range->shape) && !strchr(node->text, '(');
    const char *text =
        lent ? quantity_text(&range->shape, value, block->arena) : node->text;
    return range_try(block->options, range->path, text, node->place, block->errors);
}

static bool range_read(struct range_block *block, const struct yaml_pair *pair,
                       struct range *range)
{
    const struct yaml_node *list = pair->value;
    *range = (struct range){
        .path = pair->key, .place = list->place, .kind = "uncertain", .base = NAN};
    if (!vary_path_check(pair->key, pair->key_place, block->root, block->arena,
                         block->errors) ||
        !ends_read(block, list, range) || !base_find(block, range) ||
        !end_try(block, range, range->low, list->items[0]) ||
        !end_try(block, range, range->high, list->items[1]))
        return false;
    range_try_whole(range, block->options);
    return true;
}

void range_block_read(struct ranges *ranges, const struct yaml_node *node,
                      const struct yaml_node *root, const struct world_options *options,
                      const struct design *design, struct arena *arena,
                      struct error_list *errors)
{
    struct range_block block = {root, options, design, arena, errors};
    if (node->count > RANGE_MOST) {
        error_list_add(errors, node->place, "uncertain", "at most %d ranges, got %u",
                       RANGE_MOST, (unsigned)node->count);
        return;
    }
    ranges->items = arena_array(arena, node->count, sizeof(*ranges->items));
    for (uint32_t i = 0; i < node->count; i++)
        ranges->count +=
            range_read(&block, &node->pairs[i], &ranges->items[ranges->count]);
}
