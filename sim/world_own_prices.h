/* world_own_prices.h - are the rows of the user's own price list right, and used?
 */
#ifndef OVERSTACK_WORLD_OWN_PRICES_H
#define OVERSTACK_WORLD_OWN_PRICES_H

#include "sim/world_state.h"

/* A row in another unit than the catalog's is an error; one that prices nothing is a
 * warning. */
void world_own_prices_check(struct world *world);

#endif
