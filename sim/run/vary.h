/* vary.h - a space of points: some paths of a scenario, each with its values.
 *
 * Each path is an axis. Axes that are zipped share a dimension and move together, all
 * others combine. Points are numbered row by row, the first axis slowest. An expression
 * may leave points out; the others keep their order and are numbered anew.
 */
#ifndef OVERSTACK_RUN_VARY_H
#define OVERSTACK_RUN_VARY_H

#include "sim/core/error.h"
#include "sim/run/vary_value.h"

struct vary_axis {
    const char *path;
    const char *name; /* its last part if no other axis ends so, else the path */
    struct place place;
    struct vary_values values;
    uint32_t dimension;
};

struct vary {
    struct vary_axis *axes;
    uint32_t axis_count;
    uint32_t *sizes; /* of the dimensions, the first slowest */
    uint32_t dimension_count;
    uint64_t whole;       /* points of all combinations */
    uint64_t count;       /* points that are left */
    const uint64_t *kept; /* their numbers among the whole; NULL: all of them */
};

enum {
    VARY_AXES_MOST = 64,
    VARY_POINTS_MOST = 1000000000,
    VARY_FILTERED_MOST = 20000000, /* with `where`: each is looked at beforehand */
};

/* The position of a point on an axis, from 0. */
uint32_t vary_position(const struct vary *vary, uint64_t index, uint32_t axis);
const struct vary_value *vary_value_at(const struct vary *vary, uint64_t index,
                                       uint32_t axis);
/* "PATH=VALUE" for each axis: axis_count of them, for world_options. */
const char **vary_sets(const struct vary *vary, uint64_t index, struct arena *arena);

/* ---- making one: axes, then zips, then the measure ---- */

/* Adds an axis of the space that has this path, values and place. False when an error
 * was added: a path twice, no values, too many axes. */
bool vary_add(struct vary *vary, const struct vary_axis *axis, struct arena *arena,
              struct error_list *errors);
/* The axis called so by its path or its last part, or NULL. */
struct vary_axis *vary_named(const struct vary *vary, const char *name);
/* The axes of these names move together: as many values each. */
bool vary_zip(struct vary *vary, const char *const *names, uint32_t count,
              struct place place, struct arena *arena, struct error_list *errors);
/* Numbers the dimensions and counts the points. */
bool vary_measure(struct vary *vary, struct arena *arena, struct error_list *errors);

#endif
