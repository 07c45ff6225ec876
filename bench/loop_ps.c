/* loop_ps.c - M/M/1-PS at utilisation 0.7, as fast as one writes it by hand.
 *
 * Processor sharing in virtual time: with n customers present, virtual time runs at 1 / n,
 * a customer with work w that comes at virtual time v leaves at v + w. So a heap of finish
 * tags knows who leaves next, and nobody is touched when n changes. One statistic, the mean
 * sojourn time; exact: 1 / (mu - lambda) = 1/30 s.
 *
 *   usage: loop_ps REQUESTS
 *
 * Prints the requests that left and their mean sojourn time in seconds.
 */
#include "sim/core/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* bench/ps.yaml: 70 a second, exp(10ms) */
static const double gap_s = 1.0 / 70.0;
static const double service_s = 0.010;

struct customer {
    double finish_tag; /* virtual time at which it leaves */
    double arrived_s;
};

/* A binary heap, smallest tag at index 1. 2^14 customers: never. */
enum { ROOM = 1 << 14 };

static void heap_push(struct customer *heap, uint32_t *count, struct customer new)
{
    uint32_t place = ++*count;
    for (; place > 1 && new.finish_tag < heap[place / 2].finish_tag; place /= 2)
        heap[place] = heap[place / 2];
    heap[place] = new;
}

static struct customer heap_pop(struct customer *heap, uint32_t *count)
{
    const struct customer first = heap[1], last = heap[(*count)--];
    uint32_t place = 1;
    for (uint32_t child = 2; child <= *count; child = 2 * place) {
        if (child < *count && heap[child + 1].finish_tag < heap[child].finish_tag)
            child++;
        if (last.finish_tag <= heap[child].finish_tag)
            break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = last;
    return first;
}

int main(int count, char **words)
{
    const uint64_t requests = count > 1 ? strtoull(words[1], NULL, 10) : 20000000;
    struct random arrivals, services;
    random_init(&arrivals, 1, 0, "arrivals");
    random_init(&services, 1, 0, "services");

    struct customer *heap = malloc(ROOM * sizeof *heap);
    if (!heap)
        return 1;
    uint32_t present = 0;
    uint64_t left = 0;
    double sojourn_s = 0, virtual_s = 0, since_s = 0; /* virtual_s is as of since_s */
    double next_arrival_s = gap_s * random_exponential(&arrivals);
    double next_departure_s = INFINITY;

    while (left < requests) {
        if (next_arrival_s < next_departure_s) {
            const double now_s = next_arrival_s;
            if (present)
                virtual_s += (now_s - since_s) / present;
            since_s = now_s;
            const double work_s = service_s * random_exponential(&services);
            heap_push(heap, &present, (struct customer){virtual_s + work_s, now_s});
            next_arrival_s = now_s + gap_s * random_exponential(&arrivals);
        } else {
            since_s = next_departure_s;
            const struct customer done = heap_pop(heap, &present);
            sojourn_s += since_s - done.arrived_s;
            left++;
            /* An idle server starts again at 0, so that tags stay small and exact. */
            virtual_s = present ? done.finish_tag : 0;
        }
        next_departure_s =
            present ? since_s + (heap[1].finish_tag - virtual_s) * present : INFINITY;
    }
    printf("%llu %.6f\n", (unsigned long long)left, sojourn_s / (double)left);
    free(heap);
    return 0;
}
