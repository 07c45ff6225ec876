/* sweep_window.c - see sweep_window.h. */
#include "sim/run/sweep_window.h"

#include <stdlib.h>

void sweep_window_init(struct sweep_window *window, sweep_window_out *out, void *object)
{
    *window = (struct sweep_window){.out = out, .object = object};
    pthread_mutex_init(&window->lock, NULL);
    pthread_cond_init(&window->moved, NULL);
    arena_init(&window->arena);
}

static char *packed(const struct sweep_row *row)
{
    const size_t size = sweep_row_pack(row, NULL);
    char *bytes = malloc(size);
    if (!bytes)
        arena_exhausted(size);
    sweep_row_pack(row, bytes);
    return bytes;
}

static void leave(struct sweep_window *window, char **slot)
{
    struct sweep_row row;
    arena_reset(&window->arena);
    sweep_row_unpack(&row, *slot, &window->arena);
    window->out(window->object, &row);
    free(*slot);
    *slot = NULL;
}

void sweep_window_put(struct sweep_window *window, uint64_t place,
                      const struct sweep_row *row)
{
    char *bytes = packed(row);
    pthread_mutex_lock(&window->lock);
    while (place >= window->first + SWEEP_WINDOW)
        pthread_cond_wait(&window->moved, &window->lock);
    window->rows[place % SWEEP_WINDOW] = bytes;
    const uint64_t before = window->first;
    while (window->rows[window->first % SWEEP_WINDOW]) {
        leave(window, &window->rows[window->first % SWEEP_WINDOW]);
        window->first++;
    }
    if (window->first != before)
        pthread_cond_broadcast(&window->moved);
    pthread_mutex_unlock(&window->lock);
}

void sweep_window_clear(struct sweep_window *window)
{
    for (uint64_t i = window->first; i < window->first + SWEEP_WINDOW; i++)
        if (window->rows[i % SWEEP_WINDOW])
            leave(window, &window->rows[i % SWEEP_WINDOW]);
    arena_clear(&window->arena);
    pthread_cond_destroy(&window->moved);
    pthread_mutex_destroy(&window->lock);
}
