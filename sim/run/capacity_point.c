/* capacity_point.c - see capacity_point.h.
 */
#include "sim/run/capacity_point.h"

#include "models/threshold.h"

#include <math.h>
#include <string.h>

static const char *point_text(const char *text, struct arena *arena)
{
    return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static void point_requests(struct capacity_point *point,
                           const struct request_summary *all)
{
    point->rate = all->rate;
    point->goodput = all->goodput;
    point->failed_rate = all->failed_rate;
    point->mean_s = all->latency.mean;
    point->p50_s = all->latency.p50;
    point->p95_s = all->latency.p95;
    point->p99_s = all->latency.p99;
}

static void point_thresholds(struct capacity_point *point, const struct summary *summary,
                             struct arena *arena)
{
    point->threshold_count = summary->design->threshold_count;
    point->thresholds =
        arena_array(arena, point->threshold_count, sizeof *point->thresholds);
    for (uint32_t i = 0; i < point->threshold_count; i++) {
        const struct threshold_summary *found = &summary->thresholds[i];
        point->thresholds[i] = (struct capacity_threshold){
            .metric = point_text(found->definition->metric, arena),
            .expression = point_text(found->definition->expression, arena),
            .value = found->value,
            .limit = found->definition->limit,
            .ok = found->ok != 0,
            .undecided = found->undecided != 0,
        };
    }
}

static void point_uses(struct capacity_point *point, const struct summary *summary,
                       struct arena *arena)
{
    point->use_count = summary->resource_count;
    point->uses = arena_array(arena, point->use_count, sizeof *point->uses);
    for (uint32_t i = 0; i < point->use_count; i++)
        point->uses[i] = (struct capacity_use){
            point_text(summary->resources[i].id, arena),
            summary->resources[i].utilization, summary->resources[i].peak};
}

/* "goodput: rate > 60/s" */
static bool wants_more(const struct threshold_def *threshold)
{
    return (threshold->kind == METRIC_REQS || threshold->kind == METRIC_GOODPUT) &&
           (threshold->comparison == COMPARE_GT || threshold->comparison == COMPARE_GE);
}

/* More traffic would only wait: a twentieth is not answered, or something is busy for all
 * but a twentieth of the time. Where users wait for answers only the second is seen. */
static bool is_full(const struct summary *summary)
{
    const double most = 0.95;
    const struct request_summary *all = &summary->requests[0];
    bool full = all->answered < most * all->count;
    for (uint32_t i = 0; i < summary->resource_count; i++)
        full |= summary->resources[i].utilization > most;
    return full;
}

/* With more traffic all that fails here could hold. */
static bool is_too_little(const struct summary *summary)
{
    if (summary->ok || is_full(summary) || !threshold_all_placed(summary) ||
        (summary->cost.budget_given && !summary->cost.budget_ok))
        return false;
    for (uint32_t i = 0; i < summary->design->threshold_count; i++)
        if (!summary->thresholds[i].ok && !wants_more(summary->thresholds[i].definition))
            return false;
    return true;
}

void capacity_point_fill(struct capacity_point *point, const struct summary *summary,
                         struct arena *arena)
{
    const struct verdict_summary *verdict = &summary->verdict;
    point->ok = summary->ok != 0;
    point->undecided = summary->undecided != 0;
    point->more = summary->more;
    point->too_little = is_too_little(summary);
    point->budget_ok = !summary->cost.budget_given || summary->cost.budget_ok;
    point->replications = summary->replications;
    point->cost_month_usd = summary->cost.month_usd;
    point->first_resource = point_text(verdict->first_resource, arena);
    point->first_at_s = verdict->first_resource ? verdict->first_at_s : NAN;
    point->first_share = verdict->first_share;
    point->summary = point_text(verdict->summary, arena);
    point_requests(point, &summary->requests[0]);
    point_thresholds(point, summary, arena);
    point_uses(point, summary, arena);
}
