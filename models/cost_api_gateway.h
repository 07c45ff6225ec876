/* cost_api_gateway.h - the line of an API Gateway on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_API_GATEWAY_H
#define OVERSTACK_MODELS_COST_API_GATEWAY_H

#include "models/cost_lines.h"

void cost_api_gateway_add(struct cost_bill *bill, const struct service_def *service);

#endif
