/* rds_def.h - the keys of `kind: rds`, and what its engines make of a machine.
 *
 * With several nodes the first is the writer: endpoints with a `write` step are asked of
 * it, the others of the readers (of the writer when no reader is usable), as with the two
 * addresses of an Aurora cluster or the read replicas of an RDS instance.
 */
#ifndef OVERSTACK_MODELS_RDS_DEF_H
#define OVERSTACK_MODELS_RDS_DEF_H

#include "models/cluster_def.h"

extern const struct table rds_def_table; /* of a struct service_def */

/* The volume that RDS makes of it: gp3 3000 IOPS and 125 MiB/s, striped over four from
 * 400 GiB on: 12,000 and 500 MiB/s; gp2 striped likewise (RDS user guide, CHAP_Storage,
 * 2023-06-15). Aurora's is its own. */
struct volume_def rds_def_volume(const struct cluster_def *cluster);

/* What the engine takes at its start for its buffer pool, of the memory that it sees: the
 * default parameter groups' innodb_buffer_pool_size = 3/4, shared_buffers = 1/4 and on
 * Aurora 3/4. */
double rds_def_buffer_bytes(int engine, double memory_bytes);

/* The default parameter groups' max_connections. memory_bytes: what the engine sees,
 * nominal_bytes: what the class is sold with. */
double rds_def_max_connections(int engine, double memory_bytes, double nominal_bytes);

#endif
