/* world_assume.h - defaults that are assumptions only in some scenarios.
 */
#ifndef OVERSTACK_WORLD_ASSUME_H
#define OVERSTACK_WORLD_ASSUME_H

#include "sim/world_state.h"

/* Adds lines to the ledger for defaults that a table cannot judge: how calls are spread
 * counts only with several instances, think time only for closed users, and so on. */
void world_assume_defaults(struct world *world);

#endif
