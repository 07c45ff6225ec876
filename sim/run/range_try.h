/* range_try.h - is a value accepted at a path? What world_load says.
 */
#ifndef OVERSTACK_RUN_RANGE_TRY_H
#define OVERSTACK_RUN_RANGE_TRY_H

#include "sim/run/range.h"

/* True when the scenario loads with that value. Else the first error is in `errors`, at
 * `place` and under `path`; `errors` may be NULL. */
bool range_try(const struct world_options *options, const char *path, const char *value,
               struct place place, struct error_list *errors);

/* Sets range->whole: both ends are whole and nothing between them is accepted. */
void range_try_whole(struct range *range, const struct world_options *options);

/* The number that stands at the path: in the tree, else in the ledger (NULL: not looked
 * at). False when there is none. */
bool range_try_base(const struct yaml_node *root, const struct design *design,
                    const char *path, struct quantity *base, struct arena *arena);

#endif
