/* verdict_death.h - does a machine die, when, and of what?
 */
#ifndef OVERSTACK_MODELS_VERDICT_DEATH_H
#define OVERSTACK_MODELS_VERDICT_DEATH_H

#include "models/summary.h"

/* Dead: nobody reaches the machine for so long without a break. */
enum { VERDICT_DEATH_S = 600 };

/* When the machine died in that replication: the begin of the first time it could not be
 * reached for VERDICT_DEATH_S. NAN: it did not. */
double verdict_death_at(const struct summary *part, uint32_t machine);

/* The sentence on the machine that dies first (mean over the replications in which it
 * does), NULL when none dies. */
const char *verdict_death_say(const struct summary *merged,
                              const struct summary *const *parts, uint32_t count,
                              struct arena *arena);

/* "4.9 GiB are needed, 3.8 GiB exist" */
const char *verdict_death_need(const struct summary *told,
                               const struct host_summary *host, struct arena *arena);

#endif
