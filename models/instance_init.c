/* instance_init.c - an instance before time 0: its workers, pools, time-outs and streams,
 * as its definition says.
 */
#include "models/call.h"
#include "models/connections.h"
#include "models/instance.h"
#include "models/instance_life.h"
#include "models/simulation.h"

#include <math.h>

static void init_pools(struct instance *instance)
{
    const struct service_def *service = instance->service;
    const struct pool_def *pools = service->pools.items;
    struct engine *engine = instance->simulation->engine;
    instance->pools =
        arena_array(&engine->arena, service->pools.count, sizeof *instance->pools);
    for (uint32_t i = 0; i < service->pools.count; i++) {
        struct pool_state *pool = &instance->pools[i];
        pool->def = &pools[i];
        pool->size = pools[i].size;
        timeout_list_init(&pool->timeouts, engine, &pools[i].timeout, call_pool_timed_out,
                          arena_format(&engine->arena, "%s.pools.%s.timeout",
                                       instance->def->name, pools[i].item.name));
    }
}

static void init_timeouts(struct instance *instance)
{
    const struct service_def *service = instance->service;
    struct engine *engine = instance->simulation->engine;
    const char *name = instance->def->name;
    timeout_list_init(&instance->queue_timeouts, engine, &service->queue_timeout,
                      instance_queue_timed_out,
                      arena_format(&engine->arena, "%s.queue_timeout", name));
    /* The arbiter looks once a second: a stuck worker dies up to a second late. */
    struct distribution *arbiter = arena_allocate(&engine->arena, sizeof *arbiter);
    *arbiter = distribution_constant(service->worker_timeout_s);
    if (!isinf(service->worker_timeout_s)) {
        arbiter->kind = DISTRIBUTION_UNIFORM;
        arbiter->a = service->worker_timeout_s;
        arbiter->b = arbiter->a + 1;
        arbiter->mean_s = arbiter->a + 0.5;
    }
    timeout_list_init(&instance->arbiter, engine, arbiter, instance_life_timed_out,
                      arena_format(&engine->arena, "%s.worker_timeout", name));
}

static void init_kind(struct instance *instance)
{
    const struct service_def *service = instance->service;
    instance->threads = service->threads;
    instance->backlog = service->backlog.size;
    limit_init(&instance->limit, INFINITY);
    instance->s_per_cpu_s = 1;
    if (service->kind == KIND_PROCESS)
        return;
    limit_init(&instance->limit, service->rate_limit_per_s);
    instance->threads = service->concurrency;
    instance->backlog = service->on_limit == LIMIT_WAIT ? INFINITY : 0;
    instance->rationed = !isinf(service->rate_limit_per_s);
    if (service->kind == KIND_API_GATEWAY)
        limit_init_most(&instance->limit, service->rate_limit_per_s,
                        api_gateway_def_burst(service->rate_limit_per_s));
    if (service->kind == KIND_LAMBDA) {
        instance->rationed = true; /* by its environments, see lambda.h */
        instance->s_per_cpu_s = lambda_def_s_per_cpu_s(&service->lambda);
    }
}

void instance_init(struct instance *instance, struct simulation *simulation,
                   const struct instance_def *def)
{
    const struct service_def *service = def->service;
    struct engine *engine = simulation->engine;
    instance->def = def;
    instance->service = service;
    instance->simulation = simulation;
    init_kind(instance);
    instance->worker_count =
        service->kind == KIND_PROCESS ? (uint16_t)service->workers : 1;
    instance->workers =
        arena_array(&engine->arena, instance->worker_count, sizeof *instance->workers);
    instance->lone = instance->worker_count == 1 && !service->is_consumer;
    instance->async = service->async;
    instance->upstreams =
        arena_array(&engine->arena, instance->async ? instance->worker_count : 1,
                    sizeof *instance->upstreams);
    instance->available = WORKER_NONE;
    instance->members = (struct member){&instance->members, &instance->members};
    cpu_group_init(&instance->cpu, service->cpu_shares, service->cpus);
    instance->cpu.touch = service->memory.touch;
    histogram_init(&instance->wait, &engine->arena);
    instance->recycle_random =
        engine_stream(engine, arena_format(&engine->arena, "%s.recycle", def->name));
    instance->latency_random =
        engine_stream(engine, arena_format(&engine->arena, "%s.latency", def->name));
    instance->tls_random =
        engine_stream(engine, arena_format(&engine->arena, "%s.tls", def->name));
    instance->refused_at_s = instance->limited_at_s = instance->heap_full_at_s = NAN;
    uptime_init(&instance->uptime, false, FARGATE_BILLED_S);
    init_pools(instance);
    init_timeouts(instance);
    instance->special =
        service->kind == KIND_LAMBDA ||
        (service->kind == KIND_PROCESS &&
         (service->memory.leak.per_request_bytes > 0 ||
          service->memory.per_request_bytes > 0 || service->jvm.given ||
          service->recycle.max_requests > 0 || !isinf(service->worker_timeout_s)));
    connections_init(instance);
}
