/* check_blocks.c - see check_blocks.h.
 */
#include "sim/cli/check_blocks.h"

#include "sim/run/range.h"
#include "sim/run/recommend_space.h"
#include "sim/run/vary_read.h"

bool check_blocks(const struct world_options *options, const struct design *design,
                  struct arena *arena, struct error_list *errors)
{
    static const struct vary_request nothing_asked = {0};
    const struct world_base *base = options->base;
    const size_t before = errors->errors;
    if (yaml_tree_get(base->root, "sweep"))
        vary_read_space(&nothing_asked, base->root, arena, errors);
    if (yaml_tree_get(base->root, "search"))
        recommend_space_open(base, design, arena, errors);
    if (yaml_tree_get(base->root, "uncertain"))
        range_open(options, design, arena, errors);
    return errors->errors == before;
}
