/* range_ledger.h - ranges around the assumptions of a scenario that gives none.
 */
#ifndef OVERSTACK_RUN_RANGE_LEDGER_H
#define OVERSTACK_RUN_RANGE_LEDGER_H

#include "sim/run/range.h"

/* Guessed lines first, then fitted ones, then defaults; in each kind sizes first, the
 * largest on top, then the others by path. A share goes to 100% at most, and zero cannot be
 * scaled. */
void range_ledger_read(struct ranges *ranges, const struct yaml_node *root,
                       const struct world_options *options, const struct design *design,
                       struct arena *arena);

#endif
