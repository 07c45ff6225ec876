/* operational_exact.c - see operational_exact.h.
 *
 * Under processor sharing the distribution of the work does not matter (BCMP 1975), so a
 * machine is a station with as many servers as cores and all else is a delay.
 */
#include "models/operational_exact.h"

#include "models/closed_network.h"

#include <math.h>

static bool is_constant_population(const struct operational *operational)
{
    if (operational->design->traffic.count != 1)
        return false;
    const struct traffic_def *traffic = design_traffic(operational->design, 0);
    const struct offered *offered = &operational->traffic[0].offered;
    return traffic->executor == EXECUTOR_CONSTANT_VUS && offered->mean == offered->peak &&
           traffic->blocked == 0 && offered->peak >= 1 &&
           offered->peak <= CLOSED_NETWORK_USERS &&
           floor(offered->peak) == offered->peak && isinf(traffic->timeout.mean_s);
}

/* Nothing of the service makes a request wait but its machine's cores. */
static bool is_plain_service(const struct service_def *service, double users)
{
    if (service->kind != KIND_PROCESS)
        return isinf(service->concurrency) && isinf(service->rate_limit_per_s) &&
               service->kind != KIND_LAMBDA && service->kind != KIND_DYNAMODB;
    return service->instance_count == 1 && !service->async && isinf(service->cpus) &&
           service->background_cpu == 0 && service->pools.count == 0 &&
           service->workers * service->threads >= users;
}

static bool are_plain_services(const struct design *design, double users)
{
    for (uint32_t i = 0; i < design->services.count; i++)
        if (!is_plain_service(design_service(design, i), users))
            return false;
    for (uint32_t i = 0; i < design->instance_count; i++)
        for (uint32_t j = 0; j < i; j++) /* two on one machine share it by weight */
            if (!design->instances[i].spare && !design->instances[j].spare &&
                design->instances[i].machine != UINT32_MAX &&
                design->instances[i].machine == design->instances[j].machine)
                return false;
    return true;
}

static bool sends(const struct items *steps)
{
    const struct step_def *step = steps->items;
    for (uint32_t i = 0; i < steps->count; i++) {
        const struct branch_def *branch = step[i].choose.items;
        if (step[i].kind == STEP_SEND || sends(&step[i].repeat.steps))
            return true;
        for (uint32_t k = 0; k < step[i].choose.count; k++)
            if (sends(&branch[k].steps))
                return true;
    }
    return false; /* `parallel` is not plain anyway */
}

/* A card is a station of its own that the solution does not know. */
static bool has_card(const struct design *design)
{
    for (uint32_t i = 0; i < design->machine_count; i++)
        if (design->machines[i].host->instance.network_bps > 0)
            for (uint32_t e = 0; e < design->endpoint_count; e++)
                if (sends(&design->endpoints[e]->steps))
                    return true;
    return false;
}

static bool are_plain_steps(const struct items *steps)
{
    const struct step_def *step = steps->items;
    for (uint32_t i = 0; i < steps->count; i++) {
        const struct branch_def *branch = step[i].choose.items;
        switch (step[i].kind) {
        case STEP_PARALLEL:
        case STEP_PUBLISH:
        case STEP_CACHE:
        case STEP_READ:
        case STEP_WRITE:
            return false;
        case STEP_CALL:
            if (step[i].call.has_timeout || step[i].call.retries > 0)
                return false;
            break;
        case STEP_REPEAT:
            if (!are_plain_steps(&step[i].repeat.steps))
                return false;
            break;
        case STEP_CHOOSE:
            for (uint32_t k = 0; k < step[i].choose.count; k++)
                if (!are_plain_steps(&branch[k].steps))
                    return false;
            break;
        default:
            break;
        }
    }
    return true;
}

static bool is_product_form(const struct operational *operational)
{
    const struct design *design = operational->design;
    if (!is_constant_population(operational) || has_card(design) ||
        !are_plain_services(design, operational->traffic[0].offered.peak))
        return false;
    for (uint32_t i = 0; i < design->machine_count; i++) {
        const struct instance_type *type = &design->machines[i].host->instance;
        if (!isnan(type->burst.baseline) || floor(type->vcpus) != type->vcpus)
            return false;
    }
    for (uint32_t e = 0; e < design->endpoint_count; e++)
        if (!are_plain_steps(&design->endpoints[e]->steps))
            return false;
    return true;
}

/* CPUs are stations, the rest of a cycle is a delay. */
static double rate_of(const struct operational *operational,
                      const struct operational_loads *loads, uint32_t users,
                      struct arena *arena)
{
    const struct operational_traffic *traffic = &operational->traffic[0];
    struct closed_station *stations = arena_array(arena, loads->count, sizeof *stations);
    double delay_s = traffic->response_s + traffic->think_s;
    uint32_t count = 0;
    for (uint32_t k = 0; k < loads->count; k++) {
        const struct operational_resource *resource = &loads->items[k].resource;
        if (resource->kind != RESOURCE_CPU)
            continue;
        const double demand_s = loads->items[k].per_request[0] * resource->capacity;
        stations[count++] = (struct closed_station){demand_s, resource->capacity};
        delay_s -= demand_s;
    }
    return closed_network_throughput(stations, count, fmax(delay_s, 0), users, arena);
}

double operational_exact_rate(const struct operational *operational,
                              const struct operational_loads *loads, struct arena *arena)
{
    if (!is_product_form(operational))
        return NAN;
    return rate_of(operational, loads, (uint32_t)operational->traffic[0].offered.peak,
                   arena);
}

/* Throughput grows with the users, so the smallest number is found by halving. */
double operational_exact_growth(const struct operational *operational,
                                const struct operational_loads *loads, uint32_t load,
                                struct arena *arena)
{
    const double share = loads->items[load].per_request[0];
    uint32_t low = 1, high = CLOSED_NETWORK_USERS;
    if (rate_of(operational, loads, high, arena) * share < OPERATIONAL_SATURATED)
        return NAN;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (rate_of(operational, loads, middle, arena) * share < OPERATIONAL_SATURATED)
            low = middle + 1;
        else
            high = middle;
    }
    return high / operational->traffic[0].offered.peak;
}
