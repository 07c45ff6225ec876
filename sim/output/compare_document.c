/* compare_document.c - see compare_document.h.
 */
#include "sim/output/compare_document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_outcome.h"

#include <math.h>

/* By enum paired_kind. */
static const char *const kind_names[] = {"not comparable", "one replication", "same",
                                         "exact", "tested"};

/* Whoever answers fewer requests answers those faster, on idler machines: that is no
 * merit. What a request and a month cost, and what fails, speak for themselves. */
static bool is_of_fewer(const struct compare_design *design, enum metric_figure figure)
{
    const struct compare_difference *failed = &design->differences[FIGURE_FAILED_RATE];
    return failed->significant && failed->value > 0 && figure != FIGURE_FAILED_RATE &&
           figure != FIGURE_COST_MONTH && figure != FIGURE_COST_PER_1000;
}

/* "worse" and the like; only of what is significant. */
static const char *judgement(const struct compare_design *design,
                             enum metric_figure figure)
{
    const struct compare_difference *found = &design->differences[figure];
    const enum metric_better better = metric_get(figure)->better;
    if (!found->significant)
        return NULL;
    if (better == METRIC_NEUTRAL)
        return "differs";
    if ((found->value < 0) != (better == METRIC_LOWER))
        return "worse";
    return is_of_fewer(design, figure) ? "fewer answered" : "better";
}

static void add_difference(json_t *metric, const struct compare_design *design,
                           enum metric_figure figure, double base)
{
    const struct compare_difference *found = &design->differences[figure];
    const double bounds[2] = {found->low, found->high};
    json_t *difference = document_add_object(metric, "difference");
    document_add_number(difference, "value", found->value);
    document_add_interval(difference, "ci95", bounds);
    document_add_number(difference, "relative",
                        base != 0 ? found->value / fabs(base) : NAN);
    document_add_text(difference, "kind", kind_names[found->paired.kind]);
    document_add_number(difference, "missing", found->paired.missing);
    document_add_number(difference, "p", found->paired.p);
    document_add_number(difference, "p_adjusted", found->p_adjusted);
    document_add_flag(difference, "significant", found->significant);
    document_add_text(difference, "judgement", judgement(design, figure));
}

static void add_metrics(json_t *object, const struct compare *compare, uint32_t i)
{
    const struct compare_design *design = &compare->designs[i];
    const struct outcome *base = compare->designs[0].outcome;
    json_t *metrics = document_add_object(object, "metrics");
    for (int figure = 0; figure < FIGURE_COUNT; figure++) {
        if (!compare_has(figure))
            continue;
        json_t *metric = document_outcome_metric(design->outcome, figure);
        document_add(metrics, metric_get(figure)->name, metric);
        if (i > 0 && base)
            add_difference(metric, design, figure, base->values[figure]);
    }
}

/* Of what has no outcome: what was to be simulated, and the keys of the others. */
static void add_nothing(json_t *object, const struct compare_entry *entry)
{
    static const char *const keys[] = {"partial", "ok",         "undecided",
                                       "verdict", "thresholds", "metrics"};
    const struct outcome asked = {.name = entry->name,
                                  .file = entry->options.file,
                                  .variant = entry->options.variant,
                                  .sets = entry->options.sets,
                                  .set_count = (uint32_t)entry->options.set_count,
                                  .seed = entry->options.seed,
                                  .replications = NAN,
                                  .duration_s = entry->duration_s,
                                  .warmup_s = NAN,
                                  .simulated_s = NAN};
    document_outcome_scenario(object, &asked);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        document_add(object, keys[i], json_null());
}

json_t *compare_document_create(const struct compare *compare)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    document_add_text(report, "command", "compare");
    document_add_flag(report, "partial", compare->stopped);
    document_add_number(report, "level", OUTCOME_LEVEL);
    document_add_number(report, "alpha", COMPARE_ALPHA);
    document_add_number(report, "tests", compare->tests);
    json_t *designs = document_add_array(report, "designs");
    for (uint32_t i = 0; i < compare->count; i++) {
        const struct compare_design *of = &compare->designs[i];
        json_t *design = document_add_item(designs);
        document_add_text(design, "label", of->entry.label);
        document_add_flag(design, "finished", of->outcome != NULL);
        if (of->trouble)
            document_add_text(design, "error", of->trouble);
        if (!of->outcome) {
            add_nothing(design, &of->entry);
            continue;
        }
        document_add_flag(design, "partial", of->outcome->partial);
        document_outcome_add(design, of->outcome);
        add_metrics(design, compare, i);
    }
    return report;
}
