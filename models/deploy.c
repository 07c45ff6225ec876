/* deploy.c - see deploy.h. */
#include "models/deploy.h"

#include "models/ecs.h"
#include "models/health.h"
#include "models/instance_life.h"
#include "models/observers.h"
#include "models/simulation.h"

#include <math.h>

enum deploy_phase {
    DEPLOY_IDLE,    /* before its time, or done */
    DEPLOY_WAITING, /* for another deployment of the same service */
    DEPLOY_EXTRA,   /* spares are starting */
    DEPLOY_BATCH,   /* instances are drained, stopped and started */
    DEPLOY_LEAVE,   /* instances are drained and go */
};

struct deploy {
    struct simulation *simulation;
    const struct event_def *def;
    const struct service_def *service;
    enum deploy_phase phase;
    struct instance **before, **extra; /* those that serve; spares that help */
    uint32_t before_count, extra_count;
    struct instance **group; /* those the phase is about */
    uint32_t group_count;
    bool *renewed; /* of the group: stopped, and started anew */
    uint32_t next; /* of `before`: first of the next batch */
    bool expired;  /* the group's time to drain is over */
    uint32_t killed;
    double since_s, failed_before;
    event_id look_event, drain_event;
};

/* ---- instances ---- */

static void observe(struct instance *instance, struct deploy *deploy)
{
    instance->deploy = deploy;
    observers_changed(instance);
}

/* Its machine is off, or comes or goes by itself (scaling_node.h), or it is a task that
 * leaves: nobody waits for it. */
static bool is_gone(const struct instance *instance)
{
    const struct machine *machine = instance->machine;
    return instance->leaving ||
           (machine && (machine->off || machine->booting || machine->leaving));
}

/* It serves again, or for the first time. */
static void admit(struct instance *instance, double now_s)
{
    instance->withdrawn = false;
    if (instance->service->is_consumer && instance_is_up(instance))
        instance_consume(instance, now_s);
}

static void stop(struct deploy *deploy, struct instance *instance, double now_s)
{
    deploy->killed += instance->in_flight + instance->queue.count;
    instance_life_stop(instance, now_s);
}

/* It was started: once up it is checked, where there are health checks, and takes calls
 * unless it `waits` for others. True when it is up and has passed (a check that ends
 * wakes the deployment, as every request in the instance does). */
static bool bring_in(struct instance *instance, bool waits, double now_s)
{
    if (instance->parked)
        return true; /* ECS has given it up with its machine */
    if (!instance_is_up(instance))
        return false;
    health_register(instance);
    if (!waits && instance->withdrawn)
        admit(instance, now_s);
    return health_has_passed(instance);
}

/* ---- groups ---- */

static void take_group(struct deploy *deploy, struct instance **group, uint32_t count,
                       enum deploy_phase phase)
{
    deploy->group = group;
    deploy->group_count = count;
    deploy->phase = phase;
}

/* The group takes no new calls; what it has may finish. */
static void withdraw(struct deploy *deploy, double now_s)
{
    struct event_queue *queue = &deploy->simulation->engine->queue;
    deploy->expired = false;
    for (uint32_t i = 0; i < deploy->group_count; i++) {
        deploy->group[i]->withdrawn = true;
        health_deregister(deploy->group[i]);
        deploy->renewed[i] = false;
    }
    event_queue_schedule(queue, deploy->drain_event, now_s + deploy->def->drain_s);
    deploy_look(deploy);
}

static bool may_stop(const struct deploy *deploy, const struct instance *instance)
{
    return deploy->expired || instance_is_empty(instance) || !instance_is_up(instance);
}

static void begin_batch(struct deploy *deploy, double now_s)
{
    const uint32_t left = deploy->before_count - deploy->next;
    const bool rolling = deploy->def->strategy == STRATEGY_ROLLING;
    const uint32_t batch =
        rolling ? (uint32_t)fmin(deploy->def->batch, left) : deploy->before_count;
    take_group(deploy, &deploy->before[deploy->next], batch, DEPLOY_BATCH);
    deploy->next += batch;
    withdraw(deploy, now_s);
}

/* ---- the whole ---- */

static void begin_next(struct deploy *done, double now_s)
{
    struct simulation *s = done->simulation;
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        struct deploy *deploy = s->faults[i].deploy;
        if (deploy && deploy->phase == DEPLOY_WAITING &&
            deploy->service == done->service) {
            deploy_begin(deploy, now_s);
            return;
        }
    }
}

static void tell_end(struct deploy *deploy, const char *kind, double now_s)
{
    struct simulation *s = deploy->simulation;
    const double failed = simulation_failed(s) - deploy->failed_before;
    char time[UNIT_TEXT], killed[UNIT_TEXT];
    units_write_duration(time, now_s - deploy->since_s);
    units_write_number(killed, deploy->killed);
    simulation_note(
        s, kind, deploy->service->item.name,
        simulation_text(s, "after %s; %s meanwhile%s%s%s", time,
                        simulation_failed_text(s, failed), deploy->killed ? ", " : "",
                        deploy->killed ? killed : "",
                        deploy->killed ? " calls were cut off at the end of drain" : ""));
}

static void release(struct deploy *deploy)
{
    struct simulation *s = deploy->simulation;
    deploy->phase = DEPLOY_IDLE;
    event_queue_cancel(&s->engine->queue, deploy->drain_event);
    event_queue_cancel(&s->engine->queue, deploy->look_event);
    for (uint32_t i = 0; i < service_def_all(deploy->service); i++)
        observe(&s->instances[deploy->service->first_instance + i], NULL);
}

static void finish(struct deploy *deploy, double now_s)
{
    struct simulation *s = deploy->simulation;
    release(deploy);
    tell_end(deploy, "deployed", now_s);
    if (s->ecs)
        ecs_room(s->ecs, now_s);
    begin_next(deploy, now_s);
}

static void begin_leaving(struct deploy *deploy, struct instance **group, uint32_t count,
                          double now_s)
{
    take_group(deploy, group, count, DEPLOY_LEAVE);
    if (count > 0)
        withdraw(deploy, now_s);
    else
        finish(deploy, now_s);
}

/* ---- each phase, looked at when something has changed ---- */

static void look_extra(struct deploy *deploy, double now_s)
{
    const bool blue_green = deploy->def->strategy == STRATEGY_BLUE_GREEN;
    bool all = true;
    for (uint32_t i = 0; i < deploy->extra_count; i++)
        all = (is_gone(deploy->extra[i]) ||
               bring_in(deploy->extra[i], blue_green, now_s)) &&
              all;
    if (!all)
        return;
    if (!blue_green) {
        begin_batch(deploy, now_s);
        return;
    }
    for (uint32_t i = 0; i < deploy->extra_count; i++)
        if (!deploy->extra[i]->parked)
            admit(deploy->extra[i], now_s);
    simulation_note(deploy->simulation, "switch", deploy->service->item.name, "");
    begin_leaving(deploy, deploy->before, deploy->before_count, now_s);
}

static void look_batch(struct deploy *deploy, double now_s)
{
    bool done = true;
    for (uint32_t i = 0; i < deploy->group_count; i++) {
        struct instance *instance = deploy->group[i];
        if (is_gone(instance))
            continue;
        if (!deploy->renewed[i] && may_stop(deploy, instance)) {
            deploy->renewed[i] = true;
            stop(deploy, instance, now_s);
            instance_life_start(instance, now_s);
        }
        done = deploy->renewed[i] && bring_in(instance, false, now_s) && done;
    }
    if (!done)
        return;
    if (deploy->next < deploy->before_count)
        begin_batch(deploy, now_s);
    else
        begin_leaving(deploy, deploy->extra, deploy->extra_count, now_s);
}

static void look_leave(struct deploy *deploy, double now_s)
{
    bool done = true;
    for (uint32_t i = 0; i < deploy->group_count; i++) {
        struct instance *instance = deploy->group[i];
        if (!instance->parked && may_stop(deploy, instance)) {
            stop(deploy, instance, now_s);
            instance->parked = true; /* and stays withdrawn */
        }
        done = done && instance->parked;
    }
    if (done)
        finish(deploy, now_s);
}

static void look(void *object, double now_s)
{
    struct deploy *deploy = object;
    if (deploy->phase == DEPLOY_EXTRA)
        look_extra(deploy, now_s);
    else if (deploy->phase == DEPLOY_BATCH)
        look_batch(deploy, now_s);
    else if (deploy->phase == DEPLOY_LEAVE)
        look_leave(deploy, now_s);
    simulation_settle(deploy->simulation);
}

void deploy_look(struct deploy *deploy)
{
    struct event_queue *queue = &deploy->simulation->engine->queue;
    if (!event_queue_is_pending(queue, deploy->look_event))
        event_queue_schedule(queue, deploy->look_event, queue->now_s);
}

static void drained(void *object, double now_s)
{
    struct deploy *deploy = object;
    deploy->expired = true;
    look(deploy, now_s);
}

/* ---- it begins ---- */

static bool is_busy(const struct deploy *deploy)
{
    return deploy->simulation->instances[deploy->service->first_instance].deploy != NULL;
}

static struct instance *next_spare(const struct deploy *deploy)
{
    struct simulation *s = deploy->simulation;
    struct instance *all = &s->instances[deploy->service->first_instance];
    if (deploy->service->task.given)
        return ecs_choose(s->ecs, deploy->service);
    for (uint32_t i = 0; i < service_def_all(deploy->service); i++)
        if (all[i].parked && !is_gone(&all[i]))
            return &all[i];
    return NULL;
}

/* Those that serve are replaced; as many of the others as are wanted, and as find room,
 * help. */
static void choose_instances(struct deploy *deploy)
{
    struct instance *all =
                        &deploy->simulation->instances[deploy->service->first_instance],
                    *spare;
    deploy->before_count = deploy->extra_count = deploy->next = deploy->killed = 0;
    for (uint32_t i = 0; i < service_def_all(deploy->service); i++) {
        observe(&all[i], deploy);
        if (is_gone(&all[i]))
            continue;
        if (!all[i].parked)
            deploy->before[deploy->before_count++] = &all[i];
    }
    const double wanted = deploy->def->strategy == STRATEGY_BLUE_GREEN
                              ? deploy->before_count
                              : deploy->def->surge;
    while (deploy->extra_count < wanted && (spare = next_spare(deploy))) {
        spare->parked = false;
        deploy->extra[deploy->extra_count++] = spare;
    }
}

static void tell_begin(struct deploy *deploy)
{
    struct simulation *s = deploy->simulation;
    const unsigned count = deploy->before_count, extra = deploy->extra_count;
    const unsigned batch = (unsigned)fmin(deploy->def->batch, count);
    const char *why;
    if (deploy->def->strategy == STRATEGY_BLUE_GREEN)
        why = simulation_text(s, "%u new beside the %u that serve", extra, count);
    else if (deploy->def->strategy == STRATEGY_ALL_AT_ONCE)
        why = simulation_text(s, "all %u at once", count);
    else if (extra)
        why = simulation_text(s, "%u of %u at a time, with %u more meanwhile", batch,
                              count, extra);
    else
        why = simulation_text(s, "%u of %u at a time", batch, count);
    simulation_note(s, "deploy", deploy->service->item.name, why);
}

/* A second set of tasks that ECS has no room for: nothing is deployed. */
static bool lacks_room(const struct deploy *deploy)
{
    return deploy->def->strategy == STRATEGY_BLUE_GREEN &&
           deploy->extra_count < deploy->before_count;
}

static void call_off(struct deploy *deploy, double now_s)
{
    struct simulation *s = deploy->simulation;
    for (uint32_t i = 0; i < deploy->extra_count; i++)
        deploy->extra[i]->parked = true;
    simulation_note(s, "no_room", deploy->service->item.name,
                    simulation_text(s, "%u of the %u tasks of the new set",
                                    deploy->extra_count, deploy->before_count));
    release(deploy);
    begin_next(deploy, now_s);
}

void deploy_begin(struct deploy *deploy, double now_s)
{
    if (is_busy(deploy)) {
        deploy->phase = DEPLOY_WAITING;
        return;
    }
    choose_instances(deploy);
    if (lacks_room(deploy)) {
        call_off(deploy, now_s);
        return;
    }
    deploy->since_s = now_s;
    deploy->failed_before = simulation_failed(deploy->simulation);
    tell_begin(deploy);
    for (uint32_t i = 0; i < deploy->before_count; i++)
        deploy->before[i]->joins = false; /* it serves when the deployment says so */
    take_group(deploy, deploy->extra, deploy->extra_count, DEPLOY_EXTRA);
    for (uint32_t i = 0; i < deploy->extra_count; i++) {
        deploy->extra[i]->withdrawn = true;
        instance_life_start(deploy->extra[i], now_s);
    }
    deploy_look(deploy);
}

bool deploy_is_open(const struct deploy *deploy)
{
    return deploy->phase != DEPLOY_IDLE;
}

void deploy_close(struct deploy *deploy, double now_s)
{
    if (deploy->phase != DEPLOY_IDLE && deploy->phase != DEPLOY_WAITING)
        tell_end(deploy, "deploying", now_s);
}

struct deploy *deploy_create(struct fault *fault)
{
    struct simulation *s = fault->simulation;
    struct arena *arena = &s->engine->arena;
    struct deploy *deploy = arena_allocate(arena, sizeof *deploy);
    const struct service_def *service =
        design_service(s->design, fault->def->target_index);
    const uint32_t all = service_def_all(service);
    *deploy = (struct deploy){.simulation = s, .def = fault->def, .service = service};
    deploy->before = arena_array(arena, all, sizeof(struct instance *));
    deploy->extra = arena_array(arena, all, sizeof(struct instance *));
    deploy->renewed = arena_array(arena, all, sizeof(bool));
    deploy->look_event = event_queue_register(&s->engine->queue, look, deploy);
    deploy->drain_event = event_queue_register(&s->engine->queue, drained, deploy);
    return deploy;
}
