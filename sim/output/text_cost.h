/* text_cost.h - the bill of the text report.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_COST_H
#define OVERSTACK_OUTPUT_TEXT_COST_H

#include "sim/output/paper.h"

#include <jansson.h>

/* fixed_only: nothing was simulated, so the bill is what costs without traffic. */
void text_cost_write(const struct paper *paper, const json_t *report, bool fixed_only);

#endif
