/* check_blocks.h - `overstack check`: are the blocks right that only experiments read?
 */
#ifndef OVERSTACK_CLI_CHECK_BLOCKS_H
#define OVERSTACK_CLI_CHECK_BLOCKS_H

#include "sim/world.h"

/* Reads `sweep`, `search` and `uncertain`, where the file has them, as their commands do,
 * and loads the variants that `measured` names. False when an error was added. */
bool check_blocks(const struct world_options *options, const struct design *design,
                  struct arena *arena, struct error_list *errors);

#endif
