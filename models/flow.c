/* flow.c - see flow.h.
 *
 * Before its steps a request may have to wait for its memory (per_request), for the
 * latency of a managed service, and pay a TLS handshake: the prelude, task->phase.
 */
#include "models/flow.h"

#include "models/call.h"
#include "models/connections.h"
#include "models/dynamodb.h"
#include "models/instance.h"
#include "models/instance_life.h"
#include "models/jvm.h"
#include "models/knock.h"
#include "models/lambda.h"
#include "models/machine_cpu.h"
#include "models/tls.h"
#include "models/traffic.h"
#include "models/transfer.h"
#include "models/upstream.h"

#include <math.h>

/* Touching fresh memory: page faults and clearing, for each MiB (MODEL.md, "Memory
 * arrives over time"). */
#define MEMORY_TOUCH_S_PER_MIB 0.2e-3
/* A step's memory arrives in so many parts, each with its share of that work. */
#define MEMORY_PARTS 16

enum phase { PHASE_MEMORY, PHASE_LATENCY, PHASE_TLS, PHASE_STEPS };

/* ---- the end ---- */

static void join(struct task *parent, enum failure failure)
{
    if (failure != FAILURE_COUNT)
        parent->failure = (uint8_t)failure;
    if (--parent->children == 0)
        simulation_ready(parent->simulation, parent);
}

/* Tells the task that waits for this one. */
static void reply_inside(struct task *task, enum failure failure, double now_s)
{
    struct task *parent = task->parent;
    const enum task_kind kind = task->kind;
    if (kind == TASK_BRANCH) {
        parent->held_bytes += task->held_bytes; /* until the endpoint returns */
        task->held_bytes = 0;
    }
    if (kind == TASK_MESSAGE)
        mailbox_done(task, failure);
    simulation_task_free(task);
    if (kind == TASK_CALL && parent)
        call_answered(parent, failure, now_s);
    else if (kind == TASK_BRANCH)
        join(parent, failure);
}

/* Tells whoever waits for it. */
static inline void reply(struct task *task, const struct instance *from,
                         enum failure failure, double now_s)
{
    if (task->simulation->slowed && slow_reply(task, from, failure, now_s))
        return; /* on its way */
    if (task->attempt && upstream_replied(task, failure, now_s))
        return; /* it is tried elsewhere */
    if (task->kind == TASK_REQUEST)
        traffic_reply(task, failure, now_s);
    else
        reply_inside(task, failure, now_s);
}

static inline void finish(struct task *task, enum failure failure, double now_s)
{
    struct instance *instance = task->instance;
    task->state = TASK_DONE;
    if (task->begun) {
        instance_release(instance, task, now_s);
        simulation_settle_early(task->simulation);
    } else if (instance) {
        if (task->socket)
            connections_leave(instance, task, now_s);
        instance_disown(task);
        task->instance = NULL;
    }
    reply(task, instance, failure, now_s);
}

void flow_reply(struct task *task, const struct instance *from, enum failure failure,
                double now_s)
{
    reply(task, from, failure, now_s);
}

void flow_finish(struct task *task, enum failure failure)
{
    finish(task, failure, engine_now(task->simulation->engine));
}

/* ---- single steps; each returns true when the task has to wait ---- */

static inline __attribute__((always_inline)) bool begin_work(struct task *task,
                                                             double work_s, double now_s)
{
    struct instance *instance = task->instance;
    if (work_s <= 0)
        return false;
    if (!instance->machine)
        simulation_sleep(task, now_s, work_s * instance->s_per_cpu_s);
    else if (instance->async)
        instance_loop(instance, task, work_s);
    else
        machine_cpu_run(instance->machine, &instance->cpu, task, work_s);
    return true;
}

static __attribute__((noinline)) bool run(struct task *task, double work_s, double now_s)
{
    return begin_work(task, work_s, now_s);
}

/* Of a table: its units are there, or it is throttled. */
static bool step_units(struct task *task, const struct op *op, double now_s)
{
    const enum dynamodb_way way = op->kind == OP_READ ? DYNAMODB_READ : DYNAMODB_WRITE;
    if (dynamodb_take(task->instance->dynamodb, way, op->operations, now_s))
        return false;
    flow_finish(task, FAILURE_THROTTLED);
    return true;
}

static bool step_io(struct task *task, const struct op *op, double now_s)
{
    struct instance *instance = task->instance;
    if (op->kind == OP_READ)
        instance->reads++;
    else
        instance->writes++;
    if (instance->dynamodb)
        return step_units(task, op, now_s);
    if (!instance->machine)
        return false;
    struct volume *volume = &instance->machine->volume;
    const double done_s = volume_submit(volume, now_s, op->operations, op->number);
    if (volume->page_bytes > 0)
        volume_count_requests(volume, op->number, op->kind == OP_WRITE);
    simulation_sleep(task, now_s, done_s - now_s);
    task->state = TASK_IO;
    machine_cpu_block(instance->machine, 1);
    return true;
}

/* One part after the other: first the CPU work, then the memory, then the next. */
static bool step_memory(struct task *task, const struct op *op, double now_s)
{
    struct instance *instance = task->instance;
    const double part = op->number / MEMORY_PARTS;
    instance->special = true;
    while (task->progress < op->number) {
        if (!task->chunk_paid) {
            task->chunk_paid = true;
            if (run(task, part / 1048576.0 * MEMORY_TOUCH_S_PER_MIB, now_s))
                return true;
        }
        task->chunk_paid = false;
        task->progress += part;
        task->held_bytes += part;
        instance->workers[task->worker].held_bytes += part;
        if (instance->machine && !machine_memory_allocate(instance->machine, task, part))
            return true;
    }
    task->progress = 0;
    task->op++;
    return false;
}

/* Garbage is collected with the CPU work of its request (instance_heap.h); a request
 * without any pays for it here. */
static bool step_allocate(struct task *task, const struct op *op, double now_s)
{
    const struct instance *instance = task->instance;
    if (instance->heap <= 0 || task->program->cpu_mean_s > 0)
        return false;
    return run(
        task, op->number * jvm_collection_s_per_byte(instance->heap, instance->heap_live),
        now_s);
}

static void step_fork(struct task *task, const struct op *op)
{
    task->state = TASK_FORKED;
    task->children = op->count;
    task->op = op->next;
    for (uint16_t i = 0; i < op->count; i++) {
        struct task *branch = simulation_task(task->simulation, TASK_BRANCH);
        branch->parent = task;
        branch->worker = task->worker;
        branch->program = task->program;
        branch->phase = PHASE_STEPS;
        branch->op = op->targets[i];
        instance_adopt(task->instance, branch);
        simulation_ready(task->simulation, branch);
    }
}

static const struct op *step_choose(const struct op *op)
{
    const double u = random_uniform(op->random);
    for (uint16_t i = 0; i < op->count; i++)
        if (u < op->limits[i])
            return op->targets[i];
    return op->next;
}

/* Blocked, it comes here again. */
static bool step_publish(struct task *task, const struct op *op, double now_s)
{
    struct broker *broker =
        task->simulation->mailboxes[op->publish->service->index].broker;
    if (broker && broker_blocks(broker, task, now_s))
        return true;
    task->op = op + 1;
    const enum failure failure = mailbox_publish(task->simulation, op->publish, now_s);
    if (failure == FAILURE_COUNT) {
        task->instance->delivered += op->publish->service->kind == KIND_PROCESS;
        return false;
    }
    flow_finish(task, failure);
    return true;
}

static struct cache *cache_of(const struct task *task, const struct op *op)
{
    return &task->simulation->caches[(uint32_t)op->number];
}

static const struct op *step_cache(struct task *task, const struct op *op)
{
    return cache_hits(cache_of(task, op), &task->loops[op->depth]) ? op->next : op + 1;
}

static bool step_fail(struct task *task, const struct op *op)
{
    if (random_uniform(op->random) >= op->number)
        return false;
    flow_finish(task, FAILURE_APPLICATION);
    return true;
}

static bool step_loop(struct task *task, const struct op *op)
{
    if (op->kind == OP_LOOP) {
        task->loops[op->depth] = (uint32_t)op->number;
        return op->number > 0;
    }
    return --task->loops[op->depth] > 0;
}

/* Any step: true when the walk ends here, because the task waits or is over. */
static __attribute__((noinline)) bool step(struct task *task, const struct op *op,
                                           double now_s)
{
    switch (op->kind) {
    case OP_END:
        flow_finish(task, FAILURE_COUNT);
        return true;
    case OP_CPU:
        task->op = op + 1;
        return run(task, distribution_draw(op->duration, op->random), now_s);
    case OP_SLEEP:
        task->op = op + 1;
        simulation_sleep(task, now_s, distribution_draw(op->duration, op->random));
        return true;
    case OP_READ:
    case OP_WRITE:
        task->op = op + 1;
        return step_io(task, op, now_s);
    case OP_MEMORY:
        return step_memory(task, op, now_s);
    case OP_ALLOCATE:
        task->op = op + 1;
        return step_allocate(task, op, now_s);
    case OP_LEAK:
        task->op = op + 1;
        instance_leak(task->instance, task, op->number);
        return false;
    case OP_CALL:
        call_begin(task, now_s);
        return true;
    case OP_PUBLISH:
        return step_publish(task, op, now_s);
    case OP_FORK:
        step_fork(task, op);
        return true;
    case OP_CHOOSE:
        task->op = step_choose(op);
        return false;
    case OP_JUMP:
        task->op = op->next;
        return false;
    case OP_LOOP:
        task->op = step_loop(task, op) ? op + 1 : op->next;
        return false;
    case OP_AGAIN:
        task->op = step_loop(task, op) ? op->next : op + 1;
        return false;
    case OP_SEND:
        task->op = op + 1;
        return transfer_begin(task, op->number, now_s);
    case OP_FAIL:
        task->op = op + 1;
        return step_fail(task, op);
    case OP_CACHE:
        task->op = step_cache(task, op);
        return false;
    case OP_FILL:
        task->op = op + 1;
        cache_fill(cache_of(task, op), task->loops[op->depth]);
        return false;
    }
    return true;
}

/* ---- what comes before the steps ---- */

static bool take_memory(struct task *task)
{
    struct instance *instance = task->instance;
    const double bytes = instance->service->memory.per_request_bytes;
    if (bytes <= 0 || !instance->machine)
        return true;
    task->held_bytes += bytes;
    instance->workers[task->worker].held_bytes += bytes;
    return machine_memory_allocate(instance->machine, task, bytes);
}

/* Over a new connection that a network load balancer has passed on. */
static bool is_passed_on(const struct task *task)
{
    const struct task *caller = task->kind == TASK_CALL ? task->parent : NULL;
    return caller && caller->instance->service->kind == KIND_NLB &&
           caller->new_connection;
}

static double handshake_s(struct task *task)
{
    const struct instance *instance = task->instance;
    const struct tls_def *tls = &instance->service->tls;
    if (tls->certificate < 0 || !(task->new_connection || is_passed_on(task)))
        return 0;
    task->new_connection = false;
    return tls_handshake_s(tls, random_uniform(instance->tls_random) < tls->resumed);
}

/* Of a managed service, with the cold start of a lambda. */
static double latency_s(struct task *task, double now_s)
{
    const struct instance *instance = task->instance;
    const double own_s =
        distribution_draw(&instance->service->latency, instance->latency_random);
    if (!instance->lambda)
        return own_s;
    return own_s + lambda_prepare_s(instance->lambda, task, now_s + own_s);
}

/* True when the task has to wait. */
static bool prelude(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    switch (task->phase++) {
    case PHASE_MEMORY:
        return !take_memory(task);
    case PHASE_LATENCY:
        if (instance->service->kind == KIND_PROCESS &&
            distribution_is_zero(&instance->service->latency))
            return false; /* rds has a latency and a machine */
        simulation_sleep(task, now_s, latency_s(task, now_s));
        return true;
    case PHASE_TLS:
        if (instance->lambda)
            lambda_run(instance->lambda, task, now_s);
        return instance->machine && run(task, handshake_s(task), now_s);
    default:
        return false;
    }
}

/* ---- walking ---- */

/* What does not walk: an instance that starts, a task that failed while it waited. True
 * when all is done, or the prelude has to wait. */
static __attribute__((noinline)) bool stops_before(struct task *task, double now_s)
{
    if (task->kind == TASK_START) {
        instance_life_step(task, now_s);
        return true;
    }
    if (task->failure != FAILURE_COUNT) {
        flow_finish(task, task->failure);
        return true;
    }
    while (task->phase < PHASE_STEPS)
        if (prelude(task, now_s))
            return true;
    return false;
}

/* CPU work and the end, which every request has, come before the switch. */
void flow_advance(struct task *task, double now_s)
{
    if ((task->phase < PHASE_STEPS || task->failure != FAILURE_COUNT ||
         task->kind == TASK_START) &&
        stops_before(task, now_s))
        return;
    for (;;) {
        const struct op *op = task->op;
        if (op->kind == OP_CPU) {
            task->op = op + 1;
            if (begin_work(task, distribution_draw(op->duration, op->random), now_s))
                return;
        } else if (op->kind == OP_END) {
            finish(task, FAILURE_COUNT, now_s);
            return;
        } else if (step(task, op, now_s)) {
            return;
        }
    }
}

void flow_begin(struct task *task, double now_s)
{
    task->op = task->program->first;
    task->retries = 0;
    task->phase = task->instance->prelude ? PHASE_MEMORY : PHASE_STEPS;
    flow_advance(task, now_s);
}

void flow_cpu_done(struct task *task, double now_s)
{
    task->state = TASK_DONE;
    if (task->instance->async)
        instance_ran(task->instance, task);
    flow_advance(task, now_s);
}

void flow_timer(void *object, double now_s)
{
    struct task *task = object;
    struct simulation *simulation = task->simulation;
    struct instance *target = task->target;
    const bool knocks = task->state == TASK_KNOCKING;
    if (task->state == TASK_IO)
        machine_cpu_block(task->instance->machine, -1);
    task->state = TASK_DONE;
    if (target) {
        task->target = NULL;
        if (knock_is_over(task)) {
            upstream_break(task);
            flow_finish(task, FAILURE_CONNECTION);
        } else if (knocks) {
            instance_offer(target, task, now_s);
        } else {
            instance_arrive(target, task, now_s);
        }
    } else if (task->limited) {
        task->limited = false;
        instance_admit(task->instance, task, now_s);
    } else if (!task->instance) {
        if (task->attempt)
            upstream_again(task, now_s);
        else
            traffic_send(task, now_s);
    } else {
        flow_advance(task, now_s);
    }
    simulation_settle(simulation);
}
