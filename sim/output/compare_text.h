/* compare_text.h - what `overstack compare` found, as a person reads it: 80 columns.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_TEXT_H
#define OVERSTACK_OUTPUT_COMPARE_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of compare_document.h. Errors stay in the stream. */
void compare_text_write(const json_t *report, struct paper_style style, FILE *out);

#endif
