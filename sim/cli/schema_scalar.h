/* schema_scalar.h - the JSON Schema of one value: a number, a text with a unit, a name.
 */
#ifndef OVERSTACK_CLI_SCHEMA_SCALAR_H
#define OVERSTACK_CLI_SCHEMA_SCALAR_H

#include "sim/input/fields.h"

#include <jansson.h>

/* The caller owns it. Without help and default. */
json_t *schema_scalar(const struct field *field);

/* One of both, which it takes. */
json_t *schema_scalar_either(json_t *first, json_t *second);

#endif
