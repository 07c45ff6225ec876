/* demand.h - what one request asks of every service, on average.
 *
 * Operational analysis (Denning and Buzen, Computing Surveys 1978) needs no distribution
 * and no simulation: the visits a request pays to each endpoint (forced flow law) and
 * what a visit costs there. Both follow from the steps: calls and publishes count once,
 * a branch with its probability, a repeated block as often as it runs, what stands
 * behind `fail` for the requests that get so far. Retries are not counted.
 */
#ifndef OVERSTACK_MODELS_DEMAND_H
#define OVERSTACK_MODELS_DEMAND_H

#include "models/design.h"

#define DEMAND_MEMORY_S_PER_BYTE (0.2e-3 / 1048576) /* CPU to acquire `memory: SIZE` */

struct demand_call {
    const struct endpoint_def *to;
    double count; /* for each visit of the caller */
};

struct demand {        /* of one visit of an endpoint, its calls' own left out */
    double cpu_s;      /* useful work, in seconds of a speed-1.0 core */
    double operations; /* volume operations */
    double io_bytes;
    double units[2];       /* of a dynamodb: by enum dynamodb_way */
    double allocate_bytes; /* garbage */
    double memory_bytes;   /* held until it returns, `memory` steps */
    double leak_bytes;
    double send_bytes;
    double time_s;   /* least mean time it holds its thread: nothing waits */
    double answered; /* share that no `fail` step ends */
    struct demand_call *calls, *publishes;
    uint32_t call_count, publish_count;
};

struct demand_table {
    const struct design *design;
    struct demand *items; /* by endpoint index */
    double *s_per_cpu_s;  /* by service: a speed-1.0 second of work on its cores, alone */
    uint32_t *order;      /* endpoint indices, callers before those they call */
    uint32_t count;
};

/* collection_s_per_byte: CPU of collecting a byte of garbage, by service index; NULL: no
 * collection. It lengthens time_s and is not in cpu_s. */
void demand_table_init(struct demand_table *table, const struct design *design,
                       const double *collection_s_per_byte, struct arena *arena);

/* entries: visits (or visits a second) from users by endpoint index; visits: those plus
 * what they cause. Same array allowed. */
void demand_table_visits(const struct demand_table *table, const double *entries,
                         double *visits);

/* The instance's share of the calls to its service, by its balancer's weights. */
double demand_share(const struct design *design, const struct instance_def *instance);
/* Of the calls to that endpoint: a database's writer serves what writes, its readers the
 * rest. */
double demand_share_of(const struct design *design, const struct endpoint_def *endpoint,
                       const struct instance_def *instance);

/* The machine of an instance, NULL when it is outside all machines. */
const struct machine_def *demand_machine(const struct design *design,
                                         const struct instance_def *instance);

#endif
