/* balancer.c - see balancer.h. */
#include "models/balancer.h"

#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

void balancer_init(struct balancer *balancer, struct simulation *simulation,
                   const struct service_def *service)
{
    balancer->service = service;
    balancer->instances = &simulation->instances[service->first_instance];
    balancer->count = service_def_all(service);
    balancer->tracked = balancer->count > 1;
    balancer->front = front_create(service, simulation->engine);
    pool_init(&balancer->attempts, &simulation->engine->arena,
              upstream_attempt_size(balancer->count));
}

struct upstream *balancer_outside(struct balancer *balancer)
{
    if (!balancer->outside)
        balancer->outside = upstream_create(balancer, NULL, 0);
    return balancer->outside;
}

/* A caller asks few services: its list is short. */
struct upstream *balancer_of_caller(struct balancer *balancer, const struct task *caller)
{
    struct instance *instance = caller->instance;
    const uint16_t worker = instance->async ? caller->worker : 0;
    struct upstream **list = &instance->upstreams[worker];
    struct upstream *upstream = *list;
    while (upstream && upstream->balancer != balancer)
        upstream = upstream->next;
    if (!upstream) {
        upstream = upstream_create(balancer, instance, worker);
        upstream->next = *list;
        *list = upstream;
    }
    return upstream;
}

void balancer_forget(struct instance *caller)
{
    const uint16_t lists = caller->async ? caller->worker_count : 1;
    for (uint16_t w = 0; w < lists; w++)
        for (struct upstream *u = caller->upstreams[w]; u; u = u->next)
            upstream_forget(u);
}
