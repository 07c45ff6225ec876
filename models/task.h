/* task.h - one flow of control: a request's attempt, a call, a branch of a parallel
 * step, a message being consumed, or an instance starting up.
 *
 * A task walks the operations of a program and is always in exactly one state; a state
 * other than READY or DONE names the one queue, heap or timer that will wake it. Tasks
 * come from a pool and keep their event slot between uses.
 */
#ifndef OVERSTACK_MODELS_TASK_H
#define OVERSTACK_MODELS_TASK_H

#include "models/failure.h"
#include "models/program.h"
#include "models/timeout.h"

#include <stdbool.h>

struct attempt;
struct instance;
struct simulation;
struct slow_message;
struct traffic_flow;
struct transfer;
struct user;

enum task_kind {
    TASK_REQUEST, /* a user's attempt */
    TASK_CALL,    /* on behalf of `parent` */
    TASK_BRANCH,  /* of a parallel step; shares its parent's thread */
    TASK_MESSAGE, /* published; nobody waits for it */
    TASK_START,   /* an instance or worker starting */
};

enum task_state {
    TASK_DONE,       /* in nobody's hands */
    TASK_READY,      /* in the simulation's list of tasks to advance now */
    TASK_QUEUED,     /* waits for a thread of its instance */
    TASK_RUNNABLE,   /* on its group's heap of CPU jobs */
    TASK_LOOP,       /* waits for its worker's event loop */
    TASK_TIMER,      /* its own event wakes it: sleep, network, back-off */
    TASK_IO,         /* the same, at the end of its I/O on the machine's volume */
    TASK_REPLYING,   /* answered, but the reply will come after the user has left */
    TASK_CALLING,    /* waits for the answer of its call */
    TASK_CONNECTING, /* waits for a connection of a pool */
    TASK_ALLOCATING, /* waits for memory of its machine */
    TASK_FORKED,     /* waits for its parallel branches */
    TASK_PUBLISHED,  /* a message in its service's queue */
    TASK_KNOCKING,   /* its SYN was dropped: its own event repeats it */
    TASK_BLOCKED,    /* wants to publish: waits for the end of the broker's alarm */
    TASK_SENDING,    /* its bytes are on their way, see transfer.h */
    TASK_HELD,       /* by a slow path, as request or reply, see slow.h */
    TASK_LOST,       /* its machine died: whoever waits for it learns nothing, lost.h */
};

/* A place in an instance's ring of tasks, of which the instance's own is the head. */
struct member {
    struct member *next, *previous;
};

struct task {
    struct task *next, *previous; /* of the one list it waits in */
    uint8_t kind, state;
    uint8_t failure; /* FAILURE_COUNT: none yet */
    uint8_t phase;   /* of what comes before the steps, see flow.c */
    uint16_t worker; /* of its instance */
    uint8_t retries; /* of the present call */
    uint8_t node;    /* at a load balancer: number of its zone */
    union {
        struct {
            bool in_window;      /* request: counted in the window */
            bool begun;          /* holds a thread */
            bool new_connection; /* request: pays a TLS handshake where it arrives */
            bool chunk_paid;     /* OP_MEMORY: CPU for the next chunk is done */
            bool detached;       /* its user or caller has left */
            bool limited;        /* TIMER: waits for a token of a rate limit */
            bool reserved;       /* message: taken by a consumer, not yet begun */
            bool in_heap;        /* its objects are in its instance's heap */
            bool connecting;     /* request: its user waits for a connection */
            bool express;        /* request: a plain one, see express.h */
            bool socket;         /* takes one of its instance's connections */
            bool upstream;       /* its call takes another */
            bool pooled;         /* call: comes over its caller's pool */
            uint8_t environment; /* of a lambda: enum lambda_environment */
            bool fronted;        /* holds a connection of a load balancer, front.h */
        };
        uint64_t flags[2]; /* all of them */
    };
    uint32_t loops[PROGRAM_LOOPS];
    uint32_t attempts; /* request: tries so far; message: deliveries */
    uint32_t children; /* branches still walking */
    union {
        struct traffic_flow *flow; /* request */
        struct instance *kept_by;  /* message: of its broker; NULL: of none */
    };
    const struct op *op; /* the next operation */
    const struct program *program;
    struct instance *instance;
    struct task *parent; /* CALL, BRANCH */
    union {
        struct task *child;           /* the call it waits for */
        struct transfer *transfer;    /* SENDING */
        struct slow_message *message; /* HELD */
    };
    struct instance *target; /* TIMER: on its way there */
    const struct endpoint_def *endpoint;
    struct attempt *attempt; /* REQUEST, CALL: its way through a balancer; NULL: none */
    struct pool_state *pool; /* whose connection it holds, or waits for */
    double start_s;          /* intended start of the first attempt; when a call began */
    double queued_s;         /* when it began to wait for a thread or connection */
    double held_bytes;       /* memory that goes when it ends */
    double progress;         /* OP_MEMORY: bytes got; START: steps done */
    union {
        double wanted_bytes;  /* ALLOCATING */
        double billed_from_s; /* in an environment of a lambda */
    };
    union {
        double loop_work_s;    /* LOOP: what it will run */
        uint32_t breaker_turn; /* CALLING, CONNECTING: see breaker.h */
    };
    struct user *user; /* closed traffic */
    struct simulation *simulation;
    event_id event;
    struct timeout patience; /* of its user or caller */
    struct timeout waiting;  /* for a thread or a connection */
    struct timeout arbiter;  /* worker_timeout */
    struct member member;    /* of its instance's tasks */
};

/* A first-in-first-out list through next and previous. */
struct task_queue {
    struct task *head, *tail;
    uint32_t count;
};

static inline void task_queue_push(struct task_queue *queue, struct task *task)
{
    task->next = NULL;
    task->previous = queue->tail;
    if (queue->tail)
        queue->tail->next = task;
    else
        queue->head = task;
    queue->tail = task;
    queue->count++;
}

static inline void task_queue_remove(struct task_queue *queue, struct task *task)
{
    if (task->previous)
        task->previous->next = task->next;
    else
        queue->head = task->next;
    if (task->next)
        task->next->previous = task->previous;
    else
        queue->tail = task->previous;
    queue->count--;
}

static inline struct task *task_queue_pop(struct task_queue *queue)
{
    struct task *task = queue->head;
    if (task)
        task_queue_remove(queue, task);
    return task;
}

#endif
