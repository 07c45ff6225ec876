/* event_queue.h - the clock and what will happen next.
 *
 * An event is a slot that its owner registers once: a handler and an object. While it
 * is pending it has a time. Scheduling a pending event moves it; cancelling an event
 * that is not pending does nothing and says so. Handlers may schedule, move and cancel
 * any event, their own included, and register new ones.
 *
 * Ties: of two events at the same time the one scheduled (or moved) first fires first.
 * A time before the clock is our own mistake and asserts.
 *
 * An entry is 16 bytes: the time, and one word of a 40-bit order number above a 24-bit
 * slot, so that comparing entries is comparing (time, word). The queue is a 4-ary heap
 * that knows each slot's position. While a handler runs the root is a hole: the first
 * event the handler schedules drops into it, which saves a pop and a push (replace-top);
 * it sinks to where it belongs when the handler returns or touches the queue again.
 */
#ifndef OVERSTACK_CORE_EVENT_QUEUE_H
#define OVERSTACK_CORE_EVENT_QUEUE_H

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void event_handler(void *object, double now_s);
typedef uint32_t event_id; /* a registered slot; 0 is none */

struct event_entry {
    double time_s;
    uint64_t order; /* order number << 24 | slot */
};

struct event_slot {
    event_handler *handler; /* NULL when the slot is free */
    void *object;
};

#define EVENT_IDLE UINT32_MAX

enum { EVENT_SLOT_BITS = 24 };

/* The root of the heap. */
enum event_root {
    EVENT_ROOT_SETTLED, /* an entry like any other */
    EVENT_ROOT_HOLE,    /* its event fired, nothing took its place yet */
    EVENT_ROOT_FRESH,   /* something did, but has not sunk yet */
};

struct event_queue {
    double now_s, until_s; /* the clock; how far event_queue_run goes */
    uint64_t next_order;
    uint64_t fired; /* events handled, for bench and tests */
    struct event_entry *heap;
    uint32_t *positions; /* of each slot in the heap, or EVENT_IDLE; free: next free */
    struct event_slot *slots;
    uint32_t count;
    enum event_root root;
    bool stopped;
    uint32_t slot_count, slot_capacity, first_free;
};

void event_queue_init(struct event_queue *queue);
void event_queue_clear(struct event_queue *queue);
/* Back to time 0, no slot registered, memory kept. */
void event_queue_reset(struct event_queue *queue);

event_id event_queue_register(struct event_queue *queue, event_handler *handler,
                              void *object);
/* Another handler for a registered event. */
void event_queue_rehandle(struct event_queue *queue, event_id id, event_handler *handler,
                          void *object);
/* Cancels it too; the slot is used again. */
void event_queue_unregister(struct event_queue *queue, event_id id);

/* The general case: moves, pushes, and INFINITY. */
void event_queue_schedule_slow(struct event_queue *queue, event_id id, double time_s);

/* time_s: absolute simulated seconds, >= now. INFINITY cancels. */
static inline void event_queue_schedule(struct event_queue *queue, event_id id,
                                        double time_s)
{
    assert(time_s >= queue->now_s); /* neither the past nor NAN */
    if (queue->root != EVENT_ROOT_HOLE || !(time_s < INFINITY) ||
        queue->positions[id] != EVENT_IDLE) {
        event_queue_schedule_slow(queue, id, time_s);
        return;
    }
    queue->root = EVENT_ROOT_FRESH;
    queue->heap[0].time_s = time_s + 0.; /* -0 becomes 0 */
    queue->heap[0].order = queue->next_order++ << EVENT_SLOT_BITS | id;
    queue->positions[id] = 0;
}

/* While a handler runs: the time before which nothing but `id` and the event itself can
 * happen, looked for among few pending events only; 0 when there are more. */
double event_queue_quiet_until_s(const struct event_queue *queue, event_id id);

/* True when it was pending. */
bool event_queue_cancel(struct event_queue *queue, event_id id);

static inline bool event_queue_is_pending(const struct event_queue *queue, event_id id)
{
    return queue->positions[id] != EVENT_IDLE;
}

/* The time of a pending event, INFINITY otherwise. */
double event_queue_time(const struct event_queue *queue, event_id id);

/* Handles events in order up to and including those at until_s, then sets the clock
 * to until_s. Ends early when no event is left or a handler called event_queue_stop
 * (the clock stays where it was). Returns the clock. */
double event_queue_run(struct event_queue *queue, double until_s);
void event_queue_stop(struct event_queue *queue);

#endif
