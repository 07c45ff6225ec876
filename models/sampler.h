/* sampler.h - the timeline: at the end of each step every machine, instance and the
 * requests of the step leave one value in their series, and the resources are judged.
 */
#ifndef OVERSTACK_MODELS_SAMPLER_H
#define OVERSTACK_MODELS_SAMPLER_H

#include "models/answers.h"
#include "models/resource.h"
#include "sim/core/engine.h"
#include "sim/core/series.h"

struct sampler {
    struct simulation *simulation;
    double step_s, last_s;
    uint32_t steps;
    struct series *series; /* in the result's arena */
    uint32_t series_count, next_series;
    double *areas;    /* at the last step's end, for each series that is a mean */
    uint64_t offered; /* requests that began in this step */
    uint64_t retries; /* of users, and of calls */
    uint64_t failed;  /* of the requests that ended in this step */
    struct answers_tally answered; /* likewise */
    struct answers answers;        /* of the whole window */
    struct resource *resources;
    uint32_t resource_count;
    double *machine_peaks;  /* highest step mean in the window: cpu, resident, need, swap,
                              volume, network; then the highest need of any moment;
                              seven for each machine */
    double *service_peaks;  /* in flight, queue; two for each service */
    double *instance_peaks; /* in flight, queue, memory; three for each instance */
    double *instance_areas; /* the same three at the last step's end */
};

void sampler_init(struct sampler *sampler, struct simulation *simulation);
/* Highest mean of the memory needed by that machine over a step of the window, bytes. */
double sampler_need_peak(const struct sampler *sampler, uint32_t machine);
/* Highest mean of its memory over a step of the window, or what it held when the kernel
 * killed it, bytes. */
double sampler_memory_peak(const struct sampler *sampler,
                           const struct instance *instance);
/* The kernel is about to kill it: what it needs now counts as a peak, since its life may be
 * too short to show in a step's mean. */
void sampler_note_kill(struct sampler *sampler, const struct instance *instance);
/* When the present step ends. */
double sampler_next_s(const struct sampler *sampler);
/* It has ended. */
void sampler_step(struct sampler *sampler, double now_s);
void sampler_open_window(struct sampler *sampler, double now_s);
/* After the last step: series of what never was are left out. */
void sampler_drop_idle(struct sampler *sampler);
/* The run is over: the last, perhaps shorter step ends. */
void sampler_close(struct sampler *sampler, double now_s);

/* A user's request has ended. */
static inline void sampler_request(struct sampler *sampler, bool answered,
                                   double latency_s)
{
    if (!answered) {
        sampler->failed++;
        return;
    }
    answers_tally_record(&sampler->answered,
                         histogram_bucket(latency_s) >> ANSWERS_SHIFT);
    answers_record(&sampler->answers, latency_s);
}

#endif
