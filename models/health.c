/* health.c - see health.h. */
#include "models/health.h"

#include "models/cancel.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

struct health_checker {
    struct balancer *balancer;
    const struct health_def *def;
    struct timeout_list timeouts;
    struct distribution timeout;
};

struct balancer *health_balancer(const struct health *health)
{
    return health->checker->balancer;
}

/* Of an instance; NULL: nobody checks it. */
static struct health *health_of(const struct instance *instance)
{
    struct balancer *balancer = instance->balancer;
    return balancer->health ? &balancer->health[instance - balancer->instances] : NULL;
}

/* ---- what callers ask ---- */

bool health_decides(const struct balancer *balancer)
{
    for (uint32_t i = 0; balancer->health && i < balancer->count; i++)
        if (health_is_good(balancer, &balancer->instances[i]))
            return true;
    return false;
}

bool health_is_good(const struct balancer *balancer, const struct instance *instance)
{
    const struct health *health = &balancer->health[instance - balancer->instances];
    return health->good && health->registered && !instance->withdrawn;
}

double health_since_s(const struct balancer *balancer, const struct instance *instance)
{
    return balancer->health[instance - balancer->instances].since_s;
}

/* ---- in and out ---- */

void health_deregister(struct instance *instance)
{
    struct health *health = health_of(instance);
    if (health)
        health->registered = health->good = false;
}

void health_register(struct instance *instance)
{
    struct health *health = health_of(instance);
    if (!health || health->registered)
        return;
    health->registered = health->is_new = true;
    health->passed = health->failed = 0;
}

bool health_has_passed(const struct instance *instance)
{
    const struct health *health = health_of(instance);
    return !health || (health->registered && health->good);
}

/* ---- verdicts ---- */

static void become_good(struct health *health, double now_s)
{
    struct instance *instance = health->instance;
    /* Alone it takes everything at once: nobody else could. */
    health->since_s = health_decides(health_balancer(health)) ? now_s : -INFINITY;
    health->good = true;
    health->is_new = false;
    simulation_note(instance->simulation, "healthy", instance->def->name, "");
}

static void become_bad(struct health *health, enum failure failure)
{
    struct instance *instance = health->instance;
    health->good = false;
    simulation_note(instance->simulation, "unhealthy", instance->def->name,
                    simulation_text(instance->simulation,
                                    "%g health checks failed in a row, the last: %s",
                                    health->failed, failure_names[failure]));
}

void health_answered(struct health *health, enum failure failure, double now_s)
{
    const struct health_def *def = health->checker->def;
    if (!health->registered)
        return; /* asked before it was taken out */
    if (failure == FAILURE_COUNT) {
        health->failed = 0;
        health->passed += 1;
        if (!health->good && health->passed >= (health->is_new ? 1 : def->healthy))
            become_good(health, now_s);
        return;
    }
    health->passed = 0;
    health->failed += 1;
    if (health->failed < def->unhealthy)
        return;
    health->is_new = false;
    if (health->good)
        become_bad(health, failure);
}

/* ---- checks ---- */

static void timed_out(struct task *task, double now_s)
{
    struct balancer *balancer = health_balancer(task->attempt->check);
    health_answered(task->attempt->check, FAILURE_TIMEOUT, now_s);
    pool_give(&balancer->attempts, task->attempt);
    task->attempt = NULL;
    task->detached = true; /* the instance goes on with it */
    if (task->state == TASK_KNOCKING)
        cancel_call(task, now_s);
    simulation_settle(balancer->instances->simulation);
}

static void ask(struct health *health, double now_s)
{
    struct health_checker *checker = health->checker;
    struct simulation *s = health->instance->simulation;
    struct task *task = simulation_task(s, TASK_CALL);
    task->start_s = now_s;
    task->endpoint = checker->def->asks;
    task->attempt = pool_take(&checker->balancer->attempts);
    task->attempt->check = health;
    task->attempt->broken = false;
    timeout_arm(&checker->timeouts, &task->patience, task, now_s);
    instance_offer(health->instance, task, now_s);
}

static void due(void *object, double now_s)
{
    struct health *health = object;
    struct simulation *s = health->instance->simulation;
    event_queue_schedule(&s->engine->queue, health->event,
                         now_s + health->checker->def->interval_s);
    if (health->registered)
        ask(health, now_s);
    simulation_settle(s);
}

static void init_one(struct health *health, struct health_checker *checker,
                     struct instance *instance, struct random *random)
{
    struct event_queue *queue = &instance->simulation->engine->queue;
    const double first_s = checker->def->interval_s * random_uniform(random);
    const double start_s = instance->service->start_at_s;
    health->checker = checker;
    health->instance = instance;
    health->registered = !instance->withdrawn;
    health->good = health->registered && isnan(start_s); /* up from the beginning */
    health->is_new = !health->good;
    health->since_s = -INFINITY;
    health->event = event_queue_register(queue, due, health);
    event_queue_schedule(queue, health->event, first_s);
}

void health_init(struct balancer *balancer)
{
    const struct health_def *def = &balancer->service->balance.health;
    if (!def->given || balancer->count == 0)
        return;
    struct engine *engine = balancer->instances->simulation->engine;
    const char *name =
        arena_format(&engine->arena, "%s.health", balancer->service->item.name);
    struct random *random = engine_stream(engine, name);
    struct health_checker *checker = arena_allocate(&engine->arena, sizeof *checker);
    checker->balancer = balancer;
    checker->def = def;
    checker->timeout = distribution_constant(def->timeout_s);
    timeout_list_init(&checker->timeouts, engine, &checker->timeout, timed_out, name);
    balancer->health =
        arena_array(&engine->arena, balancer->count, sizeof *balancer->health);
    for (uint32_t i = 0; i < balancer->count; i++)
        init_one(&balancer->health[i], checker, &balancer->instances[i], random);
}
