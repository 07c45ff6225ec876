/* cost_dynamodb.h - the lines of a table of DynamoDB on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_DYNAMODB_H
#define OVERSTACK_MODELS_COST_DYNAMODB_H

#include "models/cost_lines.h"

void cost_dynamodb_add(struct cost_bill *bill, const struct service_def *service);

#endif
