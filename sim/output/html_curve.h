/* html_curve.h - the curve of latency and utilisation on the page of `capacity`.
 */
#ifndef OVERSTACK_OUTPUT_HTML_CURVE_H
#define OVERSTACK_OUTPUT_HTML_CURVE_H

#include "sim/output/sheet.h"

#include <jansson.h>

void html_curve_write(const struct sheet *sheet, const json_t *report);

#endif
