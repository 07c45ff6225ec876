/* html_drawing.h - gnuplot's SVG inside a page.
 */
#ifndef OVERSTACK_OUTPUT_HTML_DRAWING_H
#define OVERSTACK_OUTPUT_HTML_DRAWING_H

#include "sim/output/sheet.h"

/* The <svg> element without its end tag, so that more can be laid over it; `number` tells
 * the drawings of one page apart. */
void html_drawing_write(const struct sheet *sheet, const char *svg, uint32_t number);

#endif
