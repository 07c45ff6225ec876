/* table_list.c - every table below a root, each once, with a name of its own.
 */
#include "sim/input/table_list.h"

#include <assert.h>
#include <string.h>

static const struct listed_table *list_find(const struct table_list *list,
                                            const struct table *table)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].table == table)
            return &list->items[i];
    return NULL;
}

static const char *unique_name(const struct table_list *list, const char *name)
{
    unsigned same = 0;
    for (uint32_t i = 0; i < list->count; i++)
        same += strcmp(list->items[i].table->name, name) == 0;
    return same ? arena_format(list->arena, "%s-%u", name, same + 1) : name;
}

static void list_add(struct table_list *list, const struct table *table,
                     const struct table *selected_by, const char *selected_value)
{
    if (!table || list_find(list, table))
        return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 32;
        list->items = arena_grow(list->arena, list->items, list->count, list->capacity,
                                 sizeof(*list->items));
    }
    const char *name = unique_name(list, table->name);
    list->items[list->count++] =
        (struct listed_table){table, name, selected_by, selected_value};
}

static void list_add_below(struct table_list *list, const struct table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        list_add(list, table->fields[i].table, NULL, NULL);
    for (const struct selection *s = table->selections; s && s->value; s++)
        list_add(list, s->table, table, s->value);
}

void table_list_init(struct table_list *list, const struct table *root,
                     struct arena *arena)
{
    *list = (struct table_list){.arena = arena};
    list_add(list, root, NULL, NULL);
    for (uint32_t i = 0; i < list->count; i++) /* the list grows as we go */
        list_add_below(list, list->items[i].table);
}

const char *table_list_name(const struct table_list *list, const struct table *table)
{
    const struct listed_table *listed = list_find(list, table);
    assert(listed);
    return listed->name;
}
