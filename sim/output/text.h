/* text.h - the report as a person reads it: 80 columns, the verdict first, then why, then
 * the figures behind it.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_H
#define OVERSTACK_OUTPUT_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* Renders a document (document.h), a saved one too. Errors stay in the stream. */
void text_write(const json_t *report, struct paper_style style, FILE *out);

#endif
