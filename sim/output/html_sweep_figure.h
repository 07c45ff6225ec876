/* html_sweep_figure.h - the figure on the page of a sweep.
 */
#ifndef OVERSTACK_OUTPUT_HTML_SWEEP_FIGURE_H
#define OVERSTACK_OUTPUT_HTML_SWEEP_FIGURE_H

#include "sim/output/html_sweep.h"
#include "sim/output/sheet.h"

/* A line over one varied path whose values are numbers; over two paths a map of p95, and
 * one of failures where there are any; else nothing but a sentence. */
void html_sweep_figure_write(const struct sheet *sheet, const struct html_sweep *page);

/* The figures of a point in a few lines. */
const char *html_sweep_figure_text(struct arena *arena, const struct html_sweep *page,
                                   const struct sweep_row *row);

#endif
