/* sensitivity_text.h - a study of sensitivity for people: what was varied, a tornado for
 * each threshold, interactions, how likely a limit breaks.
 */
#ifndef OVERSTACK_OUTPUT_SENSITIVITY_TEXT_H
#define OVERSTACK_OUTPUT_SENSITIVITY_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* `report` is of sensitivity_document_create. */
void sensitivity_text_write(const json_t *report, struct paper_style style, FILE *out);

#endif
