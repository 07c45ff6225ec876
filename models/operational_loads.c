/* operational_loads.c - see operational_loads.h.
 *
 * Calls are dealt over a service's instances by their shares, which are fixed, so every
 * resource is linear in the visits. Where instances differ, the worst one is the
 * service's: it saturates first.
 */
#include "models/operational_loads.h"

#include "models/credits.h"
#include "models/jvm.h"
#include "models/memory_fit.h"
#include "models/operational_checks.h"
#include "models/operational_network.h"
#include "models/tls.h"
#include "models/volume.h"

#include <math.h>

/* ---- the list ---- */

struct operational_load *operational_loads_add(struct operational_loads *loads,
                                               const char *id, int kind, double capacity,
                                               const char *unit)
{
    if (loads->count == loads->capacity) {
        loads->capacity = loads->capacity ? 2 * loads->capacity : 32;
        loads->items = arena_grow(loads->arena, loads->items, loads->count,
                                  loads->capacity, sizeof *loads->items);
    }
    struct operational_load *load = &loads->items[loads->count++];
    *load = (struct operational_load){
        .resource = {.id = id,
                     .kind = kind,
                     .capacity = capacity,
                     .unit = unit,
                     .lasts_mean_s = INFINITY,
                     .lasts_peak_s = INFINITY},
        .per_visit =
            arena_array(loads->arena, loads->demands->count, sizeof *load->per_visit),
        .hard = true,
    };
    return load;
}

static const struct instance_def *
instance_at(const struct design *design, const struct service_def *service, uint32_t i)
{
    return &design->instances[service->first_instance + i];
}

double operational_loads_share(const struct design *design,
                               const struct endpoint_def *endpoint,
                               const struct machine_def *machine)
{
    const struct service_def *service = endpoint->service;
    double share = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance = instance_at(design, service, i);
        if (demand_machine(design, instance) == machine)
            share += demand_share_of(design, endpoint, instance);
    }
    return share;
}

/* CPU of a visit, collection included. */
static double cpu_of(const struct operational_loads *loads, uint32_t endpoint)
{
    const struct demand *demand = &loads->demands->items[endpoint];
    const struct service_def *service =
        loads->demands->design->endpoints[endpoint]->service;
    return demand->cpu_s + demand->allocate_bytes * loads->collection[service->index];
}

double operational_loads_collection(const struct design *design,
                                    const struct service_def *service, double in_flight)
{
    double sum = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance = instance_at(design, service, i);
        const struct machine_def *machine = demand_machine(design, instance);
        const struct service_def *own = instance->service;
        if (!own->jvm.given || !machine)
            continue;
        const double ram = memory_fit_ram_bytes(machine->host);
        const double heap = jvm_heap_bytes(&own->jvm, fmin(ram, own->mem_limit_bytes));
        const double share = demand_share(design, instance);
        const double live =
            own->jvm.live_bytes + share * in_flight * own->jvm.live_per_request_bytes;
        sum += share * jvm_collection_s_per_byte(heap, live);
    }
    return sum;
}

/* ---- machines ---- */

static double background_on(const struct design *design,
                            const struct machine_def *machine)
{
    double cores = 0;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const struct instance_def *instance = &design->instances[i];
        if (demand_machine(design, instance) == machine && !instance->spare)
            cores += fmin(instance->service->background_cpu, instance->service->cpus);
    }
    return cores;
}

/* unit_s: seconds of the resource's whole capacity for a second of speed-1.0 work. */
static void take_cpu(struct operational_loads *loads, struct operational_load *load,
                     const struct machine_def *machine, double unit_s)
{
    const struct design *design = loads->demands->design;
    load->per_connection =
        arena_array(loads->arena, loads->demands->count, sizeof *load->per_connection);
    for (uint32_t e = 0; e < loads->demands->count; e++) {
        const struct service_def *service = design->endpoints[e]->service;
        const double share =
            operational_loads_share(design, design->endpoints[e], machine);
        load->per_visit[e] = share * cpu_of(loads, e) * unit_s;
        load->per_connection[e] = share * tls_handshake_mean_s(&service->tls) * unit_s;
    }
}

static void add_cpu(struct operational_loads *loads, const struct machine_def *machine)
{
    const struct instance_type *type = &machine->host->instance;
    struct operational_load *load = operational_loads_add(
        loads, arena_format(loads->arena, "host.%s.cpu", machine->name), RESOURCE_CPU,
        type->vcpus, "cores");
    load->resource.fixed = background_on(loads->demands->design, machine) / type->vcpus;
    take_cpu(loads, load, machine, 1 / (type->vcpus * type->speed));
}

/* A credit is a core for a minute, so earning c an hour pays c / 60 cores for ever. */
static void add_credits(struct operational_loads *loads,
                        const struct machine_def *machine)
{
    const struct instance_type *type = &machine->host->instance;
    struct credits credits;
    credits_init(&credits, type, &machine->host->credits);
    if (!credits.present)
        return;
    const double cores = credits.earn_per_s * 60;
    struct operational_load *load = operational_loads_add(
        loads, arena_format(loads->arena, "host.%s.credits", machine->name),
        RESOURCE_CREDITS, credits.earn_per_s * 3600, "credits/h");
    load->resource.fixed = background_on(loads->demands->design, machine) / cores;
    load->hard = false;
    load->lasts_s = credits_balance(&credits) / credits.earn_per_s;
    take_cpu(loads, load, machine, 1 / (cores * type->speed));
}

/* A limit of the volume at that rate: what holds now is the burst rate, what holds for
 * ever the base rate. */
static struct operational_load *add_volume_limit(struct operational_loads *loads,
                                                 const struct machine_def *machine,
                                                 const char *id, int kind, bool bytes,
                                                 double rate_per_s)
{
    const struct design *design = loads->demands->design;
    struct operational_load *load =
        operational_loads_add(loads, id, kind, rate_per_s, bytes ? "bytes/s" : "IOPS");
    load->one_of = true;
    for (uint32_t e = 0; e < loads->demands->count; e++) {
        const struct demand *demand = &loads->demands->items[e];
        load->per_visit[e] =
            operational_loads_share(design, design->endpoints[e], machine) *
            (bytes ? demand->io_bytes : demand->operations) / rate_per_s;
    }
    return load;
}

static bool is_in_bytes(int limit)
{
    return limit == VOLUME_LIMIT_BYTES || limit == VOLUME_LIMIT_INSTANCE_BYTES;
}

static void add_volume(struct operational_loads *loads, const struct machine_def *machine)
{
    struct volume volume;
    volume_init(&volume, &machine->host->volume, &machine->host->instance);
    if (!volume.present)
        return;
    const char *id = arena_format(loads->arena, "host.%s.volume", machine->name);
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++)
        if (!isinf(volume.limits[i].burst_per_s))
            add_volume_limit(loads, machine, id, RESOURCE_VOLUME, is_in_bytes(i),
                             volume.limits[i].burst_per_s);
    id = arena_format(loads->arena, "host.%s.volume.burst", machine->name);
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        const struct volume_limit *limit = &volume.limits[i];
        if (limit->bucket_limit <= 0)
            continue;
        struct operational_load *load = add_volume_limit(
            loads, machine, id, RESOURCE_CREDITS, is_in_bytes(i), limit->base_per_s);
        load->hard = false;
        load->lasts_s = limit->bucket / limit->base_per_s;
    }
}

/* ---- services ---- */

enum worst { WORST_THREADS, WORST_LOOPS, WORST_QUOTA };

/* The largest part of a service's work for a unit of capacity of one instance; 0 when
 * no instance has a limit of that kind. */
static double fullest_part(const struct design *design, const struct service_def *service,
                           enum worst kind)
{
    double worst = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance = instance_at(design, service, i);
        const struct service_def *own = instance->service;
        const struct machine_def *machine = demand_machine(design, instance);
        const double speed = machine ? machine->host->instance.speed : 1;
        double capacity = own->workers * own->threads;
        if (kind == WORST_LOOPS)
            capacity = own->async ? own->workers * speed : INFINITY;
        else if (kind == WORST_QUOTA)
            capacity = own->cpus * speed;
        worst = fmax(worst, demand_share(design, instance) / capacity);
    }
    return worst;
}

static double capacity_of(const struct design *design, const struct service_def *service,
                          enum worst kind)
{
    double sum = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct service_def *own = instance_at(design, service, i)->service;
        sum += kind == WORST_QUOTA   ? own->cpus
               : kind == WORST_LOOPS ? own->workers
                                     : own->workers * own->threads;
    }
    return sum;
}

static struct operational_load *add_of_service(struct operational_loads *loads,
                                               const struct service_def *service,
                                               const char *what, int kind,
                                               double capacity, const char *unit)
{
    const char *id =
        arena_format(loads->arena, "service.%s.%s", service->item.name, what);
    return operational_loads_add(loads, id, kind, capacity, unit);
}

static void add_threads(struct operational_loads *loads,
                        const struct service_def *service)
{
    const struct design *design = loads->demands->design;
    const double worst = fullest_part(design, service, WORST_THREADS);
    if (worst <= 0)
        return;
    struct operational_load *load =
        add_of_service(loads, service, "threads", RESOURCE_THREADS,
                       capacity_of(design, service, WORST_THREADS), "threads");
    load->resource.at_least = true;
    for (uint32_t e = 0; e < loads->demands->count; e++)
        if (design->endpoints[e]->service == service)
            load->per_visit[e] = loads->demands->items[e].time_s * worst;
}

static void add_work(struct operational_loads *loads, const struct service_def *service,
                     enum worst kind, const char *what, const char *unit)
{
    const struct design *design = loads->demands->design;
    const double worst = fullest_part(design, service, kind);
    if (worst <= 0)
        return;
    struct operational_load *load = add_of_service(
        loads, service, what, kind == WORST_QUOTA ? RESOURCE_CPU : RESOURCE_THREADS,
        capacity_of(design, service, kind), unit);
    if (kind == WORST_QUOTA)
        load->resource.fixed = fmin(1, service->background_cpu / service->cpus);
    for (uint32_t e = 0; e < loads->demands->count; e++)
        if (design->endpoints[e]->service == service)
            load->per_visit[e] = cpu_of(loads, e) * worst;
}

static void add_limits(struct operational_loads *loads, const struct service_def *service)
{
    const struct design *design = loads->demands->design;
    struct operational_load *rate = NULL, *concurrency = NULL;
    if (!isinf(service->rate_limit_per_s)) {
        rate = add_of_service(loads, service, "rate_limit", RESOURCE_LIMIT,
                              service->rate_limit_per_s, "calls/s");
        rate->hard = service->on_limit == LIMIT_WAIT;
        for (uint32_t e = 0; e < loads->demands->count; e++)
            if (design->endpoints[e]->service == service)
                rate->per_visit[e] = 1 / service->rate_limit_per_s;
    }
    if (isinf(service->concurrency))
        return;
    concurrency = add_of_service(loads, service, "concurrency", RESOURCE_LIMIT,
                                 service->concurrency, "calls at once");
    concurrency->hard = service->on_limit == LIMIT_WAIT;
    for (uint32_t e = 0; e < loads->demands->count; e++)
        if (design->endpoints[e]->service == service)
            concurrency->per_visit[e] =
                loads->demands->items[e].time_s / service->concurrency;
}

/* Functions that share the account's concurrency fill it together. */
static void add_lambda(struct operational_loads *loads, const struct service_def *service)
{
    const struct design *design = loads->demands->design;
    const double pool = lambda_def_pool(design, service);
    struct operational_load *load = add_of_service(loads, service, "concurrency",
                                                   RESOURCE_LIMIT, pool, "calls at once");
    load->hard = false;
    for (uint32_t e = 0; e < loads->demands->count; e++)
        if (lambda_def_share(service, design->endpoints[e]->service))
            load->per_visit[e] = loads->demands->items[e].time_s / fmax(pool, 1e-9);
}

/* For ever, without what was saved up. */
static void add_dynamodb(struct operational_loads *loads,
                         const struct service_def *service)
{
    static const char *const names[] = {
        [DYNAMODB_READ] = "read_units", [DYNAMODB_WRITE] = "write_units"};
    const struct design *design = loads->demands->design;
    for (int way = 0; way < DYNAMODB_WAYS; way++) {
        const double per_s =
            dynamodb_def_capacity(&service->dynamodb, (enum dynamodb_way)way);
        struct operational_load *load =
            add_of_service(loads, service, names[way], RESOURCE_LIMIT, per_s, "units/s");
        load->hard = false;
        for (uint32_t e = 0; e < loads->demands->count; e++)
            if (design->endpoints[e]->service == service)
                load->per_visit[e] = loads->demands->items[e].units[way] / per_s;
    }
}

/* A connection is held from the call to its answer. */
static double held_of(const struct operational_loads *loads, uint32_t endpoint,
                      uint32_t callee)
{
    const struct demand *own = &loads->demands->items[endpoint];
    double held_s = 0;
    for (uint32_t k = 0; k < own->call_count; k++)
        if (own->calls[k].to->service->index == callee)
            held_s += own->calls[k].count *
                      loads->demands->items[own->calls[k].to->index].time_s;
    return held_s;
}

static void add_pools(struct operational_loads *loads, const struct service_def *service)
{
    const struct design *design = loads->demands->design;
    double share = 0;
    for (uint32_t i = 0; i < service->instance_count; i++)
        share = fmax(share, demand_share(design, instance_at(design, service, i)));
    const struct pool_def *pools = service->pools.items;
    for (uint32_t i = 0; i < service->pools.count; i++) {
        const char *what = arena_format(loads->arena, "pool.%s", pools[i].item.name);
        struct operational_load *load =
            add_of_service(loads, service, what, RESOURCE_POOL,
                           pools[i].size * service->instance_count, "connections");
        load->resource.at_least = true;
        for (uint32_t e = 0; e < loads->demands->count; e++)
            if (design->endpoints[e]->service == service)
                load->per_visit[e] =
                    held_of(loads, e, pools[i].service_index) * share / pools[i].size;
    }
}

/* Connections that pools hold to a service, and whether any caller has one. */
static double pooled_to(const struct design *design, const struct service_def *callee)
{
    double sum = 0;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *caller = design_service(design, i);
        const struct pool_def *pools = caller->pools.items;
        for (uint32_t p = 0; p < caller->pools.count; p++)
            if (pools[p].service_index == callee->index)
                sum += caller->instance_count * pools[p].size;
    }
    return sum;
}

/* Of the sockets of the fullest instance that one open call of the endpoint takes. */
static double sockets_part(const struct design *design,
                           const struct endpoint_def *endpoint)
{
    const struct service_def *service = endpoint->service;
    double worst = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance = instance_at(design, service, i);
        worst = fmax(worst, demand_share_of(design, endpoint, instance) /
                                instance->service->connections);
    }
    return worst;
}

/* What pools hold is there without traffic. Where there are any, calls are taken to come
 * over them; else each holds one, and a proxy's a second for what it calls. */
static void add_connections(struct operational_loads *loads,
                            const struct service_def *service)
{
    const struct design *design = loads->demands->design;
    if (isinf(service->connections) || service->instance_count == 0)
        return;
    const double pooled = pooled_to(design, service);
    const double exist = service->connections * service->instance_count;
    struct operational_load *load = add_of_service(
        loads, service, "connections", RESOURCE_CONNECTIONS, exist, "connections");
    load->resource.at_least = true;
    load->resource.fixed = fmin(1, pooled / exist);
    load->hard = false;
    for (uint32_t e = 0; pooled == 0 && e < loads->demands->count; e++) {
        const struct demand *own = &loads->demands->items[e];
        double held_s = own->time_s;
        if (design->endpoints[e]->service != service)
            continue;
        for (uint32_t k = 0; service->forward && k < own->call_count; k++)
            held_s += own->calls[k].count *
                      loads->demands->items[own->calls[k].to->index].time_s;
        load->per_visit[e] = held_s * sockets_part(design, design->endpoints[e]);
    }
}

void operational_loads_init(struct operational_loads *loads,
                            const struct demand_table *demands, const double *collection,
                            struct arena *arena)
{
    *loads = (struct operational_loads){
        .arena = arena, .demands = demands, .collection = collection};
    const struct design *design = demands->design;
    for (uint32_t i = 0; i < design->machine_count; i++) {
        add_cpu(loads, &design->machines[i]);
        add_credits(loads, &design->machines[i]);
        add_volume(loads, &design->machines[i]);
        operational_network_add_cards(loads, &design->machines[i]);
    }
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        if (service->kind != KIND_PROCESS) {
            add_limits(loads, service);
            if (service->kind == KIND_LAMBDA)
                add_lambda(loads, service);
            if (service->kind == KIND_DYNAMODB)
                add_dynamodb(loads, service);
            if (service->kind == KIND_NAT_GATEWAY)
                operational_network_add_gateway(loads, service);
            continue;
        }
        add_threads(loads, service);
        add_work(loads, service, WORST_LOOPS, "loops", "event loops");
        add_work(loads, service, WORST_QUOTA, "cpus", "cores");
        add_pools(loads, service);
        add_connections(loads, service);
    }
    operational_checks_add(loads);
}
