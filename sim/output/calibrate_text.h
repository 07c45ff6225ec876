/* calibrate_text.h - a calibration for people, and as a scenario.
 */
#ifndef OVERSTACK_OUTPUT_CALIBRATE_TEXT_H
#define OVERSTACK_OUTPUT_CALIBRATE_TEXT_H

#include "sim/output/paper.h"

#include <jansson.h>
#include <stdio.h>

/* `report` is of calibrate_document_create. */
void calibrate_text_write(const json_t *report, struct paper_style style, FILE *out);

/* A scenario that extends the file, whose path is `file` seen from where this is read,
 * with a variant "fitted". */
void calibrate_text_scenario(const json_t *report, const char *file, FILE *out);

#endif
