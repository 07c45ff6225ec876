/* sampler.h - the timeline: at the end of each step every machine, instance and the
 * requests of the step leave one value in their series, and the resources are judged.
 */
#ifndef OVERSTACK_MODELS_SAMPLER_H
#define OVERSTACK_MODELS_SAMPLER_H

#include "models/resource.h"
#include "sim/core/engine.h"
#include "sim/core/histogram.h"
#include "sim/core/series.h"

struct sampler {
    struct simulation *simulation;
    event_id event;
    double step_s, last_s;
    uint32_t steps;
    struct series *series; /* in the result's arena */
    uint32_t series_count, next_series;
    double *areas;         /* at the last step's end, for each series that is a mean */
    struct histogram latency; /* of the requests that ended in this step */
    uint64_t answered, failed;
    struct resource *resources;
    uint32_t resource_count;
    double *machine_peaks; /* highest step mean in the window: cpu, resident, need, swap,
                              volume; five for each machine */
    double *service_peaks; /* in flight, queue; two for each service */
    double *instance_peaks; /* in flight, queue, memory; three for each instance */
    double *instance_areas; /* the same three at the last step's end */
};

void sampler_init(struct sampler *sampler, struct simulation *simulation);
void sampler_open_window(struct sampler *sampler, double now_s);
/* The run is over: the last, perhaps shorter step ends. */
void sampler_close(struct sampler *sampler, double now_s);

/* A user's request has ended. */
static inline void sampler_request(struct sampler *sampler, bool answered,
                                   double latency_s)
{
    if (answered) {
        sampler->answered++;
        histogram_record(&sampler->latency, latency_s);
    } else {
        sampler->failed++;
    }
}

#endif
