/* ecs.c - see ecs.h. */
#include "models/ecs.h"

#include "models/health.h"
#include "models/instance_life.h"
#include "models/observers.h"
#include "models/outage.h"
#include "models/placement.h"
#include "models/simulation.h"
#include "models/task_slot.h"

#include <math.h>

struct ecs_machine {
    struct ecs *ecs;
    struct machine *machine;
    event_id lost_event; /* it has been down for too long */
};

static bool holds_task(const struct instance *instance)
{
    return instance->service->task.given && !instance->parked;
}

/* ---- what the machines have left ---- */

static bool is_free(const struct instance *slot)
{
    return slot->parked && !slot->leaving && slot->state == INSTANCE_DOWN &&
           slot->failures == 0;
}

static struct instance *free_slot(const struct ecs_service *tasks,
                                  const struct machine *machine)
{
    for (uint32_t i = 0; i < service_def_all(tasks->service); i++)
        if (tasks->slots[i].machine == machine && is_free(&tasks->slots[i]))
            return &tasks->slots[i];
    return NULL;
}

static struct placement_seat seat_on(const struct ecs_service *tasks,
                                     const struct machine *machine)
{
    struct placement_seat seat = {
        .machine = machine->def,
        .left = placement_registered(machine->def->host),
        .down = machine->down,
        .absent = machine->off || machine->booting || machine->leaving,
        .full = !free_slot(tasks, machine),
    };
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        const struct instance *instance = machine->instances[i];
        if (!holds_task(instance))
            continue;
        const struct placement_size task = placement_task(instance->service);
        seat.left.units -= task.units;
        seat.left.bytes -= task.bytes;
        seat.tasks += instance->service == tasks->service;
    }
    return seat;
}

static void look(const struct ecs *ecs, struct ecs_service *tasks)
{
    const struct task_def *def = &tasks->service->task;
    for (uint32_t i = 0; i < def->machine_count; i++)
        tasks->seats[i] = seat_on(tasks, &ecs->simulation->machines[def->machines[i]]);
}

static struct instance *choose(const struct ecs *ecs, struct ecs_service *tasks)
{
    const struct task_def *def = &tasks->service->task;
    look(ecs, tasks);
    const uint32_t seat =
        placement_choose(tasks->seats, def->machine_count, placement_task(tasks->service),
                         (enum ecs_placement)tasks->service->ecs.placement);
    if (seat == PLACEMENT_NONE)
        return NULL;
    return free_slot(tasks, &ecs->simulation->machines[def->machines[seat]]);
}

struct instance *ecs_choose(struct ecs *ecs, const struct service_def *service)
{
    return choose(ecs, &ecs->services[service->index]);
}

double ecs_reserved(const struct ecs *ecs, const struct service_def *service)
{
    struct ecs_service *tasks = &ecs->services[service->index];
    struct placement_size all = {0, 0}, left = {0, 0};
    look(ecs, tasks);
    for (uint32_t i = 0; i < service->task.machine_count; i++) {
        const struct placement_seat *seat = &tasks->seats[i];
        const struct placement_size whole = placement_registered(seat->machine->host);
        if (seat->down || seat->absent)
            continue;
        all = (struct placement_size){all.units + whole.units, all.bytes + whole.bytes};
        left = (struct placement_size){left.units + seat->left.units,
                                       left.bytes + seat->left.bytes};
    }
    return all.bytes > 0 ? 1 - fmin(left.units / all.units, left.bytes / all.bytes) : 1;
}

/* ---- tasks come ---- */

static void start(struct instance *slot, double now_s)
{
    slot->parked = false;
    slot->withdrawn = slot->joins = true;
    instance_life_start(slot, now_s);
}

void ecs_joined(struct instance *instance, double now_s)
{
    instance->joins = instance->withdrawn = false;
    health_register(instance);
    if (instance->service->is_consumer)
        instance_consume(instance, now_s);
}

static uint32_t placed(const struct ecs_service *tasks)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < service_def_all(tasks->service); i++)
        count += task_slot_stays(&tasks->slots[i]);
    return count;
}

static const char *why_not(const struct ecs *ecs, const struct ecs_service *tasks)
{
    if (tasks->service->fargate.given)
        return "the others wait until a zone is back or a task has left";
    return placement_why(tasks->seats, tasks->service->task.machine_count,
                         placement_task(tasks->service), ecs->simulation->result);
}

static void tell(const struct ecs *ecs, struct ecs_service *tasks, uint32_t missing)
{
    struct simulation *s = ecs->simulation;
    const char *name = tasks->service->item.name;
    if (missing == tasks->missing)
        return;
    if (missing == 0)
        simulation_note(s, "placed", name,
                        simulation_text(s, "all %u tasks", tasks->wanted));
    else
        simulation_note(
            s, "unplaced", name,
            simulation_text(s, "%u of %u %s; %s", tasks->wanted - missing, tasks->wanted,
                            tasks->wanted - missing == 1 ? "is placed" : "are placed",
                            why_not(ecs, tasks)));
    tasks->missing = missing;
}

static void fill(struct ecs *ecs, struct ecs_service *tasks, double now_s)
{
    struct instance *slot;
    if (!tasks->service || tasks->slots->deploy)
        return;
    uint32_t count = placed(tasks);
    while (count < tasks->wanted && (slot = choose(ecs, tasks))) {
        start(slot, now_s);
        count++;
    }
    area_set(&tasks->placed, count, now_s);
    tasks->placed_least = fmin(tasks->placed_least, count);
    tell(ecs, tasks, tasks->wanted > count ? tasks->wanted - count : 0);
    if (tasks->missing > 0 && isnan(tasks->short_at_s))
        tasks->short_at_s = now_s;
}

static void fill_all(struct ecs *ecs, double now_s)
{
    for (uint32_t i = 0; i < ecs->simulation->design->services.count; i++)
        fill(ecs, &ecs->services[i], now_s);
}

void ecs_room(struct ecs *ecs, double now_s)
{
    fill_all(ecs, now_s);
}

void ecs_want(struct ecs *ecs, const struct service_def *service, uint32_t wanted,
              double now_s)
{
    ecs->services[service->index].wanted = wanted;
    fill(ecs, &ecs->services[service->index], now_s);
}

/* ---- machines go and come ---- */

static void give_up(struct instance *instance, double now_s)
{
    instance_life_stop(instance, now_s);
    instance->parked = instance->withdrawn = true;
    instance->joins = false;
    health_deregister(instance);
    observers_wake(instance);
}

static void tell_lost(const struct machine *machine, unsigned tasks)
{
    struct simulation *s = machine->simulation;
    if (tasks == 0)
        return;
    if (design_is_fargate(machine->def->host))
        simulation_note(s, "task_lost", machine->def->name, "another task starts");
    else
        simulation_note(s, "tasks_lost", machine->def->name,
                        simulation_text(s, "%u task%s to start elsewhere", tasks,
                                        tasks == 1 ? "" : "s"));
}

static void lost(void *object, double now_s)
{
    const struct ecs_machine *lost = object;
    struct machine *machine = lost->machine;
    struct simulation *s = lost->ecs->simulation;
    unsigned tasks = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (holds_task(machine->instances[i])) {
            give_up(machine->instances[i], now_s);
            tasks++;
        }
    tell_lost(machine, tasks);
    if (design_is_fargate(machine->def->host) && !outage_holds(s, machine->def->zone))
        machine_renew(machine, now_s);
    fill_all(lost->ecs, now_s);
    simulation_settle(s);
}

static struct ecs_machine *own(const struct ecs *ecs, const struct machine *machine)
{
    return &ecs->machines[machine - ecs->simulation->machines];
}

void ecs_machine_down(struct ecs *ecs, const struct machine *machine, double now_s)
{
    event_queue_schedule(&ecs->simulation->engine->queue, own(ecs, machine)->lost_event,
                         now_s + ECS_NOTICE_S);
}

void ecs_machine_up(struct ecs *ecs, const struct machine *machine, double now_s)
{
    event_queue_cancel(&ecs->simulation->engine->queue, own(ecs, machine)->lost_event);
    fill_all(ecs, now_s);
}

void ecs_machine_gone(struct ecs *ecs, const struct machine *machine, double now_s)
{
    ecs_machine_up(ecs, machine, now_s); /* its successor owes nothing */
}

/* ---- set-up ---- */

static bool has_tasks(const struct design *design)
{
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->task.given)
            return true;
    return false;
}

static void init_service(struct ecs_service *tasks, struct simulation *s,
                         const struct service_def *service)
{
    *tasks = (struct ecs_service){
        .service = service,
        .slots = &s->instances[service->first_instance],
        .seats = arena_array(&s->engine->arena, service->task.machine_count,
                             sizeof *tasks->seats),
        .wanted = (uint32_t)service->replicas,
        .short_at_s = NAN,
        .placed_least = INFINITY,
    };
}

void ecs_init(struct simulation *s)
{
    const struct design *design = s->design;
    struct arena *arena = &s->engine->arena;
    if (!has_tasks(design))
        return;
    struct ecs *ecs = s->ecs = arena_allocate(arena, sizeof *ecs);
    ecs->simulation = s;
    ecs->services = arena_array(arena, design->services.count, sizeof *ecs->services);
    ecs->machines = arena_array(arena, design->machine_count, sizeof *ecs->machines);
    for (uint32_t m = 0; m < design->machine_count; m++) {
        struct ecs_machine *machine = &ecs->machines[m];
        *machine = (struct ecs_machine){.ecs = ecs, .machine = &s->machines[m]};
        machine->lost_event = event_queue_register(&s->engine->queue, lost, machine);
    }
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->task.given)
            init_service(&ecs->services[i], s, design_service(design, i));
    fill_all(ecs, 0);
}

void ecs_open_window(struct ecs *ecs, double now_s)
{
    for (uint32_t i = 0; i < ecs->simulation->design->services.count; i++) {
        struct ecs_service *tasks = &ecs->services[i];
        area_advance(&tasks->placed, now_s);
        tasks->placed.area = 0;
        tasks->placed_least = tasks->placed.value;
        tasks->short_at_s = tasks->missing > 0 ? now_s : NAN;
    }
}
