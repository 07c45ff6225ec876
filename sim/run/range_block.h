/* range_block.h - ranges from the block `uncertain` of the file.
 */
#ifndef OVERSTACK_RUN_RANGE_BLOCK_H
#define OVERSTACK_RUN_RANGE_BLOCK_H

#include "sim/run/range.h"

/* `block` has the form of ranges (world_load has seen it); `root` is the scenario. */
void range_block_read(struct ranges *ranges, const struct yaml_node *block,
                      const struct yaml_node *root, const struct world_options *options,
                      const struct design *design, struct arena *arena,
                      struct error_list *errors);

#endif
