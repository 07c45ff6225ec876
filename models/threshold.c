/* threshold.c - do the scenario's thresholds hold?
 *
 * Each replication is measured by itself while its histograms live; the value judged is
 * the mean over replications. A replication in which there was nothing to measure (no
 * request ended, no such machine) makes the threshold fail: a dead system never passes.
 *
 * Requests     over the flows selected: an endpoint, a service, a traffic, or all.
 * Machines     the aggregation over the timeline's steps after the warm-up; of a group
 *              the worst machine counts (for credits the one with the fewest).
 * memory       bytes needed / RAM, so more than 100% is more than there is.
 * threads      the share that is taken, of all instances' together; 0 without a limit.
 * heap         used / its size, of the fullest instance.
 * queue        how many calls and messages wait.
 * headroom     the smallest of the resources selected.
 * time_to_*    when it first happened; the mean over the replications in which it did.
 *              In none of them, though all ran for at least the limit: unlimited. Run for
 *              less, there is nothing to judge by.
 */
#include "models/threshold.h"

#include "models/summary_requests.h"
#include "models/threshold_select.h"
#include "models/verdict_text.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

struct threshold_view {
    const struct threshold_def *definition;
    const struct summary *summary;
    struct arena *scratch;
};

typedef double threshold_metric_value(const struct threshold_view *view);

/* ---- requests ---- */

static double threshold_latency(const struct threshold_def *definition,
                                const struct histogram *latency)
{
    if (latency->count == 0)
        return NAN;
    switch (definition->aggregation) {
    case AGGREGATE_AVG:
        return histogram_mean(latency);
    case AGGREGATE_MIN:
        return histogram_min(latency);
    case AGGREGATE_MED:
        return histogram_percentile(latency, 0.5);
    case AGGREGATE_MAX:
        return latency->max;
    case AGGREGATE_PERCENTILE:
        return histogram_percentile(latency, definition->percentile / 100);
    default:
        return NAN;
    }
}

static double threshold_requests(const struct threshold_view *view)
{
    const struct threshold_def *definition = view->definition;
    const int per_s = definition->aggregation != AGGREGATE_COUNT;
    struct histogram pooled;
    histogram_init(&pooled, view->scratch);
    const struct requests_picked picked =
        summary_requests_pick(view->summary, threshold_select_flow, definition->selector,
                              view->summary->usage.window_s, &pooled);
    const struct request_summary *entry = &picked.entry;
    if (entry->count == 0)
        return NAN;
    switch (definition->kind) {
    case METRIC_FAILED:
        return entry->failed_rate;
    case METRIC_REQS:
        return per_s ? entry->rate : entry->answered + entry->failed;
    case METRIC_GOODPUT:
        return per_s ? entry->goodput : entry->answered;
    default:
        return threshold_latency(definition, picked.latency);
    }
}

/* ---- the timeline ---- */

/* The steps after the warm-up that have a value, each divided by `whole` (a series of the
 * same length, or NULL) or `scale`. Returns how many. */
static uint32_t threshold_steps(const struct threshold_view *view,
                                const struct series *series, const struct series *whole,
                                double scale, double *values)
{
    const struct summary *summary = view->summary;
    const double warmup_s = summary->design->simulate.warmup_s;
    uint32_t count = 0;
    for (uint32_t i = 0; i < series->count; i++) {
        const double value = series->values[i] / (whole ? whole->values[i] : scale);
        if (i * summary->step_s >= warmup_s && !isnan(value))
            values[count++] = value;
    }
    return count;
}

/* Nearest rank, as the latencies' percentiles are. `values` is sorted here. */
static double threshold_percentile(double *values, uint32_t count, double percentile)
{
    gsl_sort(values, 1, count);
    const double rank = ceil(percentile / 100 * count * (1 - 1e-15));
    return values[rank < 1 ? 0 : rank > count ? count - 1 : (uint32_t)rank - 1];
}

static double threshold_aggregate(const struct threshold_def *definition, double *values,
                                  uint32_t count)
{
    double sum = 0;
    if (count == 0)
        return NAN;
    switch (definition->aggregation) {
    case AGGREGATE_AVG:
        for (uint32_t i = 0; i < count; i++)
            sum += values[i];
        return sum / count;
    case AGGREGATE_MIN:
        return threshold_percentile(values, count, 0);
    case AGGREGATE_MED:
        return threshold_percentile(values, count, 50);
    case AGGREGATE_MAX:
        return threshold_percentile(values, count, 100);
    case AGGREGATE_PERCENTILE:
        return threshold_percentile(values, count, definition->percentile);
    default:
        return NAN;
    }
}

/* One series, aggregated; NAN without the series. */
static double threshold_series(const struct threshold_view *view,
                               const struct series *series, const struct series *whole,
                               double scale)
{
    if (!series)
        return NAN;
    double *values = arena_array(view->scratch, series->count, sizeof(*values));
    const uint32_t count = threshold_steps(view, series, whole, scale, values);
    return threshold_aggregate(view->definition, values, count);
}

static double threshold_machine(const struct threshold_view *view,
                                const struct host_summary *host)
{
    const struct summary *summary = view->summary;
    switch (view->definition->kind) {
    case METRIC_CPU:
        return threshold_series(view, summary_series(summary, "host.%s.cpu", host->name),
                                NULL, 1);
    case METRIC_MEMORY:
        return threshold_series(view, summary_series(summary, "host.%s.need", host->name),
                                summary_series(summary, "host.%s.ram", host->name),
                                host->memory_total);
    case METRIC_SWAP:
        return threshold_series(view, summary_series(summary, "host.%s.swap", host->name),
                                NULL, host->swap_total);
    case METRIC_DISK:
        return threshold_series(
            view, summary_series(summary, "host.%s.volume", host->name), NULL, 1);
    case METRIC_NETWORK:
        return threshold_series(
            view, summary_series(summary, "host.%s.network", host->name), NULL, 1);
    default:
        return threshold_series(
            view, summary_series(summary, "host.%s.credits", host->name), NULL, 1);
    }
}

/* Of a group the worst: the most of what is used, the least of what is left. */
static double threshold_worse(double a, double b, bool least)
{
    if (isnan(a) || isnan(b))
        return isnan(a) ? b : a;
    return least ? fmin(a, b) : fmax(a, b);
}

static double threshold_hosts(const struct threshold_view *view)
{
    const struct summary *summary = view->summary;
    const bool least = view->definition->kind == METRIC_CREDITS;
    double worst = NAN;
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (threshold_select_machine(summary->design, i, view->definition->selector))
            worst = threshold_worse(worst, threshold_machine(view, &summary->hosts[i]),
                                    least);
    return worst;
}

/* The heap's series is of the fullest instance, heap_max a sum over all of them. */
static double threshold_service(const struct threshold_view *view,
                                const struct instance_summary *service)
{
    const struct summary *summary = view->summary;
    const char *name = service->name;
    switch (view->definition->kind) {
    case METRIC_HEAP:
        return threshold_series(view, summary_series(summary, "service.%s.heap", name),
                                NULL, service->heap_max / service->instances);
    case METRIC_THREADS:
        return threshold_series(view,
                                summary_series(summary, "service.%s.in_flight", name),
                                NULL, service->threads);
    default:
        return threshold_series(view, summary_series(summary, "service.%s.queue", name),
                                NULL, 1);
    }
}

static double threshold_services(const struct threshold_view *view)
{
    const struct summary *summary = view->summary;
    const char *selector = view->definition->selector;
    double worst = NAN;
    for (uint32_t i = 0; i < summary->design->services.count; i++) {
        const struct instance_summary *service = &summary->services[i];
        if (!selector || strcmp(service->name, selector) == 0)
            worst = threshold_worse(worst, threshold_service(view, service), false);
    }
    return worst;
}

/* ---- the rest ---- */

static double threshold_headroom(const struct threshold_view *view)
{
    double least = NAN;
    for (uint32_t i = 0; i < view->summary->resource_count; i++) {
        const struct resource_summary *resource = &view->summary->resources[i];
        if (threshold_select_resource(resource->id, view->definition->selector))
            least = threshold_worse(least, resource->headroom, true);
    }
    return least;
}

static double threshold_oom(const struct threshold_view *view)
{
    const struct summary *summary = view->summary;
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, "oom_kill") == 0 &&
            threshold_select_who(summary->design, summary->events[i].who,
                                 view->definition->selector))
            return summary->events[i].at_s;
    return INFINITY;
}

static double threshold_depletion(const struct threshold_view *view)
{
    const struct summary *summary = view->summary;
    double first = INFINITY;
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (threshold_select_machine(summary->design, i, view->definition->selector))
            first = fmin(first, summary->hosts[i].credits_depleted_at);
    return first;
}

/* The bill is the merged summary's. */
static double threshold_cost(const struct threshold_view *view)
{
    const struct cost_summary *cost = &view->summary->cost;
    return view->definition->aggregation == AGGREGATE_PER_1000 ? cost->per_1000_usd
                                                               : cost->month_usd;
}

static threshold_metric_value *const threshold_metrics[] = {
    [METRIC_DURATION] = threshold_requests,
    [METRIC_FAILED] = threshold_requests,
    [METRIC_REQS] = threshold_requests,
    [METRIC_GOODPUT] = threshold_requests,
    [METRIC_CPU] = threshold_hosts,
    [METRIC_MEMORY] = threshold_hosts,
    [METRIC_SWAP] = threshold_hosts,
    [METRIC_DISK] = threshold_hosts,
    [METRIC_NETWORK] = threshold_hosts,
    [METRIC_CREDITS] = threshold_hosts,
    [METRIC_HEAP] = threshold_services,
    [METRIC_THREADS] = threshold_services,
    [METRIC_QUEUE] = threshold_services,
    [METRIC_HEADROOM] = threshold_headroom,
    [METRIC_TIME_TO_OOM] = threshold_oom,
    [METRIC_TIME_TO_DEPLETION] = threshold_depletion,
    [METRIC_COST] = threshold_cost,
};

void threshold_measure(struct summary *part, struct arena *arena, struct arena *scratch)
{
    const struct design *design = part->design;
    part->thresholds =
        arena_array(arena, design->threshold_count, sizeof(*part->thresholds));
    for (uint32_t i = 0; i < design->threshold_count; i++) {
        const struct threshold_def *definition = &design->thresholds[i];
        const struct threshold_view view = {definition, part, scratch};
        part->thresholds[i] = (struct threshold_summary){
            .definition = definition,
            .value = definition->kind == METRIC_COST
                         ? NAN
                         : threshold_metrics[definition->kind](&view),
        };
    }
}

/* ---- judging ---- */

bool threshold_is_time(const struct threshold_def *definition)
{
    return definition->kind == METRIC_TIME_TO_OOM ||
           definition->kind == METRIC_TIME_TO_DEPLETION;
}

static double threshold_mean(const struct summary *const *parts, uint32_t count,
                             uint32_t i)
{
    double sum = 0;
    for (uint32_t p = 0; p < count; p++)
        sum += parts[p]->thresholds[i].value;
    return sum / count;
}

/* INFINITY in a part: it did not happen while that ran. */
static double threshold_time(const struct summary *const *parts, uint32_t count,
                             uint32_t i, double limit_s)
{
    double sum = 0, shortest_s = INFINITY;
    uint32_t happened = 0;
    for (uint32_t p = 0; p < count; p++) {
        const double value = parts[p]->thresholds[i].value;
        shortest_s = fmin(shortest_s, parts[p]->simulated_s);
        if (isfinite(value)) {
            sum += value;
            happened++;
        }
    }
    if (happened)
        return sum / happened;
    return shortest_s >= limit_s ? INFINITY : NAN;
}

static bool threshold_holds(const struct threshold_def *definition, double value)
{
    const double limit = definition->limit;
    if (isnan(value))
        return false;
    switch (definition->comparison) {
    case COMPARE_LT:
        return value < limit;
    case COMPARE_LE:
        return value <= limit;
    case COMPARE_GT:
        return value > limit;
    case COMPARE_GE:
        return value >= limit;
    case COMPARE_EQ:
        return value == limit;
    default:
        return value != limit;
    }
}

static double threshold_value(const struct summary *merged,
                              const struct summary *const *parts, uint32_t count,
                              uint32_t i)
{
    const struct threshold_def *definition = &merged->design->thresholds[i];
    const struct threshold_view view = {definition, merged, NULL};
    if (definition->kind == METRIC_COST)
        return threshold_cost(&view);
    if (threshold_is_time(definition))
        return threshold_time(parts, count, i, definition->limit);
    return threshold_mean(parts, count, i);
}

/* Where tasks or machines come and go a task may wait for a machine; one that still does at
 * the end does not count as placed. */
static bool threshold_is_placed(const struct summary *merged,
                                const struct resource_summary *resource)
{
    const struct instance_summary *found = verdict_text_service(merged, resource);
    const struct service_def *service =
        design_service(merged->design, (uint32_t)(found - merged->services));
    return design_scales(merged->design, service) && found->tasks_missing_end == 0;
}

bool threshold_all_placed(const struct summary *merged)
{
    for (uint32_t i = 0; i < merged->resource_count; i++)
        if (merged->resources[i].kind == RESOURCE_PLACEMENT &&
            !isnan(merged->resources[i].saturated_at) &&
            !threshold_is_placed(merged, &merged->resources[i]))
            return false;
    return true;
}

void threshold_judge(struct summary *merged, const struct summary *const *parts,
                     uint32_t count, struct arena *arena)
{
    const struct design *design = merged->design;
    struct threshold_summary *judged =
        arena_array(arena, design->threshold_count, sizeof(*judged));
    merged->ok = (!merged->cost.budget_given || merged->cost.budget_ok) &&
                 threshold_all_placed(merged);
    for (uint32_t i = 0; i < design->threshold_count; i++) {
        const double value = threshold_value(merged, parts, count, i);
        const bool ok = threshold_holds(&design->thresholds[i], value);
        judged[i] = (struct threshold_summary){
            .definition = &design->thresholds[i], .value = value, .ok = ok};
        merged->ok = merged->ok && ok;
    }
    merged->thresholds = judged; /* now: `merged` may be one of the parts */
}
