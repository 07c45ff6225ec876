/* rds_def.c - see rds_def.h. */
#include "models/rds_def.h"

#include "models/managed_def.h"

#include <math.h>

#define RDS_GIB 1073741824.0

const char *const rds_def_engine_names[] = {
    [RDS_MYSQL] = "mysql", [RDS_POSTGRES] = "postgresql", [RDS_MARIADB] = "mariadb"};

struct volume_def rds_def_volume(const struct rds_storage_def *storage)
{
    const bool striped =
        storage->type == VOLUME_GP3 && storage->size_bytes >= 400 * RDS_GIB;
    return (struct volume_def){
        .type = storage->type,
        .size_bytes = storage->size_bytes,
        .iops = striped ? 12000 : NAN,
        .throughput_bytes_per_s = striped ? 500 * 1048576.0 : NAN,
    };
}

double rds_def_buffer_bytes(int engine, double memory_bytes)
{
    return engine == RDS_POSTGRES ? memory_bytes / 4 : memory_bytes * 3 / 4;
}

/* RDS user guide, CHAP_Limits and MariaDB.Concepts.FeatureSupport. */
double rds_def_max_connections(int engine, double memory_bytes)
{
    if (engine == RDS_MYSQL)
        return floor(memory_bytes / 12582880);
    if (engine == RDS_MARIADB)
        return fmin(floor(memory_bytes / 25165760), 12000);
    return fmin(floor(memory_bytes / 9531392), 5000);
}

/* clang-format off */
static const struct choice rds_def_engines[] = {
    {"mysql", RDS_MYSQL, false},
    {"postgres", RDS_POSTGRES, false},
    {"mariadb", RDS_MARIADB, false},
    {"aurora-mysql", 0, true},
    {"aurora-postgres", 0, true},
    {NULL, 0, false},
};

static const struct choice rds_def_storages[] = {
    {"gp2", VOLUME_GP2, false},
    {"gp3", VOLUME_GP3, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct rds_storage_def, member)
static const struct field rds_def_storage_fields[] = {
    {.key = "type", .kind = FIELD_CHOICE, .offset = AT(type), .standard = "gp3",
     .choices = rds_def_storages, .flags = FIELD_LEDGER, .help = "Kind of volume."},
    {.key = "size", .kind = FIELD_SIZE, .offset = AT(size_bytes), .standard = "20GiB",
     .min = 20 * RDS_GIB, .max = 65536 * RDS_GIB, .flags = FIELD_LEDGER,
     .help = "Size, 20 GiB to 64 TiB; gp3 has 3,000 IOPS and 125 MiB/s, from 400 GiB on "
             "12,000 and 500."},
};
#undef AT

static const struct table rds_def_storage = {
    .name = "rds_storage", .size = sizeof(struct rds_storage_def),
    .help = "The database's volume.",
    .fields = rds_def_storage_fields, .count = FIELD_COUNT_OF(rds_def_storage_fields),
    .shorthand = "size",
};

static const struct field rds_def_credits_fields[] = {
    {.key = "initial", .kind = FIELD_TEXT,
     .offset = offsetof(struct rds_credits_def, initial), .standard = "launch",
     .help = "Credits when the run begins: launch (none), full, empty, or a number."},
};

static const struct habit rds_def_credits_habits[] = { /* of hosts */
    {"mode", "RDS runs burstable classes unlimited, and in no other mode: only `initial` "
             "can be set"},
    {NULL, NULL},
};

static const struct table rds_def_credits = {
    .name = "rds_credits", .size = sizeof(struct rds_credits_def),
    .help = "CPU credits of a burstable class, which always runs unlimited.",
    .fields = rds_def_credits_fields, .count = FIELD_COUNT_OF(rds_def_credits_fields),
    .habits = rds_def_credits_habits,
};

#define AT(member) offsetof(struct service_def, member)
static const struct field rds_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "Which managed service this is."},
    {.key = "engine", .kind = FIELD_CHOICE, .offset = AT(rds.engine),
     .choices = rds_def_engines, .flags = FIELD_REQUIRED, .help = "The database."},
    {.key = "class", .kind = FIELD_TEXT, .offset = AT(rds.class_name),
     .flags = FIELD_REQUIRED, .help = "Its machine, such as db.t3.medium."},
    {.key = "nodes", .kind = FIELD_COUNT, .flags = FIELD_LATER,
     .help = "Machines: one, so far."},
    {.key = "multi_az", .kind = FIELD_FLAG, .offset = AT(rds.multi_az),
     .standard = "false", .flags = FIELD_LEDGER,
     .help = "A standby in another zone, which costs as much again and serves nothing."},
    {.key = "storage", .kind = FIELD_TABLE, .offset = AT(rds.storage),
     .table = &rds_def_storage, .help = "Its volume: a size, or a mapping."},
    {.key = "credits", .kind = FIELD_TABLE, .offset = AT(rds.credits),
     .table = &rds_def_credits, .help = "CPU credits of a burstable class."},
    {.key = "max_connections", .kind = FIELD_COUNT, .offset = AT(rds.max_connections),
     .min = 1, .max = 1e6,
     .help = "Connections it accepts; default the engine's formula, from the memory."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Time of each call before its steps."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour of the machine, in place of the catalog's."},
    {.key = "endpoints", .kind = FIELD_MAP, .offset = AT(endpoints),
     .table = &managed_def_endpoint,
     .help = "What can be asked of it, and the steps that takes."},
    {.key = "zones", .kind = FIELD_TREE, .flags = FIELD_LATER,
     .help = "Availability zones it stands in."},
    {.key = "balance", .kind = FIELD_TREE, .flags = FIELD_LATER,
     .help = "How callers pick among its nodes."},
};
#undef AT

const struct table rds_def_table = {
    .name = "rds", .size = sizeof(struct service_def),
    .help = "A database of Amazon RDS on a machine of its own, which stands in the report "
            "under its name.",
    .fields = rds_def_fields, .count = FIELD_COUNT_OF(rds_def_fields),
};
/* clang-format on */
