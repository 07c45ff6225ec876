/* timeout.c - see timeout.h. */
#include "models/timeout.h"

#include "sim/core/distribution.h"

#include <math.h>

/* ---- durations that vary: a heap ---- */

static bool before(const struct timeout *a, const struct timeout *b)
{
    return a->at_s < b->at_s || (a->at_s == b->at_s && a->order < b->order);
}

static void put(struct timeout_list *list, uint32_t place, struct timeout *timeout)
{
    list->heap[place] = timeout;
    timeout->place = place;
}

static void sift_up(struct timeout_list *list, uint32_t place, struct timeout *timeout)
{
    while (place > 0) {
        const uint32_t parent = (place - 1) / 2;
        if (!before(timeout, list->heap[parent]))
            break;
        put(list, place, list->heap[parent]);
        place = parent;
    }
    put(list, place, timeout);
}

static void sift_down(struct timeout_list *list, uint32_t place, struct timeout *timeout)
{
    for (;;) {
        uint32_t child = 2 * place + 1;
        if (child >= list->count)
            break;
        if (child + 1 < list->count && before(list->heap[child + 1], list->heap[child]))
            child++;
        if (!before(list->heap[child], timeout))
            break;
        put(list, place, list->heap[child]);
        place = child;
    }
    put(list, place, timeout);
}

static void heap_add(struct timeout_list *list, struct timeout *timeout)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 16;
        list->heap = arena_grow(&list->engine->arena, list->heap, list->count,
                                list->capacity, sizeof(struct timeout *));
    }
    timeout->order = list->armed++;
    sift_up(list, list->count++, timeout);
}

static void heap_remove(struct timeout_list *list, const struct timeout *timeout)
{
    const uint32_t place = timeout->place;
    struct timeout *last = list->heap[--list->count];
    if (last == timeout)
        return;
    if (place > 0 && before(last, list->heap[(place - 1) / 2]))
        sift_up(list, place, last);
    else
        sift_down(list, place, last);
}

/* ---- one duration: a list ---- */

static void list_add(struct timeout_list *list, struct timeout *timeout)
{
    timeout->next = NULL;
    timeout->previous = list->tail;
    if (list->tail)
        list->tail->next = timeout;
    else
        list->head = timeout;
    list->tail = timeout;
}

static void list_remove(struct timeout_list *list, const struct timeout *timeout)
{
    if (timeout->previous)
        timeout->previous->next = timeout->next;
    else
        list->head = timeout->next;
    if (timeout->next)
        timeout->next->previous = timeout->previous;
    else
        list->tail = timeout->previous;
}

/* ---- both ---- */

/* The next to expire, or NULL. */
static struct timeout *first(const struct timeout_list *list)
{
    if (!list->random)
        return list->head;
    return list->count ? list->heap[0] : NULL;
}

/* Everything that is due, in order; then the event moves to what is next. */
static void expire(void *object, double now_s)
{
    struct timeout_list *list = object;
    struct timeout *timeout;
    while ((timeout = first(list)) && timeout->at_s <= now_s) {
        timeout_disarm_slow(timeout);
        list->handler(timeout->task, now_s);
    }
    if (timeout)
        event_queue_schedule(&list->engine->queue, list->event, timeout->at_s);
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
    if (!distribution_is_constant(duration))
        list->random = engine_stream(engine, name);
}

void timeout_arm_slow(struct timeout_list *list, struct timeout *timeout,
                      struct task *task, double now_s)
{
    timeout->list = list;
    timeout->task = task;
    timeout->at_s = now_s + distribution_draw(list->duration, list->random);
    if (list->random)
        heap_add(list, timeout);
    else
        list_add(list, timeout);
    if (first(list) == timeout &&
        event_queue_time(&list->engine->queue, list->event) > timeout->at_s)
        event_queue_schedule(&list->engine->queue, list->event, timeout->at_s);
}

void timeout_disarm_slow(struct timeout *timeout)
{
    struct timeout_list *list = timeout->list;
    if (list->random)
        heap_remove(list, timeout);
    else
        list_remove(list, timeout);
    timeout->list = NULL;
}
