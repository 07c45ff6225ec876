/* report_markdown.h - the report of a run in Markdown: what a reviewer reads in a pull
 * request.
 */
#ifndef OVERSTACK_OUTPUT_REPORT_MARKDOWN_H
#define OVERSTACK_OUTPUT_REPORT_MARKDOWN_H

#include <jansson.h>
#include <stdio.h>

void report_markdown_write(const json_t *report, FILE *out);

#endif
