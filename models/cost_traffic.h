/* cost_traffic.h - what moving bytes costs: between zones, and to the internet.
 */
#ifndef OVERSTACK_MODELS_COST_TRAFFIC_H
#define OVERSTACK_MODELS_COST_TRAFFIC_H

#include "models/cost_lines.h"

/* The lines of all traffic; behind those of what sends it. */
void cost_traffic_add(struct cost_bill *bill);

#endif
