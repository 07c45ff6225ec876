/* html_recommend.h - what `overstack recommend` found as one page, from the JSON of
 * recommend_document.h.
 */
#ifndef OVERSTACK_OUTPUT_HTML_RECOMMEND_H
#define OVERSTACK_OUTPUT_HTML_RECOMMEND_H

#include <jansson.h>
#include <stdio.h>

void html_recommend_write(const json_t *report, FILE *out);

#endif
