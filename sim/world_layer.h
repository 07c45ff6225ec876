/* world_layer.h - the layers above the file: a variant, --set, the command line's
 * numbers. Each changes world->root.
 */
#ifndef OVERSTACK_WORLD_LAYER_H
#define OVERSTACK_WORLD_LAYER_H

#include "sim/world_state.h"

/* `variants` may be NULL; an unknown name is an error. */
void world_layer_variant(struct world *world, const struct yaml_node *variants,
                         const char *name);

/* "PATH=VALUE", the value in YAML, given there. */
void world_layer_set(struct world *world, const char *text, struct place place);

/* --seed, --replications, --duration. */
void world_layer_numbers(struct world *world);

/* Notes the services that `before`, a scenario's `services`, has and `after` has not.
 * Either may be NULL. */
void world_layer_note_removals(struct world *world, const struct yaml_node *before,
                               const struct yaml_node *after, const char *by);

#endif
