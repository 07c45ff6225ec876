/* verdict_managed.h - what a managed service allows, in words.
 */
#ifndef OVERSTACK_MODELS_VERDICT_MANAGED_H
#define OVERSTACK_MODELS_VERDICT_MANAGED_H

#include "models/summary.h"

/* "the write capacity of log", for a resource of kind RESOURCE_ALLOWANCE. */
const char *verdict_managed_text(const char *id, const char *service,
                                 struct arena *arena);
/* A sentence for such a resource, or for the rate limit of an api_gateway, that was
 * saturated; NULL for any other. */
const char *verdict_managed_tell(const struct summary *summary,
                                 const struct resource_summary *resource,
                                 const struct instance_summary *service,
                                 struct arena *arena);

#endif
