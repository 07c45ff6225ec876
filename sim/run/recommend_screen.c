/* recommend_screen.c - see recommend_screen.h.
 *
 * Only what is certain leaves a candidate out: a bill that without any traffic is over the
 * limit, a task that finds no room. A resource with a mean utilisation of 1 and more
 * (utilisation law, operational.h), or memory that does not fit at rest, is a reason told
 * beside what the simulation shows: in a short run a queue may grow and the thresholds
 * hold.
 */
#include "sim/run/recommend_screen.h"

#include "models/cost_fixed.h"
#include "models/memory_fit.h"
#include "models/operational.h"
#include "models/placement_fit.h"
#include "models/verdict_text.h"
#include "sim/core/units.h"

#include <math.h>
#include <string.h>

/* A false exclusion once in a thousand candidates that lie on the limit itself; those
 * further away, never. */
#define RECOMMEND_SCREEN_LEVEL 0.999
enum { RECOMMEND_SCREEN_LEAST = 3 }; /* replications: of two, s is hardly known */

/* ---- without simulation ---- */

static void screen_cost(struct recommend_candidate *candidate,
                        const struct design *design, struct arena *scratch,
                        struct arena *arena)
{
    struct summary summary = {.design = design};
    cost_fixed_find(&summary, scratch);
    const double month_usd = candidate->fixed_usd = summary.cost.month_usd;
    bool holds = !summary.cost.budget_given || summary.cost.budget_ok;
    for (uint32_t i = 0; i < design->threshold_count; i++)
        if (cost_fixed_limits(&design->thresholds[i]))
            holds = holds && cost_fixed_holds(&design->thresholds[i], month_usd);
    if (holds)
        return;
    candidate->state = RECOMMEND_DEAR;
    const struct cost_summary *cost = &summary.cost;
    candidate->why = arena_format(
        arena, "its fixed cost alone, %s a month, is over the limit",
        cost->currency ? verdict_text_money(cost->month_local, cost->currency, scratch)
                       : verdict_text_money(month_usd, "USD", scratch));
}

static void screen_tasks(struct recommend_candidate *candidate,
                         const struct design *design, struct arena *scratch,
                         struct arena *arena)
{
    struct placement_fit fit;
    placement_fit_init(&fit, design, scratch);
    for (uint32_t i = 0; !fit.fits && i < fit.service_count; i++) {
        const struct placement_fit_service *service = &fit.services[i];
        if (!service->why || candidate->state != RECOMMEND_OPEN)
            continue;
        candidate->state = RECOMMEND_UNPLACED;
        candidate->why =
            arena_format(arena, "%u of %u tasks of %s are placed: %s", service->placed,
                         service->wanted, service->service->item.name, service->why);
    }
}

static const char *memory_law(const struct operational *operational,
                              struct arena *scratch, struct arena *arena)
{
    struct memory_fit fit;
    memory_fit_init(&fit, operational, scratch);
    for (uint32_t i = 0; i < fit.machine_count; i++) {
        const struct memory_fit_machine *machine = &fit.machines[i];
        if (machine->rest_state == MEMORY_FIT_FITS ||
            machine->rest_state == MEMORY_FIT_SWAPS)
            continue;
        return arena_format(arena, "memory of %s does not fit at rest: %s",
                            machine->machine->name,
                            verdict_text_need(machine->rest, machine->ram, scratch));
    }
    return NULL;
}

static const char *load_law(const struct operational *operational, struct arena *arena)
{
    const struct operational_resource *bottleneck = operational->bottleneck;
    char share[UNIT_TEXT];
    if (!bottleneck || bottleneck->mean < 1)
        return NULL;
    units_write_share(share, bottleneck->mean);
    return arena_format(arena, "%s would be used %s", bottleneck->id, share);
}

void recommend_screen_look(struct recommend_candidate *candidate,
                           const struct design *design, struct arena *arena)
{
    struct arena scratch;
    struct operational operational;
    arena_init(&scratch);
    screen_cost(candidate, design, &scratch, arena);
    screen_tasks(candidate, design, &scratch, arena);
    operational_init(&operational, design, &scratch);
    candidate->law = memory_law(&operational, &scratch, arena);
    if (!candidate->law)
        candidate->law = load_law(&operational, arena);
    arena_clear(&scratch);
}

/* ---- with a few replications ---- */

/* A time to something and a bill are not judged by the mean of the replications. */
static bool is_judged_by_mean(const struct threshold_def *threshold)
{
    return threshold->kind != METRIC_TIME_TO_OOM &&
           threshold->kind != METRIC_TIME_TO_DEPLETION && threshold->kind != METRIC_COST;
}

static bool is_beyond(const struct interval *interval, const struct threshold_def *limit)
{
    switch (limit->comparison) {
    case COMPARE_LT:
    case COMPARE_LE:
        return interval->low > limit->limit;
    case COMPARE_GT:
    case COMPARE_GE:
        return interval->high < limit->limit;
    default:
        return false;
    }
}

bool recommend_screen_is_clear(const struct summary *summary)
{
    const uint32_t count = summary->sample_count;
    for (uint32_t i = 0; i < summary->design->threshold_count; i++) {
        const struct threshold_def *threshold = &summary->design->thresholds[i];
        if (!is_judged_by_mean(threshold) || count < RECOMMEND_SCREEN_LEAST)
            continue;
        const struct interval found = metric_interval(
            metric_threshold_samples(summary, i), count, RECOMMEND_SCREEN_LEVEL);
        if (found.count == count && is_beyond(&found, threshold))
            return true;
    }
    return false;
}

/* ---- how far from holding ---- */

static double factor_of(double more, double less)
{
    return less > 0 ? fmax(1, more / less) : more > 0 ? INFINITY : 1;
}

static double threshold_excess(const struct threshold_summary *found)
{
    const double value = found->value, limit = found->definition->limit;
    const int comparison = found->definition->comparison;
    if (found->ok && !found->undecided)
        return 1;
    if (isnan(value) || comparison == COMPARE_EQ || comparison == COMPARE_NE)
        return INFINITY;
    return comparison == COMPARE_LT || comparison == COMPARE_LE ? factor_of(value, limit)
                                                                : factor_of(limit, value);
}

static double budget_excess(const struct summary *summary)
{
    const struct cost_summary *cost = &summary->cost;
    if (!cost->budget_given || (cost->budget_ok && !cost->budget_undecided))
        return 1;
    const bool usd = strcmp(cost->budget_currency, "USD") == 0;
    return factor_of(cost->month_usd * (usd ? 1 : summary->design->currency.rate),
                     cost->budget_limit);
}

double recommend_screen_excess(const struct summary *summary)
{
    double worst = budget_excess(summary);
    for (uint32_t i = 0; i < summary->design->threshold_count; i++)
        worst = fmax(worst, threshold_excess(&summary->thresholds[i]));
    return worst;
}
