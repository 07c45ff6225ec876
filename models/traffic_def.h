/* traffic_def.h - who asks for what: the `traffic` of a scenario.
 */
#ifndef OVERSTACK_MODELS_TRAFFIC_DEF_H
#define OVERSTACK_MODELS_TRAFFIC_DEF_H

#include "models/rate_curve.h"
#include "sim/core/field.h"

struct endpoint_def;

enum executor {
    EXECUTOR_CONSTANT_ARRIVAL_RATE,
    EXECUTOR_RAMPING_ARRIVAL_RATE,
    EXECUTOR_CONSTANT_VUS,
    EXECUTOR_RAMPING_VUS,
    EXECUTOR_PER_VU_ITERATIONS,
    EXECUTOR_SHARED_ITERATIONS,
    EXECUTOR_DAILY,
    EXECUTOR_TRACE,
};

enum arrivals { ARRIVALS_POISSON, ARRIVALS_REGULAR, ARRIVALS_BURSTY };

struct arrivals_def { /* shorthand: kind */
    int kind;
    double bursty;            /* scv of the gaps; NAN: not bursty */
    struct distribution gaps; /* resolved, of ARRIVALS_BURSTY: with a mean of 1 */
};

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

enum journey_kind { JOURNEY_CALL, JOURNEY_THINK };

struct journey_def { /* a step of a journey; shorthand: call */
    struct item item;
    int kind;
    const char *call; /* "spring.read" */
    struct distribution think;
    uint32_t entry; /* resolved, of a call: in the mix */
};

struct map_def {      /* lines of an access log that ask for one endpoint */
    struct item item; /* item.name: "GET /qna*" */
    const char *to;   /* "spring.read" */
    uint32_t entry;   /* resolved: in the mix */
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
    struct arrivals_def arrivals;
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
    double end_s;           /* INFINITY: the run's end */
    struct items journey;   /* of struct journey_def; closed */
    double journey_calls;   /* resolved: its requests */
    double journey_think_s; /* resolved: mean of its pauses together */
    int bot;
    double blocked;
    double peak_per_s, trough_per_s, peak_at_s, weekend, start_clock_s; /* daily */
    const char *file;                                                   /* trace */
    struct items map;        /* of struct map_def; a CSV file has none */
    struct rate_curve curve; /* resolved, of daily and trace */
    uint32_t index;
    uint32_t first_flow; /* in design.flows: one for each mix entry */
};

extern const struct table traffic_table;

/* Users who wait for their answers; else arrivals that do not. */
static inline bool traffic_def_is_closed(const struct traffic_def *traffic)
{
    return traffic->executor >= EXECUTOR_CONSTANT_VUS &&
           traffic->executor <= EXECUTOR_SHARED_ITERATIONS;
}

/* Requests of one iteration of a closed user. */
static inline double traffic_def_calls(const struct traffic_def *traffic)
{
    return traffic->journey.count > 0 ? traffic->journey_calls : 1;
}

/* Mean pause of a closed user for each of his requests. */
static inline double traffic_def_think_s(const struct traffic_def *traffic)
{
    return (traffic->think.mean_s + traffic->journey_think_s) /
           traffic_def_calls(traffic);
}

#endif
