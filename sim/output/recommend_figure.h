/* recommend_figure.h - cost against p95 of what was simulated, drawn by plots/pareto.gp.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_FIGURE_H
#define OVERSTACK_OUTPUT_RECOMMEND_FIGURE_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The ends of both axes, around what was simulated and answered requests. */
struct recommend_axes {
    double cost_usd[2], p95_s[2];
    size_t count; /* of those candidates */
};

struct recommend_axes recommend_figure_axes(const json_t *report);

/* Where a candidate stands; false: it is not drawn. */
bool recommend_figure_point(const json_t *candidate, double *cost_usd, double *p95_s);

struct picture recommend_figure_picture(const json_t *report, struct arena *arena);

void recommend_figure_write(const json_t *report, const struct plot_place *place,
                            struct arena *arena, struct error_list *messages);

#endif
