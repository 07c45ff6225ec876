/* task_def.h - the keys that tasks have wherever they run: on machines of the user's
 * (ecs_def.h) or on Fargate (fargate_def.h).
 *
 * A task is a program in a container: all keys of a process apply. `task` is what it
 * reserves.
 */
#ifndef OVERSTACK_MODELS_TASK_DEF_H
#define OVERSTACK_MODELS_TASK_DEF_H

#include "sim/core/field.h"

struct task_def { /* what a task reserves */
    double cpu;   /* vCPUs */
    double memory_bytes;

    /* Resolved by world: */
    int given;          /* the service consists of tasks */
    uint32_t *machines; /* that may run them, in design.machines */
    uint32_t machine_count;
};

extern const struct table task_def_table;

/* Fields of a struct service_def, see process_def.h. */
/* clang-format off */
#define TASK_DEF_KIND                                                                    \
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),                         \
     .help = "Which managed service this is."},                                          \
    {.key = "preset", .kind = FIELD_REFERENCE, .offset = AT(preset),                     \
     .refers = REFERENCE_PRESET,                                                         \
     .help = "Catalog defaults of the program in the container."}

#define TASK_DEF_COUNT                                                                   \
    {.key = "replicas", .kind = FIELD_COUNT, .offset = AT(replicas), .standard = "1",    \
     .min = 1, .max = 10000,                                                             \
     .help = "Tasks wanted (the desired count). With autoscale: when the run begins, "   \
             "default its min."}

#define TASK_DEF_PROCESS                                                                 \
    {.key = "autoscale", .kind = FIELD_TABLE, .offset = AT(autoscale),                   \
     .table = &autoscale_def_tasks, .flags = FIELD_WHOLE,                                \
     .help = "Starts and stops tasks with the load."},                                   \
    PROCESS_DEF_WORKERS,                                                                 \
    PROCESS_DEF_MEMORY,                                                                  \
    PROCESS_DEF_ENDPOINTS,                                                               \
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),                \
     .standard = "0", .flags = FIELD_LEDGER,                                             \
     .help = "Time of each call before its steps."}
/* clang-format on */

#endif
