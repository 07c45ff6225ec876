/* verdict_complaint.c - what did not hold, and what is undecided; see the header.
 *
 * What failed for certain comes first, then the budget, then what lies too near to its
 * limit to tell.
 */
#include "models/verdict_complaint.h"

#include "models/threshold.h"
#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

/* ---- broken ---- */

/* A value of the threshold's metric, in its unit. */
static const char *complaint_value(const struct threshold_summary *threshold,
                                   double value, struct arena *arena)
{
    char text[UNIT_TEXT];
    switch (threshold->definition->kind) {
    case METRIC_DURATION:
    case METRIC_TIME_TO_OOM:
    case METRIC_TIME_TO_DEPLETION:
        units_write_duration(text, value);
        break;
    case METRIC_FAILED:
    case METRIC_CPU:
    case METRIC_MEMORY:
    case METRIC_SWAP:
    case METRIC_DISK:
    case METRIC_HEAP:
    case METRIC_THREADS:
        units_write_share(text, value);
        break;
    case METRIC_COST:
        return verdict_text_money(value, "USD", arena);
    default:
        units_write_number(text, value);
    }
    return arena_format(arena, "%s", text);
}

static const char *complaint_broken(const struct summary *merged,
                                    const struct threshold_summary *threshold,
                                    struct arena *arena)
{
    const struct threshold_def *definition = threshold->definition;
    char value[UNIT_TEXT], limit[UNIT_TEXT];
    const char *found;
    if (threshold_is_time(definition) && isnan(threshold->value)) {
        verdict_text_time(value, merged->simulated_s);
        verdict_text_time(limit, definition->limit);
        return arena_format(arena, "%s %s is not shown: the run is too short (%s of %s)",
                            definition->metric, definition->expression, value, limit);
    }
    if (threshold_is_time(definition) && isinf(threshold->value)) {
        verdict_text_time(value, merged->simulated_s);
        found = arena_format(arena, "never in %s", value);
    } else if (isnan(threshold->value)) {
        found = "there was nothing to measure";
    } else {
        found = complaint_value(threshold, threshold->value, arena);
    }
    return arena_format(arena, "%s %s does not hold: %s", definition->metric,
                        definition->expression, found);
}

static const char *complaint_budget(const struct cost_summary *cost, struct arena *arena)
{
    const bool local =
        cost->currency && strcmp(cost->budget_currency, cost->currency) == 0;
    return arena_format(
        arena, "a month costs %s, more than the budget of %s",
        verdict_text_money(local ? cost->month_local : cost->month_usd,
                           local ? cost->currency : "USD", arena),
        verdict_text_money(cost->budget_limit, cost->budget_currency, arena));
}

/* ---- undecided ---- */

static const char *complaint_undecided(const struct threshold_summary *threshold,
                                       struct arena *arena)
{
    const struct threshold_def *definition = threshold->definition;
    return arena_format(arena, "%s %s is undecided: with 95%% confidence it is %s to %s",
                        definition->metric, definition->expression,
                        complaint_value(threshold, threshold->ci[0], arena),
                        complaint_value(threshold, threshold->ci[1], arena));
}

static const char *complaint_budget_undecided(const struct cost_summary *cost,
                                              struct arena *arena)
{
    const char *currency = cost->budget_currency;
    const double rate = strcmp(currency, "USD") == 0 ? 1 : cost->rate;
    return arena_format(arena,
                        "the budget of %s is undecided: with 95%% confidence a month "
                        "costs %s to %s",
                        verdict_text_money(cost->budget_limit, currency, arena),
                        verdict_text_money(cost->month_ci[0] * rate, currency, arena),
                        verdict_text_money(cost->month_ci[1] * rate, currency, arena));
}

static const char *complaint_open(const struct summary *merged, struct arena *arena)
{
    for (uint32_t i = 0; i < merged->design->threshold_count; i++)
        if (merged->thresholds[i].undecided)
            return complaint_undecided(&merged->thresholds[i], arena);
    return merged->cost.budget_undecided
               ? complaint_budget_undecided(&merged->cost, arena)
               : NULL;
}

const char *verdict_complaint_find(const struct summary *merged, struct arena *arena)
{
    const struct cost_summary *cost = &merged->cost;
    for (uint32_t i = 0; i < merged->design->threshold_count; i++)
        if (!merged->thresholds[i].ok && !merged->thresholds[i].undecided)
            return complaint_broken(merged, &merged->thresholds[i], arena);
    if (cost->budget_given && !cost->budget_ok && !cost->budget_undecided)
        return complaint_budget(cost, arena);
    return complaint_open(merged, arena);
}
