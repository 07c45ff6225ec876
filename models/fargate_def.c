/* fargate_def.c - see fargate_def.h. */
#include "models/fargate_def.h"

#include "models/host_def.h"
#include "models/process_def.h"

#include <math.h>

#define FARGATE_GIB 1073741824.0

/* awsdocs, amazon-ecs-developer-guide, task_definition_parameters.md (2023-06-15). */
const struct fargate_size fargate_def_sizes[] = {
    {0.25, 0.5, 2, 1}, {0.5, 1, 4, 1}, {1, 2, 8, 1},     {2, 4, 16, 1},
    {4, 8, 30, 1},     {8, 16, 60, 4}, {16, 32, 120, 8},
};
const uint32_t fargate_def_size_count =
    sizeof(fargate_def_sizes) / sizeof(fargate_def_sizes[0]);

const struct fargate_size *fargate_def_size(double cpu)
{
    for (uint32_t i = 0; i < fargate_def_size_count; i++)
        if (fargate_def_sizes[i].cpu == cpu)
            return &fargate_def_sizes[i];
    return NULL;
}

/* The half GiB of the smallest is outside its steps of one. */
bool fargate_def_has(const struct fargate_size *size, double memory_bytes)
{
    const double gib = memory_bytes / FARGATE_GIB;
    if (gib == size->least_gib)
        return true;
    return gib > size->least_gib && gib <= size->most_gib &&
           fmod(gib, size->step_gib) == 0;
}

/* clang-format off */
static const struct choice fargate_def_archs[] = {
    {"x86", FARGATE_X86, false},
    {"arm", FARGATE_ARM, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field fargate_def_fields[] = {
    TASK_DEF_KIND,
    {.key = "task", .kind = FIELD_TABLE, .offset = AT(task), .table = &task_def_table,
     .flags = FIELD_REQUIRED,
     .help = "One of Fargate's sizes, such as 0.5 vCPU and 2GiB."},
    TASK_DEF_COUNT,
    {.key = "arch", .kind = FIELD_CHOICE, .offset = AT(fargate.arch), .standard = "x86",
     .choices = fargate_def_archs, .flags = FIELD_LEDGER,
     .help = "Processors: x86, or arm (Graviton)."},
    {.key = "spot", .kind = FIELD_FLAG, .offset = AT(fargate.spot), .standard = "false",
     .flags = FIELD_LEDGER,
     .help = "Fargate Spot: up to 70% off, and AWS may take a task back at two minutes' "
             "notice, which is not simulated."},
    {.key = "pull", .kind = FIELD_DURATION, .offset = AT(fargate.pull_s),
     .help = "From the decision to start a task to the start of its program: network "
             "interface, machine, image; default 30s."},
    TASK_DEF_PROCESS,
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour of a task, in place of the catalog's."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(fargate.zones),
     .table = &host_def_zone, .standard = "[a]", .flags = FIELD_LONE,
     .help = "Availability zones the tasks are dealt over."},
    {.key = "egress", .kind = FIELD_TEXT, .offset = AT(fargate.egress),
     .standard = "internet",
     .help = "How it reaches what is outside: internet, the name of a nat_gateway, or "
             "none: calls to the outside then fail."},
};
#undef AT

static const struct habit fargate_def_habits[] = {
    {"on", "a task of Fargate has a machine of its own"},
    {"mem_limit", "a task's memory, in `task`, is all it has"},
    {"desired_count", "write `replicas`"},
    {NULL, NULL},
};

const struct table fargate_def_table = {
    .name = "fargate", .size = sizeof(struct service_def),
    .help = "Tasks of AWS Fargate: each is a machine of its own, which stands in the report "
            "under the service's name. A task is a program in a container: the keys of a "
            "process apply.",
    .fields = fargate_def_fields, .count = FIELD_COUNT_OF(fargate_def_fields),
    .habits = fargate_def_habits,
};
/* clang-format on */
