/* workers.h - the same work for many indices, on threads with an engine and an arena each.
 */
#ifndef OVERSTACK_RUN_WORKERS_H
#define OVERSTACK_RUN_WORKERS_H

#include "sim/core/arena.h"
#include "sim/core/engine.h"

#include <stdatomic.h>

struct workers_own { /* what a thread has for itself */
    struct engine *engine;
    struct arena *arena; /* empty at the beginning of each work */
};

/* The work of one index; called from several threads at once. */
typedef void workers_work(void *object, const struct workers_own *own, uint64_t index);

struct workers {
    workers_work *work;
    void *object;
    uint32_t jobs;          /* threads; 0: all cores */
    struct engine *engine;  /* of the calling thread; NULL: made for it */
    const atomic_int *stop; /* no work is begun once this is not 0; NULL: never */
};

/* Does the work of [from, to); returns when all that was begun has ended. Which thread
 * did what is left to chance. */
void workers_run(const struct workers *workers, uint64_t from, uint64_t to);

/* Threads for `jobs` and so many indices, the caller's included. */
uint32_t workers_count(uint32_t jobs, uint64_t indices);

bool workers_stopped(const struct workers *workers);

#endif
