/* html_drawing.h - gnuplot's SVG inside a page.
 */
#ifndef OVERSTACK_OUTPUT_HTML_DRAWING_H
#define OVERSTACK_OUTPUT_HTML_DRAWING_H

#include "sim/output/sheet.h"

/* The <svg> element without its end tag, so that more can be laid over it; `number` tells
 * the drawings of one page apart. */
void html_drawing_write(const struct sheet *sheet, const char *svg, uint32_t number);

/* <div class="plot">, for those who cannot see it with a text. */
void html_drawing_begin(const struct sheet *sheet, const char *svg, const char *says);
/* Its end, behind that of the <svg>. A legend at the drawing's right (plots/common.gp)
 * stands there again, a view of the same lines, for phones: they show it below the axes. */
void html_drawing_end(const struct sheet *sheet, const char *svg, uint32_t number);

#endif
