/* world.h - from a scenario file to a design that can be simulated.
 *
 * The one place that sees YAML, tables and models together. Layers of values, the
 * weakest first: built-in default, catalog preset, `extends`, the file, its variant,
 * --set, --seed and the like. References are resolved after everything is applied.
 */
#ifndef OVERSTACK_WORLD_H
#define OVERSTACK_WORLD_H

#include "models/design.h"
#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

struct world_base; /* see world_base.h */
struct yaml_node;

struct world_options {
    const char *file;    /* "-" is standard input */
    const char *variant; /* NULL: the file itself */
    const char **sets;   /* "PATH=VALUE", in the order given */
    size_t set_count;
    /* Those from varied_from on, varied_count of them, were not given by --set: where each
     * was. */
    const struct place *varied;
    size_t varied_from, varied_count;
    double seed, replications, duration_s; /* NAN: not given on the command line */
    double traffic_scale;                  /* see world_scale.h; 0: as it stands */
    const char *catalog_folder;            /* NULL: looked for, see world_catalog.h */
    const struct world_base *base; /* of that file, read once for many loads; or NULL */
    bool
        measured; /* is what the block `measured` names looked for? Else it is only read */
};

/* Options that change nothing. */
static inline struct world_options world_options_of(const char *file)
{
    return (struct world_options){
        .file = file, .seed = NAN, .replications = NAN, .duration_s = NAN};
}

/* One "PATH=VALUE" more, after those that are there. The list is copied: others may have the
 * one before. */
void world_options_set(struct world_options *options, const char *set,
                       struct arena *arena);

/* Reads, merges, fills, resolves and checks. NULL when an error was added; warnings
 * stay in the list, sorted with the errors by place. The design and all it points to
 * live in `arena` and are read-only from then on. */
const struct design *world_load(const struct world_options *options, struct arena *arena,
                                struct error_list *errors);

/* The tree of all layers, with the presets below it: what the tables are filled from.
 * NULL when an error was added. */
const struct yaml_node *world_tree(const struct world_options *options,
                                   struct arena *arena, struct error_list *errors);

#endif
