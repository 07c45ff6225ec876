/* cost_rds.h - the fixed lines of `kind: rds` on the bill.
 */
#ifndef OVERSTACK_MODELS_COST_RDS_H
#define OVERSTACK_MODELS_COST_RDS_H

#include "models/cost_lines.h"

/* host: the machine made for it, on for run_h hours in the window. */
void cost_rds_add(struct cost_bill *bill, const struct host_def *host, double run_h);

#endif
