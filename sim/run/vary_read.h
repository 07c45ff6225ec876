/* vary_read.h - a space of points from the command line or from the scenario file.
 */
#ifndef OVERSTACK_RUN_VARY_READ_H
#define OVERSTACK_RUN_VARY_READ_H

#include "sim/input/yaml_tree.h"
#include "sim/run/vary.h"

/* What a command line asks for. Any `vary` takes the place of the file's block. */
struct vary_request {
    const char *const *vary; /* "PATH=VALUES", of --vary */
    const char *const *zip;  /* "PATH,PATH", of --zip */
    uint32_t vary_count, zip_count;
    const char *where; /* of --where; NULL: none, or the block's */
};

/* The space that the command line or the file's block `sweep` describes. `root` is the
 * file's tree. NULL when an error was added, also when nothing is varied. */
const struct vary *vary_read_space(const struct vary_request *request,
                                   const struct yaml_node *root, struct arena *arena,
                                   struct error_list *errors);

/* Adds the axis "PATH=VALUES" of an option ("--vary"). False when an error was added. */
bool vary_read_text(struct vary *vary, const char *option, const char *text,
                    const struct yaml_node *root, struct arena *arena,
                    struct error_list *errors);
/* Adds an axis for each pair of a mapping of paths to values, that stands at `path`
 * ("sweep.vary", "search") in the file. */
bool vary_read_mapping(struct vary *vary, const struct yaml_node *mapping,
                       const char *path, const struct yaml_node *root,
                       struct arena *arena, struct error_list *errors);

#endif
