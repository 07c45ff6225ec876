/* host_def.h - the `hosts` of a scenario, as the user wrote them.
 */
#ifndef OVERSTACK_MODELS_HOST_DEF_H
#define OVERSTACK_MODELS_HOST_DEF_H

#include "models/autoscale_def.h"
#include "models/instance_type.h"

/* VOLUME_AURORA: the storage that the nodes of an Aurora cluster share. */
enum volume_type { VOLUME_NONE, VOLUME_GP2, VOLUME_GP3, VOLUME_AURORA };

struct volume_def {
    int type;                      /* enum volume_type; -1 absent */
    double size_bytes;             /* default 8 GiB */
    double iops;                   /* gp3: provisioned; NAN: the type's default */
    double throughput_bytes_per_s; /* gp3; NAN: 125 MiB/s */
    double snapshot_bytes;         /* kept of it, on average over the month */
    int stripes;                   /* gp2: volumes it lies on; 0: one */
    double page_bytes;             /* Aurora: read for one billed request */
};

enum credits_initial { CREDITS_LAUNCH, CREDITS_FULL, CREDITS_EMPTY };

struct credits_def {
    int mode;            /* enum credit_mode; -1: the family's */
    const char *initial; /* launch | full | empty | a number, as typed */
};

enum host_os { OS_NONE, OS_UBUNTU_2204, OS_AMAZON_LINUX_2023, OS_ECS_OPTIMIZED };
enum purchase {
    PURCHASE_ON_DEMAND,
    PURCHASE_SPOT,
    PURCHASE_RESERVED_1Y,
    PURCHASE_SAVINGS_1Y
};

/* What an operating system (or the Docker engine, or its shim) needs before any
 * service runs; from configs/catalog/systems.yaml. */
struct system_def {
    struct item item;    /* ubuntu-22.04, docker, docker-shim */
    double kernel_bytes; /* kernel and daemons: `free`'s "used" when idle */
    double text_bytes;   /* hot file pages */
    const char *kind, *source;
};

struct price_def;
struct service_def;

struct host_def {
    struct item item;
    struct instance_type instance; /* after world: the catalog's type copied in */
    double count;
    double swap_bytes;
    struct volume_def volume;
    struct credits_def credits;
    int os; /* enum host_os; -1 absent */
    int docker;
    struct items zones; /* of struct zone_def */
    int public_ip;      /* -1 absent */
    const char *egress; /* internet | none | a nat_gateway */
    int purchase;
    double hours_per_month; /* NAN: 730 */
    double oom_patience_s;
    struct autoscale_def autoscale;

    /* Resolved by world: */
    const struct service_def
        *managed; /* made for that service (rds ...); NULL: the user's */
    const struct service_def *gateway; /* its egress; NULL: none, or no way out at all */
    int is_stranded;                   /* egress: none */
    int is_catalog;                    /* instance named in the catalog */
    struct system_def system;          /* os (+ docker engine) summed; zeros for `none` */
    double shim_bytes;                 /* each container's shim, 0 without docker */
    uint32_t first_machine, machine_count; /* in design.machines */
    double price_usd_per_h;                /* NAN: unpriced */
    const struct price_def *price_listed;  /* the catalog's row of it, or NULL: given */
    const char *price_stand_in;    /* why it is only like the price; NULL: it is */
    double surplus_usd_per_vcpu_h; /* NAN: unknown */
    double failover_s; /* of its first machine to one that stands by; 0: none does */
};

struct zone_def {
    struct item item;
    const char *name;
};

extern const struct table host_table;
extern const struct table host_def_zone;
extern const struct table system_table;

#endif
