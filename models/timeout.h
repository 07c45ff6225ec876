/* timeout.h - thousands of armed time-outs that cost almost nothing.
 *
 * Equal durations expire in the order in which they were armed. So all time-outs of one
 * duration and purpose stand in one list, of which only the head is an event in the
 * queue. Arming and disarming are list operations; when the head is disarmed its event
 * is left where it is and finds, at most once for each duration, that it came too
 * early. Durations that vary are kept in a binary heap, the next to expire on top, so that
 * arming one among n costs O(log n). Ties: the one armed first.
 */
#ifndef OVERSTACK_MODELS_TIMEOUT_H
#define OVERSTACK_MODELS_TIMEOUT_H

#include "sim/core/engine.h"

struct task;
struct timeout_list;

struct timeout {
    struct timeout *next, *previous;
    struct timeout_list *list; /* NULL: not armed */
    double at_s;
    struct task *task;
    uint64_t order; /* of arming; durations that vary only, and so is: */
    uint32_t place; /* in the heap */
};

typedef void timeout_handler(struct task *task, double now_s);

struct timeout_list {
    struct engine *engine;
    timeout_handler *handler;
    const struct distribution *duration;
    struct random *random;       /* NULL when the duration is constant */
    struct timeout *head, *tail; /* one duration */
    struct timeout **heap;       /* durations that vary; in the engine's arena */
    uint32_t count, capacity;
    uint64_t armed; /* so far */
    event_id event;
};

/* The list never expires anything while `duration` is infinite. */
void timeout_list_init(struct timeout_list *list, struct engine *engine,
                       const struct distribution *duration, timeout_handler *handler,
                       const char *name);

void timeout_arm_slow(struct timeout_list *list, struct timeout *timeout,
                      struct task *task, double now_s);
void timeout_disarm_slow(struct timeout *timeout);

/* Does nothing when the list's duration is infinite. */
static inline void timeout_arm(struct timeout_list *list, struct timeout *timeout,
                               struct task *task, double now_s)
{
    if (list->handler)
        timeout_arm_slow(list, timeout, task, now_s);
}

static inline void timeout_disarm(struct timeout *timeout)
{
    if (timeout->list)
        timeout_disarm_slow(timeout);
}

#endif
