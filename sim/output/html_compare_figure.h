/* html_compare_figure.h - p95 and cost of each design, on the page of `compare`.
 */
#ifndef OVERSTACK_OUTPUT_HTML_COMPARE_FIGURE_H
#define OVERSTACK_OUTPUT_HTML_COMPARE_FIGURE_H

#include "sim/output/sheet.h"

#include <jansson.h>

void html_compare_figure_write(const struct sheet *sheet, const json_t *report);

#endif
