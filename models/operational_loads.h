/* operational_loads.h - the resources of a design and what a visit takes from each.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_LOADS_H
#define OVERSTACK_MODELS_OPERATIONAL_LOADS_H

#include "models/operational.h"

/* Share of the resource's capacity = fixed + sum of visits a second x per_visit. */
struct operational_load {
    struct operational_resource resource;
    double *per_visit;      /* by endpoint, seconds of the resource's capacity */
    double *per_connection; /* by endpoint where users arrive; NULL: nothing */
    double *per_entry;      /* by endpoint where users arrive; NULL: nothing */
    double *per_request;    /* by traffic; see operational_shares.h */
    bool hard;   /* bounds throughput; credits do not, nor a limit that only refuses */
    bool one_of; /* loads of the same id are limits of one thing: the tightest counts */
    double lasts_s; /* of what may run dry: seconds of `capacity` in store */
};

struct operational_loads {
    struct operational_load *items;
    uint32_t count, capacity;
    struct arena *arena;
    const struct demand_table *demands;
    const double *collection; /* CPU seconds for a byte of garbage, by service */
};

/* All resources of the design that have a limit. */
void operational_loads_init(struct operational_loads *loads,
                            const struct demand_table *demands, const double *collection,
                            struct arena *arena);

/* One more, without anything that takes from it. */
struct operational_load *operational_loads_add(struct operational_loads *loads,
                                               const char *id, int kind, double capacity,
                                               const char *unit);
/* Share of the endpoint's calls that reach that machine. */
double operational_loads_share(const struct design *design,
                               const struct endpoint_def *endpoint,
                               const struct machine_def *machine);

/* CPU seconds of collecting one byte of garbage, a mean over the service's instances;
 * in_flight: threads held in all of them. 0 without a heap. */
double operational_loads_collection(const struct design *design,
                                    const struct service_def *service, double in_flight);

#endif
