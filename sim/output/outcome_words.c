/* outcome_words.c - see outcome_words.h.
 */
#include "sim/output/outcome_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/threshold_words.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const char *outcome_words_mark(const json_t *design)
{
    if (look_flag(design, "undecided"))
        return "?";
    if (!look_flag(design, "ok"))
        return "✗";
    return look_flag(design, "verdict/troubled") ? "!" : "✓";
}

/* ---- figures ---- */

const char *outcome_words_figure(struct arena *arena, const json_t *design,
                                 enum metric_figure figure, double value)
{
    if (figure == FIGURE_FIRST_SATURATED)
        return human_moment(arena, value);
    switch (metric_get(figure)->unit) {
    case METRIC_UNIT_S:
        return human_duration(arena, value);
    case METRIC_UNIT_PER_S:
        return arena_format(arena, "%s/s", human_number(arena, value));
    case METRIC_UNIT_SHARE:
        return human_share(arena, value);
    case METRIC_UNIT_FACTOR:
        return arena_format(arena, "%sx", human_number(arena, value));
    case METRIC_UNIT_USD:
        break;
    }
    return money_text(arena, money_of(design), value);
}

const char *outcome_words_change(struct arena *arena, const json_t *design,
                                 enum metric_figure figure, double value)
{
    const char *sign = value < 0 ? "-" : value > 0 ? "+" : "";
    const double size = fabs(value);
    if (metric_get(figure)->unit == METRIC_UNIT_SHARE)
        return arena_format(arena, "%s%s pp", sign, human_number(arena, 100 * size));
    return arena_format(arena, "%s%s", sign,
                        outcome_words_figure(arena, design, figure, size));
}

/* In how many of the replications there was something to measure. */
static size_t replications_with(const json_t *metric)
{
    const json_t *samples = look_at(metric, "samples");
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(samples); i++)
        found += json_is_number(json_array_get(samples, i));
    return found;
}

const char *outcome_words_brief(struct arena *arena, const json_t *design,
                                enum metric_figure figure)
{
    const json_t *metric =
        json_object_get(look_at(design, "metrics"), metric_get(figure)->name);
    const double value = look_number(metric, "value");
    if (isnan(value) || replications_with(metric) == 0)
        return figure == FIGURE_FIRST_SATURATED ? "never"
               : figure == FIGURE_HEADROOM      ? "unlimited"
                                                : "nothing";
    return outcome_words_figure(arena, design, figure, value);
}

const char *outcome_words_value(struct arena *arena, const json_t *design,
                                enum metric_figure figure)
{
    const json_t *metric =
        json_object_get(look_at(design, "metrics"), metric_get(figure)->name);
    const char *text = outcome_words_brief(arena, design, figure);
    const size_t there = replications_with(metric);
    const size_t all = json_array_size(look_at(metric, "samples"));
    return there > 0 && there < all
               ? arena_format(arena, "%s (%zu of %zu)", text, there, all)
               : text;
}

/* ---- what did not hold ---- */

static const char *join(struct arena *arena, const char *before, const char *text)
{
    return *before ? arena_format(arena, "%s, %s", before, text) : text;
}

static const char *threshold_text(struct arena *arena, const json_t *threshold,
                                  double run_s)
{
    const bool open = threshold_words_open(threshold);
    return arena_format(arena, "%s %s %s (%s)", look_text(threshold, "metric"),
                        look_text(threshold, "expression"), open ? "undecided" : "broken",
                        threshold_words_value(arena, threshold, run_s));
}

/* The verdict's sentence may have it already. */
static bool is_said(struct arena *arena, const json_t *design, const json_t *threshold)
{
    const char *words = arena_format(arena, "%s %s", look_text(threshold, "metric"),
                                     look_text(threshold, "expression"));
    return strstr(look_text(design, "verdict/summary"), words) != NULL;
}

static const char *budget_text(const json_t *design)
{
    if (!look_at(design, "budget") ||
        strstr(look_text(design, "verdict/summary"), "the budget of"))
        return NULL;
    if (look_flag(design, "budget/undecided"))
        return "the budget undecided";
    return look_flag(design, "budget/ok") ? NULL : "the budget exceeded";
}

/* All that did not hold and is not said by the verdict, or the first `most` of it. */
static const char *broken_text(struct arena *arena, const json_t *design, size_t most)
{
    const json_t *thresholds = look_at(design, "thresholds");
    const double run_s = look_number(design, "scenario/simulated_s");
    const char *text = "", *budget = budget_text(design);
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        if ((look_flag(threshold, "ok") && !threshold_words_open(threshold)) ||
            is_said(arena, design, threshold))
            continue;
        if (found++ < most)
            text = join(arena, text, threshold_text(arena, threshold, run_s));
    }
    if (budget && found++ < most)
        text = join(arena, text, budget);
    return found > most ? arena_format(arena, "%s, and %zu more", text, found - most)
                        : text;
}

const char *outcome_words_broken(struct arena *arena, const json_t *design)
{
    return broken_text(arena, design, SIZE_MAX);
}

const char *outcome_words_first_broken(struct arena *arena, const json_t *design)
{
    return broken_text(arena, design, 1);
}
