/* field_value.h - one scalar of a field: from text, to text, and what is expected.
 *
 * Only the kinds up to FIELD_REFERENCE; what holds other fields is fields.c's affair.
 */
#ifndef OVERSTACK_INPUT_FIELD_VALUE_H
#define OVERSTACK_INPUT_FIELD_VALUE_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

#include <stdbool.h>

/* A single text, not a table, map, list or tree. */
bool field_value_is_scalar(const struct field *field);

/* A double, in base units. */
bool field_value_is_number(const struct field *field);

/* Of what stands at its offset. */
size_t field_value_size(const struct field *field);

/* Writes "absent" at `at`: NAN, NULL, -1. */
void field_value_clear(const struct field *field, void *at);

/* Reads `text` into `at`. NULL when it was understood and within the field's range, else
 * what was expected; `at` is undefined then. `folder`: where empirical(file.csv) is. */
const char *field_value_read(const struct field *field, const char *text,
                             const char *folder, struct arena *arena, void *at);

/* Is it one of the choices that are not yet supported? */
bool field_value_is_later(const struct field *field, const char *text);

/* "a duration such as 250ms, 3s or 2h", "a whole number of at least 1", for messages. */
const char *field_value_expected(const struct field *field, struct arena *arena);

/* "from 1 to 64", "at least 1", or NULL when the kind says it all. */
const char *field_value_range(const struct field *field, struct arena *arena);

/* The nearest text that would have been right, in quotes, or NULL. */
const char *field_value_nearest(const struct field *field, const char *text,
                                struct arena *arena);

/* As a person reads it: "12 MiB" for what was read from `text` and stands at `at`. NULL
 * when it says that there is none. */
const char *field_value_text(const struct field *field, const char *text, const void *at,
                             struct arena *arena);

/* "duration", "DIST": the kind's name on the reference page; and examples. */
const char *field_value_kind(const struct field *field);
const char *field_value_example(const struct field *field);

#endif
