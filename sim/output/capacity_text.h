/* capacity_text.h - the answer of `capacity` as a person reads it: 80 columns, the answer
 * first, then what is beyond it, then the curve.
 */
#ifndef OVERSTACK_OUTPUT_CAPACITY_TEXT_H
#define OVERSTACK_OUTPUT_CAPACITY_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* Renders a document (capacity_document.h). Errors stay in the stream. */
void capacity_text_write(const json_t *report, struct paper_style style, FILE *out);

/* The same as Markdown, without colour. */
void capacity_text_markdown(const json_t *report, FILE *out);

#endif
