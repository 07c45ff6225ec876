/* yaml_canonical.h - one text for equal trees: what yaml_tree_canonical returns.
 */
#ifndef OVERSTACK_INPUT_YAML_CANONICAL_H
#define OVERSTACK_INPUT_YAML_CANONICAL_H

#include "sim/input/yaml_tree.h"

const char *yaml_canonical_text(const struct yaml_node *node, struct arena *arena,
                                size_t *length);

#endif
