/* arena.h - memory that lives and dies together.
 *
 * The program knows two lifetimes, each with its arena: the scenario's (filled by
 * the loader, read-only afterwards, shared by all threads) and a replication's (one
 * per worker thread, reset between replications). Nothing inside an arena is freed
 * on its own. Every block is zeroed and aligned to 16 bytes. When the system has no
 * memory left the program says so on standard error and exits with code 1: the one
 * place in the libraries that may, since nobody above could go on.
 */
#ifndef OVERSTACK_CORE_ARENA_H
#define OVERSTACK_CORE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first; owned */
    size_t used_bytes;          /* handed out since the last reset, for tests */
};

void arena_init(struct arena *arena);

/* Returns `size` zeroed bytes; never NULL. size 0 gives a valid, unique pointer. */
void *arena_allocate(struct arena *arena, size_t size);

/* `count * size` zeroed bytes; an overflow of the product counts as out of memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Copies `length` bytes of `text` and ends them with a NUL. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/* printf into the arena. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_format_list(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0), nonnull(1, 2)));

/* A copy with room for `capacity` items of `size` bytes, the first `count` kept. The
 * old block stays in the arena: double the capacity each time. */
void *arena_grow(struct arena *arena, const void *items, size_t count, size_t capacity,
                 size_t size);

/* Says that `size` more bytes were not to be had, and exits; for the few who allocate
 * elsewhere. */
_Noreturn void arena_exhausted(size_t size);

/* Forgets everything but keeps the largest block for the next round. */
void arena_reset(struct arena *arena);

/* Gives all memory back; the arena may be used again after arena_init. */
void arena_clear(struct arena *arena);

#endif
