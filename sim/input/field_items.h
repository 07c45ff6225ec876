/* field_items.h - the items of a map or a list.
 */
#ifndef OVERSTACK_INPUT_FIELD_ITEMS_H
#define OVERSTACK_INPUT_FIELD_ITEMS_H

#include "sim/input/fields.h"

/* at: the struct items to fill; path: the field's own. False when an error was added. */
bool field_items_map(struct fields *fields, const struct field *field,
                     const struct yaml_node *node, const char *path, void *at);
bool field_items_list(struct fields *fields, const struct field *field,
                      const struct yaml_node *node, const char *path, void *at);

#endif
