/* html_figure.h - a gnuplot picture inside the page, with its values under the pointer and
 * in a table.
 */
#ifndef OVERSTACK_OUTPUT_HTML_FIGURE_H
#define OVERSTACK_OUTPUT_HTML_FIGURE_H

#include "sim/output/figures.h"
#include "sim/output/sheet.h"

/* `number` tells the pictures of one page apart. step_s: of the timeline; span_s: of the
 * axis. */
struct html_figure {
    const struct figures_picture *picture;
    uint32_t number;
    double step_s, span_s;
};

void html_figure_write(const struct sheet *sheet, const struct html_figure *figure);

#endif
