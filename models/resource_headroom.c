/* resource_headroom.c - see resource_headroom.h.
 *
 * Below its limit a resource is measured: what is there without traffic stays, the rest
 * of the highest step grows with the traffic,
 *
 *   f = (limit - fixed) / (peak - fixed)
 *
 * At its limit the measure is clipped: five times too much traffic keeps a core no busier
 * than just enough. From there on what is offered counts, by operational laws
 * (operational.h), but never more than 1, since it was full. Threads, connections and
 * queues that need less than they have were filled by whatever holds them up: the
 * bottleneck. Where starts or a lack of memory kept cores or the volume busy the
 * measure says nothing about traffic, and only the laws do.
 *
 * Credits and burst buckets are income against spending: what was there, what came in
 * the window, and what was used.
 */
#include "models/resource_headroom.h"

#include "models/connections.h"
#include "models/instance_life.h"
#include "models/resource_measure.h"
#include "models/simulation.h"

#include <math.h>
#include <string.h>

struct headroom_view {
    const struct resource *resource;
    const struct simulation *simulation;
    const struct operational *operational;
};

/* The factor f at which fixed + f (peak - fixed) reaches the limit; 0 when that is passed
 * without traffic, NAN when nothing grows. */
static double growth(double limit, double peak, double fixed)
{
    if (fixed >= limit)
        return 0;
    return peak - fixed > 1e-12 ? (limit - fixed) / (peak - fixed) : NAN;
}

/* ---- what is offered ---- */

static const struct operational_resource *offered(const struct headroom_view *v,
                                                  const char *id)
{
    for (uint32_t i = 0; i < v->operational->resource_count; i++)
        if (strcmp(v->operational->resources[i].id, id) == 0)
            return &v->operational->resources[i];
    return NULL;
}

/* NAN: unknown, or no traffic uses it. */
static double offered_growth(const struct headroom_view *v)
{
    const struct operational_resource *own = offered(v, v->resource->id);
    return own && isfinite(own->growth) ? own->growth : NAN;
}

/* `measured` is good until the resource is full; fmin passes over NAN. */
static double unclipped(const struct headroom_view *v, double measured)
{
    if (v->resource->peak < RESOURCE_SATURATED)
        return measured;
    return fmin(measured, offered_growth(v));
}

/* Held by requests that wait for something else, it is full when that is. */
static double held_up(const struct headroom_view *v, double measured)
{
    const struct operational_resource *bottleneck = v->operational->bottleneck;
    const double own = offered_growth(v);
    if (!(own < 1) && bottleneck)
        return fmin(measured, bottleneck->growth);
    return fmin(measured, own);
}

/* ---- what is not traffic ---- */

static double background_cores(const struct machine *machine)
{
    double cores = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        cores += machine->instances[i]->def->spare
                     ? 0
                     : machine->instances[i]->service->background_cpu;
    return cores;
}

/* CPU of starts, faults and reclaim in the window. */
static double other_cpu_s(const struct machine *machine)
{
    double sum_s = machine->system.area;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        sum_s += machine->instances[i]->start_cpu_s;
    return sum_s;
}

static double service_background(const struct headroom_view *v)
{
    double sum = 0;
    const struct instance *first = resource_measure_first(v->resource, v->simulation);
    for (uint32_t i = 0; i < v->resource->service->instance_count; i++)
        sum += fmin(first[i].service->background_cpu, first[i].cpu.quota);
    return sum / resource_measure_capacity(v->resource, v->simulation);
}

static bool has_started(const struct headroom_view *v)
{
    const struct instance *first = resource_measure_first(v->resource, v->simulation);
    for (uint32_t i = 0; i < service_def_all(v->resource->service); i++)
        if (first[i].start_cpu_s > 0)
            return true;
    return false;
}

/* The largest share of its limit that an instance holds at rest. */
static double service_rest(const struct headroom_view *v)
{
    double most = 0;
    const struct instance *first = resource_measure_first(v->resource, v->simulation);
    for (uint32_t i = 0; i < v->resource->service->instance_count; i++)
        if (first[i].limited)
            most = fmax(most, instance_life_rest_bytes(&first[i]) /
                                  first[i].limited->totals.ram);
    return most;
}

/* ---- by kind ---- */

static double of_cpu(const struct headroom_view *v)
{
    const struct machine *machine = v->resource->machine;
    if (other_cpu_s(machine) > 0 || design_host_scales(machine->def->host))
        return offered_growth(v); /* others take their part once they serve */
    return unclipped(v, growth(RESOURCE_SATURATED, v->resource->peak,
                               background_cores(machine) / machine->cores));
}

static double of_quota(const struct headroom_view *v)
{
    if (has_started(v))
        return offered_growth(v);
    return unclipped(
        v, growth(RESOURCE_SATURATED, v->resource->peak, service_background(v)));
}

/* Spending that just uses up what was there and what is earned in the window. Throttled,
 * what was spent is what there was: then what the traffic wants counts. */
static double of_credits(const struct headroom_view *v)
{
    const struct resource *r = v->resource;
    const struct credits *c = &r->machine->credits;
    const double earned = c->earn_per_s * r->time_s;
    const double income = fmax(0, c->start + c->granted + earned);
    const double fixed =
        (background_cores(r->machine) * r->time_s + other_cpu_s(r->machine)) / 60;
    const double measured = growth(income, c->spent, fixed);
    const struct operational_resource *own = offered(v, r->id);
    if (r->saturated_steps == 0 || !own)
        return measured;
    const double wanted = fixed + (own->mean - own->fixed) * earned;
    return fmin(fmin(measured, 1), growth(income, wanted, fixed));
}

/* The traffic that just empties one of the volume's buckets within the window. Emptied,
 * what is offered counts. */
static double of_burst(const struct headroom_view *v, const char *id)
{
    const struct volume *volume = &v->resource->machine->volume;
    const struct operational_resource *own = offered(v, id);
    const double time_s = v->resource->time_s;
    double least = NAN;
    for (int i = 0; i < VOLUME_LIMIT_COUNT; i++) {
        const struct volume_limit *limit = &volume->limits[i];
        if (limit->bucket_limit <= 0)
            continue;
        const double paged = volume_paged(volume, i);
        double used = volume_used(volume, i);
        if (limit->empty && own && own->capacity == limit->base_per_s)
            used = fmax(used, own->mean * own->capacity * time_s);
        least = fmin(least, growth(limit->start + limit->base_per_s * time_s,
                                   used + paged, paged));
    }
    return least;
}

static double of_volume(const struct headroom_view *v)
{
    const struct machine *machine = v->resource->machine;
    const double measured = growth(RESOURCE_SATURATED, v->resource->peak, 0);
    if (volume_burst_is_empty(&machine->volume, engine_now(v->simulation->engine)))
        return fmin(measured, of_burst(v, arena_format(&v->simulation->engine->arena,
                                                       "%s.burst", v->resource->id)));
    if (machine->system.area > 0)
        return offered_growth(v);
    return unclipped(v, measured);
}

/* The traffic that just empties a bucket of the card within the window: what passes that
 * passes the baseline, too. */
static double of_network(const struct headroom_view *v)
{
    const struct nic *nic = &v->resource->machine->nic;
    double least = unclipped(v, growth(RESOURCE_SATURATED, v->resource->peak, 0));
    for (int i = 0; i < NIC_WAYS; i++) {
        const struct nic_direction *way = &nic->ways[i];
        const double income = way->start_bucket + way->base_per_s * v->resource->time_s;
        if (way->bucket_limit > 0)
            least = fmin(least, growth(income, way->bytes - way->start_bytes, 0));
    }
    return least;
}

/* Swap is taken by what does not fit into RAM. */
static double of_swap(const struct headroom_view *v)
{
    const struct machine *machine = v->resource->machine;
    const struct simulation *s = v->simulation;
    const double ram = machine->totals.ram, swap = machine->def->host->swap_bytes;
    const double need = sampler_need_peak(&s->sampler, (uint32_t)(machine - s->machines));
    if (need <= ram) /* what is in it was put there by a mem_limit, if anything is */
        return growth(RESOURCE_SATURATED, v->resource->peak, 0);
    return growth(ram + RESOURCE_SATURATED * swap, need, machine->rest_bytes);
}

static double of_heap(const struct headroom_view *v)
{
    const struct instance *first = resource_measure_first(v->resource, v->simulation);
    const double rest =
        first->heap > 0 ? first->service->jvm.live_bytes / first->heap : 0;
    const double measured = growth(RESOURCE_SATURATED_HEAP, v->resource->peak, rest);
    return v->resource->peak > RESOURCE_SATURATED_HEAP ? held_up(v, measured) : measured;
}

/* The largest share of its watermark that an instance of a broker holds at rest. */
static double watermark_rest(const struct headroom_view *v)
{
    double most = 0;
    const struct instance *first = resource_measure_first(v->resource, v->simulation);
    for (uint32_t i = 0; i < v->resource->service->instance_count; i++)
        most = fmax(most, instance_life_rest_bytes(&first[i]) /
                              broker_watermark_bytes(&first[i]));
    return most;
}

static double of_watermark(const struct headroom_view *v)
{
    const double measured = growth(1, v->resource->peak, watermark_rest(v));
    return v->resource->saturated_steps > 0 ? fmin(measured, 1) : measured;
}

/* What refuses or holds calls was too small whatever its mean in a step. */
static double of_refusals(const struct headroom_view *v)
{
    const double measured = growth(1, v->resource->peak, 0);
    return v->resource->saturated_steps > 0 ? held_up(v, fmin(measured, 1)) : measured;
}

/* What was never short of it has some left, also when more than it fills at was taken out
 * of what was saved up. */
static double of_allowance(const struct headroom_view *v)
{
    const struct resource *r = v->resource;
    const double measured = growth(1, fmin(r->peak, 1), 0);
    return r->saturated_steps > 0 ? fmin(fmin(measured, 1), offered_growth(v)) : measured;
}

/* Connections of pools are there without traffic. */
static double of_connections(const struct headroom_view *v)
{
    double held = 0;
    const struct resource *r = v->resource;
    const struct instance *first = resource_measure_first(r, v->simulation);
    for (uint32_t i = 0; i < r->service->instance_count; i++)
        held += first[i].connections->held;
    const double fixed = held / resource_measure_capacity(r, v->simulation);
    const double measured = r->peak > fixed + 1e-12 ? growth(1, r->peak, fixed) : NAN;
    return r->saturated_steps > 0 ? held_up(v, fmin(measured, 1)) : measured;
}

static double of_held(const struct headroom_view *v)
{
    const double measured = growth(RESOURCE_SATURATED, v->resource->peak, 0);
    return v->resource->peak < RESOURCE_SATURATED ? measured : held_up(v, measured);
}

/* The traffic at which the target is reached with all the machines there may be. */
static double of_machines(const struct headroom_view *v)
{
    const struct autoscaler *g = v->resource->group;
    const struct operational_resource *cpu =
        offered(v, arena_format(&v->simulation->engine->arena, "host.%s.cpu",
                                g->nodes[0].machine->def->name));
    if (g->def->policy != SCALING_TARGET)
        return NAN;
    if (g->def->metric == SCALING_CPU && cpu)
        return growth(g->def->target, cpu->peak, cpu->fixed);
    if (g->def->metric != SCALING_REQUESTS)
        return NAN;
    return growth(g->def->target * g->def->max,
                  v->operational->services[g->def->service_index].peak_per_s, 0);
}

double resource_headroom(const struct resource *r, const struct simulation *s,
                         const struct operational *operational)
{
    const struct headroom_view view = {r, s, operational};
    switch (r->kind) {
    case RESOURCE_CPU:
        return of_cpu(&view);
    case RESOURCE_CREDITS:
        return of_credits(&view);
    case RESOURCE_MEMORY:
        return growth(1, r->peak, r->machine->rest_bytes / r->machine->totals.ram);
    case RESOURCE_SWAP:
        return of_swap(&view);
    case RESOURCE_VOLUME:
        return of_volume(&view);
    case RESOURCE_BURST:
        return of_burst(&view, r->id);
    case RESOURCE_NETWORK:
        return of_network(&view);
    case RESOURCE_HEAP:
        return of_heap(&view);
    case RESOURCE_MEM_LIMIT:
        return growth(1, r->peak, service_rest(&view));
    case RESOURCE_WATERMARK:
        return of_watermark(&view);
    case RESOURCE_QUOTA:
        return of_quota(&view);
    case RESOURCE_PLACEMENT:
        return NAN; /* a fixed number of tasks does not grow with the traffic */
    case RESOURCE_MACHINES:
        return of_machines(&view);
    case RESOURCE_LOOPS:
    case RESOURCE_BANDWIDTH:
        return unclipped(&view, growth(RESOURCE_SATURATED, r->peak, 0));
    case RESOURCE_CONNECTIONS:
        return of_connections(&view);
    case RESOURCE_BACKLOG:
    case RESOURCE_QUEUE:
    case RESOURCE_LIMIT:
        return of_refusals(&view);
    case RESOURCE_ALLOWANCE:
        return of_allowance(&view);
    default:
        return of_held(&view);
    }
}
