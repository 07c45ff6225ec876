/* placement.c - see placement.h. */
#include "models/placement.h"

#include "sim/core/arena.h"

#include <math.h>
#include <string.h>

enum { PLACEMENT_TOLD = 3 }; /* machines told one by one */

struct placement_size placement_task(const struct service_def *service)
{
    const struct task_def *task = &service->task;
    return (struct placement_size){round(ECS_UNITS_PER_VCPU * task->cpu),
                                   task->memory_bytes};
}

/* ECS_RESERVED_MEMORY is 0 unless set: memory-management.md. */
struct placement_size placement_registered(const struct host_def *host)
{
    const struct instance_type *type = &host->instance;
    return (struct placement_size){ECS_UNITS_PER_VCPU * type->vcpus,
                                   isnan(type->os_memory_bytes) ? type->memory_bytes
                                                                : type->os_memory_bytes};
}

uint32_t placement_room(const struct host_def *host, struct placement_size task)
{
    const struct placement_size all = placement_registered(host);
    return (uint32_t)fmin(floor(all.units / task.units), floor(all.bytes / task.bytes));
}

/* ---- which ---- */

static bool fits(const struct placement_seat *seat, struct placement_size task)
{
    return !seat->down && !seat->absent && !seat->full &&
           task.units <= seat->left.units && task.bytes <= seat->left.bytes;
}

static uint32_t tasks_in_zone(const struct placement_seat *seats, uint32_t count,
                              const char *zone)
{
    uint32_t tasks = 0;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(seats[i].machine->zone, zone) == 0)
            tasks += seats[i].tasks;
    return tasks;
}

/* Would the task rather go to a than to b? */
static bool is_better(const struct placement_seat *seats, uint32_t count, uint32_t a,
                      uint32_t b, enum ecs_placement strategy)
{
    if (strategy == ECS_BINPACK)
        return seats[a].left.bytes < seats[b].left.bytes;
    const uint32_t there = tasks_in_zone(seats, count, seats[a].machine->zone);
    const uint32_t here = tasks_in_zone(seats, count, seats[b].machine->zone);
    return there != here ? there < here : seats[a].tasks < seats[b].tasks;
}

uint32_t placement_choose(const struct placement_seat *seats, uint32_t count,
                          struct placement_size task, enum ecs_placement strategy)
{
    uint32_t best = PLACEMENT_NONE;
    for (uint32_t i = 0; i < count; i++)
        if (fits(&seats[i], task) &&
            (best == PLACEMENT_NONE || is_better(seats, count, i, best, strategy)))
            best = i;
    return best;
}

/* ---- why not ---- */

static const char *size_text(struct placement_size size, const char *unit,
                             struct arena *arena)
{
    char bytes[UNIT_TEXT];
    units_write_size(bytes, size.bytes);
    return arena_format(arena, "%s and %.0f%s", bytes, size.units, unit);
}

/* Do both offer the same? Then one sentence is about both. */
static bool are_alike(const struct placement_seat *a, const struct placement_seat *b)
{
    const struct placement_size x = placement_registered(a->machine->host);
    const struct placement_size y = placement_registered(b->machine->host);
    if (a->absent || b->absent)
        return a->absent == b->absent;
    if (a->down || b->down)
        return a->down == b->down;
    return x.units == y.units && x.bytes == y.bytes && a->left.units == b->left.units &&
           a->left.bytes == b->left.bytes;
}

/* Those like the first, from there on; 0 when an earlier one was like it. */
static uint32_t count_alike(const struct placement_seat *seats, uint32_t count,
                            uint32_t first)
{
    uint32_t alike = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!are_alike(&seats[i], &seats[first]))
            continue;
        if (i < first)
            return 0;
        alike++;
    }
    return alike;
}

/* What machines that cannot take it have to offer, of so many alike. An empty one speaks
 * for its type. */
static const char *offer_text(const struct placement_seat *seat, uint32_t alike,
                              struct arena *arena)
{
    const struct host_def *host = seat->machine->host;
    const struct placement_size all = placement_registered(host);
    const char *name = seat->machine->name, *whole = size_text(all, "", arena);
    const bool empty = seat->left.units == all.units && seat->left.bytes == all.bytes;
    const bool several = alike > 1;
    if (empty && !seat->down && host->is_catalog)
        return arena_format(arena, "%s registers %s", host->instance.item.name, whole);
    if (several)
        name = arena_format(arena, "%s and %u more", name, alike - 1);
    if (seat->down)
        return arena_format(arena, "%s %s down", name, several ? "are" : "is");
    if (empty)
        return arena_format(arena, "%s %s %s", name, several ? "register" : "registers",
                            whole);
    return arena_format(arena, "%s %s %s left of %s", name, several ? "have" : "has",
                        size_text(seat->left, "", arena), whole);
}

const char *placement_why(const struct placement_seat *seats, uint32_t count,
                          struct placement_size task, struct arena *arena)
{
    const char *why =
        arena_format(arena, "a task needs %s", size_text(task, " CPU units", arena));
    uint32_t told = 0, more = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t alike = count_alike(seats, count, i);
        if (alike == 0 || seats[i].absent)
            continue;
        if (told == PLACEMENT_TOLD) {
            more += alike;
            continue;
        }
        why = arena_format(arena, "%s%s %s", why, told++ ? "," : ";",
                           offer_text(&seats[i], alike, arena));
    }
    if (more > 0)
        why = arena_format(arena, "%s, %u more have no room either", why, more);
    return why;
}
