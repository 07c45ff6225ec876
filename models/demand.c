/* demand.c - see demand.h.
 *
 * One depth-first walk over calls and publishes: an endpoint is finished after those it
 * calls, so the time of a call is known when it is needed, and the reverse of the order
 * of finishing is an order in which callers come first. Calls have no cycles (the loader
 * refuses them); a publish back to an endpoint on the way is left out of the visits.
 */
#include "models/demand.h"

#include "models/cpu.h"
#include "models/volume.h"

#include <math.h>
#include <string.h>

enum { UNSEEN, OPEN, FINISHED };

/* How long an instance of a service takes, averaged over its instances. */
struct pace {
    double s_per_cpu_s; /* a speed-1.0 second on these cores, alone */
    double quota;       /* `cpus` of the instance that has most */
    double io_s_per_operation, io_s_per_byte;
};

struct walker {
    struct demand_table *table;
    struct arena *arena;
    const double *collection; /* by service, or NULL */
    struct pace *paces;       /* by service */
    uint8_t *states;          /* by endpoint */
    uint32_t finished;
};

struct span { /* of a list of steps */
    double time_s;
    double alive; /* share of those who enter that come out */
};

const struct machine_def *demand_machine(const struct design *design,
                                         const struct instance_def *instance)
{
    return instance->machine == UINT32_MAX ? NULL : &design->machines[instance->machine];
}

double demand_share(const struct design *design, const struct instance_def *instance)
{
    const struct service_def *service = design_service(design, instance->service_index);
    if (service->balance.policy == BALANCE_ROUND_ROBIN)
        return 1.0 / service->instance_count;
    double sum = 0;
    for (uint32_t i = 0; i < service->instance_count; i++)
        sum += design->instances[service->first_instance + i].weight;
    return sum > 0 ? instance->weight / sum : 0;
}

double demand_share_of(const struct design *design, const struct endpoint_def *endpoint,
                       const struct instance_def *instance)
{
    const struct service_def *service = design_service(design, instance->service_index);
    const struct instance_def *writer = &design->instances[service->first_instance];
    if (!service->has_writer)
        return demand_share(design, instance);
    if (endpoint->writes || instance == writer)
        return endpoint->writes && instance == writer;
    return demand_share(design, instance) / (1 - demand_share(design, writer));
}

/* ---- how fast a service is when alone ---- */

static struct pace pace_of_instance(const struct design *design,
                                    const struct instance_def *instance)
{
    struct pace pace = {1, INFINITY, 0, 0};
    const struct machine_def *machine = demand_machine(design, instance);
    if (instance->service->kind == KIND_LAMBDA)
        pace.s_per_cpu_s = lambda_def_s_per_cpu_s(&instance->service->lambda);
    if (!machine)
        return pace;
    const struct host_def *host = machine->host;
    struct volume volume;
    volume_init(&volume, &host->volume, &host->instance);
    const struct volume_limit *limits = volume.limits;
    pace.s_per_cpu_s = 1 / host->instance.speed;
    pace.quota = instance->service->cpus;
    pace.io_s_per_operation = fmax(1 / limits[VOLUME_LIMIT_OPS].burst_per_s,
                                   1 / limits[VOLUME_LIMIT_INSTANCE_OPS].burst_per_s);
    pace.io_s_per_byte = fmax(1 / limits[VOLUME_LIMIT_BYTES].burst_per_s,
                              1 / limits[VOLUME_LIMIT_INSTANCE_BYTES].burst_per_s);
    return pace;
}

static struct pace pace_of(const struct design *design, const struct service_def *service)
{
    struct pace mean = {0, 0, 0, 0};
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance =
            &design->instances[service->first_instance + i];
        const struct pace pace = pace_of_instance(design, instance);
        const double share = demand_share(design, instance);
        mean.s_per_cpu_s += share * pace.s_per_cpu_s;
        mean.quota = fmax(mean.quota, pace.quota);
        mean.io_s_per_operation += share * pace.io_s_per_operation;
        mean.io_s_per_byte += share * pace.io_s_per_byte;
    }
    return mean;
}

/* From a balancer's node, in any of its zones. */
static double from_zones_s(const struct design *design, const struct service_def *from,
                           const struct service_def *to)
{
    const struct zone_def *zones = from->zones.items;
    double sum = 0;
    for (uint32_t j = 0; j < to->instance_count; j++) {
        const struct instance_def *b = &design->instances[to->first_instance + j];
        const struct machine_def *n = demand_machine(design, b);
        for (uint32_t i = 0; n && i < from->zones.count; i++) {
            const bool near = !n->zone || strcmp(zones[i].name, n->zone) == 0;
            const struct distribution *delay =
                near ? &design->network.same_zone : &design->network.cross_zone;
            sum += delay->mean_s * demand_share(design, b) / from->zones.count;
        }
    }
    return sum;
}

/* Mean delay of a call between two services: paid when it crosses machines. */
static double network_s(const struct design *design, const struct service_def *from,
                        const struct service_def *to)
{
    double sum = 0;
    if (service_def_is_balancer(from))
        return from_zones_s(design, from, to);
    for (uint32_t i = 0; i < from->instance_count; i++)
        for (uint32_t j = 0; j < to->instance_count; j++) {
            const struct instance_def *a = &design->instances[from->first_instance + i];
            const struct instance_def *b = &design->instances[to->first_instance + j];
            const struct machine_def *m = demand_machine(design, a);
            const struct machine_def *n = demand_machine(design, b);
            if (!m || !n || m == n)
                continue;
            const bool near = !m->zone || !n->zone || strcmp(m->zone, n->zone) == 0;
            const struct distribution *delay =
                near ? &design->network.same_zone : &design->network.cross_zone;
            sum += delay->mean_s * demand_share(design, a) * demand_share(design, b);
        }
    return sum;
}

/* ---- walking the steps ---- */

static void visit_endpoint(struct walker *walker, const struct endpoint_def *endpoint);

static struct span walk_steps(struct walker *walker, const struct endpoint_def *endpoint,
                              const struct items *steps, double weight);

static void add_call(struct walker *walker, struct demand_call **list, uint32_t *count,
                     const struct endpoint_def *to, double weight)
{
    for (uint32_t i = 0; i < *count; i++)
        if ((*list)[i].to == to) {
            (*list)[i].count += weight;
            return;
        }
    *list = arena_grow(walker->arena, *list, *count, *count + 1, sizeof **list);
    (*list)[(*count)++] = (struct demand_call){.to = to, .count = weight};
}

static struct span walk_call(struct walker *walker, const struct endpoint_def *endpoint,
                             const struct call_def *call, double weight)
{
    struct demand_table *table = walker->table;
    struct demand *own = &table->items[endpoint->index];
    visit_endpoint(walker, call->callee);
    add_call(walker, &own->calls, &own->call_count, call->callee, weight);
    const struct demand *callee = &table->items[call->callee->index];
    struct span span = {callee->time_s, 1};
    span.time_s += network_s(table->design, endpoint->service, call->callee->service);
    if (call->has_timeout)
        span.time_s = fmin(span.time_s, call->timeout.mean_s);
    if (call->on_error == CALL_ERROR_FAIL)
        span.alive = 1 - pow(1 - callee->answered, call->retries + 1);
    return span;
}

static struct span walk_parallel(struct walker *walker,
                                 const struct endpoint_def *endpoint,
                                 const struct items *blocks, double weight)
{
    struct span sum = {0, 1};
    const struct block_def *block = blocks->items;
    for (uint32_t i = 0; i < blocks->count; i++) {
        const struct span span = walk_steps(walker, endpoint, &block[i].steps, weight);
        sum.time_s = fmax(sum.time_s, span.time_s);
        sum.alive *= span.alive;
    }
    return sum;
}

static struct span walk_choose(struct walker *walker, const struct endpoint_def *endpoint,
                               const struct items *branches, double weight)
{
    struct span sum = {0, 1};
    const struct branch_def *branch = branches->items;
    for (uint32_t i = 0; i < branches->count; i++) {
        const double p = branch[i].probability;
        const struct span span =
            walk_steps(walker, endpoint, &branch[i].steps, weight * p);
        sum.time_s += p * span.time_s;
        sum.alive -= p * (1 - span.alive);
    }
    return sum;
}

/* The block runs again only while nothing in it has failed. */
static struct span walk_repeat(struct walker *walker, const struct endpoint_def *endpoint,
                               const struct repeat_def *repeat, double weight)
{
    const struct span once = walk_steps(walker, endpoint, &repeat->steps, 0);
    const double alive = pow(once.alive, repeat->times);
    const double runs = once.alive < 1 ? (1 - alive) / (1 - once.alive) : repeat->times;
    walk_steps(walker, endpoint, &repeat->steps, weight * runs);
    return (struct span){runs * once.time_s, alive};
}

/* The lookup always, the rest as often as a warm cache misses. A lookup that fails counts
 * as a miss, so it ends nothing. */
static struct span walk_cache(struct walker *walker, const struct endpoint_def *endpoint,
                              const struct step_def *step, double weight)
{
    const double missed = 1 - step->cache.hit;
    const struct span lookup = walk_call(walker, endpoint, &step->call, weight);
    const struct span miss =
        walk_steps(walker, endpoint, &step->cache.miss, weight * missed);
    return (struct span){lookup.time_s + missed * miss.time_s,
                         1 - missed * (1 - miss.alive)};
}

/* A message costs its broker a call, if that has an endpoint for it. */
static struct span walk_publish(struct walker *walker,
                                const struct endpoint_def *endpoint,
                                const struct step_def *step, double weight)
{
    struct demand *own = &walker->table->items[endpoint->index];
    struct span span = {0, 1};
    if (step->call.callee)
        span = walk_call(walker, endpoint, &step->call, weight);
    if (walker->states[step->publish_to->index] != OPEN) {
        visit_endpoint(walker, step->publish_to);
        add_call(walker, &own->publishes, &own->publish_count, step->publish_to,
                 weight * span.alive);
    }
    return span;
}

/* Below its quota a service bursts: it runs at full speed until a period's worth of CPU
 * is spent. Every step finds that bucket full here, which makes the sum a lower bound. */
static double cpu_time_s(const struct pace *pace, double cpu_s)
{
    const double alone_s = cpu_s * pace->s_per_cpu_s;
    if (!(pace->quota < 1))
        return alone_s;
    return fmax(alone_s, alone_s / pace->quota - CPU_QUOTA_PERIOD_S);
}

static double io_time_s(const struct pace *pace, double operations, double bytes)
{
    return fmax(operations * pace->io_s_per_operation, bytes * pace->io_s_per_byte) +
           operations * VOLUME_LATENCY_S;
}

/* A table has units in place of a volume. */
static void walk_units(struct demand *own, const struct service_def *service,
                       const struct step_def *step, double weight)
{
    const enum dynamodb_way way =
        step->kind == STEP_READ ? DYNAMODB_READ : DYNAMODB_WRITE;
    own->units[way] += weight * dynamodb_def_units(&service->dynamodb, way, &step->io);
}

/* Steps that only this service is concerned with. */
static struct span walk_own(struct walker *walker, const struct endpoint_def *endpoint,
                            const struct step_def *step, double weight)
{
    struct demand *own = &walker->table->items[endpoint->index];
    const struct pace *pace = &walker->paces[endpoint->service->index];
    const double size_bytes = step->size_bytes;
    struct span span = {0, 1};
    double cpu_s = 0, operations = 0;
    switch (step->kind) {
    case STEP_CPU:
        cpu_s = step->duration.mean_s;
        break;
    case STEP_SLEEP:
        span.time_s = step->duration.mean_s;
        break;
    case STEP_READ:
    case STEP_WRITE:
        if (endpoint->service->kind == KIND_DYNAMODB) {
            walk_units(own, endpoint->service, step, weight);
            break;
        }
        operations = volume_operations(&step->io);
        own->operations += weight * operations;
        own->io_bytes += weight * step->io.size_bytes;
        span.time_s = io_time_s(pace, operations, step->io.size_bytes);
        break;
    case STEP_MEMORY:
        cpu_s = size_bytes * DEMAND_MEMORY_S_PER_BYTE;
        own->memory_bytes += weight * size_bytes;
        break;
    case STEP_ALLOCATE:
        own->allocate_bytes += weight * size_bytes;
        break;
    case STEP_LEAK:
        own->leak_bytes += weight * size_bytes;
        break;
    case STEP_SEND:
        own->send_bytes += weight * size_bytes;
        break;
    case STEP_FAIL:
        span.alive = 1 - step->fail;
        break;
    default:
        break;
    }
    own->cpu_s += weight * cpu_s;
    span.time_s += cpu_time_s(pace, cpu_s);
    return span;
}

static struct span walk_step(struct walker *walker, const struct endpoint_def *endpoint,
                             const struct step_def *step, double weight)
{
    switch (step->kind) {
    case STEP_CALL:
        return walk_call(walker, endpoint, &step->call, weight);
    case STEP_PARALLEL:
        return walk_parallel(walker, endpoint, &step->parallel, weight);
    case STEP_CHOOSE:
        return walk_choose(walker, endpoint, &step->choose, weight);
    case STEP_REPEAT:
        return walk_repeat(walker, endpoint, &step->repeat, weight);
    case STEP_CACHE:
        return walk_cache(walker, endpoint, step, weight);
    case STEP_PUBLISH:
        return walk_publish(walker, endpoint, step, weight);
    default:
        return walk_own(walker, endpoint, step, weight);
    }
}

static struct span walk_steps(struct walker *walker, const struct endpoint_def *endpoint,
                              const struct items *steps, double weight)
{
    struct span sum = {0, 1};
    const struct step_def *step = steps->items;
    for (uint32_t i = 0; i < steps->count; i++) {
        const struct span span =
            walk_step(walker, endpoint, &step[i], weight * sum.alive);
        sum.time_s += sum.alive * span.time_s;
        sum.alive *= span.alive;
    }
    return sum;
}

static void visit_endpoint(struct walker *walker, const struct endpoint_def *endpoint)
{
    if (walker->states[endpoint->index] != UNSEEN)
        return;
    walker->states[endpoint->index] = OPEN;
    const struct service_def *service = endpoint->service;
    struct demand *own = &walker->table->items[endpoint->index];
    const struct span span = walk_steps(walker, endpoint, &endpoint->steps, 1);
    own->time_s = span.time_s;
    own->answered = span.alive;
    if (service->kind != KIND_PROCESS)
        own->time_s += service->latency.mean_s;
    own->leak_bytes += service->memory.leak.per_request_bytes;
    if (service->jvm.given)
        own->allocate_bytes += service->jvm.alloc_bytes;
    if (walker->collection)
        own->time_s += own->allocate_bytes * walker->collection[service->index] *
                       walker->paces[service->index].s_per_cpu_s;
    walker->states[endpoint->index] = FINISHED;
    walker->table->order[walker->table->count - ++walker->finished] = endpoint->index;
}

void demand_table_init(struct demand_table *table, const struct design *design,
                       const double *collection_s_per_byte, struct arena *arena)
{
    const uint32_t count = design->endpoint_count;
    *table = (struct demand_table){
        .design = design,
        .items = arena_array(arena, count, sizeof *table->items),
        .order = arena_array(arena, count, sizeof *table->order),
        .s_per_cpu_s =
            arena_array(arena, design->services.count, sizeof *table->s_per_cpu_s),
        .count = count,
    };
    struct walker walker = {
        .table = table,
        .arena = arena,
        .collection = collection_s_per_byte,
        .paces = arena_array(arena, design->services.count, sizeof *walker.paces),
        .states = arena_array(arena, count, sizeof *walker.states),
    };
    for (uint32_t i = 0; i < design->services.count; i++) {
        walker.paces[i] = pace_of(design, design_service(design, i));
        table->s_per_cpu_s[i] = walker.paces[i].s_per_cpu_s;
    }
    for (uint32_t i = 0; i < count; i++)
        visit_endpoint(&walker, design->endpoints[i]);
}

void demand_table_visits(const struct demand_table *table, const double *entries,
                         double *visits)
{
    for (uint32_t i = 0; i < table->count; i++)
        visits[i] = entries[i];
    for (uint32_t i = 0; i < table->count; i++) {
        const uint32_t caller = table->order[i];
        const struct demand *own = &table->items[caller];
        for (uint32_t k = 0; k < own->call_count; k++)
            visits[own->calls[k].to->index] += visits[caller] * own->calls[k].count;
        for (uint32_t k = 0; k < own->publish_count; k++)
            visits[own->publishes[k].to->index] +=
                visits[caller] * own->publishes[k].count;
    }
}
