/* schema_json.c - the JSON Schema of the scenario file, built from the field tables.
 *
 * For editors: it completes keys, shows their meaning and marks what cannot be right
 * while the file is typed. The program itself never reads it; its own messages know
 * more. An editor sees YAML's types, so a number may come as a number or as a text with
 * a unit: `minimum` and `maximum` only concern the first, `pattern` only the second.
 *
 * Each table is a definition under $defs and is referred to, since steps hold steps. A
 * file that extends another need not repeat the other's keys: for it the tables it can
 * complete have a second definition, in which nothing is required. A list replaces the
 * other's, so what it holds is complete.
 */
#include "sim/cli/schema_json.h"

#include "sim/cli/schema_scalar.h"
#include "sim/input/table_list.h"
#include "sim/output/json.h"

#include <string.h>

enum part_state { PART_UNUSED, PART_WANTED, PART_DEFINED };

struct schema {
    struct table_list tables;
    struct arena *arena;
    bool part;               /* what is made now completes another file */
    enum part_state *states; /* by table: its definition as a part */
};

/* ---- fields ---- */

static const char *part_name(const struct schema *schema, const struct table *table)
{
    return arena_format(schema->arena, "%s-part",
                        table_list_name(&schema->tables, table));
}

static void part_want(const struct schema *schema, const struct table *table)
{
    for (uint32_t i = 0; i < schema->tables.count; i++)
        if (schema->tables.items[i].table == table && schema->states[i] == PART_UNUSED)
            schema->states[i] = PART_WANTED;
}

static json_t *reference_to(const struct schema *schema, const struct table *table)
{
    const char *name =
        schema->part ? part_name(schema, table) : table_list_name(&schema->tables, table);
    if (schema->part)
        part_want(schema, table);
    return json_pack("{s:o}", "$ref",
                     json_string(arena_format(schema->arena, "#/$defs/%s", name)));
}

static json_t *map_schema(const struct schema *schema, const struct table *table)
{
    json_t *map = json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
                            reference_to(schema, table));
    if (table->plain_names)
        json_object_set_new(map, "propertyNames",
                            json_pack("{s:{s:s}}", "not", "pattern", "[.{}\"']|\\[|\\]"));
    return map;
}

static json_t *list_schema(const struct schema *schema, const struct field *field)
{
    struct schema complete = *schema;
    complete.part = false;
    json_t *list = json_pack("{s:s, s:o}", "type", "array", "items",
                             reference_to(&complete, field->table));
    if (!(field->flags & FIELD_LONE))
        return list;
    return schema_scalar_either(list, reference_to(&complete, field->table));
}

/* Without help and default. */
static json_t *value_schema(const struct schema *schema, const struct field *field)
{
    switch (field->kind) {
    case FIELD_TABLE:
        return reference_to(schema, field->table);
    case FIELD_MAP:
        return map_schema(schema, field->table);
    case FIELD_LIST:
        return list_schema(schema, field);
    case FIELD_TREE:
        return json_object();
    default:
        return schema_scalar(field);
    }
}

static bool has_keys(const struct table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (table->fields[i].key[0] != '=')
            return true;
    return false;
}

/* A key without a value is null to an editor: as if the key were not there. */
static json_t *or_absent(json_t *schema)
{
    json_t *values = json_object_get(schema, "enum");
    json_t *types = json_object_get(schema, "type");
    json_t *alternatives = json_object_get(schema, "anyOf");
    if (alternatives)
        json_array_append_new(alternatives, json_pack("{s:s}", "type", "null"));
    else if (values)
        json_array_append_new(values, json_null());
    else if (json_is_array(types))
        json_array_append_new(types, json_string("null"));
    else if (types)
        json_object_set_new(schema, "type", json_pack("[O,s]", types, "null"));
    else if (json_object_size(schema) > 0)
        return schema_scalar_either(schema, json_pack("{s:s}", "type", "null"));
    return schema;
}

static json_t *field_schema(const struct schema *schema, const struct field *field)
{
    if (field->flags & FIELD_LATER)
        return json_pack("{s:o, s:{}}", "description",
                         json_string(arena_format(schema->arena, "%s [not yet supported]",
                                                  field->help)),
                         "not");
    json_t *value = value_schema(schema, field);
    const bool nullable = field->kind == FIELD_TABLE && has_keys(field->table);
    if (!nullable && (schema->part || !(field->flags & FIELD_REQUIRED)))
        value = or_absent(value);
    json_object_set_new(value, "description", json_string(field->help));
    if (field->standard)
        json_object_set_new(value, "default", json_string(field->standard));
    return value;
}

/* ---- tables ---- */

static json_t *mapping_schema(const struct schema *schema, const struct table *table)
{
    json_t *properties = json_object(), *required = json_array();
    for (uint32_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        if (field->key[0] == '=')
            continue;
        json_object_set_new(properties, field->key, field_schema(schema, field));
        if ((field->flags & FIELD_REQUIRED) && !schema->part)
            json_array_append_new(required, json_string(field->key));
    }
    json_t *mapping = json_pack("{s:s, s:o, s:b}", "type", "object", "properties",
                                properties, "additionalProperties", 0);
    if (json_array_size(required) > 0)
        json_object_set(mapping, "required", required);
    json_decref(required);
    if (table->one_of && !schema->part)
        json_object_update_new(
            mapping, json_pack("{s:i, s:i}", "minProperties", 1, "maxProperties", 1));
    return mapping;
}

static const struct field *shorthand_of(const struct table *table)
{
    for (uint32_t i = 0; table->shorthand && i < table->count; i++)
        if (strcmp(table->fields[i].key, table->shorthand) == 0)
            return &table->fields[i];
    return NULL;
}

/* The table itself, whichever way it may be written. */
static json_t *table_schema(const struct schema *schema, const struct table *table)
{
    const struct field *shorthand = shorthand_of(table);
    if (!shorthand)
        return mapping_schema(schema, table);
    json_t *short_form = field_schema(schema, shorthand);
    return has_keys(table)
               ? schema_scalar_either(short_form, mapping_schema(schema, table))
               : short_form;
}

/* When the mapping has that value under select_key, the other table's schema holds. */
static json_t *selection_schema(const struct schema *schema, const struct table *table,
                                const struct selection *selection)
{
    return json_pack("{s:{s:{s:{s:s}}}, s:o}", "if", "properties", table->select_key,
                     "const", selection->value, "then",
                     reference_to(schema, selection->table));
}

/* In a part, whichever of the tables it is: the key may stand in the other file. */
static json_t *selectable_schema(const struct schema *schema, const struct table *table)
{
    json_t *tables = json_pack("[o]", table_schema(schema, table));
    for (const struct selection *s = table->selections; s->value; s++)
        if (s->table)
            json_array_append_new(tables, reference_to(schema, s->table));
    return json_pack("{s:o}", "anyOf", tables);
}

/* A table with a select_key: its own keys without it, else one of the others'. */
static json_t *selecting_schema(const struct schema *schema, const struct table *table)
{
    if (schema->part)
        return selectable_schema(schema, table);
    json_t *branches = json_array(), *values = json_array();
    for (const struct selection *s = table->selections; s->value; s++) {
        if (!s->table)
            continue;
        json_array_append_new(values, json_string(s->value));
        json_array_append_new(branches, selection_schema(schema, table, s));
    }
    return json_pack("{s:{s:[s]}, s:{s:{s:{s:o}}, s:o}, s:o}", "if", "required",
                     table->select_key, "then", "properties", table->select_key, "enum",
                     values, "allOf", branches, "else", table_schema(schema, table));
}

/* A table with only a short form is a scalar or a list: null stays wrong there. */
static json_t *definition(const struct schema *schema, const struct table *table)
{
    json_t *tree =
        table->select_key ? selecting_schema(schema, table) : table_schema(schema, table);
    if (has_keys(table))
        tree = or_absent(tree);
    json_object_set_new(tree, "description", json_string(table->help));
    return tree;
}

/* Those that are referred to, which refer to others in turn. */
static void define_parts(struct schema *schema, json_t *definitions)
{
    bool more = true;
    schema->part = true;
    while (more) {
        more = false;
        for (uint32_t i = 0; i < schema->tables.count; i++) {
            const struct table *table = schema->tables.items[i].table;
            if (schema->states[i] != PART_WANTED)
                continue;
            json_object_set_new(definitions, part_name(schema, table),
                                definition(schema, table));
            schema->states[i] = PART_DEFINED;
            more = true;
        }
    }
    schema->part = false;
}

json_t *schema_json_tree(const struct table *root, struct arena *arena)
{
    struct schema schema = {.arena = arena};
    table_list_init(&schema.tables, root, arena);
    schema.states = arena_array(arena, schema.tables.count, sizeof(*schema.states));
    json_t *definitions = json_object();
    for (uint32_t i = 1; i < schema.tables.count; i++)
        json_object_set_new(definitions, schema.tables.items[i].name,
                            definition(&schema, schema.tables.items[i].table));
    part_want(&schema, root);
    define_parts(&schema, definitions);
    json_t *tree = json_pack("{s:s, s:s, s:s}", "$schema",
                             "https://json-schema.org/draft/2020-12/schema", "title",
                             "overstack scenario", "description", root->help);
    json_object_update_new(
        tree,
        json_pack(
            "{s:{s:[s]}, s:{s:o}, s:o, s:o}", "if", "required", "extends", "then", "$ref",
            json_string(arena_format(arena, "#/$defs/%s", part_name(&schema, root))),
            "else", table_schema(&schema, root), "$defs", definitions));
    return tree;
}
