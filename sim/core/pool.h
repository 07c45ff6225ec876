/* pool.h - objects of one size, taken and given back in O(1).
 *
 * Chunks come from an arena and are never given back; free objects form a list through
 * their first word, which is zero again when the object is taken. An object keeps its
 * other bytes between uses, so that what it registered once (an event slot) stays
 * registered. New objects are zeroed.
 *
 * A pool may have an end: when `most` objects are made and all are in use, `full` is
 * called, which must not return.
 */
#ifndef OVERSTACK_CORE_POOL_H
#define OVERSTACK_CORE_POOL_H

#include "sim/core/arena.h"

#include <stdint.h>

struct pool {
    struct arena *arena;
    void *first_free;
    size_t object_size;
    uint32_t chunk;      /* objects to add at a time, doubling up to 4096 */
    uint64_t live, made; /* in use now; ever made */
    uint64_t most;       /* that may be made; UINT64_MAX after pool_init */
    void (*full)(void *owner);
    void *owner;
};

void pool_init(struct pool *pool, struct arena *arena, size_t object_size);
void *pool_take_slow(struct pool *pool); /* adds a chunk; object zeroed */

static inline void *pool_take(struct pool *pool)
{
    void *object = pool->first_free;
    if (!object)
        return pool_take_slow(pool);
    pool->first_free = *(void **)object;
    *(void **)object = NULL;
    pool->live++;
    return object;
}

static inline void pool_give(struct pool *pool, void *object)
{
    *(void **)object = pool->first_free;
    pool->first_free = object;
    pool->live--;
}

#endif
