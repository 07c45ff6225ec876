/* design.h - one scenario, ready to be simulated: definitions with every reference
 * resolved. Read-only from then on and shared by all threads.
 */
#ifndef OVERSTACK_MODELS_DESIGN_H
#define OVERSTACK_MODELS_DESIGN_H

#include "models/event_def.h"
#include "models/host_def.h"
#include "models/price_list.h"
#include "models/service_def.h"
#include "models/traffic_def.h"
#include "sim/core/ledger.h"

#include <stdbool.h>

struct simulate_def {
    double duration_s, warmup_s;
    double replications;
    double seed;
    double precision; /* half width / value that is enough; else `replications` it is */
    double max_replications;
    int warmup_auto; /* the cut is to be found; warmup_s is 0 until then */
};

struct network_def {
    struct distribution same_zone, cross_zone; /* delay of a call between machines */
};

enum threshold_metric {
    METRIC_DURATION,
    METRIC_FAILED,
    METRIC_REQS,
    METRIC_GOODPUT,
    METRIC_CPU,
    METRIC_MEMORY,
    METRIC_SWAP,
    METRIC_DISK,
    METRIC_NETWORK,
    METRIC_CREDITS,
    METRIC_HEAP,
    METRIC_THREADS,
    METRIC_QUEUE,
    METRIC_HEADROOM,
    METRIC_TIME_TO_OOM,
    METRIC_TIME_TO_DEPLETION,
    METRIC_COST,
};
enum threshold_aggregation {
    AGGREGATE_AVG,
    AGGREGATE_MIN,
    AGGREGATE_MED,
    AGGREGATE_MAX,
    AGGREGATE_PERCENTILE,
    AGGREGATE_RATE,
    AGGREGATE_COUNT,
    AGGREGATE_MONTH,
    AGGREGATE_PER_1000,
};
enum threshold_comparison {
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE,
    COMPARE_EQ,
    COMPARE_NE
};

struct threshold_def {
    struct place place;
    const char *metric;     /* "http_req_duration{spring.write}", as typed */
    const char *expression; /* "p(95) < 800ms", as typed */
    int kind;               /* enum threshold_metric */
    const char *selector;   /* "spring.write", or NULL */
    int aggregation;
    double percentile; /* 0..100, of AGGREGATE_PERCENTILE */
    int comparison;
    double limit; /* seconds, share, USD, ... */
};

struct budget_def { /* shorthand: amount */
    struct price amount;
    double months; /* default 1 */
};

struct month_def {
    double like_this_s; /* NAN: not given */
    double otherwise;   /* share of the window's usage in each other hour */
};

struct currency_def { /* shorthand: code */
    const char *code; /* NULL: USD only */
    double rate;      /* units for one USD */
    const char *source;
};

/* One machine: hosts' counts unrolled. */
struct machine_def {
    const struct host_def *host;
    uint32_t number;  /* in its host */
    const char *name; /* "web", or "web[1]" when the host has several */
    const char *zone;
    bool standby; /* of a group that scales: not there when the run begins */
};

/* One instance of a service, placed. */
struct instance_def {
    const struct service_def *service; /* with its host's overrides */
    uint32_t service_index;
    uint32_t number;  /* in its service */
    const char *name; /* "spring[0]" */
    uint32_t machine; /* in design.machines; UINT32_MAX: outside all machines */
    double weight;    /* for its balancer */
    bool spare;       /* one more, which a deployment starts for its time */
};

/* One traffic towards one endpoint: the unit in which requests are counted. */
struct flow_def {
    uint32_t traffic;
    const struct endpoint_def *endpoint;
    double share;
};

enum free_tier {
    FREE_TIER_NONE,
    FREE_TIER_LEGACY, /* accounts of before 2025-07-15, in their first twelve months */
    FREE_TIER_NEW,    /* later ones, in their first six */
};

struct design {
    struct arena *arena;
    const char *name, *file, *variant; /* variant may be NULL */
    const char *const *sets;           /* "PATH=VALUE" of --set, in their order */
    uint32_t set_count;
    const char *region;
    char hash[65]; /* of scenario and catalog, hexadecimal */
    struct simulate_def simulate;
    struct currency_def currency;
    struct network_def network;
    struct month_def month;
    struct budget_def budget; /* amount.given false: none */
    double tax;
    int free_tier;         /* enum free_tier */
    struct items hosts;    /* of struct host_def */
    struct items services; /* of struct service_def */
    struct items traffic;  /* of struct traffic_def */
    struct items events;   /* of struct event_def */
    struct threshold_def *thresholds;
    uint32_t threshold_count;

    struct machine_def *machines;
    uint32_t machine_count;
    struct instance_def *instances;
    uint32_t instance_count;
    struct flow_def *flows;
    uint32_t flow_count;
    const struct endpoint_def **endpoints; /* by index */
    uint32_t endpoint_count;
    const struct step_def **caches; /* the `cache` steps, by index */
    uint32_t cache_count;

    struct price_list prices;
    struct ledger ledger;
};

static inline const struct host_def *design_host(const struct design *design, uint32_t i)
{
    return (const struct host_def *)design->hosts.items + i;
}

static inline const struct service_def *design_service(const struct design *design,
                                                       uint32_t i)
{
    return (const struct service_def *)design->services.items + i;
}

static inline const struct traffic_def *design_traffic(const struct design *design,
                                                       uint32_t i)
{
    return (const struct traffic_def *)design->traffic.items + i;
}

/* Is it made for a service of Fargate, each machine for a task? */
static inline bool design_is_fargate(const struct host_def *host)
{
    return host->managed && host->managed->fargate.given;
}

/* Do its machines come and go, alone or with the tasks that they are made for? */
static inline bool design_host_scales(const struct host_def *host)
{
    return host->autoscale.given || (host->managed && host->managed->autoscale.given);
}

/* Do its tasks come and go, or does one of its instances run on a host whose machines
 * do? */
static inline bool design_scales(const struct design *design,
                                 const struct service_def *service)
{
    if (service->autoscale.given)
        return true;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const uint32_t m = design->instances[service->first_instance + i].machine;
        if (m != UINT32_MAX && design->machines[m].host->autoscale.given)
            return true;
    }
    return false;
}

/* Of users, not of bots. */
static inline bool design_is_of_users(const struct design *design,
                                      const struct flow_def *flow)
{
    return design_traffic(design, flow->traffic)->bot <= 0;
}

#endif
