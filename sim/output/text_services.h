/* text_services.h - the services of the text report: how busy, who waited, who died.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_SERVICES_H
#define OVERSTACK_OUTPUT_TEXT_SERVICES_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_services_write(const struct paper *paper, const json_t *report);

#endif
