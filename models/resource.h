/* resource.h - everything that can run out, watched in every step of the timeline.
 *
 * A resource is saturated in a step when: CPU, volume, network, a NAT
 * gateway's bandwidth, threads, pools, CPU quotas, event loops at 95% or more (mean over the step); memory needed above RAM or above a
 * mem_limit; swap at 95%; credits or a burst bucket at zero; a backlog or a queue of
 * messages refused; heap live above 90%; a rate limit, or what a managed service allows,
 * held a call or turned it away; a broker's alarm was on; a task found no room; a group
 * wanted more machines than its max. What has an exact moment (memory, swap, credits,
 * burst, backlog, queue, heap, limits, watermark, placement, machines) is dated by it;
 * what is a mean over a step by the step's end, when the mean is known.
 *
 * resource_measure.c says how full each kind is, resource_headroom.c how much more
 * traffic it takes.
 */
#ifndef OVERSTACK_MODELS_RESOURCE_H
#define OVERSTACK_MODELS_RESOURCE_H

#include "models/summary.h"

/* From these shares on it is saturated. */
#define RESOURCE_SATURATED      0.95 /* CPU, volume, threads, pools, swap, quota, loops */
#define RESOURCE_SATURATED_HEAP 0.90

struct allowance;
struct autoscaler;
struct instance;
struct machine;
struct operational;
struct simulation;

struct resource {
    const char *id;
    int kind; /* enum resource_kind */
    struct machine *machine;
    const struct service_def *service; /* its instances together */
    uint32_t pool;                     /* of that service */
    const struct autoscaler *group;    /* its machines together */
    const struct allowance *allowance; /* likewise */
    double area; /* of what it is measured by, at the last step's end */
    double mark; /* a counter at the last step's end */
    /* over the window */
    double sum_s, time_s, peak;
    double first_at_s; /* NAN: never saturated */
    double saturated_steps, steps;
};

/* Builds the list; *count of them, in the engine's arena. */
struct resource *resource_list(struct simulation *simulation, uint32_t *count);
/* A step of dt_s ends now. */
void resource_step(struct resource *resource, const struct simulation *simulation,
                   double now_s, double dt_s);
/* The window opens: forget what was. */
void resource_open_window(struct resource *resource, const struct simulation *simulation,
                          double now_s);
/* operational: of the same design. */
void resource_summary(const struct resource *resource,
                      const struct simulation *simulation,
                      const struct operational *operational,
                      struct resource_summary *summary);

#endif
