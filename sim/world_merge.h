/* world_merge.h - one tree from all layers of a scenario, the weakest first: `extends`,
 * the file, its variant, --set, the options of the command line, and below every
 * service its preset.
 */
#ifndef OVERSTACK_WORLD_MERGE_H
#define OVERSTACK_WORLD_MERGE_H

#include "sim/world_state.h"

/* Merges the layers above the file into world->root, which is the file's tree, and notes
 * the services that a layer took away. False when nothing can be filled. */
bool world_merge_layers(struct world *world);

/* Lays the user's own catalog on top, if the scenario `root` names one that is not there
 * yet. False when an error was added. */
bool world_merge_own_catalog(struct world *world, const struct yaml_node *root);

/* Lays each service over its preset. Unknown presets are left to the references. */
void world_merge_presets(struct world *world);

/* A file and all it extends, merged; NULL when an error was added. `world` may lack
 * everything but arena and errors. */
struct yaml_node *world_merge_file(struct world *world, const char *file);

/* Lays `over` on `under` like yaml_tree_merge, but a null that meets nothing stays, so
 * that it can still take away what a preset says. Shares no node with either. */
struct yaml_node *world_merge_lay(struct arena *arena, const struct yaml_node *under,
                                  const struct yaml_node *over);

/* Makes a list that only the preset has the service's own when `path` leads into it. */
void world_merge_own_list(struct world *world, const char *path);

/* The folder of a file as typed: "." when it has none. */
const char *world_merge_folder(struct arena *arena, const char *file);

/* `file` as seen from the file in which it is named. */
const char *world_merge_beside(struct world *world, struct place place, const char *file);

#endif
