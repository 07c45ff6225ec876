/* instance_type.h - what a machine of some type has: cores, credits, memory, limits.
 *
 * Filled from configs/catalog/instances.yaml, from a user's own catalog, or inline in
 * a host's `instance:` mapping.
 */
#ifndef OVERSTACK_MODELS_INSTANCE_TYPE_H
#define OVERSTACK_MODELS_INSTANCE_TYPE_H

#include "sim/core/field.h"

enum credit_mode { CREDIT_MODE_STANDARD, CREDIT_MODE_UNLIMITED };

/* CPU credits; one credit is one vCPU at 100% for a minute. */
struct burst_def {
    double baseline;         /* share of one vCPU, of each vCPU; NAN: not burstable */
    double credits_per_hour; /* the whole machine */
    double max_credits;
    double launch_credits;      /* the whole machine; standard mode only */
    struct price surplus_price; /* for a vCPU-hour */
    int mode;                   /* enum credit_mode, the family's default */
    int survive_stop;           /* credits kept over a stop (T3, T4g: seven days) */
};

struct instance_type {
    struct item item; /* item.name: "t2.medium"; inline: "inline" */
    const char *name; /* shorthand `=name`: the catalog type a host names; NULL inline */
    const char *arch; /* x86_64 | arm64 */
    double vcpus;
    double memory_bytes;    /* nominal */
    double os_memory_bytes; /* what the OS sees; NAN: memory_bytes */
    double speed;           /* of one core, all busy; 1.0 = one vCPU of m5 */
    struct burst_def burst;
    double network_bps, network_burst_bps; /* baseline and burst; NAN */
    double network_burst_time_s; /* how long a full bucket lasts at full burst */
    double ebs_bytes_per_s, ebs_burst_bytes_per_s; /* NAN: no limit known */
    double ebs_iops, ebs_burst_iops;               /* NAN: no limit known */
    int ebs_shares_network; /* t2: volumes use the network's bandwidth */
    struct price price;     /* an hour on demand; catalog types are priced by region */
    const char *source, *as_of, *note;
};

extern const struct table instance_type_table;

#endif
