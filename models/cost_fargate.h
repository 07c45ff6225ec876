/* cost_fargate.h - the bill of a service of Fargate.
 */
#ifndef OVERSTACK_MODELS_COST_FARGATE_H
#define OVERSTACK_MODELS_COST_FARGATE_H

#include "models/cost_lines.h"

/* `host` was made for it; its tasks ran for `run_h` hours together. */
void cost_fargate_add(struct cost_bill *bill, const struct host_def *host, double run_h);

#endif
