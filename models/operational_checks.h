/* operational_checks.h - what health checks take from the resources, whoever comes.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_CHECKS_H
#define OVERSTACK_MODELS_OPERATIONAL_CHECKS_H

#include "models/operational_loads.h"

/* Adds them to the fixed part of every load; the loads are complete. */
void operational_checks_add(struct operational_loads *loads);

#endif
