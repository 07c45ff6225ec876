/* compare_markdown.h - what `overstack compare` found, for a review: Markdown and CSV.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_MARKDOWN_H
#define OVERSTACK_OUTPUT_COMPARE_MARKDOWN_H

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of compare_document.h. Errors stay in the stream. */
void compare_markdown_write(const json_t *report, FILE *out);

#endif
