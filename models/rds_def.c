/* rds_def.c - see rds_def.h. */
#include "models/rds_def.h"

#include "models/managed_def.h"

#include <math.h>

enum { RDS_STRIPES = 4 };

struct volume_def rds_def_volume(const struct cluster_def *cluster)
{
    const struct cluster_storage_def *storage = &cluster->storage;
    const bool striped = storage->size_bytes >= 400 * CLUSTER_GIB;
    struct volume_def volume = {
        .type = storage->type,
        .size_bytes = storage->size_bytes,
        .iops = NAN,
        .throughput_bytes_per_s = NAN,
    };
    if (cluster_def_is_aurora(cluster)) {
        volume.type = VOLUME_AURORA;
        volume.page_bytes = cluster->engine == CLUSTER_AURORA_MYSQL ? 16384 : 8192;
    } else if (striped && storage->type == VOLUME_GP2) {
        volume.stripes = RDS_STRIPES;
    } else if (striped) {
        volume.iops = 12000;
        volume.throughput_bytes_per_s = 500 * 1048576.0;
    }
    return volume;
}

double rds_def_buffer_bytes(int engine, double memory_bytes)
{
    return engine == CLUSTER_POSTGRES ? memory_bytes / 4 : memory_bytes * 3 / 4;
}

/* RDS user guide, CHAP_Limits and MariaDB.Concepts.FeatureSupport. Aurora MySQL: Aurora
 * user guide, AuroraMySQL.Managing.Performance, whose table (45 at 2 GiB, 90 at 4, 135 at
 * 8; 1000 at 16, 2000 at 32, 3000 at 64) is a logarithm of the nominal memory. */
double rds_def_max_connections(int engine, double memory_bytes, double nominal_bytes)
{
    const double nominal_gib = nominal_bytes / CLUSTER_GIB;
    switch (engine) {
    case CLUSTER_MYSQL:
        return floor(memory_bytes / 12582880);
    case CLUSTER_MARIADB:
        return fmin(floor(memory_bytes / 25165760), 12000);
    case CLUSTER_AURORA_MYSQL:
        return nominal_gib < 16 ? floor(45 * fmax(log2(nominal_gib), 1))
                                : floor(1000 * log2(nominal_gib / 8));
    default:
        return fmin(floor(memory_bytes / 9531392), 5000);
    }
}

/* clang-format off */
static const struct choice rds_def_engines[] = {
    {"mysql", CLUSTER_MYSQL, false},
    {"postgres", CLUSTER_POSTGRES, false},
    {"mariadb", CLUSTER_MARIADB, false},
    {"aurora-mysql", CLUSTER_AURORA_MYSQL, false},
    {"aurora-postgres", CLUSTER_AURORA_POSTGRES, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field rds_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "engine", .kind = FIELD_CHOICE, .offset = AT(cluster.engine),
     .choices = rds_def_engines, .flags = FIELD_REQUIRED, .help = "The database."},
    {.key = "class", .kind = FIELD_TEXT, .offset = AT(cluster.class_name),
     .flags = FIELD_REQUIRED, .help = "Its machine, such as db.t3.medium."},
    {.key = "nodes", .kind = FIELD_COUNT, .offset = AT(cluster.nodes), .standard = "1",
     .min = 1, .max = 16,
     .help = "Machines: the first is the writer, which serves the endpoints that have a "
             "`write` step; the others are readers, which serve the rest."},
    {.key = "multi_az", .kind = FIELD_FLAG, .offset = AT(cluster.multi_az),
     .standard = "false", .flags = FIELD_LEDGER,
     .help = "A standby in another zone, which costs as much again and serves nothing."},
    {.key = "storage", .kind = FIELD_TABLE, .offset = AT(cluster.storage),
     .table = &cluster_def_storage, .help = "Its volume: a size, or a mapping."},
    CLUSTER_DEF_CREDITS,
    {.key = "max_connections", .kind = FIELD_COUNT, .offset = AT(cluster.max_connections),
     .min = 1, .max = 1e6,
     .help = "Connections a node accepts; default the engine's formula, from the memory."},
    CLUSTER_DEF_CALLS,
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .help = "How callers pick among the readers."},
};
#undef AT

const struct table rds_def_table = {
    .name = "rds", .size = sizeof(struct service_def),
    .help = "A database of Amazon RDS or Aurora on machines of its own, which stand in the "
            "report under its name.",
    .fields = rds_def_fields, .count = FIELD_COUNT_OF(rds_def_fields),
};
/* clang-format on */
