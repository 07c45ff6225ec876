/* capacity_document.c - see capacity_document.h.
 */
#include "sim/output/capacity_document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_scenario.h"
#include "sim/output/json.h"

#include <math.h>
#include <string.h>

static void add_scenario(json_t *report, const struct design *design)
{
    json_t *scenario = document_scenario_add(report, design);
    const struct simulate_def *simulate = &design->simulate;
    const bool precise = simulate->precision > 0;
    document_add_number(scenario, "replications", simulate->replications);
    document_add_number(scenario, "precision", precise ? simulate->precision : NAN);
    document_add_number(scenario, "max_replications",
                        precise ? simulate->max_replications : NAN);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
    document_add_number(scenario, "warmup_s", design->simulate.warmup_s);
    document_add_text(scenario, "region", design->region);
}

/* ---- the answer ---- */

static const char *direction_name(enum bracket_direction direction)
{
    static const char *const names[] = {"none", "load", "machine"};
    return names[direction];
}

static void add_knee(json_t *answer, const struct capacity_knee *knee)
{
    static const char *const methods[] = {"none", "asymptotes", "chord"};
    if (knee->method == CAPACITY_KNEE_NONE) {
        document_add(answer, "knee", json_null());
        return;
    }
    json_t *found = document_add_object(answer, "knee");
    document_add_number(found, "value", knee->x);
    document_add_text(found, "method", methods[knee->method]);
    document_add_text(found, "resource", knee->resource);
}

static void add_limit(json_t *answer, const struct capacity *capacity)
{
    if (!capacity->limited_by) {
        document_add(answer, "limited", json_null());
        return;
    }
    json_t *limited = document_add_object(answer, "limited");
    document_add_number(limited, "value", capacity->limited_at);
    document_add_text(limited, "why", capacity->limited_by);
}

static void add_exceptions(json_t *answer, const struct capacity *capacity)
{
    json_t *exceptions = document_add_array(answer, "exceptions");
    for (uint32_t i = 0; i < capacity->count; i++)
        if (capacity_is_exception(capacity, capacity->points[i]))
            json_array_append_new(exceptions, json_figure(capacity->points[i]->x));
}

static void add_answer(json_t *report, const struct capacity *capacity,
                       const struct capacity_knee *knee)
{
    const struct capacity_axis *axis = &capacity->axis;
    json_t *answer = document_add_object(report, "capacity");
    document_add_text(answer, "path", axis->path);
    document_add_text(answer, "unit", axis->scales ? "times" : axis->unit);
    document_add_text(answer, "range", axis->range);
    document_add_flag(answer, "whole", axis->whole);
    document_add_number(answer, "tolerance", capacity->tolerance);
    document_add_text(answer, "direction", direction_name(capacity->direction));
    document_add_number(answer, "own", axis->own);
    document_add_number(answer, "passes", capacity->passes);
    document_add_number(answer, "fails", capacity->fails);
    document_add_number(answer, "growth", capacity->passes / axis->own);
    document_add_number(answer, "certain_passes", capacity->sure_passes);
    document_add_number(answer, "certain_fails", capacity->sure_fails);
    document_add_text(answer, "bottleneck", capacity->bottleneck);
    document_add_text(answer, "steady", capacity->steady);
    add_knee(answer, knee);
    add_limit(answer, capacity);
    add_exceptions(answer, capacity);
    document_add_flag(answer, "default_thresholds", capacity->default_thresholds);
}

/* `rate`: of its currency, for one USD; null when it is not known. */
static void add_budget(json_t *report, const struct design *design)
{
    const struct budget_def *budget = &design->budget;
    const char *currency = budget->amount.currency, *own = design->currency.code;
    if (!budget->amount.given) {
        document_add(report, "budget", json_null());
        return;
    }
    json_t *limit = document_add_object(report, "budget");
    document_add_number(limit, "limit_local",
                        budget->amount.amount /
                            (budget->months > 0 ? budget->months : 1));
    document_add_text(limit, "currency", currency);
    document_add_number(limit, "rate",
                        strcmp(currency, "USD") == 0        ? 1
                        : own && strcmp(currency, own) == 0 ? design->currency.rate
                                                            : NAN);
}

/* ---- the points ---- */

static void add_thresholds(json_t *item, const struct capacity_point *point)
{
    json_t *thresholds = document_add_array(item, "thresholds");
    for (uint32_t i = 0; i < point->threshold_count; i++) {
        const struct capacity_threshold *found = &point->thresholds[i];
        json_t *threshold = document_add_item(thresholds);
        document_add_text(threshold, "metric", found->metric);
        document_add_text(threshold, "expression", found->expression);
        document_add_number(threshold, "value", found->value);
        document_add_number(threshold, "limit", found->limit);
        document_add_flag(threshold, "ok", found->ok);
        document_add_flag(threshold, "undecided", found->undecided);
    }
}

static void add_latency(json_t *item, const struct capacity_point *point)
{
    json_t *latency = document_add_object(item, "latency_s");
    document_add_number(latency, "mean", point->mean_s);
    document_add_number(latency, "p50", point->p50_s);
    document_add_number(latency, "p95", point->p95_s);
    document_add_number(latency, "p99", point->p99_s);
}

static void add_first(json_t *item, const struct capacity_point *point)
{
    if (!point->first_resource) {
        document_add(item, "first", json_null());
        return;
    }
    json_t *first = document_add_object(item, "first");
    document_add_text(first, "resource", point->first_resource);
    document_add_number(first, "at_s", point->first_at_s);
    document_add_number(first, "share", point->first_share);
}

static void add_uses(json_t *item, const struct capacity_point *point)
{
    json_t *uses = document_add_object(item, "utilization");
    for (uint32_t i = 0; i < point->use_count; i++)
        document_add_named(uses, point->uses[i].id,
                           json_figure(point->uses[i].utilization));
}

static void add_point(json_t *points, const struct capacity *capacity,
                      const struct capacity_point *point,
                      const struct capacity_knee *knee)
{
    const bool is_knee = knee->method != CAPACITY_KNEE_NONE &&
                         point->x == capacity_knee_value(capacity, knee);
    json_t *item = document_add_item(points);
    document_add_number(item, "value", point->x);
    document_add_flag(item, "ok", point->ok);
    document_add_flag(item, "undecided", point->undecided);
    document_add_flag(item, "too_little", point->too_little);
    document_add_flag(item, "own", point == capacity->own);
    document_add_flag(item, "knee", is_knee);
    document_add_flag(item, "curve", point->on_curve || is_knee);
    document_add_number(item, "replications", point->replications);
    document_add_number(item, "rate", point->rate);
    document_add_number(item, "goodput", point->goodput);
    document_add_number(item, "failed_rate", point->failed_rate);
    add_latency(item, point);
    document_add_number(item, "bottleneck_utilization",
                        capacity_use_of(point, capacity->bottleneck));
    document_add_number(item, "cost_month_usd", point->cost_month_usd);
    document_add_flag(item, "budget_ok", point->budget_ok);
    add_thresholds(item, point);
    add_first(item, point);
    document_add_text(item, "summary", point->summary);
    add_uses(item, point);
}

json_t *capacity_document_create(const struct capacity *capacity,
                                 const struct capacity_knee *knee)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    document_add_text(report, "command", "capacity");
    add_scenario(report, capacity->design);
    document_scenario_add_currency(report, capacity->design);
    const struct capacity_verdict verdict = capacity_verdict(capacity);
    document_add_flag(report, "ok", verdict.ok);
    document_add_flag(report, "undecided", verdict.undecided);
    document_add_flag(report, "partial", !capacity->complete);
    add_budget(report, capacity->design);
    add_answer(report, capacity, knee);
    json_t *points = document_add_array(report, "points");
    for (uint32_t i = 0; i < capacity->count; i++)
        add_point(points, capacity, capacity->points[i], knee);
    return report;
}
