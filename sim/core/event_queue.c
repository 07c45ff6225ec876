/* event_queue.c - the clock and what will happen next.
 *
 * A 4-ary heap (Johnson 1975): half as deep as a binary one, and the four children of
 * an entry, 16 bytes each, share a cache line, since entry 1 stands at a multiple of
 * 64 bytes. Behind the last entry stand sentinels that are later than everything, so
 * the earliest of four children is found without asking how many there are.
 *
 * Order: by time, then by order number. Times are never negative, so the bits of a
 * double, read as an integer, order as the double does; time and order number together
 * make one 128-bit number, compared without a branch.
 *
 * The root while a handler runs: at first it still holds the entry that fired, earlier
 * than any other (its time is now, its order number older), so other events may move up
 * and down beneath it as usual and none takes its place. The first event to become
 * pending is written over it and sinks later; whatever else touches the heap first lets
 * it sink. If the hole is still there when the handler returns, the last entry fills it.
 *
 * Every pending event has its slot, so the heap never needs more room than the slots,
 * and only registering allocates.
 */
#include "sim/core/event_queue.h"
#include "sim/core/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    EVENT_SLOT_LIMIT = 1 << EVENT_SLOT_BITS,
    EVENT_FIRST_CAPACITY = 64,
    EVENT_CHILDREN = 4,
    EVENT_SENTINELS = EVENT_CHILDREN,
    EVENT_HEAP_OFFSET = 3, /* entries before the root, so that entry 1 is aligned */
    EVENT_LINE = 64,       /* bytes in a cache line */
};

static const struct event_entry event_sentinel = {INFINITY, UINT64_MAX};

__extension__ typedef unsigned __int128 event_key;

static inline uint64_t entry_time_bits(const struct event_entry *entry)
{
    uint64_t bits;
    memcpy(&bits, &entry->time_s, sizeof(bits));
    return bits;
}

static inline event_key entry_key(const struct event_entry *entry)
{
    return (event_key)entry_time_bits(entry) << 64 | entry->order;
}

static inline bool entry_is_before(const struct event_entry *a,
                                   const struct event_entry *b)
{
    return entry_key(a) < entry_key(b);
}

static inline event_id entry_slot(const struct event_entry *entry)
{
    return (event_id)(entry->order & (EVENT_SLOT_LIMIT - 1));
}

static inline void event_queue_place(struct event_queue *queue, uint32_t position,
                                     const struct event_entry *entry)
{
    queue->heap[position].time_s = entry->time_s;
    queue->heap[position].order = entry->order;
    queue->positions[entry_slot(entry)] = position;
}

/* The earliest of the four from `first` on; masks instead of branches, which would be
 * wrong every other time. */
static inline uint32_t earliest_of_four(const struct event_entry *heap, uint32_t first)
{
    const struct event_entry *four = heap + first;
    const uint32_t left = entry_is_before(&four[1], &four[0]);
    const uint32_t right = 2 + entry_is_before(&four[3], &four[2]);
    const uint32_t is_right = entry_is_before(&four[right], &four[left]);
    return first + (left ^ ((left ^ right) & -is_right));
}

/* Puts `entry` where it belongs at or below `position`, whose own entry is lost. */
static inline void event_queue_sink(struct event_queue *queue, uint32_t position,
                                    struct event_entry entry)
{
    for (;;) {
        const uint32_t first = 4 * position + 1;
        if (first >= queue->count)
            break;
        const uint32_t child = earliest_of_four(queue->heap, first);
        if (!entry_is_before(&queue->heap[child], &entry))
            break;
        event_queue_place(queue, position, &queue->heap[child]);
        position = child;
    }
    event_queue_place(queue, position, &entry);
}

/* The same at or above. */
static inline void event_queue_rise(struct event_queue *queue, uint32_t position,
                                    struct event_entry entry)
{
    while (position > 0) {
        const uint32_t parent = (position - 1) / 4;
        if (!entry_is_before(&entry, &queue->heap[parent]))
            break;
        event_queue_place(queue, position, &queue->heap[parent]);
        position = parent;
    }
    event_queue_place(queue, position, &entry);
}

/* Puts `entry` in the place of the one at `position`. */
static void event_queue_replace(struct event_queue *queue, uint32_t position,
                                struct event_entry entry)
{
    if (entry_is_before(&entry, &queue->heap[position]))
        event_queue_rise(queue, position, entry);
    else
        event_queue_sink(queue, position, entry);
}

/* Takes the last entry away, leaving a sentinel. */
static inline struct event_entry event_queue_take_last(struct event_queue *queue)
{
    const struct event_entry last = queue->heap[--queue->count];
    queue->heap[queue->count] = event_sentinel;
    return last;
}

/* Of two pending events the earlier becomes the root. A branch on purpose: guessed
 * right, the next handler starts early, and guessed wrong, it is known sooner than the
 * handler's address would be. */
static inline void event_queue_settle_two(struct event_queue *queue)
{
    struct event_entry *first = &queue->heap[0], *second = &queue->heap[1];
    if (entry_is_before(second, first)) {
        const struct event_entry later = *first;
        event_queue_place(queue, 0, second);
        event_queue_place(queue, 1, &later);
    }
}

/* Makes the root an entry like any other, once it is no hole any more. */
static inline void event_queue_settle(struct event_queue *queue)
{
    queue->root = EVENT_ROOT_SETTLED;
    if (queue->count == 2)
        event_queue_settle_two(queue);
    else if (queue->count > 2)
        event_queue_sink(queue, 0, queue->heap[0]);
}

/* The root has yet to sink and all other entries are its children, with room for one
 * more: nothing among them is in order or has to be. */
static inline bool event_queue_is_flat(const struct event_queue *queue)
{
    return queue->root != EVENT_ROOT_SETTLED && queue->count <= EVENT_CHILDREN;
}

static inline void event_queue_close_hole(struct event_queue *queue)
{
    queue->root = EVENT_ROOT_SETTLED;
    const struct event_entry last = event_queue_take_last(queue);
    if (queue->count > 0)
        event_queue_sink(queue, 0, last);
}

void event_queue_init(struct event_queue *queue)
{
    *queue = (struct event_queue){.slot_count = 1}; /* slot 0 is no event */
}

void event_queue_clear(struct event_queue *queue)
{
    if (queue->heap)
        free(queue->heap - EVENT_HEAP_OFFSET);
    free(queue->positions);
    free(queue->slots);
    event_queue_init(queue);
}

void event_queue_reset(struct event_queue *queue)
{
    for (uint32_t i = 0; i < queue->count; i++)
        queue->heap[i] = event_sentinel;
    queue->now_s = 0;
    queue->next_order = 0;
    queue->fired = 0;
    queue->count = 0;
    queue->root = EVENT_ROOT_SETTLED;
    queue->slot_count = 1;
    queue->first_free = 0;
    queue->stopped = false;
}

static void event_queue_grow_heap(struct event_queue *queue, uint32_t capacity)
{
    const size_t entries = EVENT_HEAP_OFFSET + (size_t)capacity + EVENT_SENTINELS;
    const size_t size =
        (entries * sizeof(struct event_entry) + EVENT_LINE - 1) / EVENT_LINE * EVENT_LINE;
    struct event_entry *block = aligned_alloc(EVENT_LINE, size);
    if (!block)
        arena_exhausted(size);
    struct event_entry *heap = block + EVENT_HEAP_OFFSET;
    for (uint32_t i = queue->count; i < capacity + EVENT_SENTINELS; i++)
        heap[i] = event_sentinel;
    if (queue->heap) {
        memcpy(heap, queue->heap, queue->count * sizeof(*heap));
        free(queue->heap - EVENT_HEAP_OFFSET);
    }
    queue->heap = heap;
}

static void *grown(void *items, uint32_t capacity, size_t size)
{
    void *more = realloc(items, capacity * size);
    if (!more)
        arena_exhausted(capacity * size);
    return more;
}

static void event_queue_grow(struct event_queue *queue)
{
    const uint32_t capacity =
        queue->slot_capacity ? queue->slot_capacity * 2 : EVENT_FIRST_CAPACITY;
    if (capacity > EVENT_SLOT_LIMIT) /* 600 MB of events: as good as no memory */
        arena_exhausted(capacity * sizeof(struct event_entry));
    queue->slots = grown(queue->slots, capacity, sizeof(struct event_slot));
    queue->positions = grown(queue->positions, capacity, sizeof(uint32_t));
    queue->slot_capacity = capacity;
    event_queue_grow_heap(queue, capacity);
}

event_id event_queue_register(struct event_queue *queue, event_handler *handler,
                              void *object)
{
    assert(handler != NULL);
    event_id id = queue->first_free;
    if (id != 0) {
        queue->first_free = queue->positions[id];
    } else {
        if (queue->slot_count >= queue->slot_capacity)
            event_queue_grow(queue);
        id = queue->slot_count++;
    }
    queue->slots[id] = (struct event_slot){handler, object};
    queue->positions[id] = EVENT_IDLE;
    return id;
}

void event_queue_rehandle(struct event_queue *queue, event_id id, event_handler *handler,
                          void *object)
{
    assert(id != 0 && id < queue->slot_count && queue->slots[id].handler != NULL);
    queue->slots[id] = (struct event_slot){handler, object};
}

void event_queue_unregister(struct event_queue *queue, event_id id)
{
    assert(id != 0 && id < queue->slot_count && queue->slots[id].handler != NULL);
    event_queue_cancel(queue, id);
    queue->slots[id].handler = NULL;
    queue->positions[id] = queue->first_free;
    queue->first_free = id;
}

void event_queue_schedule_slow(struct event_queue *queue, event_id id, double time_s)
{
    assert(id != 0 && id < queue->slot_count && queue->slots[id].handler != NULL);
    if (time_s == INFINITY) {
        event_queue_cancel(queue, id);
        return;
    }
    const struct event_entry entry = {
        time_s + 0., /* the bits of -0 would order last */
        queue->next_order++ << EVENT_SLOT_BITS | id,
    };
    if (event_queue_is_flat(queue)) {
        const uint32_t flat = queue->positions[id];
        event_queue_place(queue, flat != EVENT_IDLE ? flat : queue->count++, &entry);
        return;
    }
    if (queue->root == EVENT_ROOT_FRESH)
        event_queue_settle(queue);
    const uint32_t position = queue->positions[id];
    if (position != EVENT_IDLE)
        event_queue_replace(queue, position, entry);
    else
        event_queue_rise(queue, queue->count++, entry);
}

bool event_queue_cancel(struct event_queue *queue, event_id id)
{
    assert(id != 0 && id < queue->slot_count && queue->slots[id].handler != NULL);
    if (queue->positions[id] == EVENT_IDLE)
        return false;
    if (queue->root == EVENT_ROOT_FRESH)
        event_queue_settle(queue);
    const uint32_t position = queue->positions[id];
    queue->positions[id] = EVENT_IDLE;
    const struct event_entry last = event_queue_take_last(queue);
    if (position < queue->count)
        event_queue_replace(queue, position, last);
    return true;
}

double event_queue_time(const struct event_queue *queue, event_id id)
{
    const uint32_t position = queue->positions[id];
    return position == EVENT_IDLE ? INFINITY : queue->heap[position].time_s;
}

double event_queue_quiet_until_s(const struct event_queue *queue, event_id id)
{
    double quiet_s = queue->until_s;
    if (!event_queue_is_flat(queue))
        return 0;
    for (uint32_t i = 1; i < queue->count; i++)
        if (i != queue->positions[id] && queue->heap[i].time_s < quiet_s)
            quiet_s = queue->heap[i].time_s;
    return quiet_s;
}

double event_queue_run(struct event_queue *queue, double until_s)
{
    assert(queue->root == EVENT_ROOT_SETTLED); /* no handler runs its own queue */
    queue->stopped = false;
    queue->until_s = until_s;
    while (queue->count > 0) {
        const struct event_entry *root = queue->heap;
        const double now_s = root->time_s;
        if (now_s > until_s) {
            queue->now_s = until_s > queue->now_s ? until_s : queue->now_s;
            break;
        }
        const event_id id = entry_slot(root);
        const struct event_slot *slot = &queue->slots[id];
        queue->now_s = now_s;
        queue->root = EVENT_ROOT_HOLE;
        queue->fired++;
        queue->positions[id] = EVENT_IDLE;
        slot->handler(slot->object, now_s);
        if (queue->root == EVENT_ROOT_FRESH)
            event_queue_settle(queue);
        else if (queue->root == EVENT_ROOT_HOLE)
            event_queue_close_hole(queue);
        if (queue->stopped)
            break;
    }
    return queue->now_s;
}

void event_queue_stop(struct event_queue *queue)
{
    queue->stopped = true;
}
