/* cluster_def.c - see cluster_def.h. */
#include "models/cluster_def.h"

#include <string.h>

const char *const cluster_def_engine_names[] = {
    [CLUSTER_MYSQL] = "mysql",
    [CLUSTER_POSTGRES] = "postgresql",
    [CLUSTER_MARIADB] = "mariadb",
    [CLUSTER_AURORA_MYSQL] = "aurora-mysql",
    [CLUSTER_AURORA_POSTGRES] = "aurora-postgresql",
    [CLUSTER_REDIS] = "redis",
    [CLUSTER_VALKEY] = "valkey",
    [CLUSTER_MEMCACHED] = "memcached",
    [CLUSTER_OPENSEARCH] = "opensearch",
    [CLUSTER_ELASTICSEARCH] = "elasticsearch",
};

enum cluster_kind cluster_def_kind(const char *kind_text)
{
    static const char *const names[] = {[CLUSTER_RDS] = "rds",
                                        [CLUSTER_CACHE] = "elasticache",
                                        [CLUSTER_SEARCH] = "opensearch"};
    for (int kind = CLUSTER_RDS; kind_text && kind <= CLUSTER_SEARCH; kind++)
        if (strcmp(names[kind], kind_text) == 0)
            return (enum cluster_kind)kind;
    return CLUSTER_NONE;
}

const char *cluster_def_program(const char *kind_text)
{
    switch (cluster_def_kind(kind_text)) {
    case CLUSTER_CACHE:
        return "redis";
    case CLUSTER_SEARCH:
        return "elasticsearch";
    default:
        return NULL;
    }
}

/* clang-format off */
static const struct choice cluster_def_storages[] = {
    {"gp2", VOLUME_GP2, false},
    {"gp3", VOLUME_GP3, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct cluster_storage_def, member)
static const struct field cluster_def_storage_fields[] = {
    {.key = "type", .kind = FIELD_CHOICE, .offset = AT(type), .standard = "gp3",
     .choices = cluster_def_storages, .flags = FIELD_LEDGER,
     .help = "Kind of volume. Aurora has a storage of its own, without a kind."},
    {.key = "size", .kind = FIELD_SIZE, .offset = AT(size_bytes), .standard = "20GiB",
     .min = 10 * CLUSTER_GIB, .max = 131072 * CLUSTER_GIB, .flags = FIELD_LEDGER,
     .help = "Size, 10 GiB to 128 TiB, of each node; of Aurora, of all of them. On rds gp3 "
             "has 3,000 IOPS and 125 MiB/s, from 400 GiB on 12,000 and 500; gp2 of 400 GiB "
             "and more lies on four volumes."},
};
#undef AT

const struct table cluster_def_storage = {
    .name = "managed_storage", .size = sizeof(struct cluster_storage_def),
    .help = "The volume of a managed service's node.",
    .fields = cluster_def_storage_fields,
    .count = FIELD_COUNT_OF(cluster_def_storage_fields), .shorthand = "size",
};

static const struct field cluster_def_credits_fields[] = {
    {.key = "initial", .kind = FIELD_TEXT,
     .offset = offsetof(struct cluster_credits_def, initial), .standard = "launch",
     .help = "Credits when the run begins: launch (none), full, empty, or a number."},
};

static const struct habit cluster_def_credits_habits[] = { /* of hosts */
    {"mode", "the mode is the class's own (RDS runs burstable classes unlimited, "
             "ElastiCache standard): only `initial` can be set"},
    {NULL, NULL},
};

const struct table cluster_def_credits = {
    .name = "managed_credits", .size = sizeof(struct cluster_credits_def),
    .help = "CPU credits of a burstable class; their mode is the class's own.",
    .fields = cluster_def_credits_fields,
    .count = FIELD_COUNT_OF(cluster_def_credits_fields),
    .habits = cluster_def_credits_habits,
};
/* clang-format on */
