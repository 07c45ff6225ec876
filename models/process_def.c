/* process_def.c - the tables inside those of a program, see process_def.h. Memory and the
 * heap have a file of their own.
 */
#include "models/process_def.h"

/* clang-format off */
static const struct field process_def_on_fields[] = {
    {.key = "=where", .kind = FIELD_REFERENCE, .offset = offsetof(struct on_def, where),
     .refers = REFERENCE_MACHINE, .flags = FIELD_REQUIRED,
     .help = "A host, or one of its machines."},
};

const struct table process_def_on = {
    .name = "place", .size = sizeof(struct on_def),
    .help = "A host such as web, or a machine such as \"web[0]\".",
    .fields = process_def_on_fields, .count = FIELD_COUNT_OF(process_def_on_fields),
    .shorthand = "=where",
};

#define AT(member) offsetof(struct recycle_def, member)
static const struct field process_def_recycle_fields[] = {
    {.key = "max_requests", .kind = FIELD_COUNT, .offset = AT(max_requests),
     .standard = "0", .help = "A worker restarts after so many requests; 0 never."},
    {.key = "jitter", .kind = FIELD_COUNT, .offset = AT(jitter), .standard = "0",
     .help = "Up to so many more, drawn once for each worker."},
};
#undef AT

const struct table process_def_recycle = {
    .name = "recycle", .size = sizeof(struct recycle_def),
    .help = "Workers restarted after a number of requests, as gunicorn does.",
    .fields = process_def_recycle_fields,
    .count = FIELD_COUNT_OF(process_def_recycle_fields),
    .shorthand = "max_requests",
};

#define AT(member) offsetof(struct start_def, member)
static const struct field process_def_start_fields[] = {
    {.key = "cpu", .kind = FIELD_DURATION, .offset = AT(cpu_s), .standard = "0",
     .flags = FIELD_LEDGER,
     .help = "CPU work before it serves, in seconds of a speed-1.0 core."},
    {.key = "time", .kind = FIELD_DURATION, .offset = AT(time_s), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Waiting before it serves."},
    {.key = "touch_first", .kind = FIELD_SHARE, .offset = AT(touch_first),
     .standard = "1", .min = 0.001, .max = 1, .flags = FIELD_LEDGER,
     .help = "Share of the start's work by which all its memory is touched."},
};
#undef AT

const struct table process_def_start = {
    .name = "start", .size = sizeof(struct start_def),
    .help = "What a start costs: per worker at a recycle, per instance else.",
    .fields = process_def_start_fields, .count = FIELD_COUNT_OF(process_def_start_fields),
};

static const struct choice process_def_restart_policies[] = {
    {"always", RESTART_ALWAYS, false},
    {"on-failure", RESTART_ON_FAILURE, false},
    {"no", RESTART_NO, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct restart_def, member)
static const struct field process_def_restart_fields[] = {
    {.key = "policy", .kind = FIELD_CHOICE, .offset = AT(policy), .standard = "always",
     .choices = process_def_restart_policies, .flags = FIELD_LEDGER,
     .help = "Whether a dead instance is started again."},
    {.key = "delay", .kind = FIELD_DURATION, .offset = AT(delay_s), .standard = "100ms",
     .min = 0.001, .max = 1e9,
     .help = "Wait before the first restart, doubled before each further one."},
    {.key = "max_delay", .kind = FIELD_DURATION, .offset = AT(max_delay_s),
     .standard = "60s", .help = "The longest wait."},
    {.key = "reset_after", .kind = FIELD_DURATION, .offset = AT(reset_after_s),
     .standard = "10s", .help = "Up for so long, the wait starts over."},
};
#undef AT

const struct table process_def_restart = {
    .name = "restart", .size = sizeof(struct restart_def),
    .help = "What happens after an instance died; Docker's back-off.",
    .fields = process_def_restart_fields,
    .count = FIELD_COUNT_OF(process_def_restart_fields),
    .shorthand = "policy",
};

static const struct field process_def_background_fields[] = {
    {.key = "cpu", .kind = FIELD_NUMBER, .offset = 0, .standard = "0",
     .flags = FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_BACKGROUND,
     .help = "Cores used without traffic, on as many threads as it needs."},
};

const struct table process_def_background = {
    .name = "background", .size = sizeof(double),
    .help = "Work without traffic.",
    .fields = process_def_background_fields,
    .count = FIELD_COUNT_OF(process_def_background_fields),
};

static const struct choice process_def_fulls[] = {
    {"refuse", BACKLOG_REFUSE, false},
    {"retry_syn", BACKLOG_RETRY_SYN, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct backlog_def, member)
static const struct field process_def_backlog_fields[] = {
    {.key = "size", .kind = FIELD_COUNT, .offset = AT(size), .standard = "unlimited",
     .flags = FIELD_LEDGER | FIELD_UNLIMITED | FIELD_SETTABLE, .tag = SETTING_BACKLOG,
     .help = "Calls that may wait for a thread of an instance; one more is refused."},
    {.key = "full", .kind = FIELD_CHOICE, .offset = AT(full), .standard = "refuse",
     .choices = process_def_fulls,
     .help = "What a call meets when it is full: refuse at once, or retry_syn, TCP's "
             "way: the SYN is dropped and sent again 1, 3, 7, 15, 31, 63 s after the "
             "first; after 127 s the connection fails."},
};
#undef AT

const struct table process_def_backlog = {
    .name = "backlog", .size = sizeof(struct backlog_def),
    .help = "The waiting room in front of the threads.",
    .fields = process_def_backlog_fields,
    .count = FIELD_COUNT_OF(process_def_backlog_fields),
    .shorthand = "size",
};

#define AT(member) offsetof(struct pool_def, member)
static const struct field process_def_pool_fields[] = {
    {.key = "size", .kind = FIELD_COUNT, .offset = AT(size), .min = 1, .max = 1e9,
     .flags = FIELD_REQUIRED | FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_POOL_SIZE,
     .help = "Connections an instance holds to that service."},
    {.key = "timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(timeout),
     .standard = "unlimited", .flags = FIELD_UNLIMITED | FIELD_LEDGER,
     .help = "How long a call waits for a free connection before it fails."},
};
#undef AT

const struct table process_def_pool = {
    .name = "pool", .size = sizeof(struct pool_def),
    .help = "A pool of connections to one service.",
    .fields = process_def_pool_fields, .count = FIELD_COUNT_OF(process_def_pool_fields),
    .shorthand = "size",
};

static const struct choice process_def_acks[] = {
    {"early", ACK_EARLY, false},
    {"late", ACK_LATE, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct queue_def, member)
static const struct field process_def_queue_fields[] = {
    {.key = "broker", .kind = FIELD_REFERENCE, .offset = AT(broker),
     .refers = REFERENCE_SERVICE,
     .help = "The service in whose memory messages wait; each costs a call of its "
             "endpoint `publish`, if it has one. Default: outside all machines."},
    {.key = "prefetch", .kind = FIELD_COUNT, .offset = AT(prefetch), .standard = "4",
     .help = "Messages reserved for each thread of a worker."},
    {.key = "ack", .kind = FIELD_CHOICE, .offset = AT(ack), .standard = "early",
     .choices = process_def_acks,
     .help = "A message is acknowledged, and leaves the broker, when its work begins (lost "
             "with the worker) or after it (comes back)."},
    {.key = "message", .kind = FIELD_SIZE, .offset = AT(message_bytes),
     .standard = "4KiB", .help = "Memory of the broker for each message it keeps."},
    {.key = "max", .kind = FIELD_COUNT, .offset = AT(max), .standard = "unlimited",
     .flags = FIELD_UNLIMITED,
     .help = "Messages that may wait; one more is refused."},
};
#undef AT

const struct table process_def_queue = {
    .name = "queue", .size = sizeof(struct queue_def),
    .help = "The queue of what is published to this service.",
    .fields = process_def_queue_fields, .count = FIELD_COUNT_OF(process_def_queue_fields),
};
/* clang-format on */
