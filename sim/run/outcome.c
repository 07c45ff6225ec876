/* outcome.c - see outcome.h.
 */
#include "sim/run/outcome.h"

#include <math.h>
#include <string.h>

static const char *outcome_text(struct arena *arena, const char *text)
{
    return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static void outcome_scenario(struct outcome *outcome, const struct summary *summary,
                             struct arena *arena)
{
    const struct design *design = summary->design;
    outcome->name = outcome_text(arena, design->name);
    outcome->file = outcome_text(arena, design->file);
    outcome->variant = outcome_text(arena, design->variant);
    outcome->set_count = design->set_count;
    outcome->sets = arena_array(arena, design->set_count, sizeof(*outcome->sets));
    for (uint32_t i = 0; i < design->set_count; i++)
        outcome->sets[i] = outcome_text(arena, design->sets[i]);
    outcome->hash = outcome_text(arena, design->hash);
    outcome->seed = design->simulate.seed;
    outcome->duration_s = design->simulate.duration_s;
    outcome->warmup_s = design->simulate.warmup_s;
    outcome->precision = design->simulate.precision;
    outcome->warmup_found = !isnan(summary->warmup_cut_s);
    outcome->warmup_late = summary->warmup_late;
    outcome->simulated_s = summary->simulated_s;
    outcome->replications = summary->replications;
    outcome->partial = summary->partial;
}

static void outcome_verdict(struct outcome *outcome, const struct summary *summary,
                            struct arena *arena)
{
    const struct verdict_summary *verdict = &summary->verdict;
    outcome->ok = summary->ok;
    outcome->undecided = summary->undecided;
    outcome->verdict = outcome_text(arena, verdict->summary);
    outcome->troubled = verdict->troubled || verdict->saturated > 0;
    outcome->first_resource = outcome_text(arena, verdict->first_resource);
    outcome->first_at_s = verdict->first_at_s;
    outcome->first_share = verdict->first_share;
}

static void outcome_thresholds(struct outcome *outcome, const struct summary *summary,
                               struct arena *arena)
{
    const uint32_t count = outcome->threshold_count = summary->design->threshold_count;
    struct threshold_def *definitions = arena_array(arena, count, sizeof(*definitions));
    outcome->thresholds = arena_array(arena, count, sizeof(*outcome->thresholds));
    for (uint32_t i = 0; i < count; i++) {
        definitions[i] = *summary->thresholds[i].definition;
        definitions[i].metric = outcome_text(arena, definitions[i].metric);
        definitions[i].expression = outcome_text(arena, definitions[i].expression);
        definitions[i].selector = outcome_text(arena, definitions[i].selector);
        definitions[i].place = (struct place){0};
        outcome->thresholds[i] = summary->thresholds[i];
        outcome->thresholds[i].definition = &definitions[i];
    }
}

static void outcome_metered(struct outcome *outcome, const struct cost_summary *cost,
                            struct arena *arena)
{
    const struct cost_line *most = NULL;
    for (uint32_t i = 0; i < cost->line_count; i++) {
        const struct cost_line *line = &cost->lines[i];
        if (strcmp(line->basis, "metered") == 0 && line->month_usd > 0 &&
            (!most || line->month_usd > most->month_usd))
            most = line;
    }
    outcome->metered_item = most ? outcome_text(arena, most->item) : NULL;
    outcome->metered_usd = most ? most->month_usd : NAN;
}

static void outcome_money(struct outcome *outcome, const struct summary *summary,
                          struct arena *arena)
{
    const struct cost_summary *cost = &summary->cost;
    outcome->budget_given = cost->budget_given;
    outcome->budget_ok = cost->budget_ok;
    outcome->budget_undecided = cost->budget_undecided;
    outcome->budget_limit = cost->budget_limit;
    outcome->budget_currency = outcome_text(arena, cost->budget_currency);
    outcome->currency = outcome_text(arena, summary->design->currency.code);
    outcome->rate = summary->design->currency.rate;
    outcome_metered(outcome, cost, arena);
}

static void outcome_figures(struct outcome *outcome, const struct summary *summary,
                            struct arena *arena)
{
    const uint32_t count = outcome->sample_count = summary->sample_count;
    outcome->samples = arena_array(arena, (size_t)FIGURE_COUNT * count, sizeof(double));
    memcpy(outcome->samples, summary->metric_samples,
           (size_t)FIGURE_COUNT * count * sizeof(double));
    for (int i = 0; i < FIGURE_COUNT; i++) {
        outcome->values[i] = metric_value(summary, i);
        outcome->intervals[i] =
            metric_interval(outcome_samples(outcome, i), count, OUTCOME_LEVEL);
    }
}

struct outcome *outcome_keep(const struct summary *summary, struct arena *arena)
{
    struct outcome *outcome = arena_allocate(arena, sizeof(*outcome));
    outcome_scenario(outcome, summary, arena);
    outcome_verdict(outcome, summary, arena);
    outcome_thresholds(outcome, summary, arena);
    outcome_money(outcome, summary, arena);
    outcome_figures(outcome, summary, arena);
    return outcome;
}

const double *outcome_samples(const struct outcome *outcome, enum metric_figure figure)
{
    return outcome->samples + (size_t)figure * outcome->sample_count;
}
