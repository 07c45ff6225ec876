/* html_sensitivity.h - a study of sensitivity as one page, from the JSON of
 * sensitivity_document.h.
 */
#ifndef OVERSTACK_OUTPUT_HTML_SENSITIVITY_H
#define OVERSTACK_OUTPUT_HTML_SENSITIVITY_H

#include <jansson.h>
#include <stdio.h>

void html_sensitivity_write(const json_t *report, FILE *out);

#endif
