/* simulation.h - one replication of a design: all models together, from time 0 to the
 * end, and the figures it found.
 */
#ifndef OVERSTACK_MODELS_SIMULATION_H
#define OVERSTACK_MODELS_SIMULATION_H

#include "models/autoscaler.h"
#include "models/balancer.h"
#include "models/broker.h"
#include "models/cache.h"
#include "models/design.h"
#include "models/ecs.h"
#include "models/fault.h"
#include "models/flow_counts.h"
#include "models/front.h"
#include "models/instance.h"
#include "models/machine.h"
#include "models/mailbox.h"
#include "models/sampler.h"
#include "models/slow.h"
#include "models/summary.h"
#include "models/task_scaler.h"
#include "models/traffic.h"
#include "models/transfer.h"
#include "models/wire.h"
#include "sim/core/pool.h"

struct simulation {
    struct engine *engine;
    const struct design *design;
    struct arena *result; /* owns what outlives the engine */
    struct machine *machines;
    struct instance *instances;        /* each service's adjacent */
    struct balancer *balancers;        /* by service */
    struct mailbox *mailboxes;         /* by service */
    struct gateway **gateways;         /* by service; NULL: none */
    struct broker **brokers;           /* by service; NULL for those that are none */
    struct cache *caches;              /* by design.caches */
    struct cache_counts *cache_counts; /* by service */
    struct wire_meter *wires;          /* by service */
    struct traffic *traffic;
    struct flow_counts *flows; /* by design.flows */
    struct fault *faults;      /* by design.events */
    struct ecs *ecs;           /* NULL: there are no tasks of ECS */
    struct machine *dying;     /* what is on it is being lost, see lost.h; else NULL */
    struct task_queue lost;    /* of one of its instances, so far */
    struct autoscaler *groups; /* machines that scale */
    uint32_t group_count;
    struct task_scaler *scalers; /* services whose tasks scale */
    uint32_t scaler_count;
    struct sampler sampler;
    struct pool tasks, transfers;
    struct task_queue ready; /* tasks to advance before this event is over */
    struct machine **marked; /* machines to settle before this event is over */
    uint32_t marked_count;
    struct random *network;
    bool has_network; /* a delay between machines is given, or a `slow` event */
    struct slow_path *slow_paths; /* by design.events */
    struct pool slow_messages;
    uint32_t slowed; /* paths that are slow now */
    bool in_window;
    bool ends_early; /* all traffic is finite */
    double end_s, window_start_s;
    struct occurrence *notes;
    uint32_t note_count, note_capacity;
    double notes_dropped;
};

/* Runs one replication; the engine was reset for it. The summary's requests, hosts,
 * services, instances, resources, events, series and usage are filled and live in
 * `result`, but for `flows`, which lives as long as the engine's arena. */
struct summary *simulation_run(const struct design *design, struct engine *engine,
                               struct arena *result);

/* The same before time 0, for tests. */
struct simulation *simulation_create(const struct design *design, struct engine *engine,
                                     struct arena *result);

/* ---- for the models ---- */

void simulation_task_begin(struct simulation *simulation, struct task *task);

/* Only what may still be set from its last use: child, pool, target, held bytes and
 * children are empty when a task has ended, see kill_task. */
static inline struct task *simulation_task(struct simulation *simulation,
                                           enum task_kind kind)
{
    struct task *task = pool_take(&simulation->tasks);
    if (__builtin_expect(!task->event, 0))
        simulation_task_begin(simulation, task);
    task->kind = (uint8_t)kind;
    task->state = TASK_DONE;
    task->failure = FAILURE_COUNT;
    task->phase = 0;
    task->flags[0] = task->flags[1] = 0;
    task->worker = WORKER_NONE;
    task->attempts = 0;
    task->retries = 0;
    task->instance = NULL;
    task->program = NULL;
    task->user = NULL;
    return task;
}

static inline void simulation_task_free(struct task *task)
{
    timeout_disarm(&task->patience);
    task->parent = NULL;
    pool_give(&task->simulation->tasks, task);
}

/* The task goes on before this event is over. */
static inline void simulation_ready(struct simulation *simulation, struct task *task)
{
    task->state = TASK_READY;
    task_queue_push(&simulation->ready, task);
}

static inline void simulation_unready(struct simulation *simulation, struct task *task)
{
    task_queue_remove(&simulation->ready, task);
}

static inline void simulation_mark(struct simulation *simulation, struct machine *machine)
{
    simulation->marked[simulation->marked_count++] = machine;
}

void simulation_settle_slow(struct simulation *simulation);

/* Ends every event handler: whatever is ready goes on, then marked machines find their
 * new rates. */
static inline void simulation_settle(struct simulation *simulation)
{
    if (simulation->ready.count || simulation->marked_count > 1 ||
        simulation->ends_early) {
        simulation_settle_slow(simulation);
    } else if (simulation->marked_count) {
        simulation->marked_count = 0;
        machine_cpu_settle(simulation->marked[0]);
    }
}

/* The one machine that was marked finds its new rates now, before the statistics of a
 * request are taken: the processor then knows the next event's time while it still counts,
 * instead of waiting for it. Nothing else changes. */
static inline void simulation_settle_early(struct simulation *simulation)
{
    if (simulation->marked_count == 1 && !simulation->marked[0]->strained) {
        simulation->marked_count = 0;
        machine_cpu_settle(simulation->marked[0]);
    }
}

/* The task waits for its own event, delay_s from now. */
static inline void simulation_sleep(struct task *task, double now_s, double delay_s)
{
    task->state = TASK_TIMER;
    event_queue_schedule(&task->simulation->engine->queue, task->event, now_s + delay_s);
}

/* A call on its way from a machine (NULL: outside) to an instance. */
void simulation_deliver(struct simulation *simulation, struct task *task,
                        const struct machine *from, struct instance *to, double now_s);

static inline uint32_t simulation_program_index(const struct endpoint_def *endpoint)
{
    const struct endpoint_def *first = endpoint->service->endpoints.items;
    return (uint32_t)(endpoint - first);
}

/* How many times the given number of users an event may ask for, at least 1. */
double simulation_most_scale(const struct traffic *traffic);

/* Ends the run when all traffic is finite and nothing can happen any more. */
void simulation_check_end(struct simulation *simulation);

/* Requests of the window that have failed so far, and how to say that: "no request
 * failed", "3 requests failed". */
double simulation_failed(const struct simulation *simulation);
const char *simulation_failed_text(struct simulation *simulation, double failed);

/* Something happened that the report tells. Texts that are not constants come from
 * simulation_text. */
void simulation_note(struct simulation *simulation, const char *kind, const char *who,
                     const char *why);
/* The same of what is only now known to have happened: it takes its place in the order. */
void simulation_note_at(struct simulation *simulation, double at_s, const char *kind,
                        const char *who, const char *why);
const char *simulation_text(struct simulation *simulation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Runs it without a warm-up and counts the open requests at `count` moments, equally far
 * apart, the last at the end. Returns how many of them came: fewer when all traffic was
 * finite and done. */
uint32_t simulation_pilot(const struct design *design, struct engine *engine,
                          struct arena *result, double *open, uint32_t count);

#endif
