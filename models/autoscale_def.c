/* autoscale_def.c - the keys of `autoscale`.
 *
 * What `target`, `above` and `below` mean follows from the metric: a share, or calls a
 * second; so they are texts here and read where the scenario is put together
 * (world_autoscale.c), which also completes what depends on other keys.
 */
#include "models/autoscale_def.h"

/* clang-format off */
static const struct choice autoscale_def_policies[] = {
    {"target", SCALING_TARGET, false},
    {"step", SCALING_STEP, false},
    {"schedule", SCALING_SCHEDULE, false},
    {NULL, 0, false},
};

static const struct choice autoscale_def_metrics[] = {
    {"cpu", SCALING_CPU, false},
    {"memory", SCALING_MEMORY, false},
    {"requests", SCALING_REQUESTS, false},
    {"reservation", SCALING_RESERVATION, false},
    {NULL, 0, false},
};

static const struct choice autoscale_def_task_metrics[] = {
    {"cpu", SCALING_CPU, false},
    {"memory", SCALING_MEMORY, false},
    {"requests", SCALING_REQUESTS, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct scaling_step_def, member)
static const struct field autoscale_def_step_fields[] = {
    {.key = "above", .kind = FIELD_TEXT, .offset = AT(above_text),
     .help = "The step is taken while the metric is above this; of several the highest "
             "counts."},
    {.key = "below", .kind = FIELD_TEXT, .offset = AT(below_text),
     .help = "The step is taken while the metric is below this; of several the lowest "
             "counts."},
    {.key = "add", .kind = FIELD_NUMBER, .offset = AT(add), .min = -10000, .max = 10000,
     .flags = FIELD_REQUIRED,
     .help = "Machines or tasks, whole: more than 0 with `above`, less than 0 with `below`."},
};
#undef AT

static const struct table autoscale_def_step = {
    .name = "scaling_step", .size = sizeof(struct scaling_step_def),
    .help = "One step of policy step: how far the metric is off, and what that changes.",
    .fields = autoscale_def_step_fields,
    .count = FIELD_COUNT_OF(autoscale_def_step_fields),
};

#define AT(member) offsetof(struct scaling_schedule_def, member)
static const struct field autoscale_def_schedule_fields[] = {
    {.key = "at", .kind = FIELD_DURATION, .offset = AT(at_s), .flags = FIELD_REQUIRED,
     .help = "Time since the run began."},
    {.key = "min", .kind = FIELD_COUNT, .offset = AT(min), .min = 1, .max = 10000,
     .help = "Least of them from then on; default as before."},
    {.key = "max", .kind = FIELD_COUNT, .offset = AT(max), .min = 1, .max = 10000,
     .help = "Most of them from then on, up to the own `max`; default as before."},
    {.key = "every", .kind = FIELD_DURATION, .offset = AT(every_s), .min = 60,
     .max = 1e9, .help = "Again after each such time, such as 24h; default only once."},
};
#undef AT

static const struct table autoscale_def_schedule = {
    .name = "scaling_schedule", .size = sizeof(struct scaling_schedule_def),
    .help = "Other limits from a time on.",
    .fields = autoscale_def_schedule_fields,
    .count = FIELD_COUNT_OF(autoscale_def_schedule_fields),
};

#define AT(member) offsetof(struct autoscale_def, member)
static const struct field autoscale_def_fields[] = {
    {.key = "min", .kind = FIELD_COUNT, .offset = AT(min), .standard = "1", .min = 1,
     .max = 10000, .help = "Least machines. They are billed all month."},
    {.key = "max", .kind = FIELD_COUNT, .offset = AT(max), .min = 1, .max = 10000,
     .flags = FIELD_REQUIRED, .help = "Most machines."},
    {.key = "policy", .kind = FIELD_CHOICE, .offset = AT(policy), .standard = "target",
     .choices = autoscale_def_policies,
     .help = "target keeps the metric at `target`; step adds and removes by `steps`; "
             "schedule follows `schedule` alone."},
    {.key = "metric", .kind = FIELD_CHOICE, .offset = AT(metric), .standard = "cpu",
     .choices = autoscale_def_metrics,
     .help = "What is averaged over the machines, minute by minute: cpu and memory as a "
             "share, requests as calls a second for each machine; reservation is that of an ECS "
             "capacity provider, the machines that its tasks need of those there."},
    {.key = "target", .kind = FIELD_TEXT, .offset = AT(target_text),
     .help = "Policy target: the value to keep, such as 60%, or 50/s with metric "
             "requests."},
    {.key = "service", .kind = FIELD_TEXT, .offset = AT(service),
     .help = "Metric requests: the service whose calls are counted; needed where several "
             "run on the host."},
    {.key = "steps", .kind = FIELD_LIST, .offset = AT(steps),
     .table = &autoscale_def_step, .help = "Policy step: what to add and to remove."},
    {.key = "schedule", .kind = FIELD_LIST, .offset = AT(schedule),
     .table = &autoscale_def_schedule,
     .help = "Limits that change with time; beside any policy."},
    {.key = "boot", .kind = FIELD_DISTRIBUTION, .offset = AT(boot), .standard = "45s",
     .help = "From asking for a machine to its running system; it is billed meanwhile."},
    {.key = "pull", .kind = FIELD_DISTRIBUTION, .offset = AT(pull), .standard = "0s",
     .help = "Fetching the images after that, before the services start."},
    {.key = "warmup", .kind = FIELD_DURATION, .offset = AT(warmup_s),
     .standard = "300s", .max = 3600,
     .help = "For so long a machine that serves does not count in the metric, and "
             "nothing is scaled in. Metric reservation: nor out, for so long since one was "
             "asked for."},
    {.key = "protect", .kind = FIELD_FLAG, .offset = AT(protect), .standard = "false",
     .help = "Never scales in."},
    {.key = "drain", .kind = FIELD_DURATION, .offset = AT(drain_s), .standard = "300s",
     .max = 3600,
     .help = "Time that a machine about to go has for what it is serving; then the rest "
             "is killed."},
};
#undef AT

const struct table autoscale_def_table = {
    .name = "autoscale", .size = sizeof(struct autoscale_def),
    .help = "A group of machines that grows and shrinks. It begins with the host's "
            "`count`, default `min`.",
    .fields = autoscale_def_fields, .count = FIELD_COUNT_OF(autoscale_def_fields),
};
#define AT(member) offsetof(struct autoscale_def, member)
static const struct field autoscale_def_tasks_fields[] = {
    {.key = "min", .kind = FIELD_COUNT, .offset = AT(min), .standard = "1", .min = 1,
     .max = 10000, .help = "Least tasks."},
    {.key = "max", .kind = FIELD_COUNT, .offset = AT(max), .min = 1, .max = 10000,
     .flags = FIELD_REQUIRED, .help = "Most tasks."},
    {.key = "policy", .kind = FIELD_CHOICE, .offset = AT(policy), .standard = "target",
     .choices = autoscale_def_policies,
     .help = "target keeps the metric at `target`; step adds and removes by `steps`; "
             "schedule follows `schedule` alone."},
    {.key = "metric", .kind = FIELD_CHOICE, .offset = AT(metric), .standard = "cpu",
     .choices = autoscale_def_task_metrics,
     .help = "What is averaged over the tasks, minute by minute: cpu and memory as a "
             "share of what a task reserves, requests as calls a second for each task."},
    {.key = "target", .kind = FIELD_TEXT, .offset = AT(target_text),
     .help = "Policy target: the value to keep, such as 60%, or 50/s with metric "
             "requests."},
    {.key = "steps", .kind = FIELD_LIST, .offset = AT(steps),
     .table = &autoscale_def_step, .help = "Policy step: what to add and to remove."},
    {.key = "schedule", .kind = FIELD_LIST, .offset = AT(schedule),
     .table = &autoscale_def_schedule,
     .help = "Limits that change with time; beside any policy."},
    {.key = "warmup", .kind = FIELD_DURATION, .offset = AT(warmup_s),
     .standard = "300s", .max = 3600,
     .help = "For so long a task that serves does not count in the metric, and nothing "
             "is scaled in."},
    {.key = "protect", .kind = FIELD_FLAG, .offset = AT(protect), .standard = "false",
     .help = "Never scales in."},
    {.key = "drain", .kind = FIELD_DURATION, .offset = AT(drain_s), .standard = "300s",
     .max = 3600,
     .help = "Time that a task about to go has for what it is serving; then the rest is "
             "killed."},
};
#undef AT

const struct table autoscale_def_tasks = {
    .name = "autoscale_tasks", .size = sizeof(struct autoscale_def),
    .help = "Tasks that are started and stopped with the load. It begins with the "
            "service's `replicas`, default `min`.",
    .fields = autoscale_def_tasks_fields,
    .count = FIELD_COUNT_OF(autoscale_def_tasks_fields),
};
/* clang-format on */
