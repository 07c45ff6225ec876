/* text_cost.h - the bill of the text report.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_COST_H
#define OVERSTACK_OUTPUT_TEXT_COST_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_cost_write(const struct paper *paper, const json_t *report);

#endif
