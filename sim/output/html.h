/* html.h - the report of a run as one page: a file that needs nothing else, offline, in a
 * mail, on a phone, on paper.
 *
 * No script and no address is in it. Everything a scenario says is escaped.
 */
#ifndef OVERSTACK_OUTPUT_HTML_H
#define OVERSTACK_OUTPUT_HTML_H

#include <jansson.h>
#include <stdio.h>

void html_write(const json_t *report, FILE *out);

#endif
