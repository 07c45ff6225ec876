/* cost_fixed.c - see cost_fixed.h.
 */
#include "models/cost_fixed.h"

#include "models/cost.h"

/* Of a host that scales only its min is a fixed cost. */
static bool cost_fixed_is_always_there(const struct machine_def *machine)
{
    const struct autoscale_def *scale = &machine->host->autoscale;
    return !scale->given || machine->number < scale->least;
}

void cost_fixed_find(struct summary *summary, struct arena *arena)
{
    const struct design *design = summary->design;
    const double window_s = design->simulate.duration_s - design->simulate.warmup_s;
    summary->usage = (struct usage){
        .window_s = window_s,
        .machines =
            arena_array(arena, design->machine_count, sizeof *summary->usage.machines),
        .services =
            arena_array(arena, design->services.count, sizeof *summary->usage.services),
    };
    for (uint32_t i = 0; i < design->machine_count; i++)
        if (cost_fixed_is_always_there(&design->machines[i]))
            summary->usage.machines[i].hours = window_s / 3600;
    cost_find(summary, arena);
}

/* Much of everything, and no two amounts alike, so that none makes up for another. */
static void cost_fixed_use(double *amounts, size_t size, double *much)
{
    for (size_t i = 0; i < size / sizeof *amounts; i++)
        amounts[i] = *much *= 1.01;
}

bool cost_fixed_is_all(const struct summary *fixed, struct arena *arena)
{
    const struct design *design = fixed->design;
    struct summary used = {.design = design, .usage = fixed->usage};
    double much = 1e9;
    used.usage.answered = much;
    used.usage.machines =
        arena_array(arena, design->machine_count, sizeof *used.usage.machines);
    used.usage.services =
        arena_array(arena, design->services.count, sizeof *used.usage.services);
    for (uint32_t i = 0; i < design->machine_count; i++) {
        cost_fixed_use((double *)&used.usage.machines[i], sizeof *used.usage.machines,
                       &much);
        used.usage.machines[i].hours = fixed->usage.machines[i].hours;
    }
    for (uint32_t i = 0; i < design->services.count; i++)
        cost_fixed_use((double *)&used.usage.services[i], sizeof *used.usage.services,
                       &much);
    cost_find(&used, arena);
    return used.cost.month_usd == fixed->cost.month_usd;
}

bool cost_fixed_limits(const struct threshold_def *threshold)
{
    return threshold->kind == METRIC_COST && threshold->aggregation == AGGREGATE_MONTH &&
           (threshold->comparison == COMPARE_LT || threshold->comparison == COMPARE_LE);
}

bool cost_fixed_holds(const struct threshold_def *threshold, double month_usd)
{
    return threshold->comparison == COMPARE_LT ? month_usd < threshold->limit
                                               : month_usd <= threshold->limit;
}
