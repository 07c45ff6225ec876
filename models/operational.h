/* operational.h - how loaded every resource is, by operational laws and no simulation.
 *
 *   forced flow law    visits to a resource = requests x visits a request pays it
 *   utilisation law    U = X D / capacity
 *   Little's law       threads held = X x time held
 *   asymptotic bounds  N users who think Z: X <= min(N / (R + Z), capacity / D_max)
 *
 * (Denning and Buzen 1978; Lazowska et al., Quantitative System Performance, 1984,
 * chapters 3 and 5.) They hold for any distribution as long as what arrives also leaves.
 * R is the least time a request can take: nothing waits for anything. So threads and
 * pools, which hold R, are lower bounds, and rates of closed users are upper bounds. A
 * journey of n calls is n requests, each with an n-th of its pauses. What an edge blocks
 * never arrives.
 *
 * Not counted: retries, starts and restarts, paging, events. Where a closed network is
 * simple enough (one traffic of constant users, processor sharing and delays only) its
 * throughput is exact, see closed_network.h.
 */
#ifndef OVERSTACK_MODELS_OPERATIONAL_H
#define OVERSTACK_MODELS_OPERATIONAL_H

#include "models/demand.h"
#include "models/offered.h"
#include "models/summary.h"

/* From this share of its capacity on the report calls a resource saturated; credits and
 * rate limits only at 1. */
#define OPERATIONAL_SATURATED 0.95

struct operational_traffic {
    const char *name;
    struct offered offered;
    double mean_per_s, peak_per_s; /* requests; closed: upper bounds, or exact */
    double wanted_per_s;           /* the mean if no resource ever held a user back */
    double response_s;             /* least mean response of a request, rtt included */
    double think_s;    /* closed: mean pause between two requests, also of a journey */
    const char *bound; /* closed: what holds the rate, "users" or a resource's id */
    bool exact;
    double exact_response_s; /* of the exact solution; NAN */
};

struct operational_resource {
    const char *id;    /* host.web.cpu, as in the report */
    int kind;          /* enum resource_kind */
    double capacity;   /* in `unit` */
    const char *unit;  /* "cores", "IOPS", "threads", ... */
    double fixed;      /* share used without traffic */
    double mean, peak; /* share of capacity, fixed included */
    double wanted;     /* peak if closed users were not held back by any resource */
    double growth;     /* traffic times this saturates it; INFINITY: none uses it */
    bool at_least;     /* the shares are lower bounds (threads, pools) */
    double lasts_mean_s, lasts_peak_s; /* credits, burst buckets: until dry; INFINITY */
};

struct operational_service {
    double mean_per_s, peak_per_s; /* calls and messages */
    double cpu_s;                  /* useful CPU of a call, collection left out */
    double collection_s;           /* CPU of collection for a call */
    double response_s;             /* least mean time a call holds its thread */
    double in_flight;              /* threads held at the peak, at least */
};

struct operational {
    const struct design *design;
    struct demand_table demands;
    double *mean_visits, *peak_visits;    /* visits a second, by endpoint */
    struct operational_traffic *traffic;  /* by traffic */
    struct operational_service *services; /* by service */
    struct operational_resource *resources;
    uint32_t resource_count;
    double mean_per_s, peak_per_s;                 /* requests of all traffic */
    const struct operational_resource *bottleneck; /* NULL: traffic uses nothing that
        is limited. Credits are not one: they end later */
    double saturates_per_s; /* requests a second, mixed as now, at which it saturates */
};

/* Everything in the arena. */
void operational_init(struct operational *operational, const struct design *design,
                      struct arena *arena);

#endif
