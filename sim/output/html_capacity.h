/* html_capacity.h - the answer of `overstack capacity` as one page, from the JSON of
 * capacity_document.h.
 */
#ifndef OVERSTACK_OUTPUT_HTML_CAPACITY_H
#define OVERSTACK_OUTPUT_HTML_CAPACITY_H

#include <jansson.h>
#include <stdio.h>

void html_capacity_write(const json_t *report, FILE *out);

#endif
