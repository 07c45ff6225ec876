/* fields.c - fills any definition struct from a YAML mapping by its field table.
 *
 * A table is filled in three passes: every field's default, then what the mapping (or
 * the scalar or list in its place) gives, then what is missing: required keys, and lines
 * of the ledger. All mistakes are added to one list; a wrong value keeps its default, so
 * that reading can go on and find the others.
 */
#include "sim/input/fields.h"
#include "sim/input/field_complaint.h"
#include "sim/input/field_items.h"
#include "sim/input/field_ledger.h"
#include "sim/input/field_select.h"
#include "sim/input/field_value.h"
#include "sim/input/yaml_path.h"

#include <assert.h>
#include <string.h>

enum { FIELD_LIMIT = 128 }; /* fields of one table */

struct filling {
    struct fields *fields;
    const struct table *table;
    const struct yaml_node *node;
    const char *path;
    char *object;
    bool given[FIELD_LIMIT];
    bool fine;
};

void fields_init(struct fields *fields, struct arena *arena, struct error_list *errors,
                 struct ledger *ledger, const char *folder)
{
    *fields = (struct fields){
        .arena = arena, .errors = errors, .ledger = ledger, .folder = folder};
}

static bool is_shorthand_only(const struct field *field)
{
    return field->key[0] == '=';
}

const struct field *fields_find(const struct table *table, const char *key)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (strcmp(table->fields[i].key, key) == 0)
            return &table->fields[i];
    return NULL;
}

/* The field's own path; what only the short way can give has its object's. */
static const char *field_path(struct fields *fields, const char *path,
                              const struct field *field)
{
    return is_shorthand_only(field) ? path
                                    : yaml_path_join(fields->arena, path, field->key);
}

/* Errors past the limit are not kept, and looking for the nearest names of thousands of
 * wrong ones takes its time: enough is enough. */
static bool fields_heard_enough(const struct fields *fields)
{
    return fields->errors->errors >= ERROR_LIST_LIMIT;
}

/* ---- one value ---- */

static void fields_refer(struct fields *fields, const struct field *field,
                         const struct yaml_node *node, const char *path)
{
    if (fields->reference_count == fields->reference_capacity) {
        fields->reference_capacity =
            fields->reference_capacity ? 2 * fields->reference_capacity : 16;
        fields->references =
            arena_grow(fields->arena, fields->references, fields->reference_count,
                       fields->reference_capacity, sizeof(*fields->references));
    }
    fields->references[fields->reference_count++] =
        (struct reference){field->refers, node->text, path, node->place};
}

/* Reads into a copy first: a wrong value must leave the default as it was. */
static bool fill_scalar(struct fields *fields, const struct field *field,
                        const struct yaml_node *node, const char *path, void *at)
{
    union {
        double number;
        struct price price;
        struct distribution distribution;
        const char *text;
        int choice;
    } value;
    if (node->kind != YAML_SCALAR)
        return field_complaint_kind(fields, node, path,
                                    field_value_expected(field, fields->arena));
    if (field_value_is_later(field, node->text))
        return field_complaint_later(fields, node->place, path, node->text);
    const char *expected =
        field_value_read(field, node->text, fields->folder, fields->arena, &value);
    if (expected) {
        const char *nearest = field_value_nearest(field, node->text, fields->arena);
        error_list_expected(fields->errors, node->place, path, expected, node->text,
                            nearest);
        return false;
    }
    memcpy(at, &value, field_value_size(field));
    if (field->kind == FIELD_REFERENCE)
        fields_refer(fields, field, node, path);
    field_ledger_given(fields, field, node, path, at);
    return true;
}

/* path: the field's own. */
static bool fill_field(struct fields *fields, const struct field *field,
                       const struct yaml_node *node, const char *path, void *at)
{
    switch (field->kind) {
    case FIELD_TABLE:
        return fields_fill(fields, field->table, node, path, at);
    case FIELD_MAP:
        return field_items_map(fields, field, node, path, at);
    case FIELD_LIST:
        return field_items_list(fields, field, node, path, at);
    case FIELD_TREE:
        *(const struct yaml_node **)at = node;
        return true;
    default:
        return fill_scalar(fields, field, node, path, at);
    }
}

/* ---- defaults ---- */

/* Of maps, lists and tables: written as the user would, so parsed as such. */
static void default_tree(struct fields *fields, const struct field *field, void *at)
{
    struct fields quiet = *fields;
    quiet.ledger = NULL; /* the ledger's lines come later, with the path */
    const struct yaml_node *node =
        yaml_tree_parse("default", field->standard, strlen(field->standard),
                        fields->arena, fields->errors);
    const bool fine = node && fill_field(&quiet, field, node, field->key, at);
    assert(fine && "a table's default must be valid");
    (void)fine;
}

static void default_field(struct fields *fields, const struct field *field, void *at)
{
    if (field->flags & FIELD_LATER) /* has no place in the struct */
        return;
    if (field->kind == FIELD_TABLE)
        fields_defaults(fields, field->table, at);
    if (!field_value_is_scalar(field)) {
        if (field->standard)
            default_tree(fields, field, at);
        return;
    }
    field_value_clear(field, at);
    if (!field->standard)
        return;
    const char *expected =
        field_value_read(field, field->standard, fields->folder, fields->arena, at);
    assert(!expected && "a table's default must be valid");
    (void)expected;
}

void fields_defaults(struct fields *fields, const struct table *table, void *object)
{
    assert(table->count <= FIELD_LIMIT);
    for (uint32_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        default_field(fields, field, (char *)object + field->offset);
    }
}

/* ---- one table ---- */

static void fill_given(struct filling *filling, const struct field *field,
                       const struct yaml_node *node, const char *path)
{
    filling->given[field - filling->table->fields] = true;
    void *at = filling->object + field->offset;
    if (!fill_field(filling->fields, field, node, path, at))
        filling->fine = false;
}

static void fill_pair(struct filling *filling, const struct yaml_pair *pair)
{
    struct fields *fields = filling->fields;
    const struct field *field = fields_find(filling->table, pair->key);
    if (!field || is_shorthand_only(field)) {
        filling->fine = field_complaint_key(fields, filling->table, pair, filling->path);
        return;
    }
    const char *path = field_path(fields, filling->path, field);
    if (yaml_tree_is_null(pair->value)) /* as if it were not there */
        return;
    if (field->flags & FIELD_LATER)
        filling->fine = field_complaint_later(fields, pair->key_place, path, pair->key);
    else
        fill_given(filling, field, pair->value, path);
}

/* What a table whose short form alone exists expects: "a list", "a share such as ...". */
static const struct field *only_shorthand(const struct table *table)
{
    for (uint32_t i = 0; i < table->count; i++)
        if (!is_shorthand_only(&table->fields[i]))
            return NULL;
    return table->shorthand ? fields_find(table, table->shorthand) : NULL;
}

/* A scalar or a list in place of the mapping. */
static void fill_short(struct filling *filling)
{
    const struct table *table = filling->table;
    struct fields *fields = filling->fields;
    const struct yaml_node *node = filling->node;
    const struct field *field =
        table->shorthand ? fields_find(table, table->shorthand) : NULL;
    const bool scalar_for_list = field && node->kind == YAML_SCALAR &&
                                 field->kind == FIELD_LIST &&
                                 !(field->flags & FIELD_LONE);
    const bool list_for_scalar =
        field && node->kind == YAML_LIST && field_value_is_scalar(field);
    if (field && !scalar_for_list && !list_for_scalar) {
        fill_given(filling, field, node, filling->path);
        return;
    }
    const char *expected = "a mapping";
    if (field) {
        const char *what = field_value_expected(field, fields->arena);
        expected = only_shorthand(table)
                       ? what
                       : arena_format(fields->arena, "%s, or a mapping", what);
    }
    filling->fine = field_complaint_kind(fields, node, filling->path, expected);
}

static void fill_mapping(struct filling *filling)
{
    const struct yaml_node *node = filling->node;
    const struct field *only = only_shorthand(filling->table);
    if (only) {
        const char *expected = field_value_expected(only, filling->fields->arena);
        filling->fine =
            field_complaint_kind(filling->fields, node, filling->path, expected);
        filling->given[only - filling->table->fields] = true; /* enough said */
        return;
    }
    for (uint32_t i = 0; i < node->count && !fields_heard_enough(filling->fields); i++)
        fill_pair(filling, &node->pairs[i]);
}

/* ---- what is missing ---- */

static void check_required(struct filling *filling)
{
    struct fields *fields = filling->fields;
    for (uint32_t i = 0; i < filling->table->count; i++) {
        const struct field *field = &filling->table->fields[i];
        if (filling->given[i] || !(field->flags & FIELD_REQUIRED))
            continue;
        filling->fine = false;
        if (is_shorthand_only(field))
            field_complaint_kind(fields, filling->node, filling->path,
                                 field_value_expected(field, fields->arena));
        else
            error_list_add(fields->errors, filling->node->place, filling->path,
                           "missing required key \"%s\"", field->key);
    }
}

/* The keys of a one_of table, for its message. */
static const char *all_keys(struct fields *fields, const struct table *table)
{
    const char *keys = "";
    for (uint32_t i = 0; i < table->count; i++)
        if (!(table->fields[i].flags & FIELD_LATER))
            keys = arena_format(fields->arena, "%s%s%s", keys, *keys ? ", " : "",
                                table->fields[i].key);
    return keys;
}

/* Counts what stands in the mapping, also what was wrong, so that a misspelt step gets
 * one complaint. */
static void check_one_of(struct filling *filling)
{
    const struct table *table = filling->table;
    uint32_t given = 0;
    for (uint32_t i = 0; i < table->count; i++)
        if (filling->given[i]) {
            given++;
            *(int *)(filling->object + table->one_of_offset) = table->fields[i].tag;
        }
    if (given == 1 || (given == 0 && !filling->fine))
        return;
    filling->fine = false;
    error_list_add(filling->fields->errors, filling->node->place, filling->path,
                   "expected exactly one of %s; got %s", all_keys(filling->fields, table),
                   given ? "several" : "none");
}

static void fill_node(struct filling *filling)
{
    const struct yaml_node *node = filling->node;
    if (node->kind == YAML_MAPPING)
        fill_mapping(filling);
    else if (!yaml_tree_is_null(node))
        fill_short(filling);
    if (filling->table->one_of)
        check_one_of(filling);
    if (filling->fine || node->kind == YAML_MAPPING)
        check_required(filling);
}

bool fields_fill(struct fields *fields, const struct table *table,
                 const struct yaml_node *node, const char *path, void *object)
{
    struct filling filling = {
        .fields = fields, .node = node, .path = path, .object = object, .fine = true};
    if (fields_heard_enough(fields))
        return false;
    filling.table = node ? field_select_table(fields, table, node, path) : table;
    if (!filling.table)
        return false;
    fields_defaults(fields, filling.table, object);
    if (node)
        fill_node(&filling);
    field_ledger_absent(fields, filling.table, filling.given, path, object);
    return filling.fine;
}

bool fields_read_number(struct fields *fields, const struct field *field,
                        const struct yaml_node *node, const char *path, double *value)
{
    assert(field_value_is_number(field));
    struct fields quiet = *fields;
    quiet.ledger = NULL;
    return fill_scalar(&quiet, field, node, path, value);
}
