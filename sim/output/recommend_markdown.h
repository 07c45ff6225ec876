/* recommend_markdown.h - what `overstack recommend` found, in Markdown.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_MARKDOWN_H
#define OVERSTACK_OUTPUT_RECOMMEND_MARKDOWN_H

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of recommend_document.h. Errors stay in the stream. */
void recommend_markdown_write(const json_t *report, FILE *out);

#endif
