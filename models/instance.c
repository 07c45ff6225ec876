/* instance.c - taking calls: the accept queue, workers and threads. See instance.h. */
#include "models/instance.h"

#include "models/balancer.h"
#include "models/bus.h"
#include "models/call.h"
#include "models/connect.h"
#include "models/connections.h"
#include "models/flow.h"
#include "models/instance_heap.h"
#include "models/instance_life.h"
#include "models/knock.h"
#include "models/lambda.h"
#include "models/machine_cpu.h"
#include "models/observers.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

/* ---- workers ---- */

/* The list of workers with a free thread, idle longest first. */
static void list_worker(struct instance *instance, uint16_t number)
{
    struct worker *worker = &instance->workers[number];
    if (worker->listed || worker->state != WORKER_UP || worker->busy >= instance->threads)
        return;
    worker->listed = true;
    worker->next = WORKER_NONE;
    if (instance->available == WORKER_NONE)
        instance->available = number;
    else
        instance->workers[instance->available_tail].next = number;
    instance->available_tail = number;
}

static uint16_t pop_worker(struct instance *instance)
{
    const uint16_t number = instance->available;
    instance->available = instance->workers[number].next;
    instance->workers[number].listed = false;
    return number;
}

void instance_list_workers(struct instance *instance)
{
    for (uint16_t w = 0; w < instance->worker_count; w++)
        list_worker(instance, w);
}

void instance_unlist_worker(struct instance *instance, uint16_t number)
{
    uint16_t *link = &instance->available, before = WORKER_NONE;
    while (*link != WORKER_NONE && *link != number) {
        before = *link;
        link = &instance->workers[before].next;
    }
    if (*link == WORKER_NONE)
        return;
    *link = instance->workers[number].next;
    if (instance->available_tail == number)
        instance->available_tail = before;
}

/* A worker that can take a request now, or WORKER_NONE. A lone worker needs no list. */
static inline uint16_t take_worker(struct instance *instance)
{
    if (instance->worker_count == 1) {
        const struct worker *worker = &instance->workers[0];
        return worker->state == WORKER_UP && worker->busy < instance->threads
                   ? 0
                   : WORKER_NONE;
    }
    while (instance->available != WORKER_NONE) {
        const uint16_t number = pop_worker(instance);
        const struct worker *worker = &instance->workers[number];
        if (worker->state == WORKER_UP && worker->busy < instance->threads)
            return number;
    }
    return WORKER_NONE;
}

static inline bool has_room(struct instance *instance)
{
    if (!instance_is_up(instance))
        return false;
    if (instance->worker_count == 1)
        return instance->workers[0].state == WORKER_UP &&
               instance->workers[0].busy < instance->threads;
    const uint16_t number = take_worker(instance);
    if (number == WORKER_NONE)
        return false;
    /* Put back where it was: at the head. */
    instance->workers[number].listed = true;
    instance->workers[number].next = instance->available;
    if (instance->available == WORKER_NONE)
        instance->available_tail = number;
    instance->available = number;
    return true;
}

/* ---- a request gets its thread ---- */

/* gunicorn counts at the start of a request and leaves after it. */
static void count_towards_recycling(struct worker *worker)
{
    worker->served += 1;
    if (worker->served >= worker->limit && worker->state == WORKER_UP)
        worker->state = WORKER_LEAVING;
}

/* What a request costs beyond its steps, in instances that have such things. */
static bool begin_special(struct instance *instance, struct task *task, double now_s)
{
    if (instance->front)
        front_arrive(instance->front, task, now_s);
    timeout_arm(&instance->arbiter, &task->arbiter, task, now_s);
    count_towards_recycling(&instance->workers[task->worker]);
    if (instance->heap > 0 && !instance_heap_admit(instance, task, now_s))
        return false;
    return true;
}

/* It has that worker's thread. */
static inline void begin_on(struct instance *instance, struct task *task, uint16_t number,
                            double now_s)
{
    task->worker = number;
    task->begun = true;
    task->program = &instance->programs[simulation_program_index(task->endpoint)];
    histogram_record(&instance->wait, now_s - task->queued_s);
    if (instance->special && !begin_special(instance, task, now_s)) {
        flow_finish(task, FAILURE_APPLICATION);
        return;
    }
    flow_begin(task, now_s);
}

static inline void begin(struct instance *instance, struct task *task, double now_s)
{
    const uint16_t number = take_worker(instance);
    instance->workers[number].busy++;
    instance->in_flight++;
    area_change(&instance->in_flight_area, 1, now_s);
    if (instance->worker_count > 1)
        list_worker(instance, number);
    begin_on(instance, task, number, now_s);
}

static inline struct task *pop_queued(struct instance *instance, double now_s)
{
    struct task *task = task_queue_pop(&instance->queue);
    area_change(&instance->queue_area, -1, now_s);
    timeout_disarm(&task->waiting);
    return task;
}

static struct task *pop_reserved(struct instance *instance, double now_s)
{
    struct task *task = task_queue_pop(&instance->reserved);
    mailbox_begin(instance->mailbox, task, now_s);
    return task;
}

void instance_drain(struct instance *instance, double now_s)
{
    if (instance->draining)
        return; /* a request that ended at once: the loop below goes on */
    instance->draining = true;
    while ((instance->queue.count || instance->reserved.count) && has_room(instance))
        begin(instance,
              instance->queue.count ? pop_queued(instance, now_s)
                                    : pop_reserved(instance, now_s),
              now_s);
    instance->draining = false;
}

/* ---- a call arrives ---- */

static void refuse(struct instance *instance, struct task *task, double now_s)
{
    instance->refused++;
    if (isnan(instance->refused_at_s))
        instance->refused_at_s = now_s;
    const bool managed = instance->service->kind != KIND_PROCESS;
    if (!managed)
        upstream_break(task);
    flow_finish(task, managed ? FAILURE_THROTTLED : FAILURE_REFUSED);
}

/* The accept queue is full and its SYN is dropped: it will be back. */
static void turn_away(struct instance *instance, struct task *task, double now_s)
{
    instance->calls--; /* until it comes again */
    instance->dropped_syns++;
    if (isnan(instance->refused_at_s))
        instance->refused_at_s = now_s;
    if (task->socket)
        connections_leave(instance, task, now_s);
    instance_disown(task);
    task->instance = NULL;
    task->target = instance;
    simulation_sleep(task, now_s, knock_wait_s(task));
    task->state = TASK_KNOCKING;
    task->retries++;
}

static void enqueue(struct instance *instance, struct task *task, double now_s)
{
    if ((double)instance->queue.count >= instance->backlog) {
        if (instance->service->backlog.full == BACKLOG_RETRY_SYN)
            turn_away(instance, task, now_s);
        else
            refuse(instance, task, now_s);
        return;
    }
    task->state = TASK_QUEUED;
    task_queue_push(&instance->queue, task);
    area_change(&instance->queue_area, 1, now_s);
    timeout_arm(&instance->queue_timeouts, &task->waiting, task, now_s);
}

/* True when the call found no connection or environment, or has to wait for its turn, or
 * was refused, by the rate limit. */
static bool held_by_limit(struct instance *instance, struct task *task, double now_s)
{
    if (instance->connections && !connections_accept(instance, task, now_s)) {
        upstream_break(task);
        flow_finish(task, FAILURE_CONNECTION);
        return true;
    }
    if (instance->lambda && !lambda_admit(instance->lambda, task, now_s)) {
        refuse(instance, task, now_s);
        return true;
    }
    const double wait_s = limit_take(&instance->limit, now_s);
    if (wait_s <= 0)
        return false;
    instance->limited_calls++;
    if (isnan(instance->limited_at_s))
        instance->limited_at_s = now_s;
    if (instance->service->on_limit == LIMIT_FAIL) {
        limit_refund(&instance->limit);
        refuse(instance, task, now_s);
        return true;
    }
    task->state = TASK_TIMER;
    task->limited = true;
    event_queue_schedule(&instance->simulation->engine->queue, task->event,
                         now_s + wait_s);
    return true;
}

void instance_admit(struct instance *instance, struct task *task, double now_s)
{
    if (instance->queue.count == 0 && has_room(instance))
        begin(instance, task, now_s);
    else
        enqueue(instance, task, now_s);
}

void instance_offer(struct instance *instance, struct task *task, double now_s)
{
    instance->calls++;
    task->queued_s = now_s;
    if (!instance_is_up(instance)) {
        connect_fail(instance, task, now_s);
        return;
    }
    instance_adopt(instance, task);
    if (instance->rationed && held_by_limit(instance, task, now_s))
        return;
    instance_admit(instance, task, now_s);
}

void instance_arrive(struct instance *instance, struct task *task, double now_s)
{
    instance->coming--;
    instance_offer(instance, task, now_s);
    observers_wake(instance);
}

void instance_recall(struct instance *instance)
{
    instance->coming--;
    observers_wake(instance);
}

void instance_queue_timed_out(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    task_queue_remove(&instance->queue, task);
    area_change(&instance->queue_area, -1, now_s);
    observers_wake(instance);
    task->state = TASK_DONE;
    flow_finish(task, FAILURE_QUEUE_TIMEOUT);
    simulation_settle(instance->simulation);
}

/* ---- messages ---- */

/* A consumer reserves `prefetch` messages for each of its threads, those at work
 * included (Celery's prefetch multiplier). */
static bool may_reserve(const struct instance *instance, double now_s)
{
    const double prefetch = fmax(1, instance->service->queue.prefetch);
    return instance_is_up(instance) && !instance->withdrawn &&
           instance->messages < prefetch * instance->threads * instance->worker_count &&
           bus_gives(instance->mailbox, now_s);
}

void instance_consume(struct instance *instance, double now_s)
{
    struct task_queue *published = &instance->mailbox->messages;
    if (instance->lambda) {
        lambda_consume(instance->lambda, now_s);
        return;
    }
    while (published->count && may_reserve(instance, now_s))
        mailbox_reserve(instance, task_queue_pop(published));
    if (instance->reserved.count)
        instance_drain(instance, now_s);
}

/* ---- a request gives its thread back ---- */

static void release_special(struct instance *instance, struct task *task, double now_s)
{
    struct worker *worker = &instance->workers[task->worker];
    timeout_disarm(&task->arbiter);
    if (instance->front)
        front_leave(instance->front, task, true, now_s);
    if (task->socket)
        connections_leave(instance, task, now_s);
    if (task->held_bytes > 0) {
        const double bytes = task->held_bytes;
        worker->held_bytes -= bytes;
        task->held_bytes = 0;
        instance_memory(instance, -bytes, 0, 0);
    }
    if (instance->service->memory.leak.per_request_bytes > 0)
        instance_leak(instance, task, instance->service->memory.leak.per_request_bytes);
    if (instance->heap > 0)
        instance_heap_release(instance, task, now_s);
    if (instance->lambda)
        lambda_leave(instance->lambda, task, now_s);
    if (worker->state == WORKER_LEAVING && worker->busy == 0)
        instance_life_recycle(instance, task->worker, now_s);
}

/* Does the thread of a request that ends serve the next one at once? */
static inline bool can_hand_over(const struct instance *instance,
                                 const struct worker *worker)
{
    return instance->lone && instance->queue.count && !instance->special &&
           !instance->draining && instance_is_up(instance) &&
           worker->state == WORKER_UP && worker->busy <= instance->threads;
}

/* What counts threads at work stays as it is: as if the thread had been given back and
 * taken again in the same moment. */
static void hand_over(struct instance *instance, uint16_t number, double now_s)
{
    instance->draining = true;
    begin_on(instance, pop_queued(instance, now_s), number, now_s);
    instance->draining = false;
    if (instance->queue.count && has_room(instance))
        instance_drain(instance, now_s); /* that one ended at once */
}

static void give_back(struct instance *instance, struct task *task, double now_s)
{
    struct worker *worker = &instance->workers[task->worker];
    worker->busy--;
    instance->in_flight--;
    area_change(&instance->in_flight_area, -1, now_s);
    if (instance->special)
        release_special(instance, task, now_s);
    if (task->kind == TASK_MESSAGE)
        instance->messages--;
    instance_disown(task);
    task->instance = NULL;
    if (instance->worker_count > 1)
        list_worker(instance, task->worker);
    if (instance->queue.count || instance->reserved.count)
        instance_drain(instance, now_s);
    if (instance->service->is_consumer)
        instance_consume(instance, now_s);
    observers_wake(instance);
}

void instance_release(struct instance *instance, struct task *task, double now_s)
{
    task->begun = false;
    instance->served++;
    if (can_hand_over(instance, &instance->workers[task->worker])) {
        instance_disown(task);
        task->instance = NULL;
        hand_over(instance, task->worker, now_s);
    } else {
        give_back(instance, task, now_s);
    }
}

void instance_abandon(struct instance *instance, struct task *task, double now_s)
{
    struct worker *worker = &instance->workers[task->worker];
    const double bytes = task->held_bytes;
    task->begun = false;
    task->held_bytes = 0;
    worker->busy--;
    worker->held_bytes -= bytes;
    instance->in_flight--;
    area_change(&instance->in_flight_area, -1, now_s);
    if (task->kind == TASK_MESSAGE)
        instance->messages--;
    if (instance->front)
        front_leave(instance->front, task, false, now_s);
    if (instance->heap > 0)
        instance_heap_release(instance, task, now_s);
    if (bytes > 0)
        instance_memory(instance, -bytes, 0, 0);
}

/* ---- event loops ---- */

void instance_loop(struct instance *instance, struct task *task, double work_s)
{
    struct worker *worker = &instance->workers[task->worker];
    if (worker->looping) {
        task->state = TASK_LOOP;
        task->loop_work_s = work_s;
        task_queue_push(&worker->loop_queue, task);
        return;
    }
    worker->looping = task;
    area_change(&instance->loop_area, 1, engine_now(instance->simulation->engine));
    machine_cpu_run(instance->machine, &instance->cpu, task, work_s);
}

void instance_ran(struct instance *instance, struct task *task)
{
    if (task->worker == WORKER_NONE)
        return;
    struct worker *worker = &instance->workers[task->worker];
    if (worker->looping != task)
        return;
    worker->looping = task_queue_pop(&worker->loop_queue);
    if (worker->looping)
        machine_cpu_run(instance->machine, &instance->cpu, worker->looping,
                        worker->looping->loop_work_s);
    else
        area_change(&instance->loop_area, -1, engine_now(instance->simulation->engine));
}

/* ---- memory ---- */

void instance_memory(struct instance *instance, double anonymous, double cold,
                     double file)
{
    instance->anonymous += anonymous;
    instance->cold += cold;
    instance->file += file;
    area_change(&instance->memory, anonymous + file,
                engine_now(instance->simulation->engine));
    if (instance->watched)
        broker_watch(instance);
    if (!instance->machine)
        return;
    const bool less = anonymous + file < 0;
    if (instance->limited) {
        double swapped = 0;
        memory_limit_add(instance->limited, &anonymous, &cold, &file, &swapped);
        instance->machine->totals.swap -= swapped;
        instance->machine->shared_swap += swapped;
    }
    machine_memory_add(instance->machine, anonymous, cold, file);
    if (less && instance->limited) /* perhaps of its swap only */
        machine_memory_wake(instance->machine);
}

/* Leaked bytes are never touched again: all of them are cold. */
void instance_leak(struct instance *instance, struct task *task, double bytes)
{
    struct worker *worker = &instance->workers[task->worker];
    const double room = instance->service->memory.leak.up_to_bytes - worker->leak_bytes;
    const double leaked = fmin(bytes, fmax(0, room));
    if (leaked <= 0)
        return;
    worker->leak_bytes += leaked;
    instance_memory(instance, leaked, instance->leak_cold_share * leaked, 0);
}

/* ---- changes while running ---- */

void instance_set_threads(struct instance *instance, double threads, double now_s)
{
    instance->threads = threads;
    instance_list_workers(instance);
    instance_drain(instance, now_s);
}
