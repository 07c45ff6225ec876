/* yaml_set.h - puts a value at a dotted path: what yaml_tree_set does.
 */
#ifndef OVERSTACK_INPUT_YAML_SET_H
#define OVERSTACK_INPUT_YAML_SET_H

#include "sim/input/yaml_tree.h"

bool yaml_set_value(struct yaml_node *root, const char *path, struct yaml_node *value,
                    struct arena *arena, struct error_list *errors);

#endif
