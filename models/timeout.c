/* timeout.c - see timeout.h. */
#include "models/timeout.h"

#include "sim/core/distribution.h"

#include <math.h>

/* Everything that is due, in order; then the event moves to the new head. */
static void expire(void *object, double now_s)
{
    struct timeout_list *list = object;
    while (list->head && list->head->at_s <= now_s) {
        struct timeout *timeout = list->head;
        timeout_disarm_slow(timeout);
        list->handler(timeout->task, now_s);
    }
    if (list->head)
        event_queue_schedule(&list->engine->queue, list->event, list->head->at_s);
}

void timeout_list_init(struct timeout_list *list, struct engine *engine,
                       const struct distribution *duration, timeout_handler *handler,
                       const char *name)
{
    *list = (struct timeout_list){.engine = engine, .duration = duration};
    if (distribution_is_constant(duration) && isinf(duration->mean_s))
        return;
    list->handler = handler;
    list->event = event_queue_register(&engine->queue, expire, list);
    if (!distribution_is_constant(duration)) {
        list->sorted = true;
        list->random = engine_stream(engine, name);
    }
}

/* The place to insert after, looking from the end: for equal durations that is the
 * tail at once. */
static struct timeout *find_before(const struct timeout_list *list, double at_s)
{
    struct timeout *before = list->tail;
    while (list->sorted && before && before->at_s > at_s)
        before = before->previous;
    return before;
}

void timeout_arm_slow(struct timeout_list *list, struct timeout *timeout,
                      struct task *task, double now_s)
{
    timeout->list = list;
    timeout->task = task;
    timeout->at_s = now_s + distribution_draw(list->duration, list->random);
    struct timeout *before = find_before(list, timeout->at_s);
    timeout->previous = before;
    timeout->next = before ? before->next : list->head;
    if (timeout->next)
        timeout->next->previous = timeout;
    else
        list->tail = timeout;
    if (before)
        before->next = timeout;
    else
        list->head = timeout;
    if (list->head == timeout &&
        event_queue_time(&list->engine->queue, list->event) > timeout->at_s)
        event_queue_schedule(&list->engine->queue, list->event, timeout->at_s);
}

void timeout_disarm_slow(struct timeout *timeout)
{
    struct timeout_list *list = timeout->list;
    if (timeout->previous)
        timeout->previous->next = timeout->next;
    else
        list->head = timeout->next;
    if (timeout->next)
        timeout->next->previous = timeout->previous;
    else
        list->tail = timeout->previous;
    timeout->list = NULL;
}
