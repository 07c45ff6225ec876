/* world_money.h - currency, budget, and what a month is.
 */
#ifndef OVERSTACK_WORLD_MONEY_H
#define OVERSTACK_WORLD_MONEY_H

#include "sim/world_state.h"

/* The currency with its rate, and the prices when anything here is priced by the
 * catalog: needed before hosts are completed. */
void world_money_prepare(struct world *world);

/* Budget, prices of services; after everything else. */
void world_money_check(struct world *world);

#endif
