/* cost_services.h - the managed services' part of the bill.
 */
#ifndef OVERSTACK_MODELS_COST_SERVICES_H
#define OVERSTACK_MODELS_COST_SERVICES_H

#include "models/cost_lines.h"

/* The lines of one service; none for a process, whose machine is billed. */
void cost_services_add(struct cost_bill *bill, const struct service_def *service);

#endif
