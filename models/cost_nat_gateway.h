/* cost_nat_gateway.h - the lines of `kind: nat_gateway` on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_NAT_GATEWAY_H
#define OVERSTACK_MODELS_COST_NAT_GATEWAY_H

#include "models/cost_lines.h"

void cost_nat_gateway_add(struct cost_bill *bill, const struct service_def *service);

#endif
