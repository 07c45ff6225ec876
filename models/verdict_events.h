/* verdict_events.h - what happened to machines, instances and requests.
 */
#ifndef OVERSTACK_MODELS_VERDICT_EVENTS_H
#define OVERSTACK_MODELS_VERDICT_EVENTS_H

#include "models/verdict_chain.h"

/* Adds links for the occurrences that explain (a kill, a machine lost, a restart), and
 * one for each reason for which requests failed. */
void verdict_events_tell(struct verdict_chain *chain);

#endif
