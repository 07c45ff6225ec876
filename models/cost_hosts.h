/* cost_hosts.h - the machines' part of the bill.
 */
#ifndef OVERSTACK_MODELS_COST_HOSTS_H
#define OVERSTACK_MODELS_COST_HOSTS_H

#include "models/cost_lines.h"

/* The lines of one host group: machine-hours, volumes, public IPv4, surplus credits. */
void cost_hosts_add(struct cost_bill *bill, const struct host_def *host);

#endif
