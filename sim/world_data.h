/* world_data.h - the files of figures that a scenario names: recorded traffic (`file`),
 * measured times (empirical(FILE)). What stands in them is part of what a hash means.
 */
#ifndef OVERSTACK_WORLD_DATA_H
#define OVERSTACK_WORLD_DATA_H

#include "sim/core/hash.h"
#include "sim/world_state.h"

/* Adds the bytes of the files that this value and all below it name; `key` is the one the
 * value stands at, "" for the whole scenario. Needs folder and arena. A file that cannot
 * be read adds nothing: that is complained of elsewhere. */
void world_data_hash(struct world *world, const char *key, const struct yaml_node *value,
                     struct hash *hash);

#endif
