/* world_layer.h - the layers above the file: a variant, --set, the command line's
 * numbers. Each changes world->root.
 */
#ifndef OVERSTACK_WORLD_LAYER_H
#define OVERSTACK_WORLD_LAYER_H

#include "sim/world_state.h"

/* `variants` may be NULL; an unknown name is an error. */
void world_layer_variant(struct world *world, const struct yaml_node *variants,
                         const char *name);

/* "PATH=VALUE", the value in YAML. */
void world_layer_set(struct world *world, const char *text);

/* --seed, --replications, --duration. */
void world_layer_numbers(struct world *world);

/* Notes the services of `under` that `over` no longer has. */
void world_layer_note_removals(struct world *world, const struct yaml_node *under,
                               const struct yaml_node *over, const char *by);

#endif
