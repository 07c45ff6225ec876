/* lambda.c - see lambda.h. */
#include "models/lambda.h"

#include "models/bus.h"
#include "models/cancel.h"
#include "models/simulation.h"

#include <math.h>

/* ---- environments that wait ---- */

static double idle_oldest_s(const struct lambda *lambda)
{
    return lambda->idle_since[lambda->idle_first];
}

static void idle_expire(struct lambda *lambda, double now_s)
{
    while (lambda->idle_count && now_s - idle_oldest_s(lambda) > lambda->def->idle_s) {
        lambda->idle_first = (lambda->idle_first + 1) % lambda->idle_capacity;
        lambda->idle_count--;
    }
}

static bool idle_take(struct lambda *lambda, double now_s)
{
    idle_expire(lambda, now_s);
    if (lambda->idle_count == 0)
        return false;
    lambda->idle_count--;
    return true;
}

static void idle_grow(struct lambda *lambda)
{
    const uint32_t capacity = lambda->idle_capacity ? 2 * lambda->idle_capacity : 16;
    double *wider = arena_array(&lambda->instance->simulation->engine->arena, capacity,
                                sizeof *wider);
    for (uint32_t i = 0; i < lambda->idle_count; i++)
        wider[i] = lambda->idle_since[(lambda->idle_first + i) % lambda->idle_capacity];
    lambda->idle_since = wider;
    lambda->idle_first = 0;
    lambda->idle_capacity = capacity;
}

static void idle_add(struct lambda *lambda, double now_s)
{
    idle_expire(lambda, now_s);
    if (lambda->idle_count == lambda->idle_capacity)
        idle_grow(lambda);
    const uint32_t at =
        (lambda->idle_first + lambda->idle_count++) % lambda->idle_capacity;
    lambda->idle_since[at] = now_s;
}

static double environments(struct lambda *lambda, double now_s)
{
    idle_expire(lambda, now_s);
    return lambda->def->provisioned + lambda->busy + lambda->idle_count;
}

/* ---- an invocation begins ---- */

/* All that share the pool see it fill. */
static void count_in_flight(struct lambda *lambda, double by, double now_s)
{
    for (struct lambda *member = lambda->pool->members; member; member = member->next)
        area_change(&member->concurrency.used, by, now_s);
}

/* A call is turned away; a message waits for another try. */
static void turn_away(const struct task *task, struct allowance *allowance, double now_s)
{
    if (task->kind != TASK_MESSAGE)
        allowance_throttle(allowance, now_s);
}

/* Beyond what is provisioned: false when the pool is full, or no environment is idle and
 * none may be made. */
static bool admit_on_demand(struct lambda *lambda, struct task *task, double now_s)
{
    if (lambda->pool->busy >= lambda->pool->limit) {
        turn_away(task, &lambda->concurrency, now_s);
        return false;
    }
    task->environment = LAMBDA_WARM;
    if (!idle_take(lambda, now_s)) {
        if (!limit_try(&lambda->starts, 1, now_s)) {
            turn_away(task, &lambda->scaling, now_s);
            return false;
        }
        task->environment = LAMBDA_COLD;
        allowance_spend(&lambda->scaling, 1);
        lambda->cold_starts += 1;
    }
    lambda->busy++;
    lambda->pool->busy++;
    return true;
}

bool lambda_admit(struct lambda *lambda, struct task *task, double now_s)
{
    if (lambda->busy_provisioned < lambda->def->provisioned) {
        task->environment = LAMBDA_PROVISIONED;
        lambda->busy_provisioned++;
    } else if (!admit_on_demand(lambda, task, now_s)) {
        lambda->throttled += task->kind != TASK_MESSAGE;
        return false;
    }
    task->billed_from_s = now_s;
    lambda->invocations += 1;
    lambda->environments_peak =
        fmax(lambda->environments_peak, environments(lambda, now_s));
    count_in_flight(lambda, 1, now_s);
    return true;
}

double lambda_prepare_s(const struct lambda *lambda, struct task *task, double at_s)
{
    task->billed_from_s = at_s;
    if (task->environment != LAMBDA_COLD)
        return 0;
    return distribution_draw(&lambda->def->cold_start, lambda->random);
}

static void timed_out(struct task *task, double now_s)
{
    struct simulation *simulation = task->simulation;
    struct lambda *lambda = task->instance->lambda;
    lambda->timed_out += 1;
    if (task->environment != LAMBDA_PROVISIONED) /* one of those is replaced */
        task->environment = LAMBDA_DEAD;
    cancel_call(task, now_s);
    simulation_settle(simulation);
}

void lambda_run(struct lambda *lambda, struct task *task, double now_s)
{
    timeout_arm(&lambda->timeouts, &task->arbiter, task, now_s);
}

/* ---- it ends ---- */

/* Up to the next millisecond, one at least; a billionth of a second is rounding. */
static double billed_s(double run_s)
{
    return fmax(1, ceil(run_s * 1e3 - 1e-6)) / 1e3;
}

static void wake(struct lambda *lambda, double now_s)
{
    struct event_queue *queue = &lambda->instance->simulation->engine->queue;
    if (lambda->waits && !event_queue_is_pending(queue, lambda->event))
        event_queue_schedule(queue, lambda->event, now_s);
}

void lambda_leave(struct lambda *lambda, struct task *task, double now_s)
{
    const double s = billed_s(now_s - task->billed_from_s);
    count_in_flight(lambda, -1, now_s);
    if (task->environment == LAMBDA_PROVISIONED) {
        lambda->busy_provisioned--;
        lambda->billed_provisioned_s += s;
    } else {
        lambda->busy--;
        lambda->pool->busy--;
        lambda->billed_s += s;
        if (task->environment != LAMBDA_DEAD)
            idle_add(lambda, now_s);
    }
    for (struct lambda *member = lambda->pool->members; member; member = member->next)
        wake(member, now_s);
}

/* ---- messages ---- */

/* Until there is room in the pool, or until the next environment may be made. */
static void wait_for_room(struct lambda *lambda, double now_s)
{
    struct event_queue *queue = &lambda->instance->simulation->engine->queue;
    if (lambda->pool->busy >= lambda->pool->limit)
        lambda->waits = true;
    else if (!event_queue_is_pending(queue, lambda->event))
        event_queue_schedule(queue, lambda->event,
                             now_s + (1 - lambda->starts.tokens) / LAMBDA_SCALING_PER_S);
}

void lambda_consume(struct lambda *lambda, double now_s)
{
    struct instance *instance = lambda->instance;
    struct task_queue *published = &instance->mailbox->messages;
    while (published->count && bus_gives(instance->mailbox, now_s)) {
        struct task *task = published->head;
        if (!lambda_admit(lambda, task, now_s)) {
            wait_for_room(lambda, now_s);
            return;
        }
        task_queue_remove(published, task);
        mailbox_reserve(instance, task);
        instance_drain(instance, now_s);
    }
}

static void room(void *object, double now_s)
{
    struct lambda *lambda = object;
    lambda->waits = false;
    lambda_consume(lambda, now_s);
    simulation_settle(lambda->instance->simulation);
}

/* ---- figures ---- */

void lambda_open_window(struct lambda *lambda, double now_s)
{
    lambda->invocations = lambda->cold_starts = 0;
    lambda->throttled = lambda->timed_out = 0;
    lambda->billed_s = lambda->billed_provisioned_s = 0;
    lambda->environments_peak = environments(lambda, now_s);
    allowance_open_window(&lambda->concurrency);
    allowance_open_window(&lambda->scaling);
}

void lambda_collect(const struct lambda *lambda, struct managed_summary *summary)
{
    summary->throttled = lambda->throttled;
    summary->timed_out = lambda->timed_out;
    summary->invocations = lambda->invocations;
    summary->cold_starts = lambda->cold_starts;
    summary->environments_peak = lambda->environments_peak;
}

/* ---- before time 0 ---- */

static struct lambda_pool *pool_of(struct simulation *s,
                                   const struct service_def *service)
{
    for (uint32_t i = 0; i < service->index; i++) {
        const struct service_def *other = design_service(s->design, i);
        if (lambda_def_share(service, other))
            return s->instances[other->first_instance].lambda->pool;
    }
    struct lambda_pool *pool = arena_allocate(&s->engine->arena, sizeof *pool);
    pool->limit = lambda_def_pool_on_demand(s->design, service);
    return pool;
}

static void init_one(struct simulation *s, const struct service_def *service)
{
    struct engine *engine = s->engine;
    struct instance *instance = &s->instances[service->first_instance];
    struct lambda *lambda = arena_allocate(&engine->arena, sizeof *lambda);
    struct lambda_pool *pool = pool_of(s, service);
    const char *name = service->item.name;
    *lambda = (struct lambda){
        .instance = instance,
        .def = &service->lambda,
        .pool = pool,
        .next = pool->members,
        .timeout = distribution_constant(service->lambda.timeout_s),
        .random = engine_stream(engine, arena_format(&engine->arena, "%s.cold", name)),
        .event = event_queue_register(&engine->queue, room, lambda),
        .concurrency = {.next = &lambda->scaling,
                        .name = "concurrency",
                        .capacity = lambda_def_pool(s->design, service),
                        .is_held = true,
                        .throttled_at_s = NAN},
        .scaling = {.name = "scaling",
                    .capacity = LAMBDA_SCALING_PER_S,
                    .throttled_at_s = NAN},
    };
    limit_init_most(&lambda->starts, LAMBDA_SCALING_PER_S, LAMBDA_SCALING_MOST);
    timeout_list_init(&lambda->timeouts, engine, &lambda->timeout, timed_out,
                      arena_format(&engine->arena, "%s.timeout", name));
    pool->members = lambda;
    instance->lambda = lambda;
    instance->allowances = &lambda->concurrency;
}

void lambda_init(struct simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->design->services.count; i++)
        if (design_service(simulation->design, i)->kind == KIND_LAMBDA)
            init_one(simulation, design_service(simulation->design, i));
}
