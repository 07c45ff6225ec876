/* engine.c - what every model of a running replication shares; see engine.h.
 *
 * One engine per worker thread. Between replications everything is forgotten but the
 * memory itself, so a thousand short replications allocate once.
 */
#include "sim/core/engine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void engine_init(struct engine *engine)
{
    event_queue_init(&engine->queue);
    arena_init(&engine->arena);
    engine->seed = 0;
    engine->replication = 0;
    engine->escape = NULL;
}

void engine_reset(struct engine *engine, uint64_t seed, uint32_t replication)
{
    event_queue_reset(&engine->queue);
    arena_reset(&engine->arena);
    engine->seed = seed;
    engine->replication = replication;
}

void engine_clear(struct engine *engine)
{
    event_queue_clear(&engine->queue);
    arena_clear(&engine->arena);
}

struct random *engine_stream(struct engine *engine, const char *name)
{
    struct random *random = arena_allocate(&engine->arena, sizeof(*random));
    random_init(random, engine->seed, engine->replication, name);
    return random;
}

void engine_overflow(struct engine *engine, uint64_t count, const char *what,
                     const char *advice)
{
    snprintf(engine->trouble, sizeof(engine->trouble),
             "%" PRIu64 " %s after %.6g s of simulated time (replication %" PRIu32
             "): more than can be held; %s",
             count, what, engine->queue.now_s, engine->replication + 1, advice);
    if (engine->escape)
        longjmp(*engine->escape, 1);
    fprintf(stderr, "overstack: %s\n", engine->trouble);
    exit(1);
}

void engine_fail(const struct engine *engine, const char *what, const char *file,
                 int line)
{
    fprintf(stderr,
            "overstack: internal error: %s:%d: %s does not hold at simulated time "
            "%.17g s, replication %" PRIu32 ", seed %" PRIu64 "\n",
            file, line, what, engine->queue.now_s, engine->replication, engine->seed);
    abort();
}
