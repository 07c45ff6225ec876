/* resource_measure.c - see resource_measure.h.
 *
 * What a service's instances have is taken together (threads, pools, loops, quotas);
 * what each has for itself and cannot lend (heap, mem_limit) is that of the fullest.
 */
#include "models/resource_measure.h"

#include "models/allowance.h"
#include "models/connections.h"
#include "models/gateway.h"
#include "models/simulation.h"

#include <math.h>

struct instance *resource_measure_first(const struct resource *r,
                                        const struct simulation *s)
{
    return &s->instances[r->service->first_instance];
}

/* ---- areas ---- */

static double used_s(const struct cpu_group *group, double now_s)
{
    return group->used_s + group->rate * (now_s - group->since_s);
}

static double instance_area(const struct resource *r, const struct instance *instance,
                            double now_s)
{
    switch (r->kind) {
    case RESOURCE_THREADS:
        return area_at(&instance->in_flight_area, now_s);
    case RESOURCE_BACKLOG:
        return area_at(&instance->queue_area, now_s);
    case RESOURCE_CONNECTIONS:
        return area_at(&instance->connections->area, now_s);
    case RESOURCE_POOL:
        return area_at(&instance->pools[r->pool].used_area, now_s);
    case RESOURCE_LIMIT:
        return (double)(instance->calls + instance->handed);
    case RESOURCE_LOOPS:
        return area_at(&instance->loop_area, now_s);
    case RESOURCE_QUOTA:
        return used_s(&instance->cpu, now_s);
    default:
        return 0;
    }
}

static double instance_capacity(const struct resource *r, const struct instance *instance)
{
    switch (r->kind) {
    case RESOURCE_THREADS:
        return instance->threads * instance->worker_count;
    case RESOURCE_BACKLOG:
        return instance->backlog;
    case RESOURCE_CONNECTIONS:
        return instance->connections->limit;
    case RESOURCE_POOL:
        return instance->pools[r->pool].size;
    case RESOURCE_LIMIT:
        return instance->limit.rate_per_s;
    case RESOURCE_LOOPS:
        return instance->worker_count;
    case RESOURCE_QUOTA:
        return instance->cpu.quota;
    default:
        return 0;
    }
}

double resource_measure_area(const struct resource *r, const struct simulation *s,
                             double now_s)
{
    double sum = 0;
    if (resource_measure_is_level(r))
        return 0;
    switch (r->kind) {
    case RESOURCE_CPU:
        return area_at(&r->machine->user, now_s) + area_at(&r->machine->system, now_s);
    case RESOURCE_MEMORY:
        return area_at(&r->machine->need, now_s);
    case RESOURCE_SWAP:
        return area_at(&r->machine->swapped, now_s);
    case RESOURCE_VOLUME:
        return volume_busy_s(&r->machine->volume, now_s);
    case RESOURCE_MACHINES:
        return area_at(&r->group->there, now_s);
    case RESOURCE_ALLOWANCE:
        return area_at(&r->allowance->used, now_s);
    default:
        for (uint32_t i = 0; i < service_def_all(r->service); i++)
            sum += instance_area(r, resource_measure_first(r, s) + i, now_s);
        return sum;
    }
}

/* Not on a machine of a group that is off. */
static bool is_there(const struct instance *instance)
{
    return !instance->machine || !instance->machine->off;
}

double resource_measure_capacity(const struct resource *r, const struct simulation *s)
{
    double sum = 0;
    if (resource_measure_is_level(r))
        return 1;
    switch (r->kind) {
    case RESOURCE_CPU:
        return r->machine->cores;
    case RESOURCE_MEMORY:
        return r->machine->totals.ram;
    case RESOURCE_SWAP:
        return r->machine->def->host->swap_bytes;
    case RESOURCE_VOLUME:
        return 1;
    case RESOURCE_MACHINES:
        return r->group->def->max;
    case RESOURCE_ALLOWANCE:
        return r->allowance->capacity;
    default:
        for (uint32_t i = 0; i < r->service->instance_count; i++)
            if (is_there(resource_measure_first(r, s) + i))
                sum += instance_capacity(r, resource_measure_first(r, s) + i);
        return sum;
    }
}

/* ---- levels ---- */

bool resource_measure_is_level(const struct resource *r)
{
    return r->kind == RESOURCE_CREDITS || r->kind == RESOURCE_HEAP ||
           r->kind == RESOURCE_MEM_LIMIT || r->kind == RESOURCE_BURST ||
           r->kind == RESOURCE_QUEUE || r->kind == RESOURCE_WATERMARK ||
           r->kind == RESOURCE_NETWORK || r->kind == RESOURCE_PLACEMENT ||
           r->kind == RESOURCE_BANDWIDTH;
}

static double instance_level(const struct resource *r, const struct instance *instance)
{
    if (r->kind == RESOURCE_HEAP)
        return instance->heap > 0 ? instance->heap_live / instance->heap : 0;
    if (r->kind == RESOURCE_WATERMARK)
        return instance->memory.value / broker_watermark_bytes(instance);
    return instance->limited ? instance->memory.value / instance->limited->totals.ram : 0;
}

/* Share of the balance that is gone. */
static double credits_gone(const struct credits *c)
{
    const double full = fmax(c->limit, c->start);
    return full > 0 ? 1 - fmin(1, fmax(0, credits_balance(c)) / full) : 1;
}

double resource_measure_level(const struct resource *r, const struct simulation *s,
                              double now_s)
{
    double most = 0;
    switch (r->kind) {
    case RESOURCE_CREDITS:
        return credits_gone(&r->machine->credits);
    case RESOURCE_BURST:
        return volume_burst_gone(&r->machine->volume, now_s);
    case RESOURCE_NETWORK: /* the step's mean, see nic_step */
        return r->machine->nic.share;
    case RESOURCE_BANDWIDTH: /* likewise, see gateway_step */
        return s->gateways[r->service->index]->share;
    case RESOURCE_QUEUE:
        return s->mailboxes[r->service->index].messages.count / r->service->queue.max;
    case RESOURCE_PLACEMENT:
        return ecs_reserved(s->ecs, r->service);
    default:
        for (uint32_t i = 0; i < service_def_all(r->service); i++)
            most = fmax(most, instance_level(r, resource_measure_first(r, s) + i));
        return most;
    }
}

/* ---- exact moments ---- */

static double instance_moment(const struct resource *r, const struct instance *instance)
{
    switch (r->kind) {
    case RESOURCE_BACKLOG:
        return instance->refused_at_s;
    case RESOURCE_CONNECTIONS:
        return instance->connections->failed_at_s;
    case RESOURCE_LIMIT:
        return instance->limited_at_s;
    case RESOURCE_HEAP:
        return instance->heap_full_at_s;
    case RESOURCE_MEM_LIMIT:
        return instance->limited ? instance->limited->over_at_s : NAN;
    default:
        return NAN;
    }
}

/* The first time any instance was short of it; fmin passes over NAN. */
static double moment_of(const struct resource *r, const struct simulation *s)
{
    double first = NAN;
    switch (r->kind) {
    case RESOURCE_MEMORY:
        return r->machine->memory_over_at_s;
    case RESOURCE_SWAP:
        return r->machine->swap_full_at_s;
    case RESOURCE_CREDITS:
        return r->machine->credits.depleted_at_s;
    case RESOURCE_BURST:
        return r->machine->volume.empty_at_s;
    case RESOURCE_QUEUE:
        return s->mailboxes[r->service->index].refused_at_s;
    case RESOURCE_WATERMARK:
        return s->brokers[r->service->index]->alarm_at_s;
    case RESOURCE_PLACEMENT:
        return s->ecs->services[r->service->index].short_at_s;
    case RESOURCE_MACHINES:
        return r->group->size.short_at_s;
    case RESOURCE_ALLOWANCE:
        return r->allowance->throttled_at_s;
    default:
        for (uint32_t i = 0; r->service && i < service_def_all(r->service); i++)
            first = fmin(first, instance_moment(r, resource_measure_first(r, s) + i));
        return first;
    }
}

/* Calls that it turned away or held. */
static double instance_marks(const struct resource *r, const struct instance *instance)
{
    switch (r->kind) {
    case RESOURCE_BACKLOG:
        return (double)(instance->refused + instance->dropped_syns);
    case RESOURCE_CONNECTIONS:
        return (double)instance->connections->failed;
    case RESOURCE_LIMIT:
        return (double)instance->limited_calls;
    default:
        return 0;
    }
}

double resource_measure_marks(const struct resource *r, const struct simulation *s)
{
    double sum = 0;
    if (r->kind == RESOURCE_QUEUE)
        return s->mailboxes[r->service->index].refused;
    if (r->kind == RESOURCE_MACHINES)
        return r->group->size.marks;
    if (r->kind == RESOURCE_ALLOWANCE)
        return r->allowance->throttled;
    for (uint32_t i = 0; r->service && i < service_def_all(r->service); i++)
        sum += instance_marks(r, resource_measure_first(r, s) + i);
    return sum;
}

bool resource_measure_saturated(struct resource *r, const struct simulation *s,
                                double mean, double now_s, double *at_s)
{
    *at_s = moment_of(r, s);
    switch (r->kind) {
    case RESOURCE_MEMORY:
        return mean > 1 || r->machine->pressure.deficit > 0;
    case RESOURCE_CREDITS:
        return r->machine->credits.throttled;
    case RESOURCE_BURST:
        return volume_burst_is_empty(&r->machine->volume, now_s);
    case RESOURCE_HEAP:
        return mean > RESOURCE_SATURATED_HEAP;
    case RESOURCE_MEM_LIMIT:
        return mean > 1;
    case RESOURCE_WATERMARK:
        return s->brokers[r->service->index]->alarm;
    case RESOURCE_PLACEMENT:
        return s->ecs->services[r->service->index].missing > 0;
    case RESOURCE_BACKLOG:
    case RESOURCE_CONNECTIONS:
    case RESOURCE_QUEUE:
    case RESOURCE_MACHINES:
    case RESOURCE_LIMIT:
    case RESOURCE_ALLOWANCE: {
        const double marks = resource_measure_marks(r, s) - r->mark;
        r->mark += marks;
        return marks > 0 || (r->kind == RESOURCE_ALLOWANCE && r->allowance->is_held &&
                             mean >= RESOURCE_SATURATED);
    }
    default:
        return mean >= RESOURCE_SATURATED;
    }
}
