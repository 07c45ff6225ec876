/* operational.c - see operational.h.
 *
 * Two rounds: the cost of garbage collection depends on the requests in flight, which
 * are known only when the rates are. The peaks of all traffic are taken together.
 */
#include "models/operational.h"

#include "models/operational_exact.h"
#include "models/operational_shares.h"
#include "models/tls.h"

#include <math.h>

/* A closed user who neither thinks nor is served in any time would ask infinitely often. */
#define SHORTEST_CYCLE_S 1e-9

struct rates {                         /* of each traffic, requests a second */
    double *mean, *peak;               /* as bounded */
    double *wanted_mean, *wanted_peak; /* as if no resource ever held a user back */
};

struct solver {
    struct operational *result;
    struct arena *arena;
    struct operational_loads loads;
    struct rates rates;
    double *collection; /* by service */
};

static const struct mix_def *mix_at(const struct traffic_def *traffic, uint32_t i)
{
    return (const struct mix_def *)traffic->mix.items + i;
}

/* ---- rates ---- */

static void find_response(struct solver *solver, uint32_t t)
{
    const struct traffic_def *traffic = design_traffic(solver->result->design, t);
    struct operational_traffic *result = &solver->result->traffic[t];
    result->name = traffic->item.name;
    result->think_s = result->offered.closed ? traffic_def_think_s(traffic) : 0;
    result->response_s = traffic->rtt.mean_s + operational_shares_connections(traffic) *
                                                   traffic->connect.mean_s;
    const struct demand_table *demands = &solver->result->demands;
    for (uint32_t i = 0; i < traffic->mix.count; i++) {
        const struct endpoint_def *endpoint = mix_at(traffic, i)->endpoint;
        const struct service_def *service = endpoint->service;
        double time_s = demands->items[endpoint->index].time_s;
        if (service->kind == KIND_PROCESS)
            time_s += operational_shares_connections(traffic) *
                      tls_handshake_mean_s(&service->tls) *
                      demands->s_per_cpu_s[service->index];
        result->response_s += mix_at(traffic, i)->share * time_s;
    }
}

static void want(struct solver *solver, uint32_t t)
{
    const struct operational_traffic *traffic = &solver->result->traffic[t];
    const struct traffic_def *def = design_traffic(solver->result->design, t);
    const double passed = 1 - def->blocked;
    const double response_s =
        passed * traffic->response_s + def->blocked * def->rtt.mean_s;
    double cycle_s = 1;
    if (traffic->offered.closed)
        cycle_s = fmax(response_s + traffic->think_s, SHORTEST_CYCLE_S);
    solver->rates.wanted_mean[t] = passed * traffic->offered.mean / cycle_s;
    solver->rates.wanted_peak[t] = passed * traffic->offered.peak / cycle_s;
}

/* Share of a load by the open (or closed) traffic at those rates. */
static double used_by(const struct solver *solver, uint32_t load, const double *rates,
                      bool closed)
{
    double sum = 0;
    for (uint32_t t = 0; t < solver->result->design->traffic.count; t++)
        if (solver->result->traffic[t].offered.closed == closed)
            sum += rates[t] * solver->loads.items[load].per_request[t];
    return sum;
}

/* The factor by which closed users are slowed so that no resource is above its capacity;
 * *holder: the load that does it, or UINT32_MAX. */
static double slowdown(const struct solver *solver, const double *rates, uint32_t *holder)
{
    double least = 1;
    *holder = UINT32_MAX;
    for (uint32_t k = 0; k < solver->loads.count; k++) {
        const struct operational_load *load = &solver->loads.items[k];
        const double closed = used_by(solver, k, rates, true) * load->hard;
        const double rest =
            1 - (load->resource.fixed + used_by(solver, k, rates, false)) * load->hard;
        if (load->hard <= 0 || closed <= rest || closed * least <= rest)
            continue;
        least = fmax(rest, 0) / closed;
        *holder = k;
    }
    return least;
}

static void find_rates(struct solver *solver)
{
    struct operational *result = solver->result;
    const uint32_t count = result->design->traffic.count;
    const double window_s =
        result->design->simulate.duration_s - result->design->simulate.warmup_s;
    uint32_t holder, ignored;
    for (uint32_t t = 0; t < count; t++)
        want(solver, t);
    const double peak = slowdown(solver, solver->rates.wanted_peak, &holder);
    const double mean = slowdown(solver, solver->rates.wanted_mean, &ignored);
    for (uint32_t t = 0; t < count; t++) {
        struct operational_traffic *traffic = &result->traffic[t];
        const struct traffic_def *def = design_traffic(result->design, t);
        const bool closed = traffic->offered.closed;
        const double most =
            traffic->offered.iterations * traffic_def_calls(def) * (1 - def->blocked);
        solver->rates.peak[t] = solver->rates.wanted_peak[t] * (closed ? peak : 1);
        solver->rates.mean[t] = solver->rates.wanted_mean[t] * (closed ? mean : 1);
        if (window_s > 0)
            solver->rates.mean[t] = fmin(solver->rates.mean[t], most / window_s);
        traffic->bound = !closed                ? NULL
                         : holder == UINT32_MAX ? "users"
                                                : solver->loads.items[holder].resource.id;
    }
}

/* ---- results ---- */

static double saturated_share(int kind)
{
    return kind == RESOURCE_CREDITS || kind == RESOURCE_LIMIT ? 1 : OPERATIONAL_SATURATED;
}

static struct operational_resource resource_of(const struct solver *solver,
                                               const struct operational_load *load)
{
    struct operational_resource resource = load->resource;
    const struct rates *rates = &solver->rates;
    resource.mean = resource.peak = resource.wanted = resource.fixed;
    for (uint32_t t = 0; t < solver->result->design->traffic.count; t++) {
        const double share = load->per_request[t];
        resource.mean += share * rates->mean[t];
        resource.peak += share * rates->peak[t];
        resource.wanted += share * rates->wanted_peak[t];
    }
    const double traffic = resource.wanted - resource.fixed;
    const double room = saturated_share(resource.kind) - resource.fixed;
    resource.growth = traffic > 0 ? fmax(0, room) / traffic : INFINITY;
    if (resource.kind != RESOURCE_CREDITS)
        return resource;
    if (resource.mean > 1)
        resource.lasts_mean_s = load->lasts_s / (resource.mean - 1);
    if (resource.peak > 1)
        resource.lasts_peak_s = load->lasts_s / (resource.peak - 1);
    return resource;
}

/* Of several limits of one thing the tightest stands for it; unused ones go. */
static void find_resources(const struct solver *solver)
{
    struct operational *result = solver->result;
    const struct operational_loads *loads = &solver->loads;
    uint32_t count = 0;
    result->resources =
        arena_array(solver->arena, loads->count, sizeof *result->resources);
    for (uint32_t k = 0; k < loads->count; k++) {
        const struct operational_resource resource =
            resource_of(solver, &loads->items[k]);
        struct operational_resource *last = count ? &result->resources[count - 1] : NULL;
        const bool one_of = loads->items[k].one_of;
        if (one_of && resource.wanted <= 0)
            continue;
        if (!one_of || !last || last->id != resource.id)
            result->resources[count++] = resource;
        else if (resource.wanted > last->wanted)
            *last = resource;
    }
    result->resource_count = count;
}

/* Credits are not a bottleneck: what they hold back is the CPU, and only later. */
static void find_bottleneck(struct solver *solver)
{
    struct operational *result = solver->result;
    const struct operational_resource *bottleneck = NULL;
    double wanted_per_s = 0;
    for (uint32_t t = 0; t < result->design->traffic.count; t++) {
        wanted_per_s += solver->rates.wanted_peak[t];
        result->mean_per_s += solver->rates.mean[t];
        result->peak_per_s += solver->rates.peak[t];
    }
    for (uint32_t k = 0; k < result->resource_count; k++) {
        const struct operational_resource *resource = &result->resources[k];
        if (resource->kind == RESOURCE_CREDITS || isinf(resource->growth))
            continue;
        if (!bottleneck || resource->growth < bottleneck->growth)
            bottleneck = resource;
    }
    result->saturates_per_s = INFINITY;
    if (bottleneck)
        result->saturates_per_s = bottleneck->growth * wanted_per_s;
    result->bottleneck = bottleneck;
}

/* Asymptotes meet at fewer users than it takes to keep a resource 95% busy. */
static void refine_growth(struct solver *solver)
{
    struct operational *result = solver->result;
    for (uint32_t i = 0; result->traffic[0].exact && i < result->resource_count; i++) {
        struct operational_resource *resource = &result->resources[i];
        if (resource != result->bottleneck || resource->kind != RESOURCE_CPU)
            continue;
        for (uint32_t k = 0; k < solver->loads.count; k++) {
            if (solver->loads.items[k].resource.id != resource->id)
                continue;
            const double growth =
                operational_exact_growth(result, &solver->loads, k, solver->arena);
            if (!isnan(growth))
                resource->growth = growth;
        }
    }
}

static void find_visits(struct solver *solver, const double *rates, double *visits)
{
    const struct design *design = solver->result->design;
    const uint32_t endpoints = design->endpoint_count;
    double *one = arena_array(solver->arena, endpoints, sizeof *one);
    for (uint32_t e = 0; e < endpoints; e++)
        visits[e] = 0;
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        operational_shares_visits(&solver->result->demands, design_traffic(design, t),
                                  one, solver->arena);
        for (uint32_t e = 0; e < endpoints; e++)
            visits[e] += rates[t] * one[e];
    }
}

/* Sums over the service's endpoints; means for each call come last. */
static void find_service(struct operational *result, uint32_t i)
{
    struct operational_service sum = {0};
    for (uint32_t e = 0; e < result->design->endpoint_count; e++) {
        const struct demand *demand = &result->demands.items[e];
        if (result->design->endpoints[e]->service->index != i)
            continue;
        const double visits = result->peak_visits[e];
        sum.mean_per_s += result->mean_visits[e];
        sum.peak_per_s += visits;
        sum.cpu_s += visits * demand->cpu_s;
        sum.collection_s += visits * demand->allocate_bytes;
        sum.in_flight += visits * demand->time_s;
    }
    sum.response_s = sum.in_flight;
    if (sum.peak_per_s > 0) {
        sum.cpu_s /= sum.peak_per_s;
        sum.collection_s /= sum.peak_per_s;
        sum.response_s /= sum.peak_per_s;
    }
    result->services[i] = sum;
}

/* One round of everything, with the collection's cost as it is in the solver. */
static void solve(struct solver *solver)
{
    struct operational *result = solver->result;
    const struct design *design = result->design;
    demand_table_init(&result->demands, design, solver->collection, solver->arena);
    operational_loads_init(&solver->loads, &result->demands, solver->collection,
                           solver->arena);
    operational_shares_find(&solver->loads);
    for (uint32_t t = 0; t < design->traffic.count; t++)
        find_response(solver, t);
    find_rates(solver);
    find_visits(solver, solver->rates.mean, result->mean_visits);
    find_visits(solver, solver->rates.peak, result->peak_visits);
    for (uint32_t i = 0; i < design->services.count; i++)
        find_service(result, i);
}

static void find_collection(struct solver *solver)
{
    const struct design *design = solver->result->design;
    for (uint32_t i = 0; i < design->services.count; i++)
        solver->collection[i] = operational_loads_collection(
            design, design_service(design, i), solver->result->services[i].in_flight);
}

/* The exact rate takes the place of the bound, and what follows from it too. */
static void solve_exactly(struct solver *solver)
{
    struct operational *result = solver->result;
    struct operational_traffic *traffic = result->traffic;
    const double rate_per_s =
        operational_exact_rate(result, &solver->loads, solver->arena);
    if (isnan(rate_per_s))
        return;
    traffic->exact = true;
    traffic->exact_response_s = traffic->offered.peak / rate_per_s - traffic->think_s;
    solver->rates.mean[0] = solver->rates.peak[0] = rate_per_s;
    find_visits(solver, solver->rates.mean, result->mean_visits);
    find_visits(solver, solver->rates.peak, result->peak_visits);
    for (uint32_t i = 0; i < result->design->services.count; i++)
        find_service(result, i);
}

static void init_solver(struct solver *solver, struct operational *result,
                        struct arena *arena)
{
    const struct design *design = result->design;
    const uint32_t count = design->traffic.count;
    *solver = (struct solver){
        .result = result,
        .arena = arena,
        .rates = {.mean = arena_array(arena, count, sizeof(double)),
                  .peak = arena_array(arena, count, sizeof(double)),
                  .wanted_mean = arena_array(arena, count, sizeof(double)),
                  .wanted_peak = arena_array(arena, count, sizeof(double))},
        .collection = arena_array(arena, design->services.count, sizeof(double)),
    };
    for (uint32_t t = 0; t < count; t++) {
        result->traffic[t].exact_response_s = NAN;
        result->traffic[t].offered =
            offered_between(design_traffic(design, t), design->simulate.warmup_s,
                            design->simulate.duration_s, arena);
    }
    for (uint32_t i = 0; i < design->services.count; i++)
        solver->collection[i] =
            operational_loads_collection(design, design_service(design, i), 0);
}

void operational_init(struct operational *operational, const struct design *design,
                      struct arena *arena)
{
    const uint32_t endpoints = design->endpoint_count;
    *operational = (struct operational){
        .design = design,
        .mean_visits = arena_array(arena, endpoints, sizeof(double)),
        .peak_visits = arena_array(arena, endpoints, sizeof(double)),
        .traffic =
            arena_array(arena, design->traffic.count, sizeof *operational->traffic),
        .services =
            arena_array(arena, design->services.count, sizeof *operational->services),
    };
    struct solver solver;
    init_solver(&solver, operational, arena);
    solve(&solver);
    find_collection(&solver);
    solve(&solver);
    solve_exactly(&solver);
    for (uint32_t i = 0; i < design->services.count; i++)
        operational->services[i].collection_s *= solver.collection[i];
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        operational->traffic[t].mean_per_s = solver.rates.mean[t];
        operational->traffic[t].peak_per_s = solver.rates.peak[t];
        operational->traffic[t].wanted_per_s = solver.rates.wanted_mean[t];
    }
    find_resources(&solver);
    find_bottleneck(&solver);
    if (design->traffic.count > 0)
        refine_growth(&solver);
}
