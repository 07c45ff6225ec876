/* sweep_def.h - the block `sweep`: which points the command of that name visits. Nothing
 * else reads it, and it is no part of a scenario's hash.
 */
#ifndef OVERSTACK_MODELS_SWEEP_DEF_H
#define OVERSTACK_MODELS_SWEEP_DEF_H

#include "sim/core/field.h"

struct yaml_node;

struct sweep_def {
    const struct yaml_node *vary; /* paths to their values, see sim/run/vary.h */
    const struct yaml_node *zip;
    const char *where;
};

extern const struct table sweep_table;

#endif
