/* range_try.c - see range_try.h.
 */
#include "sim/run/range_try.h"

#include "models/design.h"

#include <math.h>
#include <string.h>

/* The first error that was found, at the place of the range. */
static void complain(struct error_list *errors, const struct error_list *found,
                     struct place place, const char *path, const char *value)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct error *error = &found->items[i];
        if (error->severity != SEVERITY_ERROR)
            continue;
        const bool elsewhere =
            error->path && *error->path && strcmp(error->path, path) != 0;
        const bool told = strstr(error->message, value) != NULL;
        error_list_add(errors, place, path, "%s%s%s%s%s%s", elsewhere ? error->path : "",
                       elsewhere ? ": " : "", error->message, told ? "" : " (with ",
                       told ? "" : value, told ? "" : ")");
        return;
    }
}

bool range_try(const struct world_options *options, const char *path, const char *value,
               struct place place, struct error_list *errors)
{
    struct arena scratch;
    struct error_list found;
    arena_init(&scratch);
    error_list_init(&found, &scratch);
    const struct world_options tried = range_with(options, path, value, &scratch);
    const bool fine = world_load(&tried, &scratch, &found) != NULL;
    if (!fine && errors)
        complain(errors, &found, place, path, value);
    arena_clear(&scratch);
    return fine;
}

void range_try_whole(struct range *range, const struct world_options *options)
{
    struct arena scratch;
    if (range->shape.unit != QUANTITY_NUMBER || range->low != floor(range->low) ||
        range->high != floor(range->high))
        return;
    arena_init(&scratch);
    const char *between = quantity_text(&range->shape, range->low + 0.5, &scratch);
    range->whole = !range_try(options, range->path, between, range->place, NULL);
    arena_clear(&scratch);
}

static const char *ledger_text(const struct ledger *ledger, const char *path)
{
    for (size_t i = 0; i < ledger->count; i++)
        if (strcmp(ledger->items[i].path, path) == 0)
            return ledger->items[i].value;
    return NULL;
}

bool range_try_base(const struct yaml_node *root, const struct design *design,
                    const char *path, struct quantity *base, struct arena *arena)
{
    const struct yaml_node *node = yaml_tree_find(root, path);
    if (node && !yaml_tree_is_null(node))
        return node->kind == YAML_SCALAR && quantity_read(base, node->text, arena);
    const char *text = design ? ledger_text(&design->ledger, path) : NULL;
    return text && quantity_read(base, text, arena);
}
