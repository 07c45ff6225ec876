/* html_compare.h - designs side by side as one page, from the JSON of compare_document.h.
 */
#ifndef OVERSTACK_OUTPUT_HTML_COMPARE_H
#define OVERSTACK_OUTPUT_HTML_COMPARE_H

#include <jansson.h>
#include <stdio.h>

void html_compare_write(const json_t *report, FILE *out);

#endif
