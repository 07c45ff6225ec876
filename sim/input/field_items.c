/* field_items.c - the items of a map or a list.
 *
 * Items are structs of the item table's size that begin with a struct item, in file
 * order. An item with mistakes keeps its place, so that the others keep their numbers.
 */
#include "sim/input/field_items.h"
#include "sim/input/field_complaint.h"
#include "sim/input/shown_text.h"
#include "sim/input/yaml_path.h"

#include <assert.h>
#include <string.h>

static void *items_make(struct fields *fields, const struct table *table, uint32_t count,
                        struct items *items)
{
    assert(table->size >= sizeof(struct item));
    items->items = arena_array(fields->arena, count, table->size);
    items->count = count;
    return items->items;
}

/* ---- names ---- */

static bool is_control(const char *c)
{
    const unsigned char first = (unsigned char)c[0], next = (unsigned char)c[1];
    return first < 0x20 || first == 0x7f ||
           (first == 0xc2 && next >= 0x80 && next < 0xa0);
}

/* What is wrong with a name, or NULL. */
static const char *name_fault(struct fields *fields, const struct table *table,
                              const char *name)
{
    if (name[strspn(name, " ")] == '\0')
        return "an empty name";
    for (const char *c = name; *c; c++)
        if (is_control(c))
            return "a name with a control character (a line break, a tab)";
    const size_t plain = strcspn(name, ".[]{}\"'");
    if (!table->plain_names || name[plain] == '\0')
        return NULL;
    return arena_format(
        fields->arena, "%s: a name cannot contain %s, which means something in paths",
        shown_text(fields->arena, name),
        name[plain] == '\''  ? "an apostrophe"
        : name[plain] == '"' ? "a double quote"
                             : arena_format(fields->arena, "'%c'", name[plain]));
}

static bool check_name(struct fields *fields, const struct table *table,
                       const struct yaml_pair *pair, const char *path)
{
    const char *fault = name_fault(fields, table, pair->key);
    if (fault)
        error_list_add(fields->errors, pair->key_place, path, "%s", fault);
    return fault == NULL;
}

/* ---- maps and lists ---- */

bool field_items_map(struct fields *fields, const struct field *field,
                     const struct yaml_node *node, const char *path, void *at)
{
    if (node->kind != YAML_MAPPING)
        return field_complaint_kind(fields, node, path, "a mapping from names");
    const struct table *table = field->table;
    char *object = items_make(fields, table, node->count, at);
    bool fine = true;
    for (uint32_t i = 0; i < node->count; i++, object += table->size) {
        const struct yaml_pair *pair = &node->pairs[i];
        const char *item_path = yaml_path_join(fields->arena, path, pair->key);
        *(struct item *)object = (struct item){pair->key, item_path, pair->key_place};
        if (!check_name(fields, table, pair, path) ||
            !fields_fill(fields, table, pair->value, item_path, object))
            fine = false;
    }
    return fine;
}

/* A lone item stands where the list would: it has the field's own path. */
static bool items_lone(struct fields *fields, const struct field *field,
                       const struct yaml_node *node, const char *path, void *at)
{
    struct item *item = items_make(fields, field->table, 1, at);
    *item = (struct item){"0", path, node->place};
    return fields_fill(fields, field->table, node, path, item);
}

bool field_items_list(struct fields *fields, const struct field *field,
                      const struct yaml_node *node, const char *path, void *at)
{
    if (node->kind != YAML_LIST && (field->flags & FIELD_LONE))
        return items_lone(fields, field, node, path, at);
    if (node->kind != YAML_LIST)
        return field_complaint_kind(fields, node, path, "a list");
    const struct table *table = field->table;
    char *object = items_make(fields, table, node->count, at);
    bool fine = true;
    for (uint32_t i = 0; i < node->count; i++, object += table->size) {
        const char *item_path = yaml_path_join_index(fields->arena, path, i);
        const char *name = arena_format(fields->arena, "%u", (unsigned)i);
        *(struct item *)object = (struct item){name, item_path, node->items[i]->place};
        if (!fields_fill(fields, table, node->items[i], item_path, object))
            fine = false;
    }
    return fine;
}
