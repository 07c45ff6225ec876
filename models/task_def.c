/* task_def.c - see task_def.h. */
#include "models/task_def.h"

#define MIB 1048576.0

/* Less than 6 MiB is no container: awsdocs, task_definition_parameters.md. */
/* clang-format off */
#define AT(member) offsetof(struct task_def, member)
static const struct field task_def_fields[] = {
    {.key = "cpu", .kind = FIELD_NUMBER, .offset = AT(cpu), .min = 0.01, .max = 192,
     .flags = FIELD_REQUIRED, .help = "vCPUs; 1024 CPU units each."},
    {.key = "memory", .kind = FIELD_SIZE, .offset = AT(memory_bytes),
     .min = 6 * MIB, .max = 24576 * 1024 * MIB, .flags = FIELD_REQUIRED,
     .help = "Memory, which is its limit as well."},
};
#undef AT
/* clang-format on */

const struct table task_def_table = {
    .name = "task",
    .size = sizeof(struct task_def),
    .help = "What a task of ECS or Fargate reserves.",
    .fields = task_def_fields,
    .count = FIELD_COUNT_OF(task_def_fields),
};
