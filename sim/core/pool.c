/* pool.c - objects of one size; see pool.h.
 *
 * Only the growth lives here: a chunk is taken from the arena and its objects are
 * chained in order of address, so that the first ones taken lie side by side. Chunks
 * double from 16 objects to 4096: a scenario may have thousands of pools that hold
 * next to nothing.
 */
#include "sim/core/pool.h"

enum { POOL_FIRST_CHUNK = 16, POOL_LAST_CHUNK = 4096, POOL_ALIGNMENT = 16 };

void pool_init(struct pool *pool, struct arena *arena, size_t object_size)
{
    const size_t least = object_size < sizeof(void *) ? sizeof(void *) : object_size;
    *pool = (struct pool){
        .arena = arena,
        .object_size = (least + POOL_ALIGNMENT - 1) / POOL_ALIGNMENT * POOL_ALIGNMENT,
        .chunk = POOL_FIRST_CHUNK,
        .most = UINT64_MAX,
    };
}

void *pool_take_slow(struct pool *pool)
{
    if (pool->made >= pool->most)
        pool->full(pool->owner);
    unsigned char *chunk = arena_array(pool->arena, pool->chunk, pool->object_size);
    for (uint32_t i = pool->chunk; i-- > 0;) {
        void *object = chunk + i * pool->object_size;
        *(void **)object = pool->first_free;
        pool->first_free = object;
    }
    pool->made += pool->chunk;
    if (pool->chunk < POOL_LAST_CHUNK)
        pool->chunk *= 2;
    return pool_take(pool);
}
