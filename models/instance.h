/* instance.h - one instance of a service while it runs: a process, or a master with
 * its workers, that takes calls, queues what it cannot serve at once, dies and starts.
 *
 * Accept queue -> thread -> steps -> reply. Among the workers of an instance the one
 * idle longest takes the next request.
 */
#ifndef OVERSTACK_MODELS_INSTANCE_H
#define OVERSTACK_MODELS_INSTANCE_H

#include "models/cpu.h"
#include "models/design.h"
#include "models/limit.h"
#include "models/memory_limit.h"
#include "models/pool_state.h"
#include "models/task.h"
#include "models/uptime.h"
#include "models/usage.h"
#include "sim/core/histogram.h"
#include "sim/core/statistic.h"

#include <stddef.h>

enum instance_state { INSTANCE_DOWN, INSTANCE_STARTING, INSTANCE_UP };
enum worker_state { WORKER_DOWN, WORKER_STARTING, WORKER_UP, WORKER_LEAVING };

enum { WORKER_NONE = UINT16_MAX };

struct allowance;
struct deploy;
struct dynamodb;
struct front;
struct lambda;
struct scaling_node;
struct task_slot;
struct upstream;

struct worker {
    uint8_t state;
    bool listed;   /* stands in its instance's list of available workers */
    uint32_t busy; /* threads at work */
    uint16_t next; /* in that list */
    double served; /* requests since its start */
    double limit;  /* recycled after so many; INFINITY: never */
    double leak_bytes;
    double own_bytes;     /* of its own since its start, without the leak */
    double held_bytes;    /* by its requests */
    struct task *looping; /* on its event loop now */
    struct task_queue loop_queue;
    event_id event; /* the master forks another */
    struct instance *instance;
};

struct instance {
    const struct instance_def *def;
    const struct service_def *service;
    struct simulation *simulation;
    struct machine *machine;  /* NULL: outside all machines */
    struct program *programs; /* by endpoint of its service */
    uint8_t state;
    bool withdrawn; /* takes no new calls: it is being deployed or drained */
    bool observed;  /* `deploy`, `node` or `leaving` is set */

    double threads; /* of each worker; may be set while running */
    double backlog;
    struct worker *workers;
    uint16_t worker_count;
    uint16_t available, available_tail; /* list: idle longest first */
    struct task_queue queue;            /* accept queue */
    struct task_queue reserved; /* messages taken from the broker, not yet begun */
    uint32_t messages;          /* reserved and running */
    struct member members;      /* every task in it, waiting or walking; newest first */
    uint32_t in_flight;
    bool draining;
    bool special;  /* requests cost more than their steps: memory, heap, recycling */
    bool prelude;  /* something comes before the steps, see flow.c */
    bool lone;     /* one worker, which takes calls only, no messages */
    bool async;    /* workers are event loops */
    bool rationed; /* a rate limit holds, or connections are limited */
    bool keeps;    /* messages or cached keys, lost when it goes down */
    bool watched;  /* a broker with a watermark */
    bool started;  /* its next start is a restart */
    bool stranded; /* its machine has no way out: `egress: none` */
    bool held;     /* another task ran in this slot before */

    /* events */
    bool parked;               /* a spare that no deployment needs now, a slot without a
                              task, or its machine is off: down, withdrawn */
    bool joins;                /* a task that takes calls once it is up, see ecs.h */
    uint16_t failures;         /* events that hold it down */
    uint32_t coming;           /* calls on their way to it */
    struct deploy *deploy;     /* the deployment that replaces it; NULL */
    struct scaling_node *node; /* its machine, while that comes or goes; NULL */
    struct task_slot *leaving; /* it is a task that drains, see task_slot.h; NULL */

    struct cpu_group cpu;
    struct pool_state *pools;        /* by service->pools */
    struct call_guard *guards;       /* a list: budgets and breakers of its calls */
    struct connections *connections; /* its sockets; NULL: without limit */
    struct front *front;             /* of its balancer */
    struct upstream **upstreams; /* what it knows of those it calls, by worker: lists */
    struct timeout_list queue_timeouts, arbiter;
    struct limit limit;        /* rate limit of a managed kind */
    double s_per_cpu_s;        /* outside all machines: a second of work takes so long */
    struct lambda *lambda;     /* its environments; NULL: none */
    struct dynamodb *dynamodb; /* its capacity; NULL: none */
    struct bus *bus;           /* what its consumer may hold; NULL: no limit */
    struct allowance *allowances; /* of these: a list */
    struct random *recycle_random, *latency_random, *tls_random;

    /* memory, bytes */
    double anonymous, cold, file; /* now, all of the instance */
    double memory_highest; /* when its machine needed most, above RAM, in this step */
    struct area memory;
    double heap, heap_live, heap_start, heap_committed, heap_threads;
    bool heap_server;
    double allocate_rate; /* sum over requests in flight: garbage bytes per CPU-second */
    struct area heap_used;
    double heap_used_peak, heap_live_peak;
    double cold_share, heap_cold_share, leak_cold_share;
    struct memory_limit *limited; /* NULL: no mem_limit */

    /* start and restart */
    double up_since_s, backoff_s;
    event_id event;       /* start, or restart after the back-off */
    event_id kill_event;  /* dies at the end of this moment */
    event_id start_event; /* `start_at` */
    event_id cold_event;  /* what it touched while starting is cold from now on */
    uint32_t quick_deaths;

    /* counted in the window */
    struct area in_flight_area, queue_area;
    struct area loop_area; /* event loops at work */
    double start_cpu_s;    /* CPU its starts took; not that of replaced workers */
    struct histogram wait;
    uint64_t served, refused, calls, reads, writes, limited_calls;
    uint64_t delivered;    /* messages handed to processes */
    uint64_t handed;       /* messages handed to a bus, see bus.h */
    uint64_t dropped_syns; /* a full accept queue, see knock.h */
    uint64_t failed_tries; /* by balancers' rules, see upstream.h */
    uint32_t left_out;     /* by so many callers, now */
    uint32_t restarts, recycles, kills, starts;
    double cpu_start_s;
    struct balancer *balancer; /* of its service */
    struct mailbox *mailbox;   /* likewise */
    struct broker *broker;     /* that it is an instance of; NULL */
    double over_watermark_s;   /* since when its memory is above its watermark; NAN */
    uint32_t life;             /* of its memory as a cache; 0: the run began with it */
    struct bytes_sent sent;
    struct uptime uptime; /* for which a task of Fargate is billed */
    double refused_at_s, limited_at_s, heap_full_at_s; /* first time; NAN */
};

void instance_init(struct instance *instance, struct simulation *simulation,
                   const struct instance_def *def);
static inline void instance_clear(struct instance *instance)
{
    cpu_group_clear(&instance->cpu);
}
/* Waited for a thread as long as `queue_timeout` allows: the time-out's handler. */
void instance_queue_timed_out(struct task *task, double now_s);

/* A call arrives: begins, waits, or fails at once. Who picks asks whether it is withdrawn;
 * a call that was on its way then is taken. */
void instance_offer(struct instance *instance, struct task *task, double now_s);
/* The same for one that a network delay kept on its way. */
void instance_arrive(struct instance *instance, struct task *task, double now_s);
/* One that was on its way will not come. */
void instance_recall(struct instance *instance);
/* A message waits in the service's queue: takes as many as it may reserve. */
void instance_consume(struct instance *instance, double now_s);
/* The task gives its thread back (it ended or failed). */
void instance_release(struct instance *instance, struct task *task, double now_s);
/* Starts what waits, as far as threads are free. */
void instance_drain(struct instance *instance, double now_s);
/* The same for a task that is killed: no leak, no recycling, nobody else begins. */
void instance_abandon(struct instance *instance, struct task *task, double now_s);
/* A call that passed the rate limit: begins or waits for a thread. */
void instance_admit(struct instance *instance, struct task *task, double now_s);
/* The task is in that instance from now on, and no longer. */
static inline void instance_adopt(struct instance *instance, struct task *task)
{
    struct member *head = &instance->members, *next = head->next;
    task->instance = instance;
    task->member.next = next;
    task->member.previous = head;
    next->previous = head->next = &task->member;
}

static inline void instance_disown(struct task *task)
{
    task->member.next->previous = task->member.previous;
    task->member.previous->next = task->member.next;
}

/* The one after that member, the first after the head, NULL after the last. */
static inline struct task *instance_next_member(const struct instance *instance,
                                                const struct member *member)
{
    char *next = (char *)member->next;
    return member->next == &instance->members
               ? NULL
               : (struct task *)(void *)(next - offsetof(struct task, member));
}

/* The list of workers with a free thread: those not in it yet come last; one that is
 * about to be replaced leaves it. */
void instance_list_workers(struct instance *instance);
void instance_unlist_worker(struct instance *instance, uint16_t number);

/* Takes the event loop of the task's worker for work_s, or waits for it. */
void instance_loop(struct instance *instance, struct task *task, double work_s);
/* The task's CPU work is done: the loop is free for the next. */
void instance_ran(struct instance *instance, struct task *task);

/* Leaked bytes stay with the task's worker, up to leak.up_to. */
void instance_leak(struct instance *instance, struct task *task, double bytes);
/* Adds to the instance's memory and its machine's. */
void instance_memory(struct instance *instance, double anonymous, double cold,
                     double file);
/* Threads or workers changed by an event. */
void instance_set_threads(struct instance *instance, double threads, double now_s);

/* Nothing is in it, waits in it or is on its way to it. */
static inline bool instance_is_empty(const struct instance *instance)
{
    return instance->in_flight == 0 && instance->queue.count == 0 &&
           instance->reserved.count == 0 && instance->coming == 0;
}

static inline bool instance_is_up(const struct instance *instance)
{
    return instance->state == INSTANCE_UP;
}

#endif
