/* operational_shares.h - from visits to requests: what one request of a traffic takes.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_SHARES_H
#define OVERSTACK_MODELS_OPERATIONAL_SHARES_H

#include "models/operational_loads.h"

/* Connections a user opens for each request; 0: one for ever. */
double operational_shares_connections(const struct traffic_def *traffic);

/* visits[endpoint] = visits for one request of the traffic. Scratch from the arena. */
void operational_shares_visits(const struct demand_table *demands,
                               const struct traffic_def *traffic, double *visits,
                               struct arena *arena);

/* Fills per_request of every load. */
void operational_shares_find(struct operational_loads *loads);

#endif
