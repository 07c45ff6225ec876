/* vary_path.h - is there what a path names?
 *
 * A value that is set makes what is missing on its way, so a slip (hosts.wbe.count) would
 * quietly make a machine nobody uses. What is varied must be a key that the tables know,
 * of a host, service or traffic that the file has.
 */
#ifndef OVERSTACK_RUN_VARY_PATH_H
#define OVERSTACK_RUN_VARY_PATH_H

#include "sim/core/error.h"
#include "sim/input/yaml_tree.h"

#include <stdbool.h>

/* False when an error was added. */
bool vary_path_check(const char *path, struct place place, const struct yaml_node *root,
                     struct arena *arena, struct error_list *errors);

#endif
