/* traffic_def.h - who asks for what: the `traffic` of a scenario.
 */
#ifndef OVERSTACK_MODELS_TRAFFIC_DEF_H
#define OVERSTACK_MODELS_TRAFFIC_DEF_H

#include "sim/core/field.h"

struct endpoint_def;

enum executor {
    EXECUTOR_CONSTANT_ARRIVAL_RATE,
    EXECUTOR_RAMPING_ARRIVAL_RATE,
    EXECUTOR_CONSTANT_VUS,
    EXECUTOR_RAMPING_VUS,
    EXECUTOR_PER_VU_ITERATIONS,
    EXECUTOR_SHARED_ITERATIONS,
};

enum arrivals { ARRIVALS_POISSON, ARRIVALS_REGULAR };

struct stage_def {
    struct item item;
    double duration_s;
    const char *target;  /* a rate (5/s) or a number of users, by the executor */
    double target_value; /* resolved: 1/s or users */
};

struct spike_def {
    struct item item;
    double at_s, for_s, times;
};

struct mix_def {
    struct item item; /* item.name: "spring.read" */
    double share;
    const struct endpoint_def *endpoint; /* resolved */
};

struct traffic_def {
    struct item item;
    int executor;
    double rate_per_s;
    double start_rate_per_s;
    double start_vus;
    struct items stages; /* of struct stage_def */
    double vus;
    double iterations;
    int arrivals;
    const char *target; /* "spring.write" */
    struct items mix;   /* of struct mix_def; after world: holds `target` too */
    struct distribution rtt;
    struct distribution connect;
    double start_spread_s;
    struct distribution think;
    struct distribution timeout; /* mean INFINITY: none */
    double retries;
    struct distribution retry_delay;
    double requests_per_connection;
    struct items spikes; /* of struct spike_def */
    double start_s;
    double end_s; /* INFINITY: the run's end */
    uint32_t index;
    uint32_t first_flow; /* in design.flows: one for each mix entry */
};

extern const struct table traffic_table;

#endif
