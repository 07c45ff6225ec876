/* vary_path.c - see vary_path.h.
 *
 * The path walks down the tables of fields, and the file's tree beside it. Where a key
 * chooses among tables (a service's `kind`) a key of any of them will do: which it is,
 * each point says when it is loaded, as it says whether a value is right.
 */
#include "sim/run/vary_path.h"

#include "models/design_def.h"
#include "sim/input/yaml_path.h"

#include <string.h>

struct walk {
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count, at;
    struct arena *arena;
    const char **names; /* that would have been right; NULL: no complaint */
    uint32_t name_count;
};

static const struct field *field_of(const struct table *table, struct yaml_part part)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (yaml_path_part_is(part, table->fields[i].key))
            return &table->fields[i];
    for (const struct selection *one = table->selections; one && one->value; one++) {
        const struct field *field =
            one->table && one->table != table ? field_of(one->table, part) : NULL;
        if (field)
            return field;
    }
    return NULL;
}

static void expect_keys(struct walk *walk, const struct table *table)
{
    walk->names = arena_array(walk->arena, table->count, sizeof(*walk->names));
    for (uint32_t i = 0; i < table->count; i++)
        walk->names[walk->name_count++] = table->fields[i].key;
}

static void expect_names(struct walk *walk, const struct yaml_node *mapping)
{
    const uint32_t count = mapping && mapping->kind == YAML_MAPPING ? mapping->count : 0;
    walk->names = arena_array(walk->arena, count, sizeof(*walk->names));
    for (uint32_t i = 0; i < count; i++)
        walk->names[walk->name_count++] = mapping->pairs[i].key;
}

static const struct yaml_node *below(const struct yaml_node *node, struct yaml_part part)
{
    struct yaml_node **slot = node ? yaml_path_slot(node, part) : NULL;
    return slot ? *slot : NULL;
}

/* The list that stands in place of a mapping of the table (an endpoint is the list of its
 * steps): a number leads into it. */
static const struct field *list_of(const struct table *table, struct yaml_part part)
{
    uint32_t index;
    if (!table->shorthand || !yaml_path_part_index(part, &index))
        return NULL;
    for (uint32_t i = 0; i < table->count; i++)
        if (strcmp(table->fields[i].key, table->shorthand) == 0)
            return table->fields[i].kind == FIELD_LIST ? &table->fields[i] : NULL;
    return NULL;
}

/* Stops at a complaint (walk->names) or where the tables end. */
static void walk_tables(struct walk *walk, const struct yaml_node *node)
{
    const struct table *table = &scenario_table;
    while (table && walk->at < walk->count) {
        const struct yaml_part part = walk->parts[walk->at];
        const struct field *list = list_of(table, part);
        const struct field *field = list ? list : field_of(table, part);
        if (!field) {
            expect_keys(walk, table);
            return;
        }
        if (!list)
            node = below(node, walk->parts[walk->at++]);
        table = field->table;
        if (walk->at == walk->count ||
            (field->kind != FIELD_MAP && field->kind != FIELD_LIST))
            continue;
        /* The name of an item. A preset may bring endpoints that the file has not. */
        const struct yaml_node *item = below(node, walk->parts[walk->at]);
        if (!item && walk->at == 1) {
            expect_names(walk, node);
            return;
        }
        node = item;
        walk->at++;
    }
}

/* Keys that only the file itself can say, and those of other experiments. */
static bool is_fixed(struct yaml_part first)
{
    static const char *const fixed[] = {"overstack", "extends", "variants",  "catalog",
                                        "sweep",     "search",  "uncertain", "measured"};
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        if (yaml_path_part_is(first, fixed[i]))
            return true;
    return false;
}

bool vary_path_check(const char *path, struct place place, const struct yaml_node *root,
                     struct arena *arena, struct error_list *errors)
{
    struct walk walk = {.arena = arena};
    if (!yaml_path_split(path, walk.parts, &walk.count)) {
        error_list_expected(errors, place, NULL, "a path such as services.web.threads",
                            path, NULL);
        return false;
    }
    if (is_fixed(walk.parts[0])) {
        error_list_add(errors, place, path, "it cannot be varied");
        return false;
    }
    walk_tables(&walk, root);
    if (!walk.names)
        return true;
    const struct yaml_part part = walk.parts[walk.at];
    const char *wrong = arena_text(arena, part.text, part.length);
    const char *nearest = error_nearest(wrong, walk.names, walk.name_count);
    error_list_add(errors, place, path, "there is no \"%s\"%s%s%s", wrong,
                   nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : "");
    return false;
}
