/* world_purchase.h - what a machine costs an hour, by how it is bought.
 */
#ifndef OVERSTACK_WORLD_PURCHASE_H
#define OVERSTACK_WORLD_PURCHASE_H

#include "sim/world_state.h"

/* The price of the host's type in the region, on the host's terms, and that of surplus
 * credits; or the user's own. After the type is complete. */
void world_purchase_price(struct world *world, struct host_def *host);

/* Is any host bought otherwise than on demand? */
bool world_purchase_has_terms(const struct world *world);

#endif
