/* verdict_metastable.h - a retry storm that outlives what set it off.
 *
 * A system is metastable when the same load that it once served keeps it down: a trigger
 * (a spike, a fault, a loss of capacity) made requests fail, their retries are load, and
 * that load makes requests fail after the trigger is gone (Bronson et al., HotOS 2021;
 * Huang et al., OSDI 2022). With a attempts at most and work that runs to its end, it can
 * hold itself up when a x load > capacity.
 *
 * It is read off the timeline, in blocks of whole steps with 100 requests or more:
 *
 *   sick       the last blocks, each with goodput below 80% of what is offered
 *   trigger    began before they did and has ended: an event or a spike of the scenario,
 *              something that died and came back, or traffic 25% above its later level
 *   before     at least 3 blocks: goodput 90% or more, with no less load than at the end
 *   after      from the trigger's end, or where it became sick if that is later, to the
 *              end: 60 s, 10 blocks and 3 times the trigger's length at least; load not
 *              above 110% of that before; 1.2 times as many attempts per request as
 *              before; and no backlog that shrinks
 *
 * Attempts per request: users' attempts and retries of calls behind them, for each request.
 */
#ifndef OVERSTACK_MODELS_VERDICT_METASTABLE_H
#define OVERSTACK_MODELS_VERDICT_METASTABLE_H

#include "models/verdict_chain.h"

#include <stdbool.h>

struct verdict_metastable {
    const char *trigger; /* "the spike of users" */
    double from_s, to_s; /* of the trigger */
    double since_s;      /* the storm stands alone since then */
    double end_s;        /* the last block's end */
    double attempts[3];  /* per request: before, during, after */
    double goodput[2];   /* share of the requests: before, after */
};

/* Is that replication metastable at its end? */
bool verdict_metastable_find(const struct summary *part, struct verdict_metastable *found,
                             struct arena *arena);
/* A link of the chain, if it is. */
void verdict_metastable_tell(struct verdict_chain *chain);
/* A clause for the summary; NULL when no replication is. */
const char *verdict_metastable_say(const struct summary *const *parts, uint32_t count,
                                   struct arena *arena);

#endif
