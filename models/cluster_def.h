/* cluster_def.h - what the managed kinds have in common that run on machines of their own:
 * rds, elasticache, opensearch.
 *
 * Such a service runs like a process on a host of its name, which the loader makes from
 * the class, the nodes and the storage; only where it comes from, who of its nodes may be
 * asked for what, and what it costs is special.
 */
#ifndef OVERSTACK_MODELS_CLUSTER_DEF_H
#define OVERSTACK_MODELS_CLUSTER_DEF_H

#include "models/host_def.h"

#define CLUSTER_GIB 1073741824.0

enum cluster_kind { CLUSTER_NONE, CLUSTER_RDS, CLUSTER_CACHE, CLUSTER_SEARCH };

enum cluster_engine {
    CLUSTER_MYSQL,
    CLUSTER_POSTGRES,
    CLUSTER_MARIADB,
    CLUSTER_AURORA_MYSQL,
    CLUSTER_AURORA_POSTGRES,
    CLUSTER_REDIS,
    CLUSTER_VALKEY,
    CLUSTER_MEMCACHED,
    CLUSTER_OPENSEARCH,
    CLUSTER_ELASTICSEARCH,
};

struct cluster_storage_def { /* shorthand: size */
    int type;                /* VOLUME_GP2 or VOLUME_GP3 */
    double size_bytes;
};

struct cluster_credits_def {
    const char *initial; /* as a host's */
};

struct cluster_def {
    int engine;             /* enum cluster_engine */
    const char *class_name; /* "db.t3.medium", "cache.t4g.micro" */
    double nodes;
    int multi_az;                       /* rds: a standby, which serves nothing */
    double max_connections;             /* rds; NAN: the engine's formula */
    struct cluster_storage_def storage; /* elasticache: bytes kept in memory */
    struct cluster_credits_def credits;
    struct items zones; /* of struct zone_def */
};

/* As the catalog's prices call it: mysql, postgresql, aurora-mysql, redis. */
extern const char *const cluster_def_engine_names[];

extern const struct table cluster_def_storage; /* of a volume */
extern const struct table cluster_def_credits;

/* Keys that all of them have, for their tables: each fills a struct service_def. */
/* clang-format off */
#define CLUSTER_DEF_CREDITS                                                                \
    {.key = "credits", .kind = FIELD_TABLE,                                                \
     .offset = offsetof(struct service_def, cluster.credits),                              \
     .table = &cluster_def_credits, .help = "CPU credits of a burstable class."}
#define CLUSTER_DEF_CALLS                                                                  \
    {.key = "latency", .kind = FIELD_DISTRIBUTION,                                         \
     .offset = offsetof(struct service_def, latency), .standard = "0",                     \
     .flags = FIELD_LEDGER, .help = "Time of each call before its steps."},                \
    {.key = "price", .kind = FIELD_PRICE, .offset = offsetof(struct service_def, price),   \
     .help = "Price of an hour of a node, in place of the catalog's."},                    \
    {.key = "endpoints", .kind = FIELD_MAP,                                                \
     .offset = offsetof(struct service_def, endpoints),                                    \
     .table = &managed_def_endpoint,                                                       \
     .help = "What can be asked of it, and the steps that takes."},                        \
    {.key = "zones", .kind = FIELD_LIST,                                                   \
     .offset = offsetof(struct service_def, cluster.zones), .table = &host_def_zone,       \
     .standard = "[a]", .flags = FIELD_LONE,                                               \
     .help = "Availability zones its nodes are dealt over."}
/* clang-format on */

/* By the name of the kind, such as "rds"; CLUSTER_NONE: it has no machines of its own. */
enum cluster_kind cluster_def_kind(const char *kind_text);

/* The preset whose program such a service runs; NULL: none. */
const char *cluster_def_program(const char *kind_text);

static inline bool cluster_def_is_aurora(const struct cluster_def *cluster)
{
    return cluster->engine == CLUSTER_AURORA_MYSQL ||
           cluster->engine == CLUSTER_AURORA_POSTGRES;
}

#endif
