/* task_scaler.c - see task_scaler.h. */
#include "models/task_scaler.h"

#include "models/ecs.h"
#include "models/instance_life.h"
#include "models/simulation.h"

#include <math.h>
#include <string.h>

static struct instance *instance_at(const struct task_scaler *t, uint32_t i)
{
    return t->slots[i].instance;
}

static uint32_t count_there(const struct task_scaler *t)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->count; i++)
        count += task_slot_stays(instance_at(t, i));
    return count;
}

static void measure(struct task_scaler *t, double now_s)
{
    area_set(&t->there, count_there(t), now_s);
    t->peak = fmax(t->peak, t->there.value);
}

/* ---- which ---- */

static uint32_t count_beside(const struct task_scaler *t, const struct instance *one,
                             bool zone)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct machine *other = instance_at(t, i)->machine;
        count += task_slot_stays(instance_at(t, i)) &&
                 (zone ? strcmp(other->def->zone, one->machine->def->zone) == 0
                       : other == one->machine);
    }
    return count;
}

/* Does `a` go before `b`, which has the lower number? */
static bool goes_before(const struct task_scaler *t, const struct instance *a,
                        const struct instance *b)
{
    const bool packed = t->service->ecs.given && t->service->ecs.placement == ECS_BINPACK;
    const uint32_t in_a = count_beside(t, a, true), in_b = count_beside(t, b, true);
    const uint32_t on_a = count_beside(t, a, false), on_b = count_beside(t, b, false);
    if (instance_is_up(a) != instance_is_up(b))
        return instance_is_up(b);
    if (!packed && in_a != in_b)
        return in_a > in_b;
    if (on_a != on_b)
        return packed ? on_a < on_b : on_a > on_b;
    return a->up_since_s >= b->up_since_s;
}

static struct task_slot *choose_leaving(const struct task_scaler *t)
{
    struct task_slot *best = NULL;
    for (uint32_t i = 0; i < t->count; i++)
        if (task_slot_stays(instance_at(t, i)) &&
            (!best || goes_before(t, instance_at(t, i), best->instance)))
            best = &t->slots[i];
    return best;
}

/* ---- starting and stopping ---- */

static void reconcile(struct task_scaler *t, double now_s)
{
    struct simulation *s = t->size.simulation;
    const bool deployed = instance_at(t, 0)->deploy != NULL;
    while (!deployed && count_there(t) > t->size.desired)
        task_slot_leave(choose_leaving(t), t->size.def->drain_s, now_s);
    ecs_want(s->ecs, t->service, (uint32_t)t->size.desired, now_s);
    measure(t, now_s);
}

static void changed(void *owner, double now_s)
{
    reconcile(owner, now_s);
}

void task_scaler_left(struct task_scaler *t, double now_s)
{
    ecs_room(t->size.simulation->ecs, now_s);
    measure(t, now_s);
}

/* ---- a minute has passed ---- */

struct reading { /* of one task over the minute */
    double cpu_s, memory, calls;
};

static struct reading read_slot(struct task_slot *slot, double now_s)
{
    const struct instance *instance = slot->instance;
    const struct cpu_group *cpu = &instance->cpu;
    const struct reading now = {cpu->used_s + cpu->rate * (now_s - cpu->since_s),
                                area_at(&instance->memory, now_s),
                                (double)instance->calls};
    const struct reading minute = {now.cpu_s - slot->cpu_s, now.memory - slot->memory,
                                   now.calls - slot->calls};
    slot->cpu_s = now.cpu_s;
    slot->memory = now.memory;
    slot->calls = now.calls;
    return minute;
}

static double metric_of(const struct task_scaler *t, const struct reading *minute)
{
    const struct task_def *task = &t->service->task;
    switch (t->size.def->metric) {
    case SCALING_MEMORY:
        return minute->memory / SCALING_INTERVAL_S / task->memory_bytes;
    case SCALING_REQUESTS:
        return minute->calls / SCALING_INTERVAL_S;
    default:
        return minute->cpu_s / SCALING_INTERVAL_S / task->cpu;
    }
}

/* It serves, and all of this minute lies behind its warm-up. Those that are up when the
 * run begins have been for long. */
static bool counts(const struct task_scaler *t, const struct instance *instance,
                   double now_s)
{
    if (!task_slot_stays(instance) || !instance_is_up(instance) || instance->withdrawn)
        return false;
    return instance->up_since_s <= 0 || instance->up_since_s + t->size.def->warmup_s <=
                                            now_s - SCALING_INTERVAL_S + 1e-6;
}

static struct scaling_view view_now(struct task_scaler *t, double now_s)
{
    double sum = 0, counted = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        const struct reading minute = read_slot(&t->slots[i], now_s);
        if (!counts(t, instance_at(t, i), now_s))
            continue;
        sum += metric_of(t, &minute);
        counted += 1;
    }
    const double there = count_there(t);
    return (struct scaling_view){
        .metric = counted > 0 ? sum / counted : NAN,
        .counted = counted,
        .there = there,
        .warming = counted < there,
    };
}

static void minute(void *object, double now_s)
{
    struct task_scaler *t = object;
    event_queue_schedule(&t->size.simulation->engine->queue, t->minute_event,
                         now_s + SCALING_INTERVAL_S);
    const struct scaling_view view = view_now(t, now_s);
    scaling_size_minute(&t->size, &view, instance_at(t, 0)->deploy != NULL, now_s);
    reconcile(t, now_s);
    simulation_settle(t->size.simulation);
}

/* ---- set-up ---- */

static void init_one(struct task_scaler *t, struct simulation *s,
                     const struct service_def *service)
{
    struct engine *engine = s->engine;
    *t = (struct task_scaler){
        .service = service,
        .count = service_def_all(service),
        .size = {.def = &service->autoscale,
                 .simulation = s,
                 .name = service->item.name,
                 .one = "task",
                 .limited = "task_limit",
                 .owner = t,
                 .changed = changed},
    };
    t->slots = arena_array(&engine->arena, t->count, sizeof *t->slots);
    for (uint32_t i = 0; i < t->count; i++)
        task_slot_init(&t->slots[i], t, &s->instances[service->first_instance + i]);
    t->minute_event = event_queue_register(&engine->queue, minute, t);
    event_queue_schedule(&engine->queue, t->minute_event, SCALING_INTERVAL_S);
    scaling_size_init(&t->size);
    measure(t, 0);
}

void task_scaler_init(struct simulation *s)
{
    const struct design *design = s->design;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++)
        count += design_service(design, i)->autoscale.given == 1;
    s->scalers = arena_array(&s->engine->arena, count, sizeof *s->scalers);
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->autoscale.given)
            init_one(&s->scalers[s->scaler_count++], s, design_service(design, i));
}

struct task_scaler *task_scaler_of(const struct simulation *s,
                                   const struct service_def *service)
{
    for (uint32_t i = 0; i < s->scaler_count; i++)
        if (s->scalers[i].service == service)
            return &s->scalers[i];
    return NULL;
}

/* ---- figures ---- */

/* The instances' figures are about to start afresh within a minute: what was counted of
 * it is what comes on top. CPU goes on. */
static void carry(struct task_slot *slot, double now_s)
{
    const struct reading so_far = read_slot(slot, now_s);
    slot->cpu_s -= so_far.cpu_s;
    slot->memory = -so_far.memory;
    slot->calls = -so_far.calls;
}

void task_scaler_open_window(struct simulation *s, double now_s)
{
    for (uint32_t k = 0; k < s->scaler_count; k++) {
        struct task_scaler *t = &s->scalers[k];
        measure(t, now_s);
        t->there.area = 0;
        t->peak = t->there.value;
        scaling_size_open_window(&t->size);
        for (uint32_t i = 0; i < t->count; i++)
            carry(&t->slots[i], now_s);
    }
}

void task_scaler_collect(struct task_scaler *t, struct instance_summary *sum,
                         double now_s, double window_s)
{
    measure(t, now_s);
    sum->tasks_mean = t->there.area / window_s;
    sum->tasks_peak = t->peak;
    sum->tasks_end = t->there.value;
    sum->scale_outs = t->size.scale_outs;
    sum->scale_ins = t->size.scale_ins;
    sum->tasks_limited_at = t->size.short_at_s;
}
