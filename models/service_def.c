/* service_def.c - the keys of a service that runs on a host.
 *
 * Services of a managed `kind` have tables of their own, in managed_def.c.
 */
#include "models/service_def.h"

#include "models/elasticache_def.h"
#include "models/nat_gateway_def.h"
#include "models/nlb_def.h"
#include "models/opensearch_def.h"
#include "models/process_def.h"
#include "models/rds_def.h"

/* clang-format off */
static const struct selection service_def_kinds[] = {
    {"external", &managed_def_external},
    {"flat", &managed_def_flat},
    {"alb", &managed_def_alb},
    {"s3", &managed_def_s3},
    {"rds", &rds_def_table},
    {"elasticache", &elasticache_def_table},
    {"opensearch", &opensearch_def_table},
    {"ecs", &ecs_def_table},
    {"fargate", &fargate_def_table},
    {"lambda", &lambda_def_table},
    {"dynamodb", &dynamodb_def_table},
    {"api_gateway", &api_gateway_def_table},
    {"cloudfront", &cloudfront_def_table},
    {"sqs", &bus_def_sqs},
    {"sns", &bus_def_sns},
    {"eventbridge", &bus_def_eventbridge},
    {"ses", &ses_def_table},
    {"cloudwatch", &billed_def_cloudwatch},
    {"route53", &billed_def_route53},
    {"ecr", &billed_def_ecr},
    {"secrets", &billed_def_secrets},
    {"nlb", &nlb_def_table},
    {"nat_gateway", &nat_gateway_def_table},
    {NULL, NULL},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field service_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "A managed service in place of a process on a host."},
    {.key = "preset", .kind = FIELD_REFERENCE, .offset = AT(preset),
     .refers = REFERENCE_PRESET,
     .help = "Catalog defaults; every key given here overrides the preset's."},
    {.key = "on", .kind = FIELD_LIST, .offset = AT(on), .table = &process_def_on,
     .flags = FIELD_REQUIRED | FIELD_LONE,
     .help = "Where it runs: a host, a machine, or a list of them."},
    {.key = "replicas", .kind = FIELD_COUNT, .offset = AT(replicas), .min = 1,
     .max = 100000,
     .help = "Instances, dealt in turn over the machines named; default one for each."},
    {.key = "overrides", .kind = FIELD_TREE, .offset = AT(overrides_tree),
     .help = "Other values for the instances on one host, by host."},
    PROCESS_DEF_WORKERS,
    {.key = "cpu_shares", .kind = FIELD_NUMBER, .offset = AT(cpu_shares),
     .standard = "1024", .min = 2, .max = 262144, .flags = FIELD_SETTABLE,
     .tag = SETTING_CPU_SHARES, .help = "Weight of an instance when CPU is short."},
    {.key = "mem_limit", .kind = FIELD_SIZE, .offset = AT(mem_limit_bytes),
     .standard = "unlimited", .flags = FIELD_UNLIMITED,
     .help = "Memory limit of an instance; out of memory inside it kills only this one."},
    PROCESS_DEF_MEMORY,
    {.key = "start_at", .kind = FIELD_DURATION, .offset = AT(start_at_s),
     .help = "Brought up then, paying `start`; default: up when the run begins."},
    PROCESS_DEF_ENDPOINTS,
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
