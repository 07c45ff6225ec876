/* hold.c - the event queue alone: the hold model (Vaucher and Duval 1975).
 *
 * n events are pending; each, when it fires, schedules itself again after an exponential
 * time. So the queue keeps its size, and an event costs one pop, one push, one draw and one
 * call of a handler.
 *
 *   usage: hold PENDING [EVENTS]
 *
 * Prints nanoseconds for an event, and for the draw in it.
 */
#include "sim/core/event_queue.h"
#include "sim/core/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct hold {
    struct event_queue queue;
    struct random random;
    uint64_t left; /* events to go */
};

struct holder {
    struct hold *hold;
    event_id event;
};

static void fire(void *object, double now_s)
{
    const struct holder *holder = object;
    struct hold *hold = holder->hold;
    if (--hold->left == 0)
        event_queue_stop(&hold->queue);
    event_queue_schedule(&hold->queue, holder->event,
                         now_s + random_exponential(&hold->random));
}

static double clock_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static double run_ns(struct hold *hold, uint64_t events)
{
    hold->left = events;
    const double start_ns = clock_ns();
    event_queue_run(&hold->queue, 1e300);
    return (clock_ns() - start_ns) / (double)events;
}

static double draw_ns(struct random *random, uint64_t draws)
{
    volatile double sum = 0; /* so that the loop is not optimised away */
    const double start_ns = clock_ns();
    for (uint64_t i = 0; i < draws; i++)
        sum = sum + random_exponential(random);
    return (clock_ns() - start_ns) / (double)draws;
}

int main(int count, char **words)
{
    const uint32_t pending = count > 1 ? (uint32_t)strtoul(words[1], NULL, 10) : 1000;
    const uint64_t events = count > 2 ? strtoull(words[2], NULL, 10) : 20000000;
    static struct hold hold;
    random_init(&hold.random, 1, 0, "hold");
    event_queue_init(&hold.queue);
    struct holder *holders = calloc(pending, sizeof *holders);
    if (!holders || pending == 0)
        return 1;
    for (uint32_t i = 0; i < pending; i++) {
        holders[i].hold = &hold;
        holders[i].event = event_queue_register(&hold.queue, fire, &holders[i]);
        event_queue_schedule(&hold.queue, holders[i].event,
                             random_exponential(&hold.random));
    }
    run_ns(&hold, events / 10 + 2 * pending); /* caches warm, order mixed */
    printf("%.1f %.1f\n", run_ns(&hold, events), draw_ns(&hold.random, events));
    event_queue_clear(&hold.queue);
    free(holders);
    return 0;
}
