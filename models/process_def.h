/* process_def.h - the keys of a program, whatever it runs on: a service on a host, a task
 * of ECS or of Fargate. Their tables take these fields in beside their own.
 */
#ifndef OVERSTACK_MODELS_PROCESS_DEF_H
#define OVERSTACK_MODELS_PROCESS_DEF_H

#include "models/event_def.h"
#include "models/managed_def.h"
#include "models/memory_def.h"

extern const struct table process_def_on;
extern const struct table process_def_recycle;
extern const struct table process_def_start;
extern const struct table process_def_restart;
extern const struct table process_def_background;
extern const struct table process_def_backlog;
extern const struct table process_def_pool;
extern const struct table process_def_queue;

/* Fields of a struct service_def, in three parts, since a service on a host has keys
 * between them that a task has not. AT is the place of a member there. */
/* clang-format off */

/* How many requests it serves at once, and what waits. */
#define PROCESS_DEF_WORKERS                                                              \
    {.key = "workers", .kind = FIELD_COUNT, .offset = AT(workers), .standard = "1",      \
     .min = 1, .max = 100000, .flags = FIELD_LEDGER,                                     \
     .help = "Processes of an instance."},                                               \
    {.key = "threads", .kind = FIELD_COUNT, .offset = AT(threads),                       \
     .standard = "unlimited", .min = 1, .max = 1e9,                                      \
     .flags = FIELD_UNLIMITED | FIELD_LEDGER | FIELD_SETTABLE, .tag = SETTING_THREADS,   \
     .help = "Requests a worker serves at once."},                                       \
    {.key = "async", .kind = FIELD_FLAG, .offset = AT(async), .standard = "false",       \
     .flags = FIELD_LEDGER,                                                              \
     .help = "Whether each worker is an event loop: one step at a time."},               \
    {.key = "backlog", .kind = FIELD_TABLE, .offset = AT(backlog),                       \
     .table = &process_def_backlog,                                                      \
     .help = "Calls that may wait for a thread; when full the call is refused."},        \
    {.key = "queue_timeout", .kind = FIELD_DISTRIBUTION, .offset = AT(queue_timeout),    \
     .standard = "unlimited", .flags = FIELD_UNLIMITED,                                  \
     .help = "A call that waited longer for a thread fails; drawn for each call."},      \
    {.key = "worker_timeout", .kind = FIELD_DURATION, .offset = AT(worker_timeout_s),    \
     .standard = "unlimited", .flags = FIELD_UNLIMITED,                                  \
     .help = "A worker this long on one request is killed (gunicorn)."},                 \
    {.key = "connections", .kind = FIELD_COUNT, .offset = AT(connections),               \
     .standard = "unlimited", .min = 1, .max = 1e9, .flags = FIELD_UNLIMITED,            \
     .help = "Sockets of an instance: one for a request, a second for what a proxy "     \
             "(`forward`) calls, all of a caller's pool as long as it is up; a "         \
             "database's max_connections. Without a free one a call fails at once."},    \
    {.key = "cpus", .kind = FIELD_NUMBER, .offset = AT(cpus), .standard = "unlimited",   \
     .min = 0.01, .max = 1024, .flags = FIELD_UNLIMITED | FIELD_SETTABLE,                \
     .tag = SETTING_CPUS,                                                                \
     .help = "Quota in cores for each instance (docker --cpus), period 100 ms."}

/* What it holds, and what a start costs. */
#define PROCESS_DEF_MEMORY                                                               \
    {.key = "memory", .kind = FIELD_TABLE, .offset = AT(memory),                         \
     .table = &memory_def_table, .help = "What the service holds in memory."},           \
    {.key = "jvm", .kind = FIELD_TABLE, .offset = AT(jvm), .table = &memory_def_jvm,     \
     .flags = FIELD_WHOLE, .help = "A Java heap; without it the service has none."},     \
    {.key = "recycle", .kind = FIELD_TABLE, .offset = AT(recycle),                       \
     .table = &process_def_recycle,                                                      \
     .help = "Workers restarted after a number of requests."},                           \
    {.key = "start", .kind = FIELD_TABLE, .offset = AT(start),                           \
     .table = &process_def_start, .help = "What a start costs."}

/* How it comes back, what it does, and whom it calls. */
#define PROCESS_DEF_ENDPOINTS                                                            \
    {.key = "restart", .kind = FIELD_TABLE, .offset = AT(restart),                       \
     .table = &process_def_restart, .help = "What happens after an instance died."},     \
    {.key = "background", .kind = FIELD_TABLE, .offset = AT(background_cpu),             \
     .table = &process_def_background, .help = "Work without traffic."},                 \
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),                       \
     .table = &balance_def_table, .help = "How callers pick among the instances."},      \
    {.key = "pools", .kind = FIELD_MAP, .offset = AT(pools), .table = &process_def_pool, \
     .help = "Connections each instance holds to a callee: a number, or a mapping."},    \
    {.key = "queue", .kind = FIELD_TABLE, .offset = AT(queue),                           \
     .table = &process_def_queue, .flags = FIELD_WHOLE,                                  \
     .help = "The queue of what is published to it."},                                   \
    {.key = "tls", .kind = FIELD_TABLE, .offset = AT(tls), .table = &managed_def_tls,    \
     .flags = FIELD_WHOLE, .help = "TLS ends here: CPU for each handshake."},            \
    {.key = "forward", .kind = FIELD_REFERENCE, .offset = AT(forward),                   \
     .refers = REFERENCE_SERVICE,                                                        \
     .help = "A proxy: an endpoint not listed runs `each` and calls the same one "       \
             "there."},                                                                  \
    {.key = "each", .kind = FIELD_LIST, .offset = AT(each), .table = &step_table,        \
     .flags = FIELD_LONE,                                                                \
     .help = "Steps of every endpoint that is forwarded and not listed."},               \
    {.key = "endpoints", .kind = FIELD_MAP, .offset = AT(endpoints),                     \
     .table = &managed_def_endpoint,                                                     \
     .help = "What can be asked of it, and the steps that takes."}
/* clang-format on */

#endif
