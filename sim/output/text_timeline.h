/* text_timeline.h - the run over time, a line for each figure, on one axis.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_TIMELINE_H
#define OVERSTACK_OUTPUT_TEXT_TIMELINE_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_timeline_write(const struct paper *paper, const json_t *report);

#endif
