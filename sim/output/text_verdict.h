/* text_verdict.h - the top of the text report: what was run, does it hold, why (or why
 * not), and each threshold.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_VERDICT_H
#define OVERSTACK_OUTPUT_TEXT_VERDICT_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_verdict_write(const struct paper *paper, const json_t *report);

#endif
