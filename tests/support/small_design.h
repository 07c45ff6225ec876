/* small_design.h - designs put together by hand, for tests of models that read one.
 *
 * One struct with room for everything: fill the members, then small_design_finish sets
 * indices, places and paths. Values are the tables' defaults (threads unlimited, ...).
 */
#ifndef OVERSTACK_TESTS_SMALL_DESIGN_H
#define OVERSTACK_TESTS_SMALL_DESIGN_H

#include "models/design.h"

#include <math.h>
#include <string.h>

enum { SMALL_HOSTS = 3, SMALL_SERVICES = 4, SMALL_ENDPOINTS = 6, SMALL_STEPS = 4 };

struct small_design {
    struct design design;
    struct host_def hosts[SMALL_HOSTS];
    struct machine_def machines[SMALL_HOSTS];
    struct service_def services[SMALL_SERVICES];
    struct instance_def instances[SMALL_SERVICES * SMALL_HOSTS];
    struct endpoint_def endpoints[SMALL_ENDPOINTS];
    const struct endpoint_def *endpoint_list[SMALL_ENDPOINTS];
    struct step_def steps[SMALL_ENDPOINTS][SMALL_STEPS];
    struct traffic_def traffic[2];
    struct mix_def mixes[2][2];
};

static inline struct distribution small_duration(double mean_s)
{
    return (struct distribution){.kind = DISTRIBUTION_CONSTANT, .mean_s = mean_s};
}

static inline void small_design_init(struct small_design *small)
{
    memset(small, 0, sizeof *small);
    struct design *design = &small->design;
    design->simulate.duration_s = 3600;
    design->hosts.items = small->hosts;
    design->services.items = small->services;
    design->traffic.items = small->traffic;
    design->machines = small->machines;
    design->instances = small->instances;
    design->endpoints = small->endpoint_list;
}

/* A host of one machine: no operating system, no credits, no volume. */
static inline struct host_def *small_design_host(struct small_design *small,
                                                 const char *name, double vcpus,
                                                 double memory_bytes)
{
    const uint32_t i = small->design.hosts.count++;
    struct host_def *host = &small->hosts[i];
    host->item.name = name;
    host->os = OS_NONE;
    host->volume.type = VOLUME_NONE;
    host->volume.iops = host->volume.throughput_bytes_per_s = NAN;
    host->credits = (struct credits_def){.mode = -1, .initial = "launch"};
    struct instance_type *type = &host->instance;
    type->vcpus = vcpus;
    type->memory_bytes = memory_bytes;
    type->speed = 1;
    type->burst.baseline = type->os_memory_bytes = NAN;
    type->network_bps = type->network_burst_bps = NAN;
    type->ebs_bytes_per_s = type->ebs_burst_bytes_per_s = NAN;
    type->ebs_iops = type->ebs_burst_iops = NAN;
    small->machines[i] = (struct machine_def){.host = host, .name = name, .zone = "a"};
    small->design.machine_count++;
    return host;
}

/* A process without instances yet. */
static inline struct service_def *small_design_service(struct small_design *small,
                                                       const char *name)
{
    const uint32_t i = small->design.services.count++;
    struct service_def *service = &small->services[i];
    service->item.name = name;
    service->index = i;
    service->workers = 1;
    service->threads = service->backlog.size = service->connections = INFINITY;
    service->cpus = service->mem_limit_bytes = INFINITY;
    service->concurrency = service->rate_limit_per_s = INFINITY;
    service->memory.cold = NAN;
    service->memory.leak.up_to_bytes = INFINITY;
    service->jvm.heap_bytes = service->jvm.start_heap_bytes = NAN;
    service->tls.certificate = -1;
    service->start_at_s = NAN;
    return service;
}

/* All instances of a service must be added together. machine UINT32_MAX: outside. */
static inline struct instance_def *small_design_place(struct small_design *small,
                                                      struct service_def *service,
                                                      uint32_t machine)
{
    const uint32_t i = small->design.instance_count++;
    if (service->instance_count++ == 0)
        service->first_instance = i;
    small->instances[i] = (struct instance_def){
        .service = service,
        .service_index = service->index,
        .number = service->instance_count - 1,
        .name = service->item.name,
        .machine = machine,
        .weight = 1,
    };
    return &small->instances[i];
}

static inline struct endpoint_def *
small_design_endpoint(struct small_design *small, const struct service_def *service,
                      const char *name)
{
    const uint32_t i = small->design.endpoint_count++;
    struct endpoint_def *endpoint = &small->endpoints[i];
    endpoint->item.name = name;
    endpoint->full_name = name;
    endpoint->index = i;
    endpoint->service = service;
    endpoint->steps.items = small->steps[i];
    small->endpoint_list[i] = endpoint;
    return endpoint;
}

static inline struct step_def *small_design_step(struct small_design *small,
                                                 struct endpoint_def *endpoint, int kind)
{
    struct step_def *step = &small->steps[endpoint->index][endpoint->steps.count++];
    step->kind = kind;
    step->io.ops = NAN;
    return step;
}

static inline void small_design_cpu(struct small_design *small,
                                    struct endpoint_def *endpoint, double work_s)
{
    small_design_step(small, endpoint, STEP_CPU)->duration = small_duration(work_s);
}

static inline struct step_def *small_design_call(struct small_design *small,
                                                 struct endpoint_def *endpoint,
                                                 const struct endpoint_def *callee)
{
    struct step_def *step = small_design_step(small, endpoint, STEP_CALL);
    step->call.callee = callee;
    step->call.timeout = small_duration(INFINITY);
    return step;
}

/* An open traffic of constant rate towards one endpoint. */
static inline struct traffic_def *
small_design_traffic(struct small_design *small, const struct endpoint_def *endpoint,
                     double rate_per_s)
{
    const uint32_t i = small->design.traffic.count++;
    struct traffic_def *traffic = &small->traffic[i];
    traffic->item.name = "users";
    traffic->executor = EXECUTOR_CONSTANT_ARRIVAL_RATE;
    traffic->rate_per_s = rate_per_s;
    traffic->end_s = INFINITY;
    traffic->timeout = small_duration(INFINITY);
    traffic->requests_per_connection = 10;
    traffic->index = i;
    small->mixes[i][0] = (struct mix_def){.share = 1, .endpoint = endpoint};
    traffic->mix = (struct items){small->mixes[i], 1};
    return traffic;
}

/* The same, of users who think. */
static inline struct traffic_def *small_design_users(struct small_design *small,
                                                     const struct endpoint_def *endpoint,
                                                     double users, double think_s)
{
    struct traffic_def *traffic = small_design_traffic(small, endpoint, 0);
    traffic->executor = EXECUTOR_CONSTANT_VUS;
    traffic->vus = users;
    traffic->think = small_duration(think_s);
    return traffic;
}

#endif
