/* arena.c - memory that lives and dies together.
 *
 * A chain of blocks; the first is filled from its start, a request that does not fit
 * adds a block. Blocks double in size up to a limit, so a small arena is small and a
 * large one needs few calls. A request too big to share gets a block of its own behind
 * the first, whose rest stays in use.
 *
 * Zeroes: blocks come from calloc, which for big ones maps pages that stay untouched
 * until written, so an array that is used in one corner costs that corner. A block that
 * is used again after a reset is dirty up to where it was filled; that part alone is
 * cleared, when it is handed out.
 *
 * Under AddressSanitizer every request is a block of its own, so that running past its
 * end is seen.
 */
#include "sim/core/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ALONE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ALONE 1
#endif
#endif
#ifndef ARENA_ALONE
#define ARENA_ALONE 0
#endif

enum {
    ARENA_ALIGNMENT = 16,
    ARENA_FIRST_BLOCK = 16 << 10, /* four pages: most unit tests, many small scenarios */
    ARENA_LAST_BLOCK = 4 << 20,   /* beyond it, doubling saves nothing any more */
};

struct arena_block {
    struct arena_block *next;
    size_t size;  /* of data */
    size_t used;  /* handed out */
    size_t dirty; /* bytes from the start that may not be zero */
    unsigned char data[];
};

_Static_assert(offsetof(struct arena_block, data) % ARENA_ALIGNMENT == 0,
               "data must be aligned as calloc's result is");

void arena_exhausted(size_t size)
{
    fprintf(stderr, "overstack: out of memory (%zu bytes more wanted)\n", size);
    exit(1);
}

void arena_init(struct arena *arena)
{
    arena->blocks = NULL;
    arena->used_bytes = 0;
}

static struct arena_block *arena_block_create(size_t size)
{
    if (size > SIZE_MAX / 2)
        arena_exhausted(size);
    struct arena_block *block = calloc(1, sizeof(*block) + size);
    if (!block)
        arena_exhausted(size);
    block->size = size;
    return block;
}

/* The size of the next shared block: twice the first one's. */
static size_t arena_next_size(const struct arena *arena)
{
    if (!arena->blocks)
        return ARENA_FIRST_BLOCK;
    const size_t twice = arena->blocks->size * 2;
    if (twice < ARENA_FIRST_BLOCK)
        return ARENA_FIRST_BLOCK;
    return twice < ARENA_LAST_BLOCK ? twice : ARENA_LAST_BLOCK;
}

/* Takes `size` bytes of a block in which they fit. */
static void *arena_take(struct arena_block *block, size_t size)
{
    unsigned char *bytes = block->data + block->used;
    if (block->used < block->dirty) {
        const size_t dirty = block->dirty - block->used;
        memset(bytes, 0, size < dirty ? size : dirty);
    }
    block->used += size;
    return bytes;
}

static struct arena_block *arena_add_block(struct arena *arena, size_t size)
{
    const size_t shared = arena_next_size(arena);
    if (!ARENA_ALONE && size <= shared / 4) {
        struct arena_block *block = arena_block_create(shared);
        block->next = arena->blocks;
        arena->blocks = block;
        return block;
    }
    struct arena_block *block = arena_block_create(size);
    struct arena_block **place = arena->blocks ? &arena->blocks->next : &arena->blocks;
    block->next = *place;
    *place = block;
    return block;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        arena_exhausted(size);
    const size_t least = size ? size : 1; /* so that the pointer is unique */
    const size_t rounded =
        (least + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    const size_t taken = ARENA_ALONE ? least : rounded;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < taken || (ARENA_ALONE && block->used > 0))
        block = arena_add_block(arena, taken);
    arena->used_bytes += rounded;
    return arena_take(block, taken);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        arena_exhausted(SIZE_MAX);
    return arena_allocate(arena, bytes);
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_array(arena, length + 1, 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_format_list(struct arena *arena, const char *format, va_list arguments)
{
    char most[256]; /* most texts fit: they are written once */
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(most, sizeof(most), format, arguments);
    if (length < 0) /* only a wrong format or 2 GiB of text */
        arena_exhausted(SIZE_MAX);
    char *text = arena_allocate(arena, (size_t)length + 1);
    if ((size_t)length < sizeof(most))
        memcpy(text, most, (size_t)length + 1);
    else
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *arena_grow(struct arena *arena, const void *items, size_t count, size_t capacity,
                 size_t size)
{
    void *copy = arena_array(arena, capacity, size);
    const size_t kept = count < capacity ? count : capacity;
    if (kept > 0)
        memcpy(copy, items, kept * size);
    return copy;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *largest = arena->blocks;
    for (struct arena_block *b = arena->blocks; b; b = b->next)
        if (b->size > largest->size)
            largest = b;
    for (struct arena_block *b = arena->blocks, *next; b; b = next) {
        next = b->next;
        if (b != largest)
            free(b);
    }
    arena->blocks = largest;
    arena->used_bytes = 0;
    if (!largest)
        return;
    largest->next = NULL;
    if (largest->dirty < largest->used)
        largest->dirty = largest->used;
    largest->used = 0;
}

void arena_clear(struct arena *arena)
{
    arena_reset(arena);
    free(arena->blocks);
    arena_init(arena);
}
