/* workers.c - see workers.h.
 *
 * A worker takes the next index until there is none. The calling thread is a worker too:
 * with one job no thread is started, and where the system gives no more threads the
 * others do the work.
 */
#include "sim/run/workers.h"

#include <pthread.h>
#include <unistd.h>

enum { WORKERS_MOST = 1024 }; /* threads; no machine of ours has more cores */

struct workers_round {
    const struct workers *workers;
    _Atomic uint64_t next;
    uint64_t to;
};

bool workers_stopped(const struct workers *workers)
{
    return workers->stop && atomic_load(workers->stop) != 0;
}

static void workers_use(struct workers_round *round, struct engine *engine)
{
    const struct workers *workers = round->workers;
    struct arena arena;
    const struct workers_own own = {engine, &arena};
    arena_init(&arena);
    while (!workers_stopped(workers)) {
        const uint64_t index = atomic_fetch_add(&round->next, 1);
        if (index >= round->to)
            break;
        workers->work(workers->object, &own, index);
        arena_reset(&arena);
    }
    arena_clear(&arena);
}

static void *workers_thread(void *object)
{
    struct engine engine;
    engine_init(&engine);
    workers_use(object, &engine);
    engine_clear(&engine);
    return NULL;
}

uint32_t workers_count(uint32_t jobs, uint64_t indices)
{
    const long cores = jobs > 0 ? (long)jobs : sysconf(_SC_NPROCESSORS_ONLN);
    const uint64_t most = cores < 1              ? 1
                          : cores > WORKERS_MOST ? WORKERS_MOST
                                                 : (uint64_t)cores;
    return (uint32_t)(most < indices ? most : indices);
}

void workers_run(const struct workers *workers, uint64_t from, uint64_t to)
{
    struct workers_round round = {.workers = workers, .next = from, .to = to};
    const uint32_t jobs = workers_count(workers->jobs, to - from);
    pthread_t threads[WORKERS_MOST];
    uint32_t started = 0;
    while (started + 1 < jobs &&
           pthread_create(&threads[started], NULL, workers_thread, &round) == 0)
        started++;
    if (workers->engine)
        workers_use(&round, workers->engine);
    else
        workers_thread(&round);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}
