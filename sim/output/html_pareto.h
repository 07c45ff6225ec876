/* html_pareto.h - the figure of cost against p95 on the page of `recommend`.
 */
#ifndef OVERSTACK_OUTPUT_HTML_PARETO_H
#define OVERSTACK_OUTPUT_HTML_PARETO_H

#include "sim/output/sheet.h"

#include <jansson.h>

/* Says so when there is nothing to draw. */
void html_pareto_write(const struct sheet *sheet, const json_t *report);

#endif
