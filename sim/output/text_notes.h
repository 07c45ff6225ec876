/* text_notes.h - what ends the text report: events, assumptions, warnings.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_NOTES_H
#define OVERSTACK_OUTPUT_TEXT_NOTES_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_notes_write(const struct paper *paper, const json_t *report);

#endif
