/* latency_floor.c - see latency_floor.h. */
#include "models/latency_floor.h"

#include "models/demand.h"
#include "models/threshold_select.h"

#include <math.h>

struct floors {
    const struct design *design;
    double *floors_s; /* by endpoint; NAN: not known yet */
};

static double endpoint_floor_s(const struct floors *floors,
                               const struct endpoint_def *endpoint);
static double steps_floor_s(const struct floors *floors,
                            const struct endpoint_def *endpoint,
                            const struct items *steps);

/* A second of work at speed 1.0 on the fastest core that the service has. */
static double least_s_per_cpu_s(const struct design *design,
                                const struct service_def *service)
{
    double least = INFINITY;
    if (service->kind == KIND_LAMBDA)
        return lambda_def_s_per_cpu_s(&service->lambda);
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct machine_def *machine =
            demand_machine(design, &design->instances[service->first_instance + i]);
        least = fmin(least, machine ? 1 / machine->host->instance.speed : 0);
    }
    return isinf(least) ? 0 : least;
}

static double longest_block_s(const struct floors *floors,
                              const struct endpoint_def *endpoint,
                              const struct items *blocks)
{
    const struct block_def *block = blocks->items;
    double longest_s = 0;
    for (uint32_t i = 0; i < blocks->count; i++)
        longest_s = fmax(longest_s, steps_floor_s(floors, endpoint, &block[i].steps));
    return longest_s;
}

/* Where the branches' probabilities leave something, nothing is done. */
static double shortest_branch_s(const struct floors *floors,
                                const struct endpoint_def *endpoint,
                                const struct items *branches)
{
    const struct branch_def *branch = branches->items;
    double shortest_s = INFINITY, sum = 0;
    for (uint32_t i = 0; i < branches->count; i++) {
        shortest_s = fmin(shortest_s, steps_floor_s(floors, endpoint, &branch[i].steps));
        sum += branch[i].probability;
    }
    return sum < 1 || branches->count == 0 ? 0 : shortest_s;
}

static double step_floor_s(const struct floors *floors,
                           const struct endpoint_def *endpoint,
                           const struct step_def *step)
{
    switch (step->kind) {
    case STEP_CPU:
        return distribution_least_s(&step->duration) *
               least_s_per_cpu_s(floors->design, endpoint->service);
    case STEP_SLEEP:
        return distribution_least_s(&step->duration);
    case STEP_CALL: /* else whoever called is answered though the call was not */
        return step->call.on_error == CALL_ERROR_FAIL
                   ? endpoint_floor_s(floors, step->call.callee)
                   : 0;
    case STEP_PARALLEL:
        return longest_block_s(floors, endpoint, &step->parallel);
    case STEP_CHOOSE:
        return shortest_branch_s(floors, endpoint, &step->choose);
    case STEP_REPEAT:
        return floor(step->repeat.times) *
               steps_floor_s(floors, endpoint, &step->repeat.steps);
    default:
        return 0;
    }
}

static double steps_floor_s(const struct floors *floors,
                            const struct endpoint_def *endpoint,
                            const struct items *steps)
{
    const struct step_def *step = steps->items;
    double sum_s = 0;
    for (uint32_t i = 0; i < steps->count; i++)
        sum_s += step_floor_s(floors, endpoint, &step[i]);
    return sum_s;
}

static double endpoint_floor_s(const struct floors *floors,
                               const struct endpoint_def *endpoint)
{
    double *known_s = &floors->floors_s[endpoint->index];
    const struct service_def *service = endpoint->service;
    if (!isnan(*known_s))
        return *known_s;
    *known_s = steps_floor_s(floors, endpoint, &endpoint->steps);
    if (service->kind != KIND_PROCESS)
        *known_s += distribution_least_s(&service->latency);
    return *known_s;
}

double latency_floor_s(const struct design *design, const char *selector,
                       struct arena *arena)
{
    const struct floors floors = {
        design, arena_array(arena, design->endpoint_count, sizeof(double))};
    double least_s = INFINITY;
    for (uint32_t e = 0; e < design->endpoint_count; e++)
        floors.floors_s[e] = NAN;
    for (uint32_t i = 0; i < design->flow_count; i++) {
        const struct flow_def *flow = &design->flows[i];
        if (threshold_select_flow(design, flow, selector))
            least_s = fmin(least_s, endpoint_floor_s(&floors, flow->endpoint) +
                                        distribution_least_s(
                                            &design_traffic(design, flow->traffic)->rtt));
    }
    return least_s;
}
