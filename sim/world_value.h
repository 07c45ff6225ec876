/* world_value.h - what a scenario says at a path, before it is turned into a design.
 */
#ifndef OVERSTACK_WORLD_VALUE_H
#define OVERSTACK_WORLD_VALUE_H

#include "sim/core/field.h"
#include "sim/world.h"

struct world_value {
    const char *text;          /* as written, or the default's; NULL: it has none */
    bool given;                /* by the file, a preset, the variant or --set */
    const struct field *field; /* that reads it; NULL: the tables do not tell */
};

/* Finds the value that a load with those options would read at `path`. False when there
 * is no such value, or no single one; the error stands at `place`. Texts live in `arena`. */
bool world_value_find(const struct world_options *options, const char *path,
                      struct place place, struct arena *arena, struct error_list *errors,
                      struct world_value *value);

#endif
