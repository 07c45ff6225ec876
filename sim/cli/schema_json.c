/* schema_json.c - the JSON Schema of the scenario file, built from the field tables.
 *
 * For editors: it completes keys, shows their meaning and marks what cannot be right
 * while the file is typed. The program itself never reads it; its own messages know
 * more. An editor sees YAML's types, so a number may come as a number or as a text with
 * a unit: `minimum` and `maximum` only concern the first, `pattern` only the second.
 *
 * Each table is a definition under $defs and is referred to, since steps hold steps.
 */
#include "sim/cli/schema_json.h"
#include "sim/input/table_list.h"
#include "sim/output/json.h"

#include <math.h>
#include <string.h>

struct schema {
    struct table_list tables;
    struct arena *arena;
};

#define NUMBER "^ *[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *"

/* ---- scalars ---- */

/* A text with a unit; a number only when it is 0. */
static json_t *with_unit(const char *pattern)
{
    return json_pack("{s:[s,s], s:s, s:i, s:i}", "type", "string", "number", "pattern",
                     pattern, "minimum", 0, "maximum", 0);
}

/* A number within the field's limits, or what a pattern describes. */
static json_t *bare_number(const struct field *field, const char *type,
                           const char *pattern)
{
    json_t *schema = json_pack("{s:[s,s], s:s, s:o}", "type", type, "string", "pattern",
                               pattern, "minimum", json_figure(field->min));
    const bool share = field->kind == FIELD_SHARE && field->max == 0 && field->min == 0;
    const double max = share ? 1 : field->max;
    if (max > 0 && isfinite(max))
        json_object_set_new(schema, "maximum", json_figure(max));
    return schema;
}

/* A name that is digits is a number to an editor. */
static void add_name(json_t *names, const char *name)
{
    double number;
    json_array_append_new(names, json_string(name));
    if (!units_read_count(name, &number))
        json_array_append_new(names, json_integer((json_int_t)number));
}

static json_t *choice_schema(const struct field *field)
{
    json_t *names = json_array();
    for (const struct choice *c = field->choices; c->name; c++)
        if (!c->later)
            add_name(names, c->name);
    return json_pack("{s:o}", "enum", names);
}

/* A text, as YAML gives it: an unquoted 5 is a number to an editor. */
static json_t *text_schema(void)
{
    return json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean");
}

static json_t *scalar_schema(const struct field *field)
{
    switch (field->kind) {
    case FIELD_DURATION:
        return with_unit("^ *([0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *"
                         "(d|h|min|m|s|ms|us|\u00b5s|ns))+ *$|^ *0 *$");
    case FIELD_SIZE:
        return with_unit(field->flags & FIELD_MONTHLY ? NUMBER
                             "([KMGT]i?B|kB|B)?(/month)? *$"
                                                      : NUMBER "([KMGT]i?B|kB|B)? *$");
    case FIELD_RATE:
        return with_unit(NUMBER "(/(s|m|min|h|d))? *$");
    case FIELD_BANDWIDTH:
        return with_unit(NUMBER "([kMGT]?bps)? *$");
    case FIELD_THROUGHPUT:
        return with_unit(NUMBER "(([KMGT]i?B|kB|B)/s)? *$");
    case FIELD_SHARE:
        return bare_number(field, "number", NUMBER "%? *$");
    case FIELD_NUMBER:
        return bare_number(field, "number", "^ *-?[0-9.]+([eE][-+]?[0-9]+)? *$");
    case FIELD_COUNT:
        return bare_number(field, "integer",
                           field->flags & FIELD_MONTHLY ? "^ *[0-9]+(/month)? *$"
                                                        : "^ *[0-9]+ *$");
    case FIELD_PRICE:
        return with_unit(NUMBER "([A-Z]{3}(/[A-Za-z-]+)?)? *$");
    case FIELD_DISTRIBUTION:
        return with_unit("^ *([0-9]|(exp|uniform|erlang|gamma|lognormal|hyperexp|weibull|"
                         "pareto|empirical) *\\().*$");
    case FIELD_FLAG:
        return json_pack("{s:[b,b,s,s,s,s]}", "enum", 1, 0, "yes", "no", "on", "off");
    case FIELD_CHOICE:
        return choice_schema(field);
    default:
        return text_schema();
    }
}

static json_t *either(json_t *first, json_t *second)
{
    return json_pack("{s:[o,o]}", "anyOf", first, second);
}

static json_t *or_a_word(const struct field *field, json_t *schema)
{
    if (field->flags & FIELD_AUTO)
        schema = either(schema, json_pack("{s:[s]}", "enum", "auto"));
    if (!(field->flags & FIELD_UNLIMITED))
        return schema;
    return either(schema, json_pack("{s:[s,s]}", "enum", "unlimited", "none"));
}

/* ---- fields ---- */

static json_t *reference_to(const struct schema *schema, const struct table *table)
{
    const char *name = table_list_name(&schema->tables, table);
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
    json_t *list = json_pack("{s:s, s:o}", "type", "array", "items",
                             reference_to(schema, field->table));
    if (!(field->flags & FIELD_LONE))
        return list;
    return either(list, reference_to(schema, field->table));
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
        return or_a_word(field, scalar_schema(field));
    }
}

static json_t *field_schema(const struct schema *schema, const struct field *field)
{
    if (field->flags & FIELD_LATER)
        return json_pack("{s:o, s:{}}", "description",
                         json_string(arena_format(schema->arena, "%s [not yet supported]",
                                                  field->help)),
                         "not");
    json_t *value = value_schema(schema, field);
    json_object_set_new(value, "description", json_string(field->help));
    if (field->standard)
        json_object_set_new(value, "default", json_string(field->standard));
    return value;
}

/* ---- tables ---- */

/* Editors show a key without a value as null: the default applies. */
static json_t *or_nothing(json_t *schema)
{
    json_t *alternatives = json_object_get(schema, "anyOf");
    if (alternatives)
        json_array_append_new(alternatives, json_pack("{s:s}", "type", "null"));
    else if (json_object_get(schema, "type"))
        json_object_set_new(schema, "type", json_pack("[s,s]", "object", "null"));
    else
        return either(schema, json_pack("{s:s}", "type", "null"));
    return schema;
}

static json_t *mapping_schema(const struct schema *schema, const struct table *table)
{
    json_t *properties = json_object(), *required = json_array();
    for (uint32_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        if (field->key[0] == '=')
            continue;
        json_object_set_new(properties, field->key, field_schema(schema, field));
        if (field->flags & FIELD_REQUIRED)
            json_array_append_new(required, json_string(field->key));
    }
    json_t *mapping = json_pack("{s:s, s:o, s:b}", "type", "object", "properties",
                                properties, "additionalProperties", 0);
    if (json_array_size(required) > 0)
        json_object_set(mapping, "required", required);
    json_decref(required);
    if (table->one_of)
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

static bool has_keys(const struct table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (table->fields[i].key[0] != '=')
            return true;
    return false;
}

/* The table itself, whichever way it may be written. */
static json_t *table_schema(const struct schema *schema, const struct table *table)
{
    const struct field *shorthand = shorthand_of(table);
    if (!shorthand)
        return mapping_schema(schema, table);
    json_t *short_form = field_schema(schema, shorthand);
    return has_keys(table) ? either(short_form, mapping_schema(schema, table))
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

/* A table with a select_key: its own keys without it, else one of the others'. */
static json_t *selecting_schema(const struct schema *schema, const struct table *table)
{
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
        tree = or_nothing(tree);
    json_object_set_new(tree, "description", json_string(table->help));
    return tree;
}

json_t *schema_json_tree(const struct table *root, struct arena *arena)
{
    struct schema schema = {.arena = arena};
    table_list_init(&schema.tables, root, arena);
    json_t *definitions = json_object();
    for (uint32_t i = 1; i < schema.tables.count; i++)
        json_object_set_new(definitions, schema.tables.items[i].name,
                            definition(&schema, schema.tables.items[i].table));
    json_t *tree = json_pack("{s:s, s:s, s:s}", "$schema",
                             "https://json-schema.org/draft/2020-12/schema", "title",
                             "overstack scenario", "description", root->help);
    json_object_update_new(tree, table_schema(&schema, root));
    json_object_set_new(tree, "$defs", definitions);
    return tree;
}
