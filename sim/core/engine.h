/* engine.h - what every model of a running replication shares.
 */
#ifndef OVERSTACK_CORE_ENGINE_H
#define OVERSTACK_CORE_ENGINE_H

#include "sim/core/arena.h"
#include "sim/core/event_queue.h"
#include "sim/core/random.h"

#include <setjmp.h>

struct engine {
    struct event_queue queue;
    struct arena arena; /* the replication's */
    uint64_t seed;
    uint32_t replication; /* 0, 1, ... */
    jmp_buf *escape;      /* where an overflow goes instead of ending the program; NULL */
    char trouble[320];    /* what it was, one sentence */
};

void engine_init(struct engine *engine);
/* Ready for the next replication: clock at 0, nothing registered, arena reset. */
void engine_reset(struct engine *engine, uint64_t seed, uint32_t replication);
void engine_clear(struct engine *engine);

/* A stream of its own for the thing of that name, from the engine's arena. */
struct random *engine_stream(struct engine *engine, const char *name);

static inline double engine_now(const struct engine *engine)
{
    return engine->queue.now_s;
}

/* The scenario's: more things at once than can be held. Says how many of what and when:
 * in engine->trouble, and jumps to engine->escape; without one on standard error, and
 * ends the program with exit code 1, as running out of memory does. */
_Noreturn void engine_overflow(struct engine *engine, uint64_t count, const char *what,
                               const char *advice);

/* Our own mistakes: prints simulated time, replication and seed, then aborts. */
#define engine_assert(engine, condition)                                                 \
    ((condition) ? (void)0 : engine_fail((engine), #condition, __FILE__, __LINE__))
_Noreturn void engine_fail(const struct engine *engine, const char *what,
                           const char *file, int line);

#endif
