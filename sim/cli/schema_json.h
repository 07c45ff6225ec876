/* schema_json.h - the JSON Schema of the scenario file, built from the field tables.
 */
#ifndef OVERSTACK_CLI_SCHEMA_JSON_H
#define OVERSTACK_CLI_SCHEMA_JSON_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

#include <jansson.h>

/* Draft 2020-12. The caller owns the tree. */
json_t *schema_json_tree(const struct table *root, struct arena *arena);

#endif
