/* range.h - values of the scenario that are not known, each between a low and a high one.
 *
 * They come from the file's block `uncertain`; or, where there is none, from the lines of
 * the ledger of assumptions that are guessed, fitted or defaults and hold a number: those
 * are varied by 30% each way. What a range means is what the scenario makes of
 * it: both ends are tried, and what world_load says of them is the user's error.
 */
#ifndef OVERSTACK_RUN_RANGE_H
#define OVERSTACK_RUN_RANGE_H

#include "sim/core/error.h"
#include "sim/input/yaml_tree.h"
#include "sim/run/quantity.h"
#include "sim/world.h"

#include <stdint.h>

/* From the ledger: how far, and how many at most. */
#define RANGE_LEDGER_SHARE 0.3
enum { RANGE_LEDGER_MOST = 20, RANGE_MOST = 200 };

struct range {
    const char *path;
    struct place place; /* of the range in the file; line 0: from the ledger */
    const char *kind;   /* "uncertain"; of the ledger: "guessed", "fitted", "default" */
    struct quantity shape; /* how its values are written */
    double low, high;      /* in the shape's unit */
    double base;           /* what the scenario has; NAN: nothing that has a number */
    bool whole;            /* only whole numbers are accepted */
};

struct ranges {
    struct range *items;
    uint32_t count;
    bool from_ledger;
    uint32_t
        left_out; /* lines of the ledger that have a number, but too many came first */
};

/* `options` is the scenario the ranges are of (with a base, see world_base.h), which can
 * be loaded. NULL when an error was added; none at all is an error too. */
const struct ranges *range_open(const struct world_options *options,
                                const struct design *design, struct arena *arena,
                                struct error_list *errors);

/* The value at `u`, 0 at the low end and 1 at the high one. */
double range_value(const struct range *range, double u);

/* The options with values for some of the ranges: u[i] in [0, 1], NAN leaves range i as
 * the scenario has it. */
void range_set(const struct ranges *ranges, const double *u,
               const struct world_options *under, struct arena *arena,
               struct world_options *options);

/* `options` with one more "PATH=VALUE". */
struct world_options range_with(const struct world_options *options, const char *path,
                                const char *value, struct arena *arena);

#endif
