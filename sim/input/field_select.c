/* field_select.c - which table describes a mapping: a service's `kind` decides.
 */
#include "sim/input/field_select.h"
#include "sim/input/field_complaint.h"
#include "sim/input/yaml_path.h"

#include <string.h>

enum { NAME_LIMIT = 128 }; /* values of one select_key */

static const char *nearest_selection(struct fields *fields, const struct table *table,
                                     const char *value)
{
    const char *names[NAME_LIMIT];
    size_t count = 0;
    for (const struct selection *s = table->selections; s->value; s++)
        if (count < NAME_LIMIT)
            names[count++] = s->value;
    const char *nearest = error_nearest(value, names, count);
    return nearest ? arena_format(fields->arena, "\"%s\"", nearest) : NULL;
}

static const char *all_selections(struct fields *fields, const struct table *table)
{
    const char *list = "one of ";
    uint32_t count = 0;
    for (const struct selection *s = table->selections; s->value; s++)
        list = arena_format(fields->arena, "%s%s%s", list, count++ ? ", " : "", s->value);
    return count == 1 ? list + strlen("one of ") : list;
}

const struct table *field_select_table(struct fields *fields, const struct table *table,
                                       const struct yaml_node *node, const char *path)
{
    if (!table->select_key)
        return table;
    const struct yaml_node *key = yaml_tree_get(node, table->select_key);
    if (yaml_tree_is_null(key))
        return table;
    path = yaml_path_join(fields->arena, path, table->select_key);
    const char *expected = all_selections(fields, table);
    if (key->kind != YAML_SCALAR) {
        field_complaint_kind(fields, key, path, expected);
        return NULL;
    }
    const struct selection *selection = table->selections;
    while (selection->value && strcmp(selection->value, key->text) != 0)
        selection++;
    if (!selection->value)
        error_list_expected(fields->errors, key->place, path, expected, key->text,
                            nearest_selection(fields, table, key->text));
    return selection->table;
}
