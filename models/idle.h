/* idle.h - services that could answer and are never asked.
 *
 * A service with endpoints is idle when no request of any traffic gets to one of them,
 * directly or by calls, forwards and messages (the forced flow law with a visit of one).
 * Whether the traffic has a rate does not matter: events may change it. One without
 * endpoints, such as an agent or a monitor, costs what it takes and is no mistake; nor is
 * a broker or a cache, which others use without calling it, nor what a balancer's
 * health checks ask.
 */
#ifndef OVERSTACK_MODELS_IDLE_H
#define OVERSTACK_MODELS_IDLE_H

#include "models/demand.h"

/* By service index, in the arena. */
bool *idle_services(const struct demand_table *demands, struct arena *arena);

#endif
