/* ecs_def.c - see ecs_def.h. */
#include "models/ecs_def.h"

#include "models/process_def.h"

#define ECS_MIB 1048576.0

/* clang-format off */
static const struct choice ecs_def_placements[] = {
    {"spread", ECS_SPREAD, false},
    {"binpack", ECS_BINPACK, false},
    {NULL, 0, false},
};

/* Less than 6 MiB is no container: awsdocs, task_definition_parameters.md. */
#define AT(member) offsetof(struct task_def, member)
static const struct field ecs_def_task_fields[] = {
    {.key = "cpu", .kind = FIELD_NUMBER, .offset = AT(cpu), .min = 0.01, .max = 192,
     .flags = FIELD_REQUIRED, .help = "vCPUs; 1024 CPU units each."},
    {.key = "memory", .kind = FIELD_SIZE, .offset = AT(memory_bytes),
     .min = 6 * ECS_MIB, .max = 24576 * 1024 * ECS_MIB, .flags = FIELD_REQUIRED,
     .help = "Memory, which is its limit as well."},
};
#undef AT

const struct table ecs_def_task = {
    .name = "task", .size = sizeof(struct task_def),
    .help = "What a task of ECS or Fargate reserves.",
    .fields = ecs_def_task_fields, .count = FIELD_COUNT_OF(ecs_def_task_fields),
};

#define AT(member) offsetof(struct service_def, member)
static const struct field ecs_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "Which managed service this is."},
    {.key = "preset", .kind = FIELD_REFERENCE, .offset = AT(preset),
     .refers = REFERENCE_PRESET,
     .help = "Catalog defaults of the program in the container."},
    {.key = "on", .kind = FIELD_LIST, .offset = AT(on), .table = &process_def_on,
     .flags = FIELD_REQUIRED | FIELD_LONE,
     .help = "The machines of the cluster: a host, a machine, or a list of them."},
    {.key = "task", .kind = FIELD_TABLE, .offset = AT(ecs.task), .table = &ecs_def_task,
     .flags = FIELD_REQUIRED,
     .help = "What a task reserves; one that fits no machine is not placed."},
    {.key = "replicas", .kind = FIELD_COUNT, .offset = AT(replicas), .standard = "1",
     .min = 1, .max = 10000,
     .help = "Tasks wanted (the desired count). With autoscale: when the run begins, "
             "default its min."},
    {.key = "placement", .kind = FIELD_CHOICE, .offset = AT(ecs.placement),
     .standard = "spread", .choices = ecs_def_placements, .flags = FIELD_LEDGER,
     .help = "spread: over zones, then over machines; binpack: where least memory is "
             "left."},
    {.key = "autoscale", .kind = FIELD_TABLE, .offset = AT(autoscale),
     .table = &autoscale_def_tasks, .flags = FIELD_WHOLE,
     .help = "Starts and stops tasks with the load."},
    PROCESS_DEF_WORKERS,
    PROCESS_DEF_MEMORY,
    PROCESS_DEF_ENDPOINTS,
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Time of each call before its steps."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "A fee beside the machines, such as 20 USD/month; ECS itself costs nothing."},
    {.key = "zones", .kind = FIELD_TREE, .flags = FIELD_LATER,
     .help = "Its machines' zones are those of the host."},
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
