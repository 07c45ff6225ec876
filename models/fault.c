/* fault.c - see fault.h. */
#include "models/fault.h"

#include "models/connections.h"
#include "models/deploy.h"
#include "models/instance_life.h"
#include "models/interrupt.h"
#include "models/outage.h"
#include "models/simulation.h"
#include "models/slow.h"

#include <math.h>

/* ---- restarts ---- */

static void restart(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    const struct event_def *def = fault->def;
    const struct host_def *host;
    const struct service_def *service;
    switch (def->target_kind) {
    case TARGET_HOST:
        host = design_host(s->design, def->target_index);
        for (uint32_t i = 0; i < host->machine_count; i++)
            machine_restart(&s->machines[host->first_machine + i], now_s);
        break;
    case TARGET_MACHINE:
        machine_restart(&s->machines[def->target_index], now_s);
        break;
    case TARGET_SERVICE:
        service = design_service(s->design, def->target_index);
        for (uint32_t i = 0; i < service_def_all(service); i++)
            instance_life_restart(&s->instances[service->first_instance + i], now_s);
        break;
    default:
        instance_life_restart(&s->instances[def->target_index], now_s);
    }
}

static bool watches(const struct fault *fault, const struct machine *machine)
{
    const struct event_def *def = fault->def;
    const struct simulation *s = fault->simulation;
    if (def->when != WHEN_UNREACHABLE)
        return false;
    if (def->target_kind == TARGET_HOST)
        return machine->def->host == design_host(s->design, def->target_index);
    return def->target_kind == TARGET_MACHINE &&
           machine == &s->machines[def->target_index];
}

void fault_unreachable(struct simulation *s, struct machine *machine, double now_s)
{
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        struct fault *fault = &s->faults[i];
        if (watches(fault, machine))
            event_queue_schedule(&s->engine->queue, fault->event,
                                 now_s + fmax(0, fault->def->for_s));
    }
}

void fault_reachable(struct simulation *s, struct machine *machine)
{
    for (uint32_t i = 0; i < s->design->events.count; i++)
        if (watches(&s->faults[i], machine))
            event_queue_cancel(&s->engine->queue, s->faults[i].event);
}

/* ---- settings ---- */

static double set_instance(struct instance *instance, const struct set_def *set,
                           double value, double now_s)
{
    double before = 0;
    struct pool_state *pool;
    switch (set->setting) {
    case SETTING_THREADS:
    case SETTING_CONCURRENCY:
        before = instance->threads;
        instance_set_threads(instance, value, now_s);
        break;
    case SETTING_BACKLOG:
        before = instance->backlog;
        instance->backlog = value;
        break;
    case SETTING_RATE_LIMIT:
        before = instance->limit.rate_per_s;
        limit_init(&instance->limit, value);
        instance->limit.since_s = now_s;
        break;
    case SETTING_POOL_SIZE:
        pool = &instance->pools[set->sub_index];
        before = pool->wanted;
        connections_resize_pool(instance, pool, value, now_s);
        break;
    default:
        break;
    }
    return before;
}

static double set_cpu(struct instance *instance, const struct set_def *set, double value)
{
    struct cpu_group *group = &instance->cpu;
    double before = 0;
    if (!instance->machine)
        return 0;
    machine_cpu_touch_all(instance->machine);
    cpu_group_advance(group, engine_now(instance->machine->engine));
    switch (set->setting) {
    case SETTING_CPUS:
        before = group->quota;
        group->quota = value;
        instance->machine->alone = false;
        group->quota_empty = false;
        break;
    case SETTING_CPU_SHARES:
        before = group->weight;
        group->weight = value;
        break;
    case SETTING_BACKGROUND:
        before = group->background;
        group->background = value;
        instance->machine->alone = false;
        group->background_threads = ceil(value);
        break;
    default:
        break;
    }
    return before;
}

static double set_service(struct simulation *s, const struct set_def *set, double value,
                          double now_s)
{
    const struct service_def *service = design_service(s->design, set->index);
    const bool cpu = set->setting == SETTING_CPUS || set->setting == SETTING_CPU_SHARES ||
                     set->setting == SETTING_BACKGROUND;
    double before = 0;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        struct instance *instance = &s->instances[service->first_instance + i];
        before = cpu ? set_cpu(instance, set, value)
                     : set_instance(instance, set, value, now_s);
    }
    return before;
}

static double set_traffic(struct simulation *s, const struct set_def *set, double value,
                          double now_s)
{
    struct traffic *traffic = &s->traffic[set->index];
    if (set->setting == SETTING_BLOCKED) {
        const double was = traffic->blocked;
        traffic->blocked = value;
        return was;
    }
    const double given = traffic->open ? traffic->def->rate_per_s : traffic->def->vus;
    const double before = traffic->profile.scale * given;
    traffic_set(traffic, value, now_s);
    return before;
}

static double apply(struct simulation *s, const struct set_def *set, double value,
                    double now_s)
{
    if (set->setting == SETTING_RATE || set->setting == SETTING_VUS ||
        set->setting == SETTING_BLOCKED)
        return set_traffic(s, set, value, now_s);
    return set_service(s, set, value, now_s);
}

static const char *value_text(struct simulation *s, double value)
{
    return isinf(value) ? "unlimited" : simulation_text(s, "%g", value);
}

static void set_all(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    const struct set_def *sets = fault->def->sets.items;
    for (uint32_t i = 0; i < fault->def->sets.count; i++) {
        fault->before[i] = apply(s, &sets[i], sets[i].value, now_s);
        simulation_note(s, "set", sets[i].path,
                        simulation_text(s, "from %s to %s",
                                        value_text(s, fault->before[i]),
                                        value_text(s, sets[i].value)));
    }
    if (!isnan(fault->def->for_s))
        event_queue_schedule(&s->engine->queue, fault->undo, now_s + fault->def->for_s);
}

static void put_back(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    const struct set_def *sets = fault->def->sets.items;
    for (uint32_t i = 0; i < fault->def->sets.count; i++) {
        apply(s, &sets[i], fault->before[i], now_s);
        simulation_note(
            s, "set", sets[i].path,
            simulation_text(s, "back to %s", value_text(s, fault->before[i])));
    }
}

/* What holds for a time is over. */
static void end(struct fault *fault, double now_s)
{
    switch (fault->def->kind) {
    case EVENT_SLOW:
        slow_end(fault->simulation, fault->def);
        break;
    case EVENT_SET:
        put_back(fault, now_s);
        break;
    default:
        outage_end(fault, now_s);
    }
}

static void slow_down(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    slow_begin(s, fault->def);
    if (!isnan(fault->def->for_s))
        event_queue_schedule(&s->engine->queue, fault->undo, now_s + fault->def->for_s);
}

static void is_over(void *object, double now_s)
{
    struct fault *fault = object;
    end(fault, now_s);
    simulation_settle(fault->simulation);
}

/* What ends now ends before the next begins, or that would find, and later bring back,
 * a value that was never meant to stay. */
static void end_others(struct simulation *s, double now_s)
{
    struct event_queue *queue = &s->engine->queue;
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        if (event_queue_time(queue, s->faults[i].undo) > now_s)
            continue;
        event_queue_cancel(queue, s->faults[i].undo);
        end(&s->faults[i], now_s);
    }
}

/* ---- their time ---- */

static void happen(void *object, double now_s)
{
    struct fault *fault = object;
    fault->waiting = false;
    end_others(fault->simulation, now_s);
    switch (fault->def->kind) {
    case EVENT_SET:
        set_all(fault, now_s);
        break;
    case EVENT_SLOW:
        slow_down(fault, now_s);
        break;
    case EVENT_FAIL:
    case EVENT_OUTAGE:
        outage_begin(fault, now_s);
        break;
    case EVENT_DEPLOY:
        deploy_begin(fault->deploy, now_s);
        break;
    case EVENT_INTERRUPT:
        interrupt_begin(fault, now_s);
        break;
    default:
        restart(fault, now_s);
    }
    simulation_settle(fault->simulation);
}

static bool is_due(const struct fault *fault)
{
    if (fault->waiting || (fault->deploy && deploy_is_open(fault->deploy)))
        return true;
    return fault->open && !isnan(fault->def->for_s);
}

bool fault_is_due(const struct simulation *s)
{
    for (uint32_t i = 0; i < s->design->events.count; i++)
        if (is_due(&s->faults[i]))
            return true;
    return false;
}

void fault_close(struct simulation *s)
{
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        struct fault *fault = &s->faults[i];
        outage_close(fault, engine_now(s->engine));
        if (fault->deploy)
            deploy_close(fault->deploy, engine_now(s->engine));
    }
}

void fault_init(struct simulation *s)
{
    const struct event_def *events = s->design->events.items;
    const uint32_t count = s->design->events.count;
    struct event_queue *queue = &s->engine->queue;
    s->faults = arena_array(&s->engine->arena, count, sizeof *s->faults);
    for (uint32_t i = 0; i < count; i++) {
        struct fault *fault = &s->faults[i];
        fault->def = &events[i];
        fault->simulation = s;
        fault->event = event_queue_register(queue, happen, fault);
        fault->undo = event_queue_register(queue, is_over, fault);
        fault->before =
            arena_array(&s->engine->arena, events[i].sets.count, sizeof(double));
        if (events[i].kind == EVENT_DEPLOY)
            fault->deploy = deploy_create(fault);
        if (events[i].kind == EVENT_INTERRUPT)
            interrupt_init(fault);
        if (events[i].when == WHEN_TIME) {
            fault->waiting = events[i].at_s <= s->end_s;
            event_queue_schedule(queue, fault->event, events[i].at_s);
        }
    }
}
