/* sensitivity_figure.h - a tornado chart of each threshold: a CSV file, drawn by gnuplot.
 */
#ifndef OVERSTACK_OUTPUT_SENSITIVITY_FIGURE_H
#define OVERSTACK_OUTPUT_SENSITIVITY_FIGURE_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

#include <jansson.h>

/* Into the folder: tornado.csv and pictures of the first threshold (without any: of
 * p95), tornado-2.* of the second and so on. A file that cannot be written is an error in
 * `messages`; a picture that cannot be drawn (no gnuplot) is a warning, its CSV stays. */
void sensitivity_figure_write(const json_t *report, const struct plot_place *place,
                              struct arena *arena, struct error_list *messages);

#endif
