/* instance_life.c - see instance_life.h. */
#include "models/instance_life.h"

#include "models/call_guard.h"
#include "models/connections.h"
#include "models/ecs.h"
#include "models/instance_heap.h"
#include "models/kill.h"
#include "models/machine_cpu.h"
#include "models/observers.h"
#include "models/outage.h"
#include "models/simulation.h"

#include <math.h>

enum { START_STEPS = 64 };
/* Three deaths in a row, none after `reset_after` up, are called a crash loop. */
enum { CRASH_LOOP = 3 };

/* ---- what an instance holds at rest ---- */

static double workers_bytes(const struct instance *instance)
{
    return instance->worker_count * instance->service->memory.per_worker_bytes;
}

static double rest_anonymous(const struct instance *instance)
{
    double bytes = instance->service->memory.base_bytes + workers_bytes(instance);
    if (instance->machine && instance->service->kind == KIND_PROCESS)
        bytes += instance->machine->def->host->shim_bytes;
    return bytes + instance_heap_rest(instance);
}

static double rest_file(const struct instance *instance)
{
    const struct memory_def *memory = &instance->service->memory;
    return (isnan(memory->text_bytes) ? 0 : memory->text_bytes) + memory->cache_bytes;
}

double instance_life_rest_bytes(const struct instance *instance)
{
    return rest_anonymous(instance) + rest_file(instance);
}

static double rest_cold(const struct instance *instance)
{
    const double heap = instance_heap_rest(instance);
    return instance->cold_share * (rest_anonymous(instance) - heap) +
           instance->heap_cold_share * heap;
}

/* ---- workers ---- */

static void worker_up(struct instance *instance, uint16_t number)
{
    const struct recycle_def *recycle = &instance->service->recycle;
    struct worker *worker = &instance->workers[number];
    worker->state = WORKER_UP;
    worker->served = 0;
    worker->limit = INFINITY;
    if (recycle->max_requests > 0) {
        const uint32_t jitter = (uint32_t)recycle->jitter;
        worker->limit = recycle->max_requests;
        if (jitter > 0)
            worker->limit += random_below(instance->recycle_random, jitter + 1);
    }
}

static void all_up(struct instance *instance, double now_s)
{
    instance->state = INSTANCE_UP;
    instance->up_since_s = now_s;
    for (uint16_t w = 0; w < instance->worker_count; w++) {
        instance->workers[w].own_bytes = instance->service->memory.per_worker_bytes;
        worker_up(instance, w);
    }
    instance_list_workers(instance);
    connections_open_pools(instance, now_s);
    if (instance->machine) {
        machine_cpu_touch(instance->machine, &instance->cpu);
        instance->cpu.background = instance->service->background_cpu;
        instance->cpu.background_threads = ceil(instance->cpu.background);
    }
    instance_drain(instance, now_s);
    if (instance->service->is_consumer)
        instance_consume(instance, now_s);
}

/* Nobody has touched its cold part since it started (MEMORY_COLD_AFTER_S). */
static void grow_cold(void *object, double now_s)
{
    (void)now_s;
    struct instance *instance = object;
    instance_memory(instance, 0, rest_cold(instance), 0);
    simulation_settle(instance->simulation);
}

void instance_life_begin_up(struct instance *instance)
{
    instance_memory(instance, rest_anonymous(instance), rest_cold(instance),
                    rest_file(instance));
    instance_heap_started(instance, 0);
    instance->started = true;
    uptime_init(&instance->uptime, true, FARGATE_BILLED_S);
    all_up(instance, 0);
}

/* ---- starting: a task of its own ---- */

static struct task *start_task(struct instance *instance, uint16_t worker)
{
    struct task *task = simulation_task(instance->simulation, TASK_START);
    task->worker = worker;
    instance_adopt(instance, task);
    return task;
}

void instance_life_start(struct instance *instance, double now_s)
{
    if (instance->state != INSTANCE_DOWN || instance->parked || instance->failures)
        return;
    if (instance->machine && instance->machine->down)
        return; /* comes up with its machine */
    simulation_note(instance->simulation, "start", instance->def->name, "");
    instance->state = INSTANCE_STARTING;
    instance->starts++;
    instance->restarts += instance->started;
    instance->started = true;
    uptime_start(&instance->uptime, now_s);
    instance_life_step(start_task(instance, WORKER_NONE), now_s);
}

static void start_worker(struct instance *instance, uint16_t number, double now_s)
{
    instance->workers[number].state = WORKER_STARTING;
    instance_life_step(start_task(instance, number), now_s);
}

/* One of the 64 parts of the memory. False: the task waits for it. */
static bool take_part(struct instance *instance, struct task *task)
{
    const bool whole = task->worker == WORKER_NONE;
    const double file = whole ? rest_file(instance) : 0;
    const double anonymous =
        whole ? rest_anonymous(instance) : instance->service->memory.per_worker_bytes;
    if (!whole)
        instance->workers[task->worker].own_bytes += anonymous / START_STEPS;
    if (file > 0)
        instance_memory(instance, 0, 0, file / START_STEPS);
    if (!instance->machine)
        return true;
    return machine_memory_allocate(instance->machine, task, anonymous / START_STEPS);
}

static void start_done(struct instance *instance, struct task *task, double now_s)
{
    const uint16_t worker = task->worker;
    instance_disown(task);
    task->progress = 0;
    simulation_task_free(task);
    if (worker == WORKER_NONE) {
        simulation_note(instance->simulation, "ready", instance->def->name, "");
        instance_heap_started(instance, now_s);
        event_queue_schedule(&instance->simulation->engine->queue, instance->cold_event,
                             now_s + MEMORY_COLD_AFTER_S);
        all_up(instance, now_s);
        if (instance->joins)
            ecs_joined(instance, now_s);
        observers_wake(instance);
        outage_ready(instance->simulation, now_s);
        return;
    }
    worker_up(instance, worker);
    instance_list_workers(instance);
    instance_drain(instance, now_s);
    if (instance->service->is_consumer)
        instance_consume(instance, now_s);
}

static bool run_part(struct instance *instance, struct task *task, double work_s)
{
    if (work_s <= 0 || !instance->machine)
        return false;
    if (task->worker == WORKER_NONE)
        instance->start_cpu_s += work_s / instance->machine->speed;
    machine_cpu_run(instance->machine, &instance->cpu, task, work_s);
    return true;
}

/* A task of Fargate is a new machine, too, each time it starts. */
static double wait_s(const struct task *task)
{
    const struct service_def *service = task->instance->service;
    const bool pulls = service->fargate.given && task->worker == WORKER_NONE;
    return service->start.time_s + (pulls ? service->fargate.pull_s : 0);
}

/* progress counts the memory's 64 parts, then the rest of the work, then the wait. */
void instance_life_step(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    const struct start_def *start = &instance->service->start;
    const double first_s = start->cpu_s * start->touch_first;
    while (task->progress < START_STEPS) {
        if (!task->chunk_paid) {
            task->chunk_paid = true;
            if (run_part(instance, task, first_s / START_STEPS))
                return;
        }
        task->chunk_paid = false;
        task->progress += 1;
        if (!take_part(instance, task))
            return;
    }
    if (task->progress == START_STEPS) {
        task->progress += 1;
        if (run_part(instance, task, start->cpu_s - first_s))
            return;
    }
    if (task->progress == START_STEPS + 1) {
        task->progress += 1;
        if (wait_s(task) > 0) {
            simulation_sleep(task, now_s, wait_s(task));
            return;
        }
    }
    start_done(instance, task, now_s);
}

/* ---- dying ---- */

static void abort_members(struct instance *instance, uint16_t worker, double now_s)
{
    for (;;) {
        struct task *task = instance_next_member(instance, &instance->members);
        while (task && worker != WORKER_NONE &&
               (task->worker != worker || task->state == TASK_QUEUED))
            task = instance_next_member(instance, &task->member);
        if (!task)
            return;
        kill_task(task, now_s);
    }
}

static void reset_worker(struct worker *worker)
{
    worker->state = WORKER_DOWN;
    worker->busy = 0;
    worker->leak_bytes = worker->own_bytes = worker->held_bytes = 0;
    worker->looping = NULL;
    worker->listed = false;
}

static double next_backoff(struct instance *instance, double now_s, bool was_up)
{
    const struct restart_def *restart = &instance->service->restart;
    const bool stable = was_up && now_s - instance->up_since_s >= restart->reset_after_s;
    if (stable || instance->backoff_s <= 0) {
        instance->quick_deaths = 0;
        instance->backoff_s = restart->delay_s;
    } else {
        instance->backoff_s = fmin(2 * instance->backoff_s, restart->max_delay_s);
    }
    if (++instance->quick_deaths == CRASH_LOOP)
        simulation_note(instance->simulation, "crash_loop", instance->def->name,
                        "it died three times in a row without staying up");
    return instance->backoff_s;
}

static void restart_due(void *object, double now_s)
{
    struct instance *instance = object;
    instance_life_start(instance, now_s);
    simulation_settle(instance->simulation);
}

/* What it kept for others is gone with its memory. */
static void lose_contents(struct instance *instance, bool was_up, double now_s)
{
    if (instance->broker)
        mailbox_lose(instance, now_s);
    if (!design_service(instance->simulation->design, instance->def->service_index)
             ->is_cache)
        return;
    cache_lose(instance);
    if (was_up)
        simulation_note(instance->simulation, "cache_lost", instance->def->name, "");
}

/* Everything in it ends; its memory goes back. */
static void bring_down(struct instance *instance, double now_s)
{
    struct engine *engine = instance->simulation->engine;
    const bool was_up = instance_is_up(instance);
    instance->state = INSTANCE_DOWN;
    uptime_stop(&instance->uptime, now_s);
    event_queue_cancel(&engine->queue, instance->event);
    event_queue_cancel(&engine->queue, instance->cold_event);
    abort_members(instance, WORKER_NONE, now_s);
    call_guard_reset(instance);
    connections_close_pools(instance, now_s);
    balancer_forget(instance);
    instance->messages = 0;
    instance->heap_committed = 0;
    for (uint16_t w = 0; w < instance->worker_count; w++) {
        event_queue_cancel(&engine->queue, instance->workers[w].event);
        reset_worker(&instance->workers[w]);
    }
    instance->available = WORKER_NONE;
    if (instance->machine)
        machine_cpu_touch(instance->machine, &instance->cpu);
    instance->cpu.background = instance->cpu.background_threads = 0;
    if (instance->keeps)
        lose_contents(instance, was_up, now_s);
    instance_memory(instance, -instance->anonymous, -instance->cold, -instance->file);
    observers_wake(instance);
}

void instance_life_kill(struct instance *instance, double now_s, bool restarts)
{
    const bool was_up = instance_is_up(instance),
               was_down = instance->state == INSTANCE_DOWN;
    bring_down(instance, now_s);
    if (!was_down)
        instance->kills++;
    if (restarts)
        event_queue_schedule(&instance->simulation->engine->queue, instance->event,
                             now_s + next_backoff(instance, now_s, was_up));
}

/* One that is down already only stops waiting for its next start: calls that its dead
 * machine has swallowed are not told by it. */
void instance_life_stop(struct instance *instance, double now_s)
{
    if (instance->state == INSTANCE_DOWN)
        event_queue_cancel(&instance->simulation->engine->queue, instance->event);
    else
        bring_down(instance, now_s);
}

void instance_life_restart(struct instance *instance, double now_s)
{
    if (instance->parked || instance->failures)
        return; /* not there, or comes back when its failure is over */
    simulation_note(instance->simulation, "restart", instance->def->name, "");
    instance_life_stop(instance, now_s);
    instance_life_start(instance, now_s);
}

void instance_life_fail(struct instance *instance, double now_s)
{
    instance->failures++;
    if (instance->state != INSTANCE_DOWN)
        instance->kills++;
    instance_life_stop(instance, now_s);
}

void instance_life_recover(struct instance *instance, double now_s)
{
    if (--instance->failures > 0 || now_s < instance->service->start_at_s)
        return;
    instance_life_start(instance, now_s);
}

static void exit_due(void *object, double now_s)
{
    struct instance *instance = object;
    instance_life_kill(instance, now_s, instance->service->restart.policy != RESTART_NO);
    simulation_settle(instance->simulation);
}

void instance_life_exit(struct instance *instance, const char *why)
{
    struct event_queue *queue = &instance->simulation->engine->queue;
    if (event_queue_is_pending(queue, instance->kill_event))
        return;
    simulation_note(instance->simulation, "exit", instance->def->name, why);
    event_queue_schedule(queue, instance->kill_event, queue->now_s);
}

/* ---- one worker ---- */

static void refork(void *object, double now_s)
{
    struct worker *worker = object;
    struct instance *instance = worker->instance;
    start_worker(instance, (uint16_t)(worker - instance->workers), now_s);
    simulation_settle(instance->simulation);
}

/* Its own memory and what it leaked; its requests have given back theirs. */
static void drop_worker(struct instance *instance, uint16_t number)
{
    struct worker *worker = &instance->workers[number];
    const double own = worker->own_bytes, leak = worker->leak_bytes;
    instance_unlist_worker(instance, number);
    reset_worker(worker);
    const double cold = fmin(instance->cold, instance->cold_share * own);
    instance_memory(instance, -own - leak, -cold - instance->leak_cold_share * leak, 0);
}

static void replace(struct instance *instance, uint16_t number, double now_s,
                    double delay_s)
{
    drop_worker(instance, number);
    if (delay_s > 0)
        event_queue_schedule(&instance->simulation->engine->queue,
                             instance->workers[number].event, now_s + delay_s);
    else
        start_worker(instance, number, now_s);
}

void instance_life_kill_worker(struct instance *instance, uint16_t number, double now_s,
                               double delay_s)
{
    instance->kills++;
    instance->workers[number].state = WORKER_DOWN; /* takes nothing new meanwhile */
    abort_members(instance, number, now_s);
    replace(instance, number, now_s, delay_s);
    observers_wake(instance);
}

void instance_life_recycle(struct instance *instance, uint16_t number, double now_s)
{
    instance->recycles++;
    replace(instance, number, now_s, 0);
}

void instance_life_timed_out(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    simulation_note(instance->simulation, "worker_killed", instance->def->name,
                    "a request took longer than worker_timeout");
    instance_life_kill_worker(instance, task->worker, now_s, 0);
    simulation_settle(instance->simulation);
}

/* ---- set-up ---- */

static void start_due(void *object, double now_s)
{
    struct instance *instance = object;
    instance_life_start(instance, now_s);
    simulation_settle(instance->simulation);
}

void instance_life_init(struct instance *instance)
{
    struct event_queue *queue = &instance->simulation->engine->queue;
    const double start_at_s = instance->service->start_at_s;
    instance->event = event_queue_register(queue, restart_due, instance);
    instance->cold_event = event_queue_register(queue, grow_cold, instance);
    instance->kill_event = event_queue_register(queue, exit_due, instance);
    for (uint16_t w = 0; w < instance->worker_count; w++) {
        instance->workers[w].instance = instance;
        instance->workers[w].event =
            event_queue_register(queue, refork, &instance->workers[w]);
    }
    const bool standby = instance->machine && instance->machine->def->standby;
    instance->parked = instance->withdrawn = instance->def->spare || standby;
    if (instance->parked)
        return;
    if (isnan(start_at_s)) {
        instance_life_begin_up(instance);
        return;
    }
    instance->start_event = event_queue_register(queue, start_due, instance);
    event_queue_schedule(queue, instance->start_event, start_at_s);
}
