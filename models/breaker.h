/* breaker.h - a circuit breaker, with the rules of Resilience4j (count-based window).
 *
 * closed      calls pass; the last `window` results are kept. From `window` results on
 *             (its minimumNumberOfCalls), a share of failures of at least `failures`
 *             opens it.
 * open        calls fail at once, for `open` seconds. The first call after that makes it
 * half open   10 calls pass on trial, others fail at once. When their results are there
 *             (`window` of them, if that is fewer) it opens again, or closes with an empty
 *             window.
 *
 * A result counts only in the state in which its call was made: a call that was under way
 * when the breaker opened says nothing about the trial. (Resilience4j counts it there.)
 * Whatever ends a call without an answer is a failure, time-outs included.
 */
#ifndef OVERSTACK_MODELS_BREAKER_H
#define OVERSTACK_MODELS_BREAKER_H

#include "models/service_def.h"
#include "sim/core/arena.h"

#include <stdbool.h>

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };

enum { BREAKER_TRIALS = 10 };

struct breaker {
    const struct breaker_def *def;
    uint8_t *failed; /* the last `window` results, a ring */
    uint32_t window, results, failures, next;
    uint8_t state;
    uint32_t permitted; /* half open: trials let through */
    uint32_t turn;      /* counts changes of state: a call belongs to one */
    double until_s;     /* open: until then */
};

void breaker_init(struct breaker *breaker, const struct breaker_def *def,
                  struct arena *arena);
/* Closed, with an empty window: its process has started afresh. */
void breaker_reset(struct breaker *breaker);
/* May a call be made now? It then belongs to breaker->turn. */
bool breaker_permits(struct breaker *breaker, double now_s);
/* A call of that turn has ended. True when this opened or closed the breaker. */
bool breaker_record(struct breaker *breaker, uint32_t turn, bool failed, double now_s);
/* A call of that turn ended without a result: its caller died. */
void breaker_forget(struct breaker *breaker, uint32_t turn);

#endif
