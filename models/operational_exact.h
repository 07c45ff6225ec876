/* operational_exact.h - the closed networks that have an exact solution.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_EXACT_H
#define OVERSTACK_MODELS_OPERATIONAL_EXACT_H

#include "models/operational_loads.h"

/* Requests a second of the only traffic, or NAN when the design is not simple enough:
 * one traffic of constant users; every service one instance with threads for all of them,
 * alone on its machine; CPU, sleeps and services elsewhere, nothing in parallel, nothing
 * published, no volume, no pool, no time limit, no credits. */
double operational_exact_rate(const struct operational *operational,
                              const struct operational_loads *loads, struct arena *arena);

/* Times the users at which that load of an exactly solved network is saturated; NAN when
 * that takes more than CLOSED_NETWORK_USERS. */
double operational_exact_growth(const struct operational *operational,
                                const struct operational_loads *loads, uint32_t load,
                                struct arena *arena);

#endif
