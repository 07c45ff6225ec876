/* field_select.h - which table describes a mapping: a service's `kind` decides.
 */
#ifndef OVERSTACK_INPUT_FIELD_SELECT_H
#define OVERSTACK_INPUT_FIELD_SELECT_H

#include "sim/input/fields.h"

/* The table that the node's select_key names; `table` itself when it has none or names
 * none; NULL after an error. */
const struct table *field_select_table(struct fields *fields, const struct table *table,
                                       const struct yaml_node *node, const char *path);

#endif
