/* field_ledger.c - lines of the ledger for what the user did not give.
 *
 * Only fields with FIELD_LEDGER. A preset's value names its source; a default's kind is
 * "default", and what says that there is none ("none", no default at all) is not an
 * assumption. A table that is absent counts with its own defaults, unless absent means
 * that there is no such thing (FIELD_WHOLE). Of the alternatives of a one_of table only
 * the one that was given counts.
 */
#include "sim/input/field_ledger.h"
#include "sim/input/field_value.h"
#include "sim/input/yaml_path.h"

#include <stddef.h>

static bool is_counted(const struct fields *fields, const struct field *field)
{
    return fields->ledger && (field->flags & FIELD_LEDGER);
}

void field_ledger_given(struct fields *fields, const struct field *field,
                        const struct yaml_node *node, const char *path, const void *at)
{
    if (!is_counted(fields, field) || !node->origin_kind)
        return;
    const char *text = field_value_text(field, node->text, at, fields->arena);
    if (text)
        ledger_add(fields->ledger, path, text, node->origin_kind,
                   node->origin_source ? node->origin_source : "");
}

/* Of a map, list or table: as it stands in the field table. */
static const char *default_text(const struct fields *fields, const struct field *field,
                                const void *at)
{
    if (!field_value_is_scalar(field))
        return field->standard;
    return field_value_text(field, field->standard, at, fields->arena);
}

/* Can it have a line, or something in it? Most cannot, and need no path. */
static bool may_count(const struct field *field)
{
    return (field->flags & FIELD_LEDGER) || field->kind == FIELD_TABLE;
}

static void ledger_default(struct fields *fields, const struct field *field,
                           const char *path, const char *object)
{
    const void *at = object + field->offset;
    if (field->kind == FIELD_TABLE && !field->standard && !(field->flags & FIELD_WHOLE)) {
        field_ledger_absent(fields, field->table, NULL, path, at);
        return;
    }
    if (!is_counted(fields, field) || !field->standard)
        return;
    const char *text = default_text(fields, field, at);
    if (text)
        ledger_add(fields->ledger, path, text, "default", "");
}

void field_ledger_absent(struct fields *fields, const struct table *table,
                         const bool *given, const char *path, const void *object)
{
    if (!fields->ledger || table->one_of)
        return;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        if ((given && given[i]) || (field->flags & FIELD_LATER) || !may_count(field))
            continue;
        const bool own_path = field->key[0] == '=';
        const char *field_path =
            own_path ? path : yaml_path_join(fields->arena, path, field->key);
        ledger_default(fields, field, field_path, object);
    }
}
