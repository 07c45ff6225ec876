/* report_plot.h - the one figure of an experiment's report, with the CSV it is drawn from, in
 * the folder of --plots.
 */
#ifndef OVERSTACK_OUTPUT_REPORT_PLOT_H
#define OVERSTACK_OUTPUT_REPORT_PLOT_H

#include "sim/core/error.h"
#include "sim/output/plot.h"

/* FOLDER/NAME.csv and NAME.png and the like. A file that cannot be written is an error, a
 * figure that cannot be drawn a warning. */
void report_plot_write(const struct picture *picture, const char *name,
                       const struct plot_place *place, struct arena *arena,
                       struct error_list *messages);

#endif
