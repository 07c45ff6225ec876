/* world_base.h - what many loads of one file share, read once.
 *
 * Parsing the catalog takes longer than a small simulation. An experiment of thousands of
 * points opens a base, and each world_load that is given it begins with the parsed catalog
 * and the file's tree. A base is read-only once opened, so any number of threads may load
 * from it; it must live as long as the designs.
 */
#ifndef OVERSTACK_WORLD_BASE_H
#define OVERSTACK_WORLD_BASE_H

#include "sim/world_state.h"

struct world_base {
    struct world_catalog catalog; /* every section parsed */
    const struct yaml_node *root; /* the file and all it extends, `variants` too */
    struct world_removal *removals;
    uint32_t removal_count;
};

/* Reads the file ("-" is standard input) and the catalog. NULL when an error was added.
 * catalog_folder may be NULL: looked for, see world_catalog.h. */
const struct world_base *world_base_open(const char *file, const char *catalog_folder,
                                         struct arena *arena, struct error_list *errors);

/* The names of the file's variants, in file order. */
const char **world_base_variants(const struct world_base *base, struct arena *arena,
                                 size_t *count);

/* Puts what the base has into a world that is about to be built. */
void world_base_begin(const struct world_base *base, struct world *world);

#endif
