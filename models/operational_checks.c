/* operational_checks.c - see operational_checks.h.
 *
 * A checker asks each instance of its service once an `interval` (health.h), so a service
 * of n instances is visited n / interval times a second, and whatever the endpoint calls
 * as often as it does. The visits are dealt over the instances like those of users; with
 * weights the true ones are equal.
 */
#include "models/operational_checks.h"

static bool find_entries(const struct design *design, double *entries)
{
    bool any = false;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        const struct health_def *health = &service->balance.health;
        if (!health->given || !health->asks)
            continue;
        entries[health->asks->index] += service->instance_count / health->interval_s;
        any = true;
    }
    return any;
}

void operational_checks_add(struct operational_loads *loads)
{
    const struct design *design = loads->demands->design;
    const uint32_t count = loads->demands->count;
    double *entries = arena_array(loads->arena, count, sizeof *entries);
    double *visits = arena_array(loads->arena, count, sizeof *visits);
    if (!find_entries(design, entries))
        return;
    demand_table_visits(loads->demands, entries, visits);
    for (uint32_t i = 0; i < loads->count; i++)
        for (uint32_t e = 0; e < count; e++)
            loads->items[i].resource.fixed += visits[e] * loads->items[i].per_visit[e];
}
