/* cost_lambda.h - the lines of a function of Lambda on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_LAMBDA_H
#define OVERSTACK_MODELS_COST_LAMBDA_H

#include "models/cost_lines.h"

void cost_lambda_add(struct cost_bill *bill, const struct service_def *service);

#endif
