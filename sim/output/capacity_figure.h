/* capacity_figure.h - the points of `capacity` as CSV, and the curve as a picture.
 */
#ifndef OVERSTACK_OUTPUT_CAPACITY_FIGURE_H
#define OVERSTACK_OUTPUT_CAPACITY_FIGURE_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

#include <jansson.h>
#include <stdio.h>

/* A header, then a line for each point that was simulated, by rising value. */
void capacity_figure_csv(const json_t *report, FILE *out);

/* The curve of latency and utilisation, for a page. */
struct picture capacity_figure_picture(const json_t *report, struct arena *arena);

/* DIR/capacity.csv and pictures of it. A file that cannot be written is an error in
 * `messages`; a picture that cannot be drawn is a warning, the CSV stays. */
void capacity_figure_write(const json_t *report, const struct plot_place *place,
                           struct arena *arena, struct error_list *messages);

#endif
