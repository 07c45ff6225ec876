/* fields.h - fills any definition struct from a YAML mapping by its field table.
 *
 * All mistakes of a file are added to one list: unknown keys (with the nearest one),
 * missing required keys, wrong types, values out of range, keys of the contract that
 * are "not yet supported". References are only collected here, and resolved by the
 * caller once everything is applied. Every FIELD_LEDGER value that the user did not
 * give becomes a line of the ledger: the preset's with its source, else the default.
 */
#ifndef OVERSTACK_INPUT_FIELDS_H
#define OVERSTACK_INPUT_FIELDS_H

#include "sim/core/error.h"
#include "sim/core/field.h"
#include "sim/core/ledger.h"
#include "sim/input/yaml_tree.h"

struct reference { /* a FIELD_REFERENCE met on the way */
    enum reference_kind refers;
    const char *text;
    const char *path;
    struct place place;
};

struct fields {
    struct arena *arena; /* owns texts, items */
    struct error_list *errors;
    struct ledger *ledger; /* NULL: keep none */
    const char *folder;    /* for empirical(file.csv): beside the scenario */
    struct reference *references;
    uint32_t reference_count, reference_capacity;
};

void fields_init(struct fields *fields, struct arena *arena, struct error_list *errors,
                 struct ledger *ledger, const char *folder);

/* Fills *object (zeroed by the caller; defaults first) from `node`. NULL: all defaults,
 * and nothing is missing. A node that is null or empty is an empty mapping: what is
 * required is missing there. A key with a null value is as good as not given. `path` is
 * the object's own ("services.spring"). Returns false when an error was added; the wrong
 * value then keeps its default. Past ERROR_LIST_LIMIT errors nothing more is read. If
 * the table's struct begins with a struct item the caller sets it. */
bool fields_fill(struct fields *fields, const struct table *table,
                 const struct yaml_node *node, const char *path, void *object);

/* Only the defaults. */
void fields_defaults(struct fields *fields, const struct table *table, void *object);

/* Reads one scalar as that field would (for an event's `set`); the value, for number
 * kinds, lands in *value. */
bool fields_read_number(struct fields *fields, const struct field *field,
                        const struct yaml_node *node, const char *path, double *value);

/* The field of that key, or NULL. */
const struct field *fields_find(const struct table *table, const char *key);

#endif
