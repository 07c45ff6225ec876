/* balance_def.c - the keys of `balance`.
 *
 * Defaults are nginx's (max_fails 1, fail_timeout 10 s, proxy_connect_timeout 60 s) and,
 * for health checks, those of an AWS application load balancer.
 */
#include "models/balance_def.h"

/* clang-format off */
static const struct choice balance_def_policies[] = {
    {"round_robin", BALANCE_ROUND_ROBIN, false},
    {"weighted", BALANCE_WEIGHTED, false},
    {"least_connections", BALANCE_LEAST_CONNECTIONS, false},
    {"random", BALANCE_RANDOM, false},
    {"two_choices", BALANCE_TWO_CHOICES, false},
    {"sticky", BALANCE_STICKY, false},
    {NULL, 0, false},
};

static const struct field balance_def_weight_fields[] = {
    {.key = "=weight", .kind = FIELD_NUMBER, .offset = offsetof(struct weight_def, weight),
     .flags = FIELD_REQUIRED, .max = 1e6, .help = "Its weight; unnamed ones have 1."},
};

static const struct table balance_def_weight = {
    .name = "weight", .size = sizeof(struct weight_def),
    .help = "The weight of the instances on one host or machine.",
    .fields = balance_def_weight_fields,
    .count = FIELD_COUNT_OF(balance_def_weight_fields), .shorthand = "=weight",
};

#define AT(member) offsetof(struct health_def, member)
static const struct field balance_def_health_fields[] = {
    {.key = "endpoint", .kind = FIELD_TEXT, .offset = AT(endpoint),
     .help = "The endpoint each instance is asked for; its steps are run, but no user "
             "waits for them."},
    {.key = "interval", .kind = FIELD_DURATION, .offset = AT(interval_s),
     .standard = "30s", .min = 0.001, .max = 1e9, .flags = FIELD_LEDGER,
     .help = "Time between two checks of an instance."},
    {.key = "timeout", .kind = FIELD_DURATION, .offset = AT(timeout_s), .standard = "5s",
     .min = 0.001, .max = 1e9, .flags = FIELD_LEDGER,
     .help = "A check that takes longer has failed; shorter than the interval."},
    {.key = "healthy", .kind = FIELD_COUNT, .offset = AT(healthy), .standard = "5",
     .min = 1, .max = 1000, .flags = FIELD_LEDGER,
     .help = "Checks an unhealthy instance must pass in a row to be asked again; a new "
             "one passes one."},
    {.key = "unhealthy", .kind = FIELD_COUNT, .offset = AT(unhealthy), .standard = "2",
     .min = 1, .max = 1000, .flags = FIELD_LEDGER,
     .help = "Checks it must fail in a row to be left out. When all are, all are asked."},
};
#undef AT

static const struct table balance_def_health = {
    .name = "health", .size = sizeof(struct health_def),
    .help = "Active health checks: real requests, as a load balancer makes them.",
    .fields = balance_def_health_fields,
    .count = FIELD_COUNT_OF(balance_def_health_fields), .shorthand = "endpoint",
};

#define AT(member) offsetof(struct balance_def, member)
static const struct field balance_def_fields[] = {
    {.key = "policy", .kind = FIELD_CHOICE, .offset = AT(policy),
     .standard = "round_robin", .choices = balance_def_policies,
     .help = "How callers pick among the instances. least_connections and two_choices "
             "compare what the caller itself has open there."},
    {.key = "weights", .kind = FIELD_MAP, .offset = AT(weights),
     .table = &balance_def_weight,
     .help = "Weights by host or machine, for every policy but round_robin."},
    {.key = "max_fails", .kind = FIELD_COUNT, .offset = AT(max_fails), .standard = "1",
     .max = 1e9,
     .help = "Failed tries (no connection, time-out, killed) within fail_timeout after "
             "which a caller leaves an instance out; 0 never. The only one never is."},
    {.key = "fail_timeout", .kind = FIELD_DURATION, .offset = AT(fail_timeout_s),
     .standard = "10s",
     .help = "For how long it is left out; then one call probes it."},
    {.key = "next_upstream", .kind = FIELD_COUNT, .offset = AT(next_upstream),
     .standard = "1", .max = 1e9, .flags = FIELD_UNLIMITED,
     .help = "Further instances one call is tried on after such a failure; no retries of "
             "the call, and never the same instance twice."},
    {.key = "connect_timeout", .kind = FIELD_DURATION, .offset = AT(connect_timeout_s),
     .standard = "60s", .flags = FIELD_UNLIMITED,
     .help = "How long a caller waits for a machine that does not answer, when its own "
             "time-out is not shorter; at most 127 s, when Linux gives up."},
    {.key = "slow_start", .kind = FIELD_DURATION, .offset = AT(slow_start_s),
     .standard = "0",
     .help = "Time over which the share of an instance that came back grows from 0."},
    {.key = "clients", .kind = FIELD_COUNT, .offset = AT(clients), .standard = "1000",
     .min = 1, .max = 1e6,
     .help = "Policy sticky: the clients that each open traffic comes from."},
    {.key = "health", .kind = FIELD_TABLE, .offset = AT(health),
     .table = &balance_def_health, .flags = FIELD_WHOLE, .help = "Active health checks."},
};
#undef AT

const struct table balance_def_table = {
    .name = "balance", .size = sizeof(struct balance_def),
    .help = "How callers pick among this service's instances. Each caller keeps its own "
            "state: a worker of an event-loop server, else an instance, and one for all "
            "users that ask the service directly.",
    .fields = balance_def_fields,
    .count = FIELD_COUNT_OF(balance_def_fields), .shorthand = "policy",
};
/* clang-format on */
