/* html_design.h - the design as a drawing: machines with what stands on them, calls as
 * arrows, the saturated ones marked.
 */
#ifndef OVERSTACK_OUTPUT_HTML_DESIGN_H
#define OVERSTACK_OUTPUT_HTML_DESIGN_H

#include "sim/output/sheet.h"

#include <jansson.h>

/* Nothing where the report does not tell the design. */
void html_design_write(const struct sheet *sheet, const json_t *report);

#endif
