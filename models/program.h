/* program.h - an endpoint's steps, compiled to a flat list of operations.
 *
 * The scenario's tree of steps (calls inside parallel inside choose ...) becomes an
 * array with jumps, so that a request is a pointer into it and walking on is a switch.
 * Every operation that draws has a random stream of its own, named by the step's path,
 * so that a changed step elsewhere does not change its luck.
 */
#ifndef OVERSTACK_MODELS_PROGRAM_H
#define OVERSTACK_MODELS_PROGRAM_H

#include "models/service_def.h"
#include "models/timeout.h"
#include "sim/core/engine.h"

enum op_kind {
    OP_END, /* the endpoint, or a parallel branch, is done */
    OP_CPU,
    OP_SLEEP,
    OP_READ,
    OP_WRITE,
    OP_MEMORY,
    OP_ALLOCATE,
    OP_LEAK,
    OP_CALL,
    OP_PUBLISH,
    OP_FORK,   /* start a task at each of `targets`, go on at `next` when all ended */
    OP_CHOOSE, /* go to one of `targets` by `limits`, else to `next` */
    OP_JUMP,   /* go to `next` */
    OP_LOOP,   /* set loop[depth] to `number` and go on; 0 goes to `next` */
    OP_AGAIN,  /* count loop[depth] down; back to `next` while it is above 0 */
    OP_SEND,
    OP_FAIL,
    OP_CACHE, /* after the lookup: a hit goes to `next`, a miss on; cache `number` */
    OP_FILL,  /* after the steps of a miss: the key is in the cache */
};

enum { PROGRAM_LOOPS = 4 }; /* `repeat` may be nested that deep */

struct op {
    uint8_t kind;
    uint8_t depth;
    uint16_t count; /* of targets */
    const struct distribution *duration;
    double number;         /* bytes, share, times */
    double operations;     /* of an I/O */
    struct random *random; /* NULL when nothing is drawn */
    const struct op *next;
    const struct op *const *targets;
    const double *limits; /* of CHOOSE: cumulative shares */
    const struct call_def *call;
    const struct endpoint_def *publish;
    struct timeout_list *timeouts; /* of CALL: the patience of its caller */
};

struct program {
    const struct op *first;
    const struct endpoint_def *endpoint;
    double cpu_mean_s;     /* expected useful CPU-seconds of one walk, on this service */
    double allocate_bytes; /* expected garbage of its `allocate` steps */
};

/* Compiles into the engine's arena. `expired` is called with the callee's task when the
 * caller's timeout is over. */
void program_compile(struct program *program, const struct endpoint_def *endpoint,
                     struct engine *engine, timeout_handler *expired);

#endif
