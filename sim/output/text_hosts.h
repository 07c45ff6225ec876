/* text_hosts.h - the machines of the text report: CPU, memory against RAM, credits.
 */
#ifndef OVERSTACK_OUTPUT_TEXT_HOSTS_H
#define OVERSTACK_OUTPUT_TEXT_HOSTS_H

#include "sim/output/paper.h"

#include <jansson.h>

void text_hosts_write(const struct paper *paper, const json_t *report);

#endif
