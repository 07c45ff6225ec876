/* rds_def.h - the keys of `kind: rds`, a database on a machine of its own.
 *
 * The service runs like a process on a host of its name, which the loader makes from the
 * class and the storage; only where it comes from and what it costs is special.
 */
#ifndef OVERSTACK_MODELS_RDS_DEF_H
#define OVERSTACK_MODELS_RDS_DEF_H

#include "models/host_def.h"

enum rds_engine { RDS_MYSQL, RDS_POSTGRES, RDS_MARIADB };

struct rds_storage_def {
    int type; /* VOLUME_GP2 or VOLUME_GP3 */
    double size_bytes;
};

struct rds_credits_def {
    const char *initial; /* as a host's */
};

struct rds_def {
    int engine;             /* enum rds_engine */
    const char *class_name; /* "db.t3.medium" */
    int multi_az;
    double max_connections; /* NAN: the engine's formula */
    struct rds_storage_def storage;
    struct rds_credits_def credits;
};

extern const struct table rds_def_table; /* of a struct service_def */

/* As the catalog's prices call it: mysql, postgresql, mariadb. */
extern const char *const rds_def_engine_names[];

/* The volume that RDS makes of it: gp3 3000 IOPS and 125 MiB/s, striped over four from
 * 400 GiB on: 12,000 and 500 MiB/s (RDS user guide, CHAP_Storage, 2023-06-15). */
struct volume_def rds_def_volume(const struct rds_storage_def *storage);

/* What the engine takes at its start for its buffer pool, of the memory that it sees: the
 * default parameter groups' innodb_buffer_pool_size = 3/4 and shared_buffers = 1/4. */
double rds_def_buffer_bytes(int engine, double memory_bytes);

/* The default parameter groups' max_connections for a memory of that size. */
double rds_def_max_connections(int engine, double memory_bytes);

#endif
