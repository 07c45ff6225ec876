/* idle.c - see idle.h.
 */
#include "models/idle.h"

static bool is_visited(const struct service_def *service, const double *visits)
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        if (visits[endpoints[i].index] > 0)
            return true;
    return false;
}

bool *idle_services(const struct demand_table *demands, struct arena *arena)
{
    const struct design *design = demands->design;
    bool *idle = arena_array(arena, design->services.count, sizeof *idle);
    double *visits = arena_array(arena, design->endpoint_count, sizeof *visits);
    for (uint32_t i = 0; i < design->flow_count; i++)
        visits[design->flows[i].endpoint->index] = 1;
    demand_table_visits(demands, visits, visits);
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        idle[i] = service->endpoints.count > 0 && !service->is_broker &&
                  !service->is_cache && !service->balance.health.given &&
                  !is_visited(service, visits);
    }
    return idle;
}
