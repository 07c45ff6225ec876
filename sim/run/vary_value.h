/* vary_value.h - the values of one axis, from text.
 *
 *   a,b,"c,d"          values; commas inside quotes, brackets or braces are part of one
 *   10/s..100/s:10/s   from, to, step
 *   1..5               whole numbers without a unit: step 1
 *   10ms..10s:x10      each ten times the one before
 *   10/s..1000/s:log5  five values, the ends among them, at equal ratios
 *
 * What of a range has no unit takes that of its other parts (10..100:10/s). Between
 * whole ends without a unit a logarithmic range has whole numbers: most keys without a
 * unit are counts; 1.0..10.0:log4 has fractions.
 */
#ifndef OVERSTACK_RUN_VARY_VALUE_H
#define OVERSTACK_RUN_VARY_VALUE_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdint.h>

enum vary_kind {
    VARY_TEXT,
    VARY_NUMBER,
    VARY_SHARE,
    VARY_DURATION,
    VARY_SIZE,
    VARY_RATE,
    VARY_BANDWIDTH,
    VARY_THROUGHPUT,
    VARY_PRICE,
};

struct vary_value {
    const char *text; /* as a person reads it: t3.small */
    const char *yaml; /* what is set */
    enum vary_kind kind;
    double number;      /* in base units; NAN for VARY_TEXT */
    struct place place; /* in the file; line 0: typed */
};

struct vary_values {
    struct vary_value *items;
    uint32_t count, capacity;
};

enum { VARY_VALUES_MOST = 1000000 }; /* of one axis */

/* What a text says: a number with its unit in base units, or only text. */
enum vary_kind vary_value_read(const char *text, double *number);

/* Adds one value that is set as `yaml` and shown as `text`. */
void vary_value_add(struct vary_values *values, const char *text, const char *yaml,
                    struct arena *arena);
/* Adds the value or the range that `item` is. NULL, or what was expected instead. */
const char *vary_value_item(struct vary_values *values, const char *item,
                            struct arena *arena);
/* Adds all of a list with commas. NULL, or what was expected instead. */
const char *vary_value_list(struct vary_values *values, const char *text,
                            struct arena *arena);
/* The next item of a list with commas, without white space around, and moves *rest behind
 * it; NULL at the end. */
const char *vary_value_next(const char **rest, struct arena *arena);

#endif
