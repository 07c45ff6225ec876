/* outage.c - see outage.h. */
#include "models/outage.h"

#include "models/instance_life.h"
#include "models/simulation.h"

#include <math.h>
#include <string.h>

/* ---- what is hit ---- */

static bool hits_machines(const struct event_def *def)
{
    return def->target_kind == TARGET_HOST || def->target_kind == TARGET_MACHINE ||
           def->target_kind == TARGET_ZONE;
}

static bool hits_machine(const struct fault *fault, const struct machine *machine)
{
    const struct event_def *def = fault->def;
    const struct simulation *s = fault->simulation;
    switch (def->target_kind) {
    case TARGET_HOST:
        return machine->def->host == design_host(s->design, def->target_index);
    case TARGET_MACHINE:
        return machine == &s->machines[def->target_index];
    case TARGET_ZONE:
        return strcmp(machine->def->zone, def->outage) == 0;
    default:
        return false;
    }
}

static bool hits_instance(const struct fault *fault, const struct instance *instance)
{
    const struct event_def *def = fault->def;
    if (def->target_kind == TARGET_SERVICE)
        return instance->def->service_index == def->target_index;
    if (def->target_kind == TARGET_INSTANCE)
        return instance == &fault->simulation->instances[def->target_index];
    return instance->machine && hits_machine(fault, instance->machine);
}

/* ---- it begins ---- */

static double under_way(const struct fault *fault)
{
    const struct simulation *s = fault->simulation;
    double calls = 0;
    for (uint32_t i = 0; i < s->design->instance_count; i++)
        if (hits_instance(fault, &s->instances[i]))
            calls += s->instances[i].in_flight + s->instances[i].queue.count;
    return calls;
}

static void tell_begin(struct fault *fault)
{
    struct simulation *s = fault->simulation;
    const struct event_def *def = fault->def;
    const double calls = under_way(fault);
    char time[UNIT_TEXT], lost[UNIT_TEXT];
    units_write_number(lost, calls);
    if (!isnan(def->for_s))
        units_write_duration(time, def->for_s);
    simulation_note(
        s, def->outage ? "outage" : "fail", def->outage ? def->outage : def->fail,
        simulation_text(s, "%s%s%s%s%s", isnan(def->for_s) ? "for good" : "for ",
                        isnan(def->for_s) ? "" : time, calls > 0 ? "; " : "",
                        calls > 0 ? lost : "",
                        calls > 1    ? " calls under way are lost"
                        : calls == 1 ? " call under way is lost"
                                     : ""));
}

/* Does the other one's target go down and come back with this one's? */
static bool is_same(const struct event_def *one, const struct event_def *other)
{
    return one->target_kind == other->target_kind &&
           (one->target_kind == TARGET_ZONE ? strcmp(one->outage, other->outage) == 0
                                            : one->target_index == other->target_index);
}

/* The one that tells of it: the first, when its target is down already. */
static struct fault *first_of(struct fault *fault)
{
    const struct simulation *s = fault->simulation;
    for (uint32_t i = 0; i < s->design->events.count; i++)
        if (s->faults[i].open && is_same(s->faults[i].def, fault->def))
            return &s->faults[i];
    return fault;
}

static void hit(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    for (uint32_t m = 0; m < s->design->machine_count; m++)
        if (hits_machine(fault, &s->machines[m]))
            machine_fail(&s->machines[m], now_s);
    if (hits_machines(fault->def))
        return;
    for (uint32_t i = 0; i < s->design->instance_count; i++)
        if (hits_instance(fault, &s->instances[i]))
            instance_life_fail(&s->instances[i], now_s);
}

void outage_begin(struct fault *fault, double now_s)
{
    tell_begin(fault);
    fault->first = first_of(fault);
    fault->first->lasting++;
    if (fault->first == fault) {
        fault->open = true;
        fault->since_s = now_s;
        fault->failed_before = simulation_failed(fault->simulation);
    }
    hit(fault, now_s);
    if (!isnan(fault->def->for_s))
        event_queue_schedule(&fault->simulation->engine->queue, fault->undo,
                             now_s + fault->def->for_s);
}

/* ---- it ends ---- */

void outage_end(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    fault->first->lasting--;
    for (uint32_t m = 0; m < s->design->machine_count; m++)
        if (hits_machine(fault, &s->machines[m]))
            machine_recover(&s->machines[m], now_s);
    if (hits_machines(fault->def))
        return;
    for (uint32_t i = 0; i < s->design->instance_count; i++)
        if (hits_instance(fault, &s->instances[i]))
            instance_life_recover(&s->instances[i], now_s);
}

static bool is_missing(const struct instance *instance, double now_s)
{
    return !instance_is_up(instance) && !instance->parked &&
           !(now_s < instance->service->start_at_s);
}

static bool is_back(const struct fault *fault, double now_s)
{
    const struct simulation *s = fault->simulation;
    for (uint32_t m = 0; m < s->design->machine_count; m++)
        if (s->machines[m].down && !s->machines[m].off &&
            hits_machine(fault, &s->machines[m]))
            return false;
    for (uint32_t i = 0; i < s->design->instance_count; i++)
        if (is_missing(&s->instances[i], now_s) && hits_instance(fault, &s->instances[i]))
            return false;
    return true;
}

static void tell_end(struct fault *fault, const char *kind, double now_s)
{
    struct simulation *s = fault->simulation;
    const struct event_def *def = fault->def;
    const double failed = simulation_failed(s) - fault->failed_before;
    char time[UNIT_TEXT];
    units_write_duration(time, now_s - fault->since_s);
    simulation_note(s, kind,
                    def->outage ? simulation_text(s, "zone %s", def->outage) : def->fail,
                    simulation_text(s, "after %s; %s meanwhile", time,
                                    simulation_failed_text(s, failed)));
}

void outage_ready(struct simulation *s, double now_s)
{
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        struct fault *fault = &s->faults[i];
        const bool may_end = fault->lasting == 0 || hits_machines(fault->def);
        if (!fault->open || !may_end || !is_back(fault, now_s))
            continue;
        fault->open = false;
        tell_end(fault, "recovered", now_s);
    }
}

bool outage_holds(const struct simulation *s, const char *zone)
{
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        const struct fault *fault = &s->faults[i];
        if (fault->open && fault->lasting > 0 && fault->def->outage &&
            strcmp(fault->def->outage, zone) == 0)
            return true;
    }
    return false;
}

void outage_close(struct fault *fault, double now_s)
{
    if (fault->open)
        tell_end(fault, "still_down", now_s);
    fault->open = false;
}
