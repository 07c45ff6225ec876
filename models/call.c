/* call.c - see call.h. */
#include "models/call.h"

#include "models/balancer.h"
#include "models/call_guard.h"
#include "models/cancel.h"
#include "models/connections.h"
#include "models/flow.h"
#include "models/gateway.h"
#include "models/instance.h"
#include "models/machine.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

static struct pool_state *pool_for(const struct task *task)
{
    const struct instance *instance = task->instance;
    const uint32_t callee = task->op->call->callee->service->index;
    for (uint32_t i = 0; i < instance->service->pools.count; i++)
        if (instance->pools[i].def->service_index == callee)
            return &instance->pools[i];
    return NULL;
}

/* ---- the way there ---- */

static struct task *make_child(struct task *caller, double now_s)
{
    struct task *child = simulation_task(caller->simulation, TASK_CALL);
    child->parent = caller;
    child->start_s = now_s;
    child->endpoint = caller->op->call->callee;
    child->pooled = caller->pool != NULL;
    caller->child = child;
    caller->state = TASK_CALLING;
    timeout_arm(caller->op->timeouts, &child->patience, child, now_s);
    return child;
}

static void send(struct task *caller, double now_s)
{
    struct simulation *simulation = caller->simulation;
    struct task *child = make_child(caller, now_s);
    struct balancer *balancer = &simulation->balancers[child->endpoint->service->index];
    if (balancer->tracked)
        upstream_send(balancer_of_caller(balancer, caller), child, now_s);
    else if (balancer->instances->withdrawn)
        flow_finish(child, FAILURE_UNAVAILABLE);
    else
        simulation_deliver(simulation, child, caller->instance->machine,
                           balancer->instances, now_s);
}

/* Its own, and where it leaves one of the NAT gateway. */
static bool has_connection(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    const bool leaves = task->op->call->leaves;
    if (leaves && !gateway_open(task, now_s))
        return false;
    if (!instance->connections || connections_call(instance, task, now_s))
        return true;
    if (leaves)
        gateway_close(task, now_s);
    return false;
}

/* What may fail the call before it has a connection: FAILURE_COUNT when nothing does. */
static enum failure turned_back(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    task->simulation->sampler.retries += task->retries > 0;
    if (instance->stranded && task->op->call->leaves)
        return FAILURE_CONNECTION; /* no route: nothing is sent */
    if (task->op->call->guarded && !call_guard_admits(task, now_s))
        return FAILURE_CIRCUIT_OPEN;
    if (has_connection(task, now_s))
        return FAILURE_COUNT;
    if (task->op->call->guarded)
        call_guard_record(task, true, now_s);
    return FAILURE_CONNECTION;
}

static void failed(struct task *task, enum failure failure, double now_s);

void call_begin(struct task *task, double now_s)
{
    const enum failure failure = turned_back(task, now_s);
    if (failure != FAILURE_COUNT) {
        failed(task, failure, now_s);
        return;
    }
    struct pool_state *pool =
        task->instance->service->pools.count ? pool_for(task) : NULL;
    if (!pool) {
        send(task, now_s);
        return;
    }
    task->pool = pool;
    if (pool->used < pool->size) {
        area_set(&pool->used_area, ++pool->used, now_s);
        send(task, now_s);
        return;
    }
    task->state = TASK_CONNECTING;
    task_queue_push(&pool->queue, task);
    timeout_arm(&pool->timeouts, &task->waiting, task, now_s);
}

/* ---- connections ---- */

/* A call that fails at once gives its connection back in here: the loop goes on with
 * the next, it does not nest. */
static void hand_on(struct pool_state *pool, double now_s)
{
    if (pool->handing)
        return;
    pool->handing = true;
    while (pool->queue.count && pool->used < pool->size) {
        struct task *next = task_queue_pop(&pool->queue);
        timeout_disarm(&next->waiting);
        area_set(&pool->used_area, ++pool->used, now_s);
        send(next, now_s);
    }
    pool->handing = false;
}

static void give_back(struct task *task, double now_s)
{
    struct pool_state *pool = task->pool;
    if (!pool)
        return;
    task->pool = NULL;
    area_set(&pool->used_area, --pool->used, now_s);
    hand_on(pool, now_s);
}

void call_pool_grown(struct pool_state *pool, double now_s)
{
    hand_on(pool, now_s);
}

/* ---- the way back ---- */

static void go_on(struct task *task)
{
    task->retries = 0;
    task->op++;
    simulation_ready(task->simulation, task);
}

/* Exponential back-off, of which a share is drawn away (`jitter`). */
static double backoff_s(const struct task *task)
{
    const struct call_def *call = task->op->call;
    double delay_s = distribution_draw(&call->backoff, task->op->random);
    delay_s = ldexp(delay_s, (int)task->retries - 1);
    if (call->jitter > 0)
        delay_s *= 1 - call->jitter * random_uniform(task->op->random);
    return delay_s;
}

/* A lookup in a cache that failed: the steps of a miss come next. */
static void miss(struct task *task)
{
    const struct op *op = task->op;
    cache_failed(&task->simulation->caches[(uint32_t)op->number],
                 &task->loops[op->depth]);
    task->op = op->next;
    simulation_ready(task->simulation, task);
}

static void failed(struct task *task, enum failure failure, double now_s)
{
    const struct call_def *call = task->op->call;
    if (task->retries < call->retries &&
        (!call->guarded || call_guard_may_retry(task, now_s))) {
        task->retries++;
        simulation_sleep(task, now_s, backoff_s(task));
        return;
    }
    if (call->on_error == CALL_ERROR_IGNORE) {
        go_on(task);
        return;
    }
    if (call->on_error == CALL_ERROR_MISS) {
        miss(task);
        return;
    }
    task->failure = (uint8_t)failure;
    simulation_ready(task->simulation, task);
}

/* With or without an answer. */
static void ended(struct task *task, bool failed, double now_s)
{
    if (task->op->call->guarded)
        call_guard_record(task, failed, now_s);
    if (task->op->call->leaves)
        gateway_close(task, now_s);
    if (task->upstream)
        connections_called(task->instance, task, now_s);
}

void call_answered(struct task *caller, enum failure failure, double now_s)
{
    caller->child = NULL;
    caller->state = TASK_DONE;
    ended(caller, failure != FAILURE_COUNT, now_s);
    give_back(caller, now_s);
    if (failure == FAILURE_COUNT)
        go_on(caller);
    else
        failed(caller, failure, now_s);
}

/* The callee works on, or is cancelled; one that still knocks, or whose machine died, has
 * nothing to work on. */
static void leave(struct task *caller, struct task *callee, double now_s)
{
    caller->child = NULL;
    callee->parent = NULL;
    callee->detached = true;
    timeout_disarm(&callee->patience);
    if (caller->op->call->cancels || callee->state == TASK_KNOCKING ||
        callee->state == TASK_LOST)
        cancel_call(callee, now_s);
}

void call_expired(struct task *callee, double now_s)
{
    struct task *caller = callee->parent;
    struct attempt *attempt = callee->attempt ? upstream_timed_out(callee, now_s) : NULL;
    leave(caller, callee, now_s);
    if (attempt)
        upstream_resend(attempt, make_child(caller, now_s), now_s);
    else
        call_answered(caller, FAILURE_TIMEOUT, now_s);
    simulation_settle(caller->simulation);
}

void call_pool_timed_out(struct task *task, double now_s)
{
    task_queue_remove(&task->pool->queue, task);
    task->pool = NULL;
    task->state = TASK_DONE;
    ended(task, true, now_s);
    failed(task, FAILURE_POOL_TIMEOUT, now_s);
    simulation_settle(task->simulation);
}

/* ---- killed on the way ---- */

static void forget(struct task *caller, double now_s)
{
    if (caller->op->call->guarded)
        call_guard_forget(caller);
    if (caller->op->call->leaves)
        gateway_close(caller, now_s);
    if (caller->upstream)
        connections_called(caller->instance, caller, now_s);
}

void call_abandon(struct task *caller, double now_s)
{
    if (caller->child && caller->child->attempt)
        upstream_left(caller->child, now_s);
    if (caller->child)
        leave(caller, caller->child, now_s);
    forget(caller, now_s);
    give_back(caller, now_s);
}

void call_stop_connecting(struct task *caller, double now_s)
{
    forget(caller, now_s);
    task_queue_remove(&caller->pool->queue, caller);
    timeout_disarm(&caller->waiting);
    caller->pool = NULL;
}
