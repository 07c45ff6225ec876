/* express.c - see express.h. */
#include "models/express.h"

#include "models/flow.h"
#include "models/machine_cpu.h"

#include <math.h>

/* The two events of an instance and its traffic. While nothing else is due they follow
 * each other in here, in the order in which the queue would have handled them. */
struct lane {
    struct traffic *traffic;
    struct instance *instance;
    struct machine *machine;
    struct event_queue *queue;
    double arrival_s, done_s; /* INFINITY: none */
    bool arrival_moved, done_moved;
    bool arrival_is_newer; /* scheduled later: of equals it comes last */
};

/* ---- the CPU ---- */

/* Its work goes onto the CPU. Work of no length is done at once, in an event of its own. */
static inline __attribute__((always_inline)) void work(struct cpu_group *group,
                                                       struct task *task)
{
    const struct op *op = task->op;
    const double work_s = distribution_draw(op->duration, op->random);
    task->op = op + 1;
    task->state = TASK_RUNNABLE;
    task->begun = true;
    task->worker = 0;
    cpu_group_push(group, work_s, task);
}

static inline void settle(struct lane *lane, double now_s)
{
    lane->done_s = machine_cpu_next_alone(lane->machine, &lane->instance->cpu, now_s);
    lane->done_moved = true;
    lane->arrival_is_newer = false;
}

/* ---- a request arrives ---- */

static inline struct task *make(struct traffic *traffic, double now_s)
{
    struct simulation *simulation = traffic->simulation;
    struct task *task = simulation_task(simulation, TASK_REQUEST);
    struct traffic_flow *flow = traffic->flows;
    const bool in_window = simulation->in_window;
    task->flow = flow;
    task->start_s = task->queued_s = now_s;
    task->endpoint = flow->endpoint;
    task->program = traffic->express_program;
    task->op = task->program->first;
    task->in_window = in_window;
    task->express = true;
    task->attempts = 1;
    flow->counts->count += in_window;
    flow->counts->attempts += in_window;
    simulation->sampler.offered++;
    traffic->alive++;
    return task;
}

/* Poisson arrivals at a constant rate are most of all. */
static inline double next_arrival_s(struct traffic *traffic, double now_s)
{
    if (traffic->simple && traffic->def->arrivals.kind == ARRIVALS_POISSON)
        return now_s + random_exponential(traffic->arrivals) * traffic->gap_s;
    return traffic_next_arrival_s(traffic, now_s);
}

static inline void arrive(struct lane *lane, double now_s)
{
    struct traffic *traffic = lane->traffic;
    struct instance *instance = lane->instance;
    struct worker *worker = instance->workers;
    lane->arrival_s = next_arrival_s(traffic, now_s);
    lane->arrival_moved = lane->arrival_is_newer = true;
    struct task *task = make(traffic, now_s);
    instance->calls++;
    instance_adopt(instance, task);
    if (worker->busy >= instance->threads || instance->queue.count) {
        task->state = TASK_QUEUED;
        task_queue_push(&instance->queue, task);
        area_change(&instance->queue_area, 1, now_s);
        return;
    }
    worker->busy++;
    instance->in_flight++;
    area_change(&instance->in_flight_area, 1, now_s);
    histogram_record_zero(&instance->wait);
    cpu_group_advance(&instance->cpu, now_s);
    work(&instance->cpu, task);
    settle(lane, now_s);
}

/* ---- a request ends ---- */

static inline void answer(struct task *task, double now_s)
{
    struct traffic_flow *flow = task->flow;
    const double latency_s = now_s - task->start_s;
    if (task->in_window)
        flow_counts_answer(flow->counts, latency_s);
    sampler_request(&task->simulation->sampler, true, latency_s);
    flow->traffic->alive--;
    instance_disown(task);
    pool_give(&task->simulation->tasks, task);
}

/* The first in the queue takes over the thread, or nobody. */
static inline void finish(struct lane *lane, double now_s)
{
    struct instance *instance = lane->instance;
    struct cpu_group *group = &instance->cpu;
    struct task *next = instance->queue.head;
    cpu_group_advance(group, now_s);
    group->clock = group->jobs[0].tag; /* exactly: no rounding piles up */
    struct task *task = cpu_group_pop(group);
    instance->served++;
    if (next) {
        task_queue_pop(&instance->queue);
        area_change(&instance->queue_area, -1, now_s);
        work(group, next);
    } else {
        instance->workers->busy--;
        instance->in_flight--;
        area_change(&instance->in_flight_area, -1, now_s);
    }
    settle(lane, now_s); /* before the statistics: the next event is known early */
    if (next)
        histogram_record(&instance->wait, now_s - next->queued_s);
    answer(task, now_s);
}

/* ---- one after the other ---- */

/* What may come next: an arrival that finds room, or the end of a plain request behind
 * which another one stands. */
static inline bool can_arrive(const struct lane *lane)
{
    return (double)lane->instance->queue.count < lane->instance->backlog;
}

static inline bool can_finish(const struct lane *lane)
{
    const struct task *next = lane->instance->queue.head;
    return lane->instance->cpu.jobs[0].task->express && (!next || next->express);
}

static inline bool arrival_is_next(const struct lane *lane)
{
    if (lane->arrival_s == lane->done_s)
        return !lane->arrival_is_newer;
    return lane->arrival_s < lane->done_s;
}

static bool open_lane(struct lane *lane, struct traffic *traffic)
{
    struct instance *instance = traffic->express;
    *lane = (struct lane){
        .traffic = traffic,
        .instance = instance,
        .machine = instance->machine,
        .queue = &instance->machine->engine->queue,
        .arrival_s = traffic->next_s,
        .done_s = instance->cpu.next_s,
    };
    return instance_is_up(instance) && !instance->withdrawn &&
           instance->workers->state == WORKER_UP &&
           instance->workers->busy <= instance->threads &&
           machine_cpu_is_alone(lane->machine);
}

/* Both events go back to the queue, the older first. */
static inline void close_lane(const struct lane *lane)
{
    const event_id cpu = lane->machine->cpu_event, arrival = lane->traffic->event;
    lane->traffic->next_s = lane->arrival_s;
    if (lane->done_moved && lane->arrival_is_newer)
        event_queue_schedule(lane->queue, cpu, lane->done_s);
    if (lane->arrival_moved)
        event_queue_schedule(lane->queue, arrival, lane->arrival_s);
    if (lane->done_moved && !lane->arrival_is_newer)
        event_queue_schedule(lane->queue, cpu, lane->done_s);
}

/* The lane is a copy: it lives in registers. */
static void run(struct lane lane, bool arrival, double now_s)
{
    struct event_queue *queue = lane.queue;
    const event_id other = arrival ? lane.machine->cpu_event : lane.traffic->event;
    const double quiet_until_s = event_queue_quiet_until_s(queue, other);
    for (;;) {
        if (arrival)
            arrive(&lane, now_s);
        else
            finish(&lane, now_s);
        arrival = arrival_is_next(&lane);
        const double next_s = arrival ? lane.arrival_s : lane.done_s;
        if (next_s >= quiet_until_s || !(arrival ? can_arrive(&lane) : can_finish(&lane)))
            break;
        queue->now_s = now_s = next_s;
        queue->fired++;
    }
    close_lane(&lane);
}

static void arrival_due(void *object, double now_s)
{
    struct lane lane;
    if (open_lane(&lane, object) && can_arrive(&lane))
        run(lane, true, now_s);
    else
        traffic_arrive(object, now_s);
}

static void done_due(void *object, double now_s)
{
    struct lane lane;
    struct traffic *traffic = object;
    if (open_lane(&lane, traffic) && can_finish(&lane))
        run(lane, false, now_s);
    else
        machine_cpu_done(lane.machine, now_s);
}

/* ---- before time 0 ---- */

/* Does an edge ever stand before it, from the start or by an event's `set`? */
static bool has_edge(const struct traffic *traffic)
{
    const struct design *design = traffic->simulation->design;
    const struct event_def *events = design->events.items;
    for (uint32_t i = 0; i < design->events.count; i++) {
        const struct set_def *sets = events[i].sets.items;
        for (uint32_t j = 0; j < events[i].sets.count; j++)
            if (sets[j].setting == SETTING_BLOCKED &&
                sets[j].index == traffic->def->index)
                return true;
    }
    return traffic->blocked > 0;
}

static bool is_patient(const struct traffic *traffic)
{
    const struct traffic_def *def = traffic->def;
    return traffic->open && traffic->counts && !has_edge(traffic) &&
           !traffic->patience.handler && !traffic->connects && def->retries == 0 &&
           distribution_is_zero(&def->rtt);
}

static bool is_plain(const struct instance *instance)
{
    return instance->machine && instance->service->kind == KIND_PROCESS &&
           instance->lone && !instance->special && !instance->prelude &&
           !instance->keeps && instance->machine->alone && !instance->async &&
           !instance->rationed && !instance->queue_timeouts.handler;
}

/* One piece of work, then the end. */
static bool is_one_step(const struct program *program)
{
    const struct op *op = program->first;
    return op[0].kind == OP_CPU && op[1].kind == OP_END && op[0].duration->mean_s > 0;
}

static void mark(struct traffic *traffic, struct instance *instance,
                 const struct program *program)
{
    struct event_queue *queue = &traffic->simulation->engine->queue;
    traffic->express = instance;
    traffic->express_program = program;
    event_queue_rehandle(queue, traffic->event, arrival_due, traffic);
    event_queue_rehandle(queue, instance->machine->cpu_event, done_due, traffic);
}

void express_init(struct simulation *simulation)
{
    if (simulation->ends_early) /* somebody looks after every event whether all is over */
        return;
    for (uint32_t t = 0; t < simulation->design->traffic.count; t++) {
        struct traffic *traffic = &simulation->traffic[t];
        const struct traffic_flow *flow = traffic->flows;
        if (traffic->def->mix.count != 1 || flow->balancer->count != 1)
            continue;
        struct instance *instance = flow->balancer->instances;
        const struct program *program =
            &instance->programs[simulation_program_index(flow->endpoint)];
        if (!is_patient(traffic) || !is_plain(instance) || !is_one_step(program))
            continue;
        mark(traffic, instance, program);
    }
}
