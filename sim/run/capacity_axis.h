/* capacity_axis.h - what `capacity` varies: one number of a scenario, or all traffic.
 */
#ifndef OVERSTACK_RUN_CAPACITY_AXIS_H
#define OVERSTACK_RUN_CAPACITY_AXIS_H

#include "sim/core/arena.h"
#include "sim/run/bracket.h"
#include "sim/world.h"

struct capacity_axis {
    const char *path; /* "traffic": all of it, times a factor */
    bool scales;      /* that */
    const char *unit; /* behind the number: "/s", "GiB", or "" */
    bool whole;
    double own;         /* the file's value; NAN: it has none */
    double start;       /* where to begin: there, or at the bound next to it */
    double least, most; /* bounds of the search */
    const char *range;  /* as they were given, "10..500"; NULL: they were not */
    enum bracket_direction direction;
};

/* Reads "PATH", "PATH=LOW..HIGH", "traffic"; `options` are those of the scenario, without
 * the axis. False when an error was added. */
bool capacity_axis_open(struct capacity_axis *axis, const char *text,
                        const struct world_options *options, struct arena *arena,
                        struct error_list *errors);

/* The options with the axis at x. */
void capacity_axis_apply(const struct capacity_axis *axis, double x, struct arena *arena,
                         struct world_options *options);

#endif
