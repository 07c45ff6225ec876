/* loop_fcfs.c - M/M/1-FCFS at utilisation 0.9, as fast as one writes it by hand.
 *
 * Two events can ever be pending, the next arrival and the next departure, so there is no
 * queue of events: two doubles are compared. Waiting customers are the arrival times in a
 * ring. One statistic, the mean sojourn time; exact: 1 / (mu - lambda) = 0.1 s.
 *
 *   usage: loop_fcfs REQUESTS
 *
 * Prints the requests that left and their mean sojourn time in seconds.
 */
#include "sim/core/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* bench/fcfs.yaml: 90 a second, exp(10ms) */
static const double gap_s = 1.0 / 90.0;
static const double service_s = 0.010;

/* 2^14 waiting at utilisation 0.9 have a probability of 0.9^16384: never. */
enum { RING = 1 << 14 };

int main(int count, char **words)
{
    const uint64_t requests = count > 1 ? strtoull(words[1], NULL, 10) : 20000000;
    struct random arrivals, services;
    random_init(&arrivals, 1, 0, "arrivals");
    random_init(&services, 1, 0, "services");

    double *ring = malloc(RING * sizeof *ring);
    if (!ring)
        return 1;
    uint32_t first = 0, waiting = 0; /* the one in service included */
    uint64_t left = 0;
    double sojourn_s = 0;
    double next_arrival_s = gap_s * random_exponential(&arrivals);
    double next_departure_s = INFINITY;

    while (left < requests) {
        if (next_arrival_s < next_departure_s) {
            const double now_s = next_arrival_s;
            ring[(first + waiting++) & (RING - 1)] = now_s;
            next_arrival_s = now_s + gap_s * random_exponential(&arrivals);
            if (waiting == 1)
                next_departure_s = now_s + service_s * random_exponential(&services);
        } else {
            const double now_s = next_departure_s;
            sojourn_s += now_s - ring[first++ & (RING - 1)];
            left++;
            next_departure_s =
                --waiting ? now_s + service_s * random_exponential(&services) : INFINITY;
        }
    }
    printf("%llu %.6f\n", (unsigned long long)left, sojourn_s / (double)left);
    free(ring);
    return 0;
}
