/* field_complaint.c - what can be wrong with a node before its value is read.
 */
#include "sim/input/field_complaint.h"
#include "sim/input/shown_text.h"

#include <string.h>

enum { NAME_LIMIT = 128 }; /* keys of one table */

static const char *const node_names[] = {[YAML_SCALAR] = "a single value",
                                         [YAML_LIST] = "a list",
                                         [YAML_MAPPING] = "a mapping"};

bool field_complaint_kind(struct fields *fields, const struct yaml_node *node,
                          const char *path, const char *expected)
{
    if (yaml_tree_is_null(node))
        error_list_add(fields->errors, node->place, path, "expected %s, got nothing",
                       expected);
    else if (node->kind == YAML_SCALAR)
        error_list_expected(fields->errors, node->place, path, expected, node->text,
                            NULL);
    else
        error_list_add(fields->errors, node->place, path, "expected %s, got %s", expected,
                       node_names[node->kind]);
    return false;
}

bool field_complaint_later(struct fields *fields, struct place place, const char *path,
                           const char *what)
{
    error_list_add(fields->errors, place, path, "%s is not yet supported",
                   shown_text(fields->arena, what));
    return false;
}

static const char *nearest_key(const struct table *table, const char *key)
{
    const char *names[NAME_LIMIT];
    size_t count = 0;
    for (uint32_t i = 0; i < table->count; i++)
        if (table->fields[i].key[0] != '=' && count < NAME_LIMIT)
            names[count++] = table->fields[i].key;
    return error_nearest(key, names, count);
}

/* YAML 1.1 reads a bare `on` as true; a tool that rewrites a file then writes true. */
static bool is_rewritten_on(const struct table *table, const char *key)
{
    return (strcmp(key, "true") == 0 || strcmp(key, "True") == 0) &&
           fields_find(table, "on");
}

static const char *habit_hint(const struct table *table, const char *key)
{
    for (const struct habit *habit = table->habits; habit && habit->key; habit++)
        if (strcmp(habit->key, key) == 0)
            return habit->instead;
    return NULL;
}

bool field_complaint_key(struct fields *fields, const struct table *table,
                         const struct yaml_pair *pair, const char *path)
{
    const char *nearest = nearest_key(table, pair->key);
    const char *habit = habit_hint(table, pair->key);
    const char *hint = "";
    if (habit)
        hint = arena_format(fields->arena, "; %s", habit);
    else if (is_rewritten_on(table, pair->key))
        hint = "; a tool rewrote on, which YAML 1.1 reads as true: write on again";
    else if (nearest)
        hint = arena_format(fields->arena, "; did you mean \"%s\"?", nearest);
    error_list_add(fields->errors, pair->key_place, path, "unknown key %s%s",
                   shown_text(fields->arena, pair->key), hint);
    return false;
}
