/* table_list.h - every table below a root, each once, with a name of its own.
 *
 * Tables refer to each other and to themselves (a step holds lists of steps), so the
 * reference page and the JSON Schema describe each table once and refer to it.
 */
#ifndef OVERSTACK_INPUT_TABLE_LIST_H
#define OVERSTACK_INPUT_TABLE_LIST_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

struct listed_table {
    const struct table *table;
    const char *name; /* the table's, with a number behind it where two share it */
    /* A table chosen by another one's select_key: that table, and the value. */
    const struct table *selected_by;
    const char *selected_value;
};

struct table_list {
    struct arena *arena;
    struct listed_table *items; /* the root first, then in the order they are met */
    uint32_t count, capacity;
};

void table_list_init(struct table_list *list, const struct table *root,
                     struct arena *arena);

/* The name of a table that is in the list. */
const char *table_list_name(const struct table_list *list, const struct table *table);

#endif
