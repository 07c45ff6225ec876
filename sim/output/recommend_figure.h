/* recommend_figure.h - cost against p95 of what was simulated, drawn by plots/pareto.gp.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_FIGURE_H
#define OVERSTACK_OUTPUT_RECOMMEND_FIGURE_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

#include <jansson.h>

/* Without the ends of the axes: the script finds them. */
struct picture recommend_figure_picture(const json_t *report, struct arena *arena);

void recommend_figure_write(const json_t *report, const struct plot_place *place,
                            struct arena *arena, struct error_list *messages);

#endif
