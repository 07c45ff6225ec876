/* world_ecs.c - where the tasks of ECS go when the run begins.
 *
 * Every machine has as many slots for tasks of a service as could ever run there at once:
 * what an empty machine takes, at most all tasks wanted. A slot is an instance. The tasks
 * are placed one after the other (placement.h), service after service, as in the file; the
 * slots they take come first among the service's instances, in the order of placement.
 * The others are spares, which the scheduler uses while the run goes on (ecs.h).
 *
 * A service whose tasks fit nowhere has one slot, which stays empty, so that there is
 * somebody whom its callers do not reach.
 */
#include "sim/world_ecs.h"

#include "models/placement.h"
#include "sim/world_autoscale.h"
#include "sim/world_text.h"

#include <math.h>

#define ECS_RESTART_S 20.0

/* ECS starts another task where one died: so much later, unless the user says when. */
static void restart_complete(struct world *world, struct service_def *service)
{
    const char *path = arena_format(world->arena, "%s.restart", service->item.path);
    char text[UNIT_TEXT];
    if (world_text_given(world, path, "delay"))
        return;
    service->restart.delay_s = fmin(ECS_RESTART_S, service->restart.max_delay_s);
    units_write_duration(text, service->restart.delay_s);
    ledger_add(&world->design->ledger, arena_format(world->arena, "%s.delay", path), text,
               "published", "10 to 30 s until the next task: aws/amazon-ecs-agent#322");
}

void world_ecs_complete(struct world *world, struct service_def *service)
{
    const struct task_def *task = &service->task;
    restart_complete(world, service);
    service->ecs.given = service->task.given = 1;
    world_autoscale_tasks(world, service);
    service->mem_limit_bytes = task->memory_bytes;
    service->cpu_shares = ECS_UNITS_PER_VCPU * task->cpu;
    service->start_at_s = NAN;
}

/* ---- what is reserved ---- */

static uint32_t tasks_on(const struct world_seats *seats, uint32_t machine)
{
    uint32_t tasks = 0;
    for (uint32_t i = 0; i < seats->used; i++)
        tasks += seats->machines[i] == machine;
    return tasks;
}

static void reserve(struct placement_seat *seat, struct placement_size task,
                    uint32_t tasks)
{
    seat->left.units -= tasks * task.units;
    seat->left.bytes -= tasks * task.bytes;
}

static struct placement_seat *seats_before(struct world *world,
                                           const struct service_def *service,
                                           const struct world_seats *placed)
{
    const struct task_def *tasks = &service->task;
    struct placement_seat *seats =
        arena_array(world->arena, tasks->machine_count, sizeof(*seats));
    for (uint32_t i = 0; i < tasks->machine_count; i++) {
        const struct machine_def *machine = &world->design->machines[tasks->machines[i]];
        seats[i].machine = machine;
        seats[i].absent = machine->standby;
        seats[i].left = placement_registered(machine->host);
        for (uint32_t k = 0; k < service->index; k++) {
            const struct service_def *other = design_service(world->design, k);
            if (other->ecs.given)
                reserve(&seats[i], placement_task(other),
                        tasks_on(&placed[k], tasks->machines[i]));
        }
    }
    return seats;
}

/* ---- placing ---- */

static uint32_t room_on(const struct world *world, uint32_t machine,
                        struct placement_size task, uint32_t most)
{
    const uint32_t room = placement_room(world->design->machines[machine].host, task);
    return room < most ? room : most;
}

struct world_seats world_ecs_place(struct world *world, const struct service_def *service,
                                   const struct world_seats *placed, uint32_t most)
{
    const struct task_def *tasks = &service->task;
    const struct placement_size task = placement_task(service);
    struct placement_seat *seats = seats_before(world, service, placed);
    struct world_seats slots = {.count = 0};
    uint32_t all = 0;
    for (uint32_t i = 0; i < tasks->machine_count; i++)
        all += room_on(world, tasks->machines[i], task, most);
    slots.machines = arena_array(world->arena, all + 1, sizeof(uint32_t));
    while (slots.used < service->replicas) {
        const uint32_t seat =
            placement_choose(seats, tasks->machine_count, task,
                             (enum ecs_placement)service->ecs.placement);
        if (seat == PLACEMENT_NONE)
            break;
        slots.machines[slots.used++] = tasks->machines[seat];
        seats[seat].tasks++;
        reserve(&seats[seat], task, 1);
    }
    slots.count = slots.used;
    for (uint32_t i = 0; i < tasks->machine_count; i++)
        for (uint32_t n = seats[i].tasks;
             n < room_on(world, tasks->machines[i], task, most); n++)
            slots.machines[slots.count++] = tasks->machines[i];
    if (slots.count == 0 && tasks->machine_count > 0)
        slots.machines[slots.count++] = tasks->machines[0];
    return slots;
}

/* ---- warnings ---- */

static void warn_host(struct world *world, const struct service_def *service,
                      const struct host_def *host)
{
    if (!host->is_catalog || world_text_given(world, host->item.path, "os"))
        return;
    error_list_warn(
        world->errors, host->item.place, host->item.path,
        "runs tasks of ECS (%s) on ubuntu-22.04, the default; ECS's own image "
        "is `os: ecs-optimized`",
        service->item.name);
}

void world_ecs_warn(struct world *world)
{
    const struct design *design = world->design;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        const struct task_def *tasks = &service->task;
        for (uint32_t m = 0; service->ecs.given && m < tasks->machine_count; m++)
            if (design->machines[tasks->machines[m]].number == 0)
                warn_host(world, service, design->machines[tasks->machines[m]].host);
    }
}
