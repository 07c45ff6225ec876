/* vary_yaml.h - a piece of the file's tree as text: as it is set again, and as it is shown.
 */
#ifndef OVERSTACK_RUN_VARY_YAML_H
#define OVERSTACK_RUN_VARY_YAML_H

#include "sim/input/yaml_tree.h"

/* YAML's flow style on one line; reads back to the same tree. */
const char *vary_yaml_flow(const struct yaml_node *node, struct arena *arena);
/* A scalar as typed, without quotes; else the flow style. */
const char *vary_yaml_shown(const struct yaml_node *node, struct arena *arena);

#endif
