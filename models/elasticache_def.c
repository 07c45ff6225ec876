/* elasticache_def.c - see elasticache_def.h. */
#include "models/elasticache_def.h"

#include "models/managed_def.h"

/* clang-format off */
static const struct choice elasticache_def_engines[] = {
    {"redis", CLUSTER_REDIS, false},
    {"valkey", CLUSTER_VALKEY, false},
    {"memcached", CLUSTER_MEMCACHED, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field elasticache_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "engine", .kind = FIELD_CHOICE, .offset = AT(cluster.engine),
     .choices = elasticache_def_engines, .standard = "redis", .flags = FIELD_LEDGER,
     .help = "The store; redis and valkey are event loops."},
    {.key = "class", .kind = FIELD_TEXT, .offset = AT(cluster.class_name),
     .flags = FIELD_REQUIRED, .help = "Its machine, such as cache.t4g.micro."},
    {.key = "nodes", .kind = FIELD_COUNT, .offset = AT(cluster.nodes), .standard = "1",
     .min = 1, .max = 500, .help = "Machines, each with its part of the keys."},
    {.key = "storage", .kind = FIELD_SIZE, .offset = AT(storage_bytes), .standard = "0",
     .flags = FIELD_LEDGER,
     .help = "Data kept in memory, in equal parts on the nodes; it must fit them."},
    CLUSTER_DEF_CREDITS,
    CLUSTER_DEF_CALLS,
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .help = "How callers pick among the nodes."},
};
#undef AT

const struct table elasticache_def_table = {
    .name = "elasticache", .size = sizeof(struct service_def),
    .help = "A cache of Amazon ElastiCache on machines of its own, which stand in the report "
            "under its name.",
    .fields = elasticache_def_fields, .count = FIELD_COUNT_OF(elasticache_def_fields),
};
/* clang-format on */
