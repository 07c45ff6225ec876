/* check_text.h - what `overstack check` found, as a person reads it: 80 columns.
 */
#ifndef OVERSTACK_CLI_CHECK_TEXT_H
#define OVERSTACK_CLI_CHECK_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of check_document.h. Errors stay in the stream. */
void check_text_write(const json_t *report, struct paper_style style, FILE *out);

#endif
