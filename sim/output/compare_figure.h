/* compare_figure.h - p95 and the cost of a month of each design, drawn by plots/compare.gp.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_FIGURE_H
#define OVERSTACK_OUTPUT_COMPARE_FIGURE_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

#include <jansson.h>

/* With the CSV and the arguments of the script. */
struct picture compare_figure_picture(const json_t *report, struct arena *arena);

void compare_figure_write(const json_t *report, const struct plot_place *place,
                          struct arena *arena, struct error_list *messages);

#endif
