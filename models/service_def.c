/* service_def.c - the keys of a service that runs on a host.
 *
 * Services of a managed `kind` have tables of their own, in managed_def.c.
 */
#include "models/service_def.h"

#include "models/event_def.h"
#include "models/managed_def.h"
#include "models/memory_def.h"

/* clang-format off */
#define AT(member) offsetof(struct recycle_def, member)
static const struct field service_def_recycle_fields[] = {
    {.key = "max_requests", .kind = FIELD_COUNT, .offset = AT(max_requests),
     .standard = "0", .help = "A worker restarts after so many requests; 0 never."},
    {.key = "jitter", .kind = FIELD_COUNT, .offset = AT(jitter), .standard = "0",
     .help = "Up to so many more, drawn once for each worker."},
};
#undef AT

static const struct table service_def_recycle = {
    .name = "recycle", .size = sizeof(struct recycle_def),
    .help = "Workers restarted after a number of requests, as gunicorn does.",
    .fields = service_def_recycle_fields,
    .count = FIELD_COUNT_OF(service_def_recycle_fields),
    .shorthand = "max_requests",
};

#define AT(member) offsetof(struct start_def, member)
static const struct field service_def_start_fields[] = {
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

static const struct table service_def_start = {
    .name = "start", .size = sizeof(struct start_def),
    .help = "What a start costs: per worker at a recycle, per instance else.",
    .fields = service_def_start_fields, .count = FIELD_COUNT_OF(service_def_start_fields),
};

static const struct choice service_def_restart_policies[] = {
    {"always", RESTART_ALWAYS, false},
    {"on-failure", RESTART_ON_FAILURE, false},
    {"no", RESTART_NO, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct restart_def, member)
static const struct field service_def_restart_fields[] = {
    {.key = "policy", .kind = FIELD_CHOICE, .offset = AT(policy), .standard = "always",
     .choices = service_def_restart_policies, .flags = FIELD_LEDGER,
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

static const struct table service_def_restart = {
    .name = "restart", .size = sizeof(struct restart_def),
    .help = "What happens after an instance died; Docker's back-off.",
    .fields = service_def_restart_fields,
    .count = FIELD_COUNT_OF(service_def_restart_fields),
    .shorthand = "policy",
};

static const struct field service_def_background_fields[] = {
    {.key = "cpu", .kind = FIELD_NUMBER, .offset = 0, .standard = "0",
     .flags = FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_BACKGROUND,
     .help = "Cores used without traffic, on as many threads as it needs."},
};

static const struct table service_def_background = {
    .name = "background", .size = sizeof(double),
    .help = "Work without traffic.",
    .fields = service_def_background_fields,
    .count = FIELD_COUNT_OF(service_def_background_fields),
};

static const struct choice service_def_fulls[] = {
    {"refuse", BACKLOG_REFUSE, false},
    {"retry_syn", BACKLOG_RETRY_SYN, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct backlog_def, member)
static const struct field service_def_backlog_fields[] = {
    {.key = "size", .kind = FIELD_COUNT, .offset = AT(size), .standard = "unlimited",
     .flags = FIELD_LEDGER | FIELD_UNLIMITED | FIELD_SETTABLE, .tag = SETTING_BACKLOG,
     .help = "Calls that may wait for a thread of an instance; one more is refused."},
    {.key = "full", .kind = FIELD_CHOICE, .offset = AT(full), .standard = "refuse",
     .choices = service_def_fulls,
     .help = "What a call meets when it is full: refuse at once, or retry_syn, TCP's "
             "way: the SYN is dropped and sent again 1, 3, 7, 15, 31, 63 s after the "
             "first; after 127 s the connection fails."},
};
#undef AT

static const struct table service_def_backlog = {
    .name = "backlog", .size = sizeof(struct backlog_def),
    .help = "The waiting room in front of the threads.",
    .fields = service_def_backlog_fields,
    .count = FIELD_COUNT_OF(service_def_backlog_fields),
    .shorthand = "size",
};

#define AT(member) offsetof(struct pool_def, member)
static const struct field service_def_pool_fields[] = {
    {.key = "size", .kind = FIELD_COUNT, .offset = AT(size), .min = 1, .max = 1e9,
     .flags = FIELD_REQUIRED | FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_POOL_SIZE,
     .help = "Connections an instance holds to that service."},
    {.key = "timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(timeout),
     .standard = "unlimited", .flags = FIELD_UNLIMITED | FIELD_LEDGER,
     .help = "How long a call waits for a free connection before it fails."},
};
#undef AT

static const struct table service_def_pool = {
    .name = "pool", .size = sizeof(struct pool_def),
    .help = "A pool of connections to one service.",
    .fields = service_def_pool_fields, .count = FIELD_COUNT_OF(service_def_pool_fields),
    .shorthand = "size",
};

static const struct choice service_def_acks[] = {
    {"early", ACK_EARLY, false},
    {"late", ACK_LATE, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct queue_def, member)
static const struct field service_def_queue_fields[] = {
    {.key = "broker", .kind = FIELD_REFERENCE, .offset = AT(broker),
     .refers = REFERENCE_SERVICE,
     .help = "The service in whose memory messages wait; each costs a call of its "
             "endpoint `publish`, if it has one. Default: outside all machines."},
    {.key = "prefetch", .kind = FIELD_COUNT, .offset = AT(prefetch), .standard = "4",
     .help = "Messages reserved for each thread of a worker."},
    {.key = "ack", .kind = FIELD_CHOICE, .offset = AT(ack), .standard = "early",
     .choices = service_def_acks,
     .help = "A message is acknowledged, and leaves the broker, when its work begins (lost "
             "with the worker) or after it (comes back)."},
    {.key = "message", .kind = FIELD_SIZE, .offset = AT(message_bytes),
     .standard = "4KiB", .help = "Memory of the broker for each message it keeps."},
    {.key = "max", .kind = FIELD_COUNT, .offset = AT(max), .standard = "unlimited",
     .flags = FIELD_UNLIMITED,
     .help = "Messages that may wait; one more is refused."},
};
#undef AT

static const struct table service_def_queue = {
    .name = "queue", .size = sizeof(struct queue_def),
    .help = "The queue of what is published to this service.",
    .fields = service_def_queue_fields, .count = FIELD_COUNT_OF(service_def_queue_fields),
};

static const struct field service_def_on_fields[] = {
    {.key = "=where", .kind = FIELD_REFERENCE, .offset = offsetof(struct on_def, where),
     .refers = REFERENCE_MACHINE, .flags = FIELD_REQUIRED,
     .help = "A host, or one of its machines."},
};

static const struct table service_def_on = {
    .name = "place", .size = sizeof(struct on_def),
    .help = "A host such as web, or a machine such as \"web[0]\".",
    .fields = service_def_on_fields, .count = FIELD_COUNT_OF(service_def_on_fields),
    .shorthand = "=where",
};

static const struct selection service_def_kinds[] = {
    {"external", &managed_def_external},
    {"flat", &managed_def_flat},
    {"alb", &managed_def_alb},
    {"s3", &managed_def_s3},
    {"rds", &rds_def_table}, {"elasticache", NULL}, {"opensearch", NULL}, {"ecs", NULL},
    {"fargate", NULL}, {"lambda", NULL}, {"dynamodb", NULL}, {"cloudfront", NULL},
    {"nlb", NULL}, {"api_gateway", NULL}, {"nat_gateway", NULL}, {"sqs", NULL},
    {"sns", NULL}, {"eventbridge", NULL}, {"ses", NULL}, {"cloudwatch", NULL},
    {"route53", NULL}, {"ecr", NULL}, {"secrets", NULL},
    {NULL, NULL},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field service_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "A managed service in place of a process on a host."},
    {.key = "preset", .kind = FIELD_REFERENCE, .offset = AT(preset),
     .refers = REFERENCE_PRESET,
     .help = "Catalog defaults; every key given here overrides the preset's."},
    {.key = "on", .kind = FIELD_LIST, .offset = AT(on), .table = &service_def_on,
     .flags = FIELD_REQUIRED | FIELD_LONE,
     .help = "Where it runs: a host, a machine, or a list of them."},
    {.key = "replicas", .kind = FIELD_COUNT, .offset = AT(replicas), .min = 1,
     .max = 100000,
     .help = "Instances, dealt in turn over the machines named; default one for each."},
    {.key = "overrides", .kind = FIELD_TREE, .offset = AT(overrides_tree),
     .help = "Other values for the instances on one host, by host."},
    {.key = "workers", .kind = FIELD_COUNT, .offset = AT(workers), .standard = "1",
     .min = 1, .max = 100000, .flags = FIELD_LEDGER, .help = "Processes of an instance."},
    {.key = "threads", .kind = FIELD_COUNT, .offset = AT(threads),
     .standard = "unlimited", .min = 1, .max = 1e9,
     .flags = FIELD_UNLIMITED | FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_THREADS,
     .help = "Requests a worker serves at once."},
    {.key = "async", .kind = FIELD_FLAG, .offset = AT(async), .standard = "false",
     .flags = FIELD_LEDGER,
     .help = "Whether each worker is an event loop: one step at a time."},
    {.key = "backlog", .kind = FIELD_TABLE, .offset = AT(backlog),
     .table = &service_def_backlog,
     .help = "Calls that may wait for a thread; when full the call is refused."},
    {.key = "queue_timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(queue_timeout),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "A call that waited longer for a thread fails; drawn for each call."},
    {.key = "worker_timeout", .kind = FIELD_DURATION, .offset = AT(worker_timeout_s),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "A worker this long on one request is killed (gunicorn)."},
    {.key = "connections", .kind = FIELD_COUNT, .offset = AT(connections),
     .standard = "unlimited", .min = 1, .max = 1e9, .flags = FIELD_UNLIMITED,
     .help = "Sockets of an instance: one for a request, a second for what a proxy "
             "(`forward`) calls, all of a caller's pool as long as it is up; a "
             "database's max_connections. Without a free one a call fails at once."},
    {.key = "cpus", .kind = FIELD_NUMBER, .offset = AT(cpus), .standard = "unlimited",
     .min = 0.01, .max = 1024, .flags = FIELD_UNLIMITED | FIELD_SETTABLE,
     .tag = SETTING_CPUS,
     .help = "Quota in cores for each instance (docker --cpus), period 100 ms."},
    {.key = "cpu_shares", .kind = FIELD_NUMBER, .offset = AT(cpu_shares),
     .standard = "1024", .min = 2, .max = 262144, .flags = FIELD_SETTABLE,
     .tag = SETTING_CPU_SHARES, .help = "Weight of an instance when CPU is short."},
    {.key = "mem_limit", .kind = FIELD_SIZE, .offset = AT(mem_limit_bytes),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "Memory limit of an instance; out of memory inside it kills only this one."},
    {.key = "memory", .kind = FIELD_TABLE, .offset = AT(memory),
     .table = &memory_def_table, .help = "What the service holds in memory."},
    {.key = "jvm", .kind = FIELD_TABLE, .offset = AT(jvm), .table = &memory_def_jvm,
     .flags = FIELD_WHOLE, .help = "A Java heap; without it the service has none."},
    {.key = "recycle", .kind = FIELD_TABLE, .offset = AT(recycle),
     .table = &service_def_recycle,
     .help = "Workers restarted after a number of requests."},
    {.key = "start", .kind = FIELD_TABLE, .offset = AT(start),
     .table = &service_def_start, .help = "What a start costs."},
    {.key = "start_at", .kind = FIELD_DURATION, .offset = AT(start_at_s),
     .help = "Brought up then, paying `start`; default: up when the run begins."},
    {.key = "restart", .kind = FIELD_TABLE, .offset = AT(restart),
     .table = &service_def_restart, .help = "What happens after an instance died."},
    {.key = "background", .kind = FIELD_TABLE, .offset = AT(background_cpu),
     .table = &service_def_background, .help = "Work without traffic."},
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .help = "How callers pick among the instances."},
    {.key = "pools", .kind = FIELD_MAP, .offset = AT(pools), .table = &service_def_pool,
     .help = "Connections each instance holds to a callee: a number, or a mapping."},
    {.key = "queue", .kind = FIELD_TABLE, .offset = AT(queue),
     .table = &service_def_queue, .flags = FIELD_WHOLE, .help = "The queue of what is published to it."},
    {.key = "tls", .kind = FIELD_TABLE, .offset = AT(tls), .table = &managed_def_tls,
     .flags = FIELD_WHOLE, .help = "TLS ends here: CPU for each handshake."},
    {.key = "forward", .kind = FIELD_REFERENCE, .offset = AT(forward),
     .refers = REFERENCE_SERVICE,
     .help = "A proxy: an endpoint not listed runs `each` and calls the same one there."},
    {.key = "each", .kind = FIELD_LIST, .offset = AT(each), .table = &step_table,
     .flags = FIELD_LONE,
     .help = "Steps of every endpoint that is forwarded and not listed."},
    {.key = "endpoints", .kind = FIELD_MAP, .offset = AT(endpoints),
     .table = &managed_def_endpoint,
     .help = "What can be asked of it, and the steps that takes."},
};
#undef AT

static const struct habit service_def_habits[] = { /* of docker-compose */
    {"image", "a program is described by `preset` (overstack catalog services) and its "
              "figures"},
    {"build", "a program is described by `preset` (overstack catalog services) and its "
              "figures"},
    {"ports", "ports are not simulated: who calls whom stands in `endpoints`"},
    {"expose", "ports are not simulated: who calls whom stands in `endpoints`"},
    {"environment", "variables are not read: what they set has keys of its own (threads, "
                    "jvm, pools)"},
    {"env_file", "variables are not read: what they set has keys of its own (threads, "
                 "jvm, pools)"},
    {"command", "options are not read: what they set has keys of its own (workers, "
                "threads, jvm)"},
    {"volumes", "a machine has one `volume`, under hosts"},
    {"depends_on", "services start together; `start_at` brings one up later"},
    {"deploy", "write `replicas`, `cpus` and `mem_limit` directly"},
    {"scale", "write `replicas`"},
    {"mem_reservation", "write `mem_limit`"},
    {"memswap_limit", "write `mem_limit`; swap belongs to the host"},
    {"container_name", "the key under services is its name"},
    {"hostname", "the key under services is its name"},
    {"networks", "`network` at the top holds delays between machines"},
    {"healthcheck", "write `balance: {health: {endpoint: ...}}`: who calls it checks it"},
    {NULL, NULL},
};

const struct table service_table = {
    .name = "service", .size = sizeof(struct service_def),
    .help = "A program on one or more hosts, or a managed service by its `kind`.",
    .fields = service_def_fields, .count = FIELD_COUNT_OF(service_def_fields),
    .select_key = "kind", .selections = service_def_kinds, .plain_names = true,
    .habits = service_def_habits,
};
/* clang-format on */
