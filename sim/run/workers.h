/* workers.h - the same work for many indices, on threads with an engine each.
 */
#ifndef OVERSTACK_RUN_WORKERS_H
#define OVERSTACK_RUN_WORKERS_H

#include "sim/core/engine.h"

#include <stdatomic.h>

/* The work of one index; called from several threads at once, each with its engine. */
typedef void workers_work(void *object, struct engine *engine, uint32_t index);

struct workers {
    workers_work *work;
    void *object;
    uint32_t jobs;          /* threads; 0: all cores */
    struct engine *engine;  /* of the calling thread; NULL: made for it */
    const atomic_int *stop; /* no work is begun once this is not 0; NULL: never */
};

/* Does the work of [from, to); returns when all that was begun has ended. Which thread
 * did what is left to chance. */
void workers_run(const struct workers *workers, uint32_t from, uint32_t to);

bool workers_stopped(const struct workers *workers);

#endif
