/* sweep_screen.c - see sweep_screen.h. */
#include "sim/run/sweep_screen.h"

#include "models/cost_fixed.h"
#include "models/latency_floor.h"
#include "models/placement_fit.h"
#include "sim/core/units.h"

#include <math.h>

/* A floor that is above the limit only by the clock's rounding proves nothing. */
static const double margin = 1e-6;

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

static bool is_upper_limit(const struct threshold_def *threshold)
{
    return threshold->comparison == COMPARE_LT || threshold->comparison == COMPARE_LE;
}

/* ---- what cannot pass ---- */

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

static const char *too_dear(const struct summary *fixed, struct arena *arena)
{
    if (is_allowed(fixed->design, &fixed->cost))
        return NULL;
    return arena_format(
        arena,
        "the fixed part of the bill alone, %.2f USD a month, is more than "
        "is allowed",
        fixed->cost.month_usd);
}

/* No mean, percentile or minimum of latencies is below the shortest there can be. */
static const char *too_slow(const struct design *design, struct arena *arena)
{
    char floor_text[UNIT_TEXT];
    for (uint32_t i = 0; i < design->threshold_count; i++) {
        const struct threshold_def *threshold = &design->thresholds[i];
        if (threshold->kind != METRIC_DURATION || !is_upper_limit(threshold))
            continue;
        const double floor_s = latency_floor_s(design, threshold->selector, arena);
        if (isinf(floor_s) || floor_s <= threshold->limit * (1 + margin))
            continue;
        units_write_duration(floor_text, floor_s);
        return arena_format(arena,
                            "no request is answered in less than %s, which is the sum of "
                            "what it must go through: %s %s cannot hold",
                            floor_text, threshold->metric, threshold->expression);
    }
    return NULL;
}

/* ---- what cannot fail ---- */

/* Something is limited, and nothing but the bill, of which no part is metered. */
static bool is_only_fixed(const struct summary *fixed, struct arena *arena)
{
    const struct design *design = fixed->design;
    if (design->threshold_count == 0 && !fixed->cost.budget_given)
        return false;
    for (uint32_t i = 0; i < design->threshold_count; i++)
        if (!cost_fixed_limits(&design->thresholds[i]))
            return false;
    return cost_fixed_is_all(fixed, arena);
}

static bool judge(struct sweep_row *row, enum sweep_verdict verdict, const char *why)
{
    if (!why)
        return false;
    row->verdict = verdict;
    row->by = SWEEP_BY_LAW;
    row->replications = 0;
    row->why = why;
    return true;
}

bool sweep_screen_tell(const struct design *design, struct sweep_row *row,
                       struct arena *arena)
{
    struct summary fixed = {.design = design};
    if (changes(design))
        return false;
    cost_fixed_find(&fixed, arena);
    if (judge(row, SWEEP_FAILED, unplaced(design, arena)) ||
        judge(row, SWEEP_FAILED, too_dear(&fixed, arena)) ||
        judge(row, SWEEP_FAILED, too_slow(design, arena)))
        return true;
    if (!is_only_fixed(&fixed, arena))
        return false;
    row->figures[FIGURE_COST_MONTH] = fixed.cost.month_usd;
    return judge(row, SWEEP_OK,
                 arena_format(arena,
                              "only the bill is limited, and all of it is fixed: %.2f "
                              "USD a month",
                              fixed.cost.month_usd));
}
