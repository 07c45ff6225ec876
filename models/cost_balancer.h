/* cost_balancer.h - what a load balancer costs beyond its hours.
 */
#ifndef OVERSTACK_MODELS_COST_BALANCER_H
#define OVERSTACK_MODELS_COST_BALANCER_H

#include "models/cost_lines.h"

void cost_balancer_add(struct cost_bill *bill, const struct service_def *service);

#endif
