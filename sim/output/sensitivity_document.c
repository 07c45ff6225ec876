/* sensitivity_document.c - see sensitivity_document.h.
 */
#include "sim/output/sensitivity_document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_scenario.h"
#include "sim/output/json.h"
#include "sim/output/quantity_unit.h"

#include <math.h>

/* ---- units ---- */

static const char *const figure_units[] = {
    [METRIC_UNIT_S] = "s",     [METRIC_UNIT_PER_S] = "1/s", [METRIC_UNIT_SHARE] = "share",
    [METRIC_UNIT_FACTOR] = "", [METRIC_UNIT_USD] = "USD",
};

static const char *threshold_unit(const struct threshold_def *threshold)
{
    switch (threshold->kind) {
    case METRIC_DURATION:
    case METRIC_TIME_TO_OOM:
    case METRIC_TIME_TO_DEPLETION:
        return "s";
    case METRIC_REQS:
    case METRIC_GOODPUT:
        return threshold->aggregation == AGGREGATE_RATE ? "1/s" : "";
    case METRIC_CREDITS:
    case METRIC_QUEUE:
    case METRIC_HEADROOM:
        return "";
    case METRIC_COST:
        return "USD";
    default:
        return "share";
    }
}

/* ---- what was varied ---- */

static void add_scenario(json_t *report, const struct design *design)
{
    json_t *scenario = document_scenario_add(report, design);
    document_add_number(scenario, "replications", design->simulate.replications);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
}

static void add_runs(json_t *report, const struct sensitivity *found)
{
    json_t *runs = document_add_object(report, "runs");
    document_add_number(runs, "planned", (double)found->runs);
    document_add_number(runs, "done", (double)found->done);
    document_add_number(runs, "refused", (double)found->refused);
    document_add_text(runs, "refused_why", found->refused_why);
    document_add_number(runs, "trajectories", found->trajectories);
    document_add_number(runs, "samples", found->samples);
}

static void add_verdict_at(json_t *range, const char *key, int ok)
{
    document_add(range, key, ok < 0 ? json_null() : json_boolean(ok));
}

static bool flips(const struct sensitivity *found, int ok)
{
    return ok >= 0 && (ok > 0) != found->base_ok;
}

static void add_ranges(json_t *report, const struct sensitivity *found)
{
    const struct ranges *ranges = found->ranges;
    document_add_text(report, "ranges_from",
                      ranges->from_ledger ? "ledger" : "uncertain");
    document_add_number(report, "ranges_left_out", ranges->left_out);
    json_t *all = document_add_array(report, "ranges");
    for (uint32_t i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        json_t *item = document_add_item(all);
        document_add_text(item, "path", range->path);
        document_add_text(item, "kind", range->kind);
        document_add_text(item, "unit", quantity_unit_name(range->shape.unit));
        document_add_flag(item, "mean", quantity_is_mean(&range->shape));
        document_add_number(item, "low", range->low);
        document_add_number(item, "base", range->base);
        document_add_number(item, "high", range->high);
        add_verdict_at(item, "ok_low", found->ok_low[i]);
        add_verdict_at(item, "ok_high", found->ok_high[i]);
        document_add_flag(item, "flips",
                          flips(found, found->ok_low[i]) ||
                              flips(found, found->ok_high[i]));
    }
}

/* ---- what it did ---- */

static void add_value(json_t *object, const char *key, const struct sensitivity *found,
                      uint32_t output, double value)
{
    document_add_number(object, key,
                        sensitivity_is_never(found, output, value) ? NAN : value);
}

static void add_effects(json_t *output, const struct sensitivity *found, uint32_t number,
                        uint32_t *order)
{
    const uint32_t count = found->ranges->count;
    json_t *effects = document_add_array(output, "effects");
    sensitivity_order(found, number, order);
    for (uint32_t i = 0; i < count; i++) {
        const struct sensitivity_effect *effect =
            &found->effects[number * count + order[i]];
        json_t *item = document_add_item(effects);
        document_add_text(item, "path", found->ranges->items[order[i]].path);
        document_add_number(item, "range", order[i]);
        add_value(item, "low", found, number, effect->low);
        add_value(item, "high", found, number, effect->high);
        document_add_number(item, "swing", effect->swing);
        document_add_number(item, "mu", effect->morris.mu);
        document_add_number(item, "mu_star", effect->morris.mu_star);
        document_add_number(item, "sigma", effect->morris.sigma);
        document_add_number(item, "count", effect->morris.count);
    }
}

static void add_outputs(json_t *report, const struct sensitivity *found,
                        struct arena *arena)
{
    json_t *outputs = document_add_array(report, "outputs");
    uint32_t *order = arena_array(arena, found->ranges->count, sizeof(*order));
    for (uint32_t k = 0; k < found->output_count; k++) {
        const struct threshold_def *threshold = found->outputs[k].threshold;
        const struct metric *figure = metric_get(found->outputs[k].figure);
        json_t *output = document_add_item(outputs);
        document_add_text(output, "name", threshold ? threshold->metric : figure->name);
        document_add_text(output, "label", threshold ? threshold->metric : figure->label);
        document_add_text(output, "expression", threshold ? threshold->expression : NULL);
        document_add_text(output, "unit",
                          threshold ? threshold_unit(threshold)
                                    : figure_units[figure->unit]);
        add_value(output, "base", found, k, found->base[k]);
        add_effects(output, found, k, order);
    }
}

/* ---- how likely ---- */

static void add_chance(json_t *object, const struct sensitivity_chance *chance)
{
    document_add_number(object, "broken", chance->broken);
    document_add_number(object, "of", chance->of);
    document_add_number(object, "probability",
                        chance->of > 0 ? (double)chance->broken / chance->of : NAN);
    json_t *interval = document_add_array(object, "ci95");
    json_array_append_new(interval, json_figure(chance->low));
    json_array_append_new(interval, json_figure(chance->high));
}

static void add_chances(json_t *report, const struct sensitivity *found)
{
    json_t *probability = document_add_object(report, "probability");
    json_t *thresholds = document_add_array(probability, "thresholds");
    for (uint32_t i = 0; i < found->threshold_count; i++) {
        json_t *item = document_add_item(thresholds);
        document_add_text(item, "metric", found->outputs[i].threshold->metric);
        document_add_text(item, "expression", found->outputs[i].threshold->expression);
        add_chance(item, &found->chances[i]);
    }
    add_chance(document_add_object(probability, "any"), &found->any);
}

json_t *sensitivity_document_create(const struct sensitivity *found, struct arena *arena)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    document_add_text(report, "command", "sensitivity");
    add_scenario(report, found->design);
    document_add_flag(report, "ok", found->base_ok);
    document_add_flag(report, "partial", found->done < found->runs);
    add_runs(report, found);
    add_ranges(report, found);
    add_outputs(report, found, arena);
    add_chances(report, found);
    return report;
}
