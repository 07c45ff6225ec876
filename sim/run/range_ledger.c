/* range_ledger.c - see range_ledger.h.
 */
#include "sim/run/range_ledger.h"

#include "models/design.h"
#include "sim/run/range_try.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The less certain first. */
static const char *const kinds[] = {"guessed", "fitted", "default"};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

/* KINDS: one that is known, and not varied. */
static int kind_rank(const char *kind)
{
    int rank = 0;
    while (rank < KINDS && strcmp(kind, kinds[rank]) != 0)
        rank++;
    return rank;
}

/* How long and how often is simulated is no assumption about the system. */
static bool is_of_design(const char *path)
{
    return strncmp(path, "simulate.", 9) != 0 && strchr(path, '.') != NULL;
}

static bool end_accepted(const struct range *range, double value,
                         const struct world_options *options, struct arena *arena)
{
    const char *text = quantity_text(&range->shape, value, arena);
    return range_try(options, range->path, text, range->place, NULL);
}

static void ends_round(struct range *range)
{
    if (range->shape.unit == QUANTITY_NUMBER && range->base == floor(range->base)) {
        range->low = floor(range->low);
        range->high = ceil(range->high);
    }
    if (range->shape.unit == QUANTITY_SHARE)
        range->high = fmin(range->high, 1);
}

/* False when the line has no number that can be scaled, or the scenario does not take
 * another one there. */
static bool range_of_line(const struct assumption *line, const struct yaml_node *root,
                          const struct world_options *options,
                          const struct design *design, struct arena *arena,
                          struct range *range)
{
    *range = (struct range){.path = line->path, .kind = line->kind};
    if (kind_rank(line->kind) == KINDS || !is_of_design(line->path) ||
        !range_try_base(root, design, line->path, &range->shape, arena) ||
        !(range->shape.value > 0))
        return false;
    range->base = range->shape.value;
    range->low = range->base * (1 - RANGE_LEDGER_SHARE);
    range->high = range->base * (1 + RANGE_LEDGER_SHARE);
    ends_round(range);
    if (!end_accepted(range, range->low, options, arena) ||
        !end_accepted(range, range->high, options, arena))
        return false;
    range_try_whole(range, options);
    return range->low < range->high;
}

/* Which of two says more: the less certain one, the larger memory, then by path. */
static int range_compare(const void *a, const void *b)
{
    const struct range *one = a, *two = b;
    const int kind = kind_rank(one->kind) - kind_rank(two->kind);
    const double one_bytes = one->shape.unit == QUANTITY_SIZE ? one->base : 0;
    const double two_bytes = two->shape.unit == QUANTITY_SIZE ? two->base : 0;
    if (kind != 0)
        return kind;
    if (one_bytes != two_bytes)
        return one_bytes > two_bytes ? -1 : 1;
    return strcmp(one->path, two->path);
}

void range_ledger_read(struct ranges *ranges, const struct yaml_node *root,
                       const struct world_options *options, const struct design *design,
                       struct arena *arena)
{
    const struct ledger *ledger = &design->ledger;
    ranges->from_ledger = true;
    ranges->items = arena_array(arena, ledger->count, sizeof(*ranges->items));
    for (size_t i = 0; i < ledger->count; i++)
        ranges->count += range_of_line(&ledger->items[i], root, options, design, arena,
                                       &ranges->items[ranges->count]);
    if (ranges->count > 0)
        qsort(ranges->items, ranges->count, sizeof(*ranges->items), range_compare);
    if (ranges->count > RANGE_LEDGER_MOST) {
        ranges->left_out = ranges->count - RANGE_LEDGER_MOST;
        ranges->count = RANGE_LEDGER_MOST;
    }
}
