/* document_outcome.c - see document_outcome.h. The names are those of the report of a run
 * (document.h), where it has them.
 */
#include "sim/output/document_outcome.h"

#include "sim/output/document_add.h"
#include "sim/output/document_threshold.h"
#include "sim/output/json.h"

void document_outcome_scenario(json_t *object, const struct outcome *outcome)
{
    json_t *scenario = document_add_object(object, "scenario");
    document_add_text(scenario, "name", outcome->name);
    document_add_text(scenario, "file", outcome->file);
    document_add_text(scenario, "variant", outcome->variant);
    document_add_texts(scenario, "set", outcome->sets, outcome->set_count);
    document_add_text(scenario, "hash", outcome->hash);
    document_add_number(scenario, "seed", outcome->seed);
    document_add_number(scenario, "replications", outcome->replications);
    document_add_number(scenario, "duration_s", outcome->duration_s);
    document_add_number(scenario, "warmup_s", outcome->warmup_s);
    document_add_flag(scenario, "warmup_auto", outcome->warmup_found);
    document_add_flag(scenario, "warmup_settled", !outcome->warmup_late);
    document_add_number(scenario, "simulated_s", outcome->simulated_s);
}

static void add_verdict(json_t *object, const struct outcome *outcome)
{
    json_t *verdict = document_add_object(object, "verdict");
    document_add_text(verdict, "summary", outcome->verdict);
    document_add_flag(verdict, "troubled", outcome->troubled);
    if (!outcome->first_resource) {
        document_add(verdict, "first", json_null());
        return;
    }
    json_t *first = document_add_object(verdict, "first");
    document_add_text(first, "resource", outcome->first_resource);
    document_add_number(first, "at_s", outcome->first_at_s);
    document_add_number(first, "share", outcome->first_share);
}

static void add_budget(json_t *object, const struct outcome *outcome)
{
    if (!outcome->budget_given)
        return;
    json_t *budget = document_add_object(object, "budget");
    document_add_number(budget, "limit_local", outcome->budget_limit);
    document_add_text(budget, "currency", outcome->budget_currency);
    document_add_flag(budget, "ok", outcome->budget_ok);
    document_add_flag(budget, "undecided", outcome->budget_undecided);
}

void document_outcome_add(json_t *object, const struct outcome *outcome)
{
    document_outcome_scenario(object, outcome);
    document_add_flag(object, "ok", outcome->ok);
    document_add_flag(object, "undecided", outcome->undecided);
    add_verdict(object, outcome);
    json_t *thresholds = document_add_array(object, "thresholds");
    for (uint32_t i = 0; i < outcome->threshold_count; i++)
        document_threshold_add(thresholds, &outcome->thresholds[i]);
    add_budget(object, outcome);
    if (outcome->currency) {
        document_add_text(object, "currency", outcome->currency);
        document_add_number(object, "rate", outcome->rate);
    }
}

json_t *document_outcome_metric(const struct outcome *outcome, enum metric_figure figure)
{
    const struct interval *interval = &outcome->intervals[figure];
    const double bounds[2] = {interval->low, interval->high};
    json_t *metric = json_object();
    document_add_number(metric, "value", outcome->values[figure]);
    document_add_interval(metric, "ci95", bounds);
    json_t *samples = document_add_array(metric, "samples");
    for (uint32_t i = 0; i < outcome->sample_count; i++)
        json_array_append_new(samples, json_figure(outcome_samples(outcome, figure)[i]));
    return metric;
}
