/* verdict_resources.h - one sentence for each resource that was saturated.
 */
#ifndef OVERSTACK_MODELS_VERDICT_RESOURCES_H
#define OVERSTACK_MODELS_VERDICT_RESOURCES_H

#include "models/verdict_chain.h"

/* Adds links for all resources saturated in the replication that is told. */
void verdict_resources_tell(struct verdict_chain *chain);

/* The moment a saturated resource counts from: CPU that goes within a second of the same
 * machine's memory goes after it. */
double verdict_resources_at(const struct summary *summary, uint32_t resource);

#endif
