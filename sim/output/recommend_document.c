/* recommend_document.c - see recommend_document.h.
 */
#include "sim/output/recommend_document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_outcome.h"
#include "sim/output/document_scenario.h"
#include "sim/output/json.h"

#include <math.h>

/* By enum recommend_state. */
static const char *const state_names[RECOMMEND_STATE_COUNT] = {
    "not simulated", "refused", "too dear", "not placed",
    "failed early",  "failed",  "passed"};

static const enum metric_figure figures[] = {FIGURE_GOODPUT,      FIGURE_FAILED_RATE,
                                             FIGURE_LATENCY_MEAN, FIGURE_LATENCY_P95,
                                             FIGURE_LATENCY_P99,  FIGURE_COST_MONTH};

static void add_choice(json_t *object, const struct recommend *found, uint64_t index)
{
    json_t *choice = document_add_object(object, "choice");
    for (uint32_t i = 0; i < found->space->axis_count; i++)
        document_add_text(choice, found->space->axes[i].path,
                          vary_value_at(found->space, index, i)->text);
}

static void add_metrics(json_t *object, const struct outcome *outcome)
{
    json_t *metrics = document_add_object(object, "metrics");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        document_add(metrics, metric_get(figures[i])->name,
                     document_outcome_metric(outcome, figures[i]));
}

static bool is_cheaper(const struct recommend *found,
                       const struct recommend_candidate *candidate)
{
    return candidate->state != RECOMMEND_REFUSED && candidate != found->winner &&
           (!found->winner ||
            recommend_cents(candidate) < recommend_cents(found->winner));
}

/* Its fixed cost is below the winner's, its bill is not. */
static bool seems_cheaper(const struct recommend *found,
                          const struct recommend_candidate *candidate)
{
    const struct recommend_candidate *winner = found->winner;
    return winner && candidate != winner && candidate->outcome &&
           !is_cheaper(found, candidate) &&
           round(candidate->fixed_usd * 100) < round(winner->fixed_usd * 100);
}

static void add_metered(json_t *object, const struct outcome *outcome)
{
    if (!outcome->metered_item) {
        document_add(object, "dearest_metered", json_null());
        return;
    }
    json_t *line = document_add_object(object, "dearest_metered");
    document_add_text(line, "item", outcome->metered_item);
    document_add_number(line, "month_usd", outcome->metered_usd);
}

static json_t *candidate_create(const struct recommend *found,
                                const struct recommend_candidate *candidate)
{
    json_t *object = json_object();
    add_choice(object, found, candidate->index);
    document_add_text(object, "state", state_names[candidate->state]);
    document_add_flag(object, "cheaper", is_cheaper(found, candidate));
    document_add_flag(object, "seems_cheaper", seems_cheaper(found, candidate));
    document_add_number(object, "fixed_usd",
                        isfinite(candidate->fixed_usd) ? candidate->fixed_usd : NAN);
    document_add_text(object, "law", candidate->law);
    document_add_text(object, "why", candidate->why);
    if (!candidate->outcome)
        return object;
    document_add_number(object, "excess",
                        isfinite(candidate->excess) ? candidate->excess : NAN);
    document_outcome_add(object, candidate->outcome);
    add_metrics(object, candidate->outcome);
    add_metered(object, candidate->outcome);
    return object;
}

static void add_space(json_t *report, const struct vary *vary)
{
    json_t *space = document_add_array(report, "space");
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        json_t *axis = document_add_item(space);
        document_add_text(axis, "path", vary->axes[i].path);
        document_add_text(axis, "name", vary->axes[i].name);
        json_t *values = document_add_array(axis, "values");
        for (uint32_t k = 0; k < vary->axes[i].values.count; k++)
            json_array_append_new(values, json_words(vary->axes[i].values.items[k].text));
    }
}

static void add_scenario(json_t *report, const struct design *design)
{
    json_t *scenario = document_scenario_add(report, design);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
}

static void add_one(json_t *report, const char *key, const struct recommend *found,
                    const struct recommend_candidate *candidate)
{
    document_add(report, key,
                 candidate ? candidate_create(found, candidate) : json_null());
}

static void add_counts(json_t *report, const struct recommend *found)
{
    double counts[RECOMMEND_STATE_COUNT] = {0};
    for (uint32_t i = 0; i < found->count; i++)
        counts[found->candidates[i].state]++;
    json_t *object = document_add_object(report, "counts");
    for (int i = 0; i < RECOMMEND_STATE_COUNT; i++)
        document_add_number(object, state_names[i], counts[i]);
}

json_t *recommend_document_create(const struct recommend *found,
                                  const struct design *design)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    document_add_text(report, "command", "recommend");
    add_scenario(report, design);
    document_scenario_add_currency(report, design);
    document_add_flag(report, "partial", found->partial);
    document_add_number(report, "replications", found->replications);
    add_space(report, found->space);
    document_add_number(report, "combinations", found->count);
    add_counts(report, found);
    add_one(report, "winner", found, found->winner);
    add_one(report, "nearest", found, found->nearest);
    json_t *front = document_add_array(report, "front");
    for (uint32_t i = 0; i < found->front_count; i++)
        json_array_append_new(front, candidate_create(found, found->front[i]));
    json_t *candidates = document_add_array(report, "candidates");
    for (uint32_t i = 0; i < found->count; i++)
        json_array_append_new(candidates, candidate_create(found, &found->candidates[i]));
    return report;
}
