/* text_requests.h - the latencies and failures of the text report.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_REQUESTS_H
#define OVERSTACK_OUTPUT_TEXT_REQUESTS_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_requests_write(const struct paper *paper, const json_t *report);

#endif
