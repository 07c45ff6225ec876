/* closed_network.h - the exact throughput of N users in a closed network.
 *
 * Stations with min(n, cores) servers (processor sharing, any distribution of work) and
 * delays in which nobody waits: a product form (Baskett, Chandy, Muntz, Palacios 1975),
 * solved by Buzen's convolution (CACM 1973). Same answer as mean value analysis, without
 * its trouble with several servers.
 */
#ifndef OVERSTACK_MODELS_CLOSED_NETWORK_H
#define OVERSTACK_MODELS_CLOSED_NETWORK_H

#include "sim/core/arena.h"

#include <stdint.h>

enum { CLOSED_NETWORK_USERS = 1000 }; /* most users solved for: the work grows as N^2 */

struct closed_station {
    double demand_s; /* of one request, on one core */
    double cores;    /* whole, >= 1 */
};

/* Requests a second of `users` (1..CLOSED_NETWORK_USERS) who spend delay_s in each cycle
 * outside the stations. Scratch memory comes from the arena. */
double closed_network_throughput(const struct closed_station *stations, uint32_t count,
                                 double delay_s, uint32_t users, struct arena *arena);

#endif
