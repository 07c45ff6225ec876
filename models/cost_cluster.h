/* cost_cluster.h - the lines of rds, elasticache and opensearch on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_CLUSTER_H
#define OVERSTACK_MODELS_COST_CLUSTER_H

#include "models/cost_lines.h"

/* A vCPU-hour of surplus credits. */
struct cost_price cost_cluster_surplus_price(const struct cost_bill *bill,
                                             const struct service_def *service);

/* host: the machines made for it, on for run_h hours together in the window. */
void cost_cluster_add(struct cost_bill *bill, const struct host_def *host, double run_h);

#endif
