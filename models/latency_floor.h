/* latency_floor.h - the least time in which a request can be answered, whatever is drawn
 * and however little is asked.
 *
 * The sum of the shortest pauses, times of managed services and CPU times on the fastest
 * of their machines, along the shortest way through the steps; rtt. Nothing waits. Only
 * what every answered request must go through is counted: a call whose error is ignored,
 * a cache, disks and the network between machines count nothing. So exp(6ms) is 0, as a
 * draw may be as short as it likes; 6ms and uniform(4ms, 8ms) are a floor.
 */
#ifndef OVERSTACK_MODELS_LATENCY_FLOOR_H
#define OVERSTACK_MODELS_LATENCY_FLOOR_H

#include "models/design.h"

/* Of the requests that a threshold's selector selects, NULL: of all. INFINITY when it
 * selects none. Machines and services must stay as they are: no scaling, no events. */
double latency_floor_s(const struct design *design, const char *selector,
                       struct arena *arena);

#endif
