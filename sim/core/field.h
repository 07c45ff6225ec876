/* field.h - what an object of the scenario may hold, as a table.
 *
 * Each model owns a definition struct and one table that describes it. The same table
 * drives reading YAML, defaults, error messages, the ledger of assumptions, the
 * reference page (`overstack schema`) and the JSON Schema. sim/input/fields.c fills any
 * table and knows no model; this header only says what a table is.
 *
 * Every struct that is an item of a map or list begins with a `struct item`.
 */
#ifndef OVERSTACK_CORE_FIELD_H
#define OVERSTACK_CORE_FIELD_H

#include "sim/core/distribution.h"
#include "sim/core/error.h"
#include "sim/core/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands at `offset`. */
enum field_kind {
    FIELD_DURATION,     /* double, seconds */
    FIELD_SIZE,         /* double, bytes */
    FIELD_RATE,         /* double, 1/s */
    FIELD_BANDWIDTH,    /* double, bits a second */
    FIELD_THROUGHPUT,   /* double, bytes a second */
    FIELD_SHARE,        /* double, 0..1 unless min and max say otherwise */
    FIELD_NUMBER,       /* double */
    FIELD_COUNT,        /* double, a whole number */
    FIELD_PRICE,        /* struct price */
    FIELD_DISTRIBUTION, /* struct distribution */
    FIELD_TEXT,         /* const char * */
    FIELD_FLAG,         /* int: 0, 1, or -1 when absent and without default */
    FIELD_CHOICE,       /* int, one of `choices`; -1 when absent without default */
    FIELD_REFERENCE,    /* const char *, a name of kind `refers` */
    FIELD_TABLE,        /* the nested struct itself */
    FIELD_MAP,          /* struct items; keys are the items' names */
    FIELD_LIST,         /* struct items; a lone item may stand for a list of one
                                when FIELD_LONE is set */
    FIELD_TREE,         /* const struct yaml_node *, kept as it is */
};

/* Absent numbers without a default are NAN, absent texts and prices NULL / not given. */

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_UNLIMITED = 1 << 1, /* the word `unlimited` is allowed: INFINITY */
    FIELD_LEDGER = 1 << 2,    /* moves results: a default or preset is an assumption */
    FIELD_LATER = 1 << 3,     /* in the contract, refused with "not yet supported" */
    FIELD_SETTABLE = 1 << 4,  /* an event's `set` may change it while running */
    FIELD_LONE = 1 << 5,      /* see FIELD_LIST */
    FIELD_WHOLE = 1 << 6,     /* of a FIELD_TABLE: absent, there is none of it (jvm,
                                 tls), so the defaults inside it are no assumptions */
    FIELD_MONTHLY = 1 << 7,   /* a number for a month: may end with /month */
    FIELD_AUTO = 1 << 8,      /* of a number: the word `auto` is allowed: NAN */
};

/* What a reference may name; resolved after everything is applied. */
enum reference_kind {
    REFERENCE_NONE,
    REFERENCE_HOST,    /* a host */
    REFERENCE_MACHINE, /* a host or one of its machines, web[0] */
    REFERENCE_SERVICE,
    REFERENCE_ENDPOINT,      /* service.endpoint */
    REFERENCE_PLACE,         /* host, machine, service or instance */
    REFERENCE_INSTANCE_TYPE, /* the catalog's */
    REFERENCE_PRESET,
};

struct choice {
    const char *name;
    int value;
    bool later; /* "not yet supported" */
};

/* An item's name and where it stands, for messages after the filling. */
struct item {
    const char *name; /* the key in a map; "0", "1", ... in a list */
    const char *path; /* services.spring.endpoints.write.0 */
    struct place place;
};

struct items {
    void *items; /* an array of the item table's struct, in file order */
    uint32_t count;
};

struct field;
struct table;

/* Another table, chosen by the value of a key (a service's `kind`). A table of NULL
 * means "not yet supported". */
struct selection {
    const char *value;
    const struct table *table;
};

/* A key that people know from another tool, and what to write here instead. */
struct habit {
    const char *key;
    const char *instead;
};

struct table {
    const char *name; /* "service", for the reference page */
    const char *help; /* one or two sentences */
    size_t size;      /* of the struct */
    const struct field *fields;
    uint32_t count;
    /* A scalar, or a list, given in place of the mapping is the value of this key. A
     * key that begins with '=' can only be given in this short way. */
    const char *shorthand;
    /* Exactly one of the keys must be given (a step); its field's `tag` is written as
     * an int at one_of_offset. */
    bool one_of;
    size_t one_of_offset;
    /* When the mapping holds select_key, its value names the table used instead of
     * this one (same struct); the key itself is a text field of every such table. */
    const char *select_key;
    const struct selection *selections; /* ends with a NULL value */
    /* Items of a map: their names become parts of paths and of ids ("web[0]"), so dots,
     * brackets and quotes are refused in them. Without it ("spring.read") they pass. */
    bool plain_names;
    const struct habit *habits; /* ends with a NULL key; NULL: none */
};

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset;
    const char *standard;         /* default, as the user would write it; NULL: none */
    double min, max;              /* both 0: no limits beyond >= 0; inclusive */
    const struct choice *choices; /* ends with a NULL name */
    const struct table *table;    /* of TABLE; of the items of MAP and LIST */
    enum reference_kind refers;
    unsigned flags;
    int tag;          /* one_of: the value; FIELD_SETTABLE: the model's setting number */
    const char *help; /* one sentence with the unit */
};

#define FIELD_COUNT_OF(fields) (sizeof(fields) / sizeof((fields)[0]))

#endif
