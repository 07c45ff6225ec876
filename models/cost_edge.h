/* cost_edge.h - the bill of cloudfront, sqs, sns, eventbridge, ses, s3, and of what is
 * billed only: cloudwatch, route53, ecr, secrets.
 */
#ifndef OVERSTACK_MODELS_COST_EDGE_H
#define OVERSTACK_MODELS_COST_EDGE_H

#include "models/cost_lines.h"

/* The user's price is in a unit that one of the kind's items is billed in. */
bool cost_edge_price_fits(const struct service_def *service);
/* Nothing for a service of another kind. */
void cost_edge_add(struct cost_bill *bill, const struct service_def *service);

#endif
