/* sweep_screen.c - see sweep_screen.h. */
#include "sim/run/sweep_screen.h"

#include "models/cost_fixed.h"
#include "models/placement_fit.h"

static void failed(struct sweep_row *row, const char *why)
{
    row->verdict = SWEEP_FAILED;
    row->by = SWEEP_BY_LAW;
    row->replications = 0;
    row->why = why;
}

/* Machines and tasks come and go: what finds no room at first may find it later, and what
 * is stopped is not billed. */
static bool changes(const struct design *design)
{
    for (uint32_t i = 0; i < design->hosts.count; i++)
        if (design_host(design, i)->autoscale.given)
            return true;
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->autoscale.given)
            return true;
    return design->events.count > 0;
}

static const char *unplaced(const struct design *design, struct arena *arena)
{
    struct placement_fit fit;
    placement_fit_init(&fit, design, arena);
    for (uint32_t i = 0; i < fit.service_count && !fit.fits; i++)
        if (fit.services[i].why)
            return arena_format(arena, "%s: %s", fit.services[i].service->item.name,
                                fit.services[i].why);
    return NULL;
}

static bool is_allowed(const struct design *design, const struct cost_summary *cost)
{
    bool allowed = !cost->budget_given || cost->budget_ok;
    for (uint32_t i = 0; i < design->threshold_count; i++)
        if (cost_fixed_limits(&design->thresholds[i]))
            allowed =
                allowed && cost_fixed_holds(&design->thresholds[i], cost->month_usd);
    return allowed;
}

/* With several replications the simulation may say undecided instead. */
static const char *too_dear(const struct design *design, struct arena *arena)
{
    struct summary summary = {.design = design};
    if (design->simulate.replications > 1 || design->simulate.precision > 0)
        return NULL;
    cost_fixed_find(&summary, arena);
    if (is_allowed(design, &summary.cost))
        return NULL;
    return arena_format(
        arena,
        "the fixed part of the bill alone, %.2f USD a month, is more than "
        "is allowed",
        summary.cost.month_usd);
}

bool sweep_screen_tell(const struct design *design, struct sweep_row *row,
                       struct arena *arena)
{
    if (changes(design))
        return false;
    const char *why = unplaced(design, arena);
    if (!why)
        why = too_dear(design, arena);
    if (why)
        failed(row, why);
    return why != NULL;
}
