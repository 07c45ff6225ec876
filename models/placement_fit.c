/* placement_fit.c - see placement_fit.h. */
#include "models/placement_fit.h"

#include "sim/core/arena.h"

static bool runs_on(const struct instance_def *instance, uint32_t machine)
{
    return instance->machine == machine && !instance->spare &&
           instance->service->ecs.given;
}

/* ---- machines ---- */

static bool is_used(const struct design *design, uint32_t machine)
{
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        for (uint32_t m = 0; service->ecs.given && m < service->task.machine_count; m++)
            if (service->task.machines[m] == machine)
                return true;
    }
    return false;
}

static uint32_t tasks_of(const struct design *design, const struct service_def *service,
                         uint32_t machine)
{
    uint32_t tasks = 0;
    for (uint32_t i = 0; i < service->instance_count; i++)
        tasks += runs_on(&design->instances[service->first_instance + i], machine);
    return tasks;
}

static struct placement_size reserved_on(const struct design *design, uint32_t machine)
{
    struct placement_size sum = {0, 0};
    for (uint32_t i = 0; i < design->instance_count; i++) {
        if (!runs_on(&design->instances[i], machine))
            continue;
        const struct placement_size task = placement_task(design->instances[i].service);
        sum = (struct placement_size){sum.units + task.units, sum.bytes + task.bytes};
    }
    return sum;
}

static void add_machine(struct placement_fit *fit, const struct design *design,
                        uint32_t number, struct arena *arena)
{
    struct placement_fit_machine *machine = &fit->machines[fit->machine_count++];
    machine->machine = &design->machines[number];
    machine->registered = placement_registered(machine->machine->host);
    machine->reserved = reserved_on(design, number);
    machine->tasks = arena_array(arena, fit->service_count, sizeof *machine->tasks);
    for (uint32_t i = 0; i < fit->service_count; i++)
        machine->tasks[i] = tasks_of(design, fit->services[i].service, number);
}

/* ---- services ---- */

static const char *why_not(const struct design *design, const struct service_def *service,
                           struct arena *arena)
{
    const struct task_def *tasks = &service->task;
    struct placement_seat *seats =
        arena_array(arena, tasks->machine_count, sizeof *seats);
    for (uint32_t i = 0; i < tasks->machine_count; i++) {
        const struct machine_def *machine = &design->machines[tasks->machines[i]];
        const struct placement_size all = placement_registered(machine->host);
        const struct placement_size taken = reserved_on(design, tasks->machines[i]);
        seats[i] = (struct placement_seat){
            .machine = machine,
            .absent = machine->standby,
            .left = {all.units - taken.units, all.bytes - taken.bytes}};
    }
    return placement_why(seats, tasks->machine_count, placement_task(service), arena);
}

/* A capacity provider will ask for another machine, on which a task fits. */
static bool may_grow(const struct design *design, const struct service_def *service)
{
    for (uint32_t i = 0; i < service->task.machine_count; i++) {
        const struct machine_def *machine = &design->machines[service->task.machines[i]];
        if (machine->standby && machine->host->autoscale.metric == SCALING_RESERVATION &&
            placement_room(machine->host, placement_task(service)) > 0)
            return true;
    }
    return false;
}

static void add_service(struct placement_fit *fit, const struct design *design,
                        const struct service_def *service, struct arena *arena)
{
    struct placement_fit_service *one = &fit->services[fit->service_count++];
    one->service = service;
    one->wanted = (uint32_t)service->replicas;
    one->placed = service->instance_count;
    if (one->placed < one->wanted)
        one->why = why_not(design, service, arena);
    fit->fits = fit->fits && (!one->why || may_grow(design, service));
}

void placement_fit_init(struct placement_fit *fit, const struct design *design,
                        struct arena *arena)
{
    *fit = (struct placement_fit){
        .machines = arena_array(arena, design->machine_count, sizeof *fit->machines),
        .services = arena_array(arena, design->services.count, sizeof *fit->services),
        .fits = true,
    };
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->ecs.given)
            add_service(fit, design, design_service(design, i), arena);
    for (uint32_t m = 0; m < design->machine_count; m++)
        if (is_used(design, m) && !design->machines[m].standby)
            add_machine(fit, design, m, arena);
}
