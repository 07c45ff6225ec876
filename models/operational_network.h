/* operational_network.h - what a visit takes from network cards and NAT gateways.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_NETWORK_H
#define OVERSTACK_MODELS_OPERATIONAL_NETWORK_H

#include "models/operational_loads.h"

/* Both directions of a machine's card. */
void operational_network_add_cards(struct operational_loads *loads,
                                   const struct machine_def *machine);
/* Of each zone: what the machines behind it receive through it. */
void operational_network_add_gateway(struct operational_loads *loads,
                                     const struct service_def *gateway);

#endif
