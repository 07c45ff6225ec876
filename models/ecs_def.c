/* ecs_def.c - see ecs_def.h. */
#include "models/ecs_def.h"

#include "models/host_def.h"
#include "models/process_def.h"

/* clang-format off */
static const struct choice ecs_def_placements[] = {
    {"spread", ECS_SPREAD, false},
    {"binpack", ECS_BINPACK, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field ecs_def_fields[] = {
    TASK_DEF_KIND,
    {.key = "on", .kind = FIELD_LIST, .offset = AT(on), .table = &process_def_on,
     .flags = FIELD_REQUIRED | FIELD_LONE,
     .help = "The machines of the cluster: a host, a machine, or a list of them."},
    {.key = "task", .kind = FIELD_TABLE, .offset = AT(task), .table = &task_def_table,
     .flags = FIELD_REQUIRED,
     .help = "What a task reserves; one that fits no machine is not placed."},
    TASK_DEF_COUNT,
    {.key = "placement", .kind = FIELD_CHOICE, .offset = AT(ecs.placement),
     .standard = "spread", .choices = ecs_def_placements, .flags = FIELD_LEDGER,
     .help = "spread: over zones, then over machines; binpack: where least memory is "
             "left."},
    TASK_DEF_PROCESS,
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "A fee beside the machines, such as 20 USD/month; ECS itself costs nothing."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(ecs.zones), .table = &host_def_zone,
     .flags = FIELD_LONE,
     .help = "Zones in which tasks may be placed; default all that its machines are in."},
};
#undef AT

static const struct habit ecs_def_habits[] = {
    {"mem_limit", "a task's memory, in `task`, is its limit"},
    {"cpu_shares", "a task's CPU, in `task`, is its weight"},
    {"desired_count", "write `replicas`"},
    {NULL, NULL},
};

const struct table ecs_def_table = {
    .name = "ecs", .size = sizeof(struct service_def),
    .help = "Tasks of Amazon ECS on the user's machines. A task is a program in a "
            "container: the keys of a process apply. A machine offers the memory that its "
            "operating system sees and 1024 CPU units for each vCPU; what tasks reserve of "
            "it is theirs whether they use it or not.",
    .fields = ecs_def_fields, .count = FIELD_COUNT_OF(ecs_def_fields),
    .habits = ecs_def_habits,
};
/* clang-format on */
