/* compare_words.c - see compare_words.h.
 */
#include "sim/output/compare_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/outcome_words.h"

#include <math.h>
#include <string.h>

static const json_t *metric_of(const json_t *design, enum metric_figure figure)
{
    return json_object_get(look_at(design, "metrics"), metric_get(figure)->name);
}

static const json_t *difference_of(const json_t *design, enum metric_figure figure)
{
    return look_at(metric_of(design, figure), "difference");
}

static bool is_kind(const json_t *difference, const char *kind)
{
    return strcmp(look_text(difference, "kind"), kind) == 0;
}

static const char *star_of(const json_t *difference)
{
    return look_flag(difference, "significant") ? " *" : "";
}

/* " ± 12 ms": what is exact has none. */
static const char *width_of(struct arena *arena, const json_t *design,
                            enum metric_figure figure)
{
    const json_t *difference = difference_of(design, figure);
    const json_t *bounds = look_at(difference, "ci95");
    if (json_array_size(bounds) != 2 || !is_kind(difference, "tested"))
        return "";
    const double high = json_number_value(json_array_get(bounds, 1));
    const char *text = outcome_words_change(arena, design, figure,
                                            high - look_number(difference, "value"));
    return arena_format(arena, " ± %s", text + (*text == '+'));
}

static const char *difference_text(struct arena *arena, const json_t *design,
                                   enum metric_figure figure, bool in_short)
{
    const json_t *difference = difference_of(design, figure);
    const double value = look_number(difference, "value");
    if (!difference)
        return "";
    if (is_kind(difference, "same"))
        return "0";
    if (isnan(value))
        return "-";
    return arena_format(
        arena, "%s%s%s", outcome_words_change(arena, design, figure, value),
        in_short ? "" : width_of(arena, design, figure), star_of(difference));
}

const char *compare_words_difference(struct arena *arena, const json_t *design,
                                     enum metric_figure figure)
{
    return difference_text(arena, design, figure, false);
}

const char *compare_words_short(struct arena *arena, const json_t *design,
                                enum metric_figure figure)
{
    return difference_text(arena, design, figure, true);
}

/* ---- money ---- */

static const json_t *first_of(const json_t *report)
{
    return json_array_get(look_at(report, "designs"), 0);
}

struct money compare_words_money(const json_t *report)
{
    return money_of(first_of(report));
}

const char *compare_words_month(struct arena *arena, const json_t *report,
                                const json_t *design)
{
    return money_amount(arena, compare_words_money(report),
                        look_number(metric_of(design, FIGURE_COST_MONTH), "value"));
}

const char *compare_words_month_short(struct arena *arena, const json_t *report,
                                      const json_t *design)
{
    const json_t *difference = difference_of(design, FIGURE_COST_MONTH);
    const double value = look_number(difference, "value");
    if (isnan(value) || value == 0)
        return difference_text(arena, design, FIGURE_COST_MONTH, true);
    return arena_format(arena, "%s%s%s", value < 0 ? "-" : "+",
                        money_amount(arena, compare_words_money(report), fabs(value)),
                        star_of(difference));
}

const char *compare_words_month_title(struct arena *arena, const json_t *report)
{
    return money_title(arena, compare_words_money(report));
}

/* ---- the rest ---- */

const char *compare_words_relative(struct arena *arena, const json_t *design,
                                   enum metric_figure figure)
{
    const double relative = look_number(difference_of(design, figure), "relative");
    const bool of_share = metric_get(figure)->unit == METRIC_UNIT_SHARE;
    if (isnan(relative) || relative == 0 || of_share)
        return "";
    const char *size = human_share(arena, fabs(relative));
    return *size == '<' ? size /* of which sign stands beside it */
                        : arena_format(arena, "%s%s", relative < 0 ? "-" : "+", size);
}

const char *compare_words_remark(struct arena *arena, const json_t *design,
                                 enum metric_figure figure)
{
    const json_t *difference = difference_of(design, figure);
    const char *judgement = look_text(difference, "judgement");
    if (!difference || *judgement)
        return judgement;
    if (is_kind(difference, "same"))
        return "the same";
    if (is_kind(difference, "tested"))
        return "not significant";
    const double missing = look_number(difference, "missing");
    const size_t all = json_array_size(look_at(metric_of(design, figure), "samples"));
    if (figure == FIGURE_FIRST_SATURATED)
        return "not in all of both";
    return missing > 0 ? arena_format(arena, "no value in %.0f of %zu", missing, all)
                       : "one replication";
}

/* "40 min", or "5.66 s to 8 h" where designs end at different times. */
static const char *simulated_text(struct arena *arena, const json_t *designs)
{
    double least_s = INFINITY, most_s = 0;
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        least_s = fmin(least_s, look_number(design, "scenario/simulated_s"));
        most_s = fmax(most_s, look_number(design, "scenario/simulated_s"));
    }
    const char *most = human_moment(arena, most_s);
    return least_s < most_s
               ? arena_format(arena, "%s to %s", human_moment(arena, least_s), most)
               : most;
}

/* ", the first 2 min left out (MSER-5: the most that one of them needs; a, b did not settle
 * in the first half)" */
static const char *warmup_text(struct arena *arena, const json_t *designs)
{
    const char *late = "";
    double most_s = -1;
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        const json_t *scenario = look_at(design, "scenario");
        if (!look_flag(scenario, "warmup_auto"))
            continue;
        most_s = fmax(most_s, look_number(scenario, "warmup_s"));
        if (!look_flag(scenario, "warmup_settled"))
            late = arena_format(arena, "%s%s%s", late, *late ? ", " : "",
                                look_text(design, "label"));
    }
    if (most_s < 0)
        return "";
    return arena_format(
        arena, ", the first %s left out (MSER-5: the most that one of them needs%s%s%s)",
        human_moment(arena, most_s), *late ? "; the run is too short for " : "", late,
        *late ? ", which did not settle in the first half" : "");
}

/* "10 replications"; interrupted, "3 to 10 replications". */
static const char *replications_text(struct arena *arena, const json_t *designs)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        least = fmin(least, look_number(design, "scenario/replications"));
        most = fmax(most, look_number(design, "scenario/replications"));
    }
    return least < most ? arena_format(arena, "%.0f to %.0f replications", least, most)
                        : human_plural(arena, most, "replication", "replications");
}

static const char *interrupted_text(struct arena *arena, const json_t *designs)
{
    const char *text = "";
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        const double count = look_number(design, "scenario/replications");
        text = arena_format(arena, "%s%s%s of %s", text, i > 0 ? ", " : "",
                            isnan(count) ? "none" : arena_format(arena, "%.0f", count),
                            look_text(design, "label"));
    }
    return arena_format(arena, "Interrupted. Replications that were finished: %s.", text);
}

/* " a, b could not be simulated." */
static const char *troubled_text(struct arena *arena, const json_t *designs)
{
    const char *text = "";
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (look_at(design, "error"))
            text = arena_format(arena, "%s%s %s", text, *text ? "," : "",
                                look_text(design, "label"));
    }
    return *text ? arena_format(arena, "%s could not be simulated.", text + 1) : "";
}

const char *compare_words_missing(struct arena *arena, const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    const bool stopped = look_flag(report, "partial");
    const char *troubled = troubled_text(arena, designs);
    if (!stopped && !*troubled)
        return "";
    return arena_format(arena, "%s%s%s%s",
                        stopped ? interrupted_text(arena, designs) : "",
                        stopped && *troubled ? " " : "", troubled,
                        !look_flag(json_array_get(designs, 0), "finished")
                            ? " Without the first there are no differences."
                        : stopped ? " Differences are over those that both have."
                                  : "");
}

const char *compare_words_run(struct arena *arena, const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    const double seed = look_number(first_of(report), "scenario/seed");
    for (size_t i = 0; i < json_array_size(designs); i++)
        if (look_flag(json_array_get(designs, i), "finished"))
            return arena_format(arena, "%s simulated%s, %s of each, seed %.0f",
                                simulated_text(arena, designs),
                                warmup_text(arena, designs),
                                replications_text(arena, designs), seed);
    return arena_format(arena, "nothing simulated, seed %.0f", seed);
}

const char *compare_words_legend(struct arena *arena, const json_t *report)
{
    const double tests = look_number(report, "tests");
    if (!(tests > 0))
        return "* exact: the same in every replication.";
    return arena_format(
        arena,
        "± is half of the 95%% interval of the difference, replication by replication on "
        "the same random numbers. * significant: paired t, the chance of any false star "
        "at most %s (Holm, %s).",
        human_share(arena, look_number(report, "alpha")),
        human_plural(arena, tests, "test", "tests"));
}

bool compare_words_any(const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    for (size_t i = 1; i < json_array_size(designs); i++)
        if (difference_of(json_array_get(designs, i), FIGURE_COST_MONTH))
            return true;
    return false;
}

bool compare_words_is_same(const json_t *design, enum metric_figure figure)
{
    const json_t *difference = difference_of(design, figure);
    return difference && is_kind(difference, "same");
}

bool compare_words_all_same(const json_t *report, enum metric_figure figure)
{
    const json_t *designs = look_at(report, "designs");
    for (size_t i = 1; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (look_flag(design, "finished") && !compare_words_is_same(design, figure))
            return false;
    }
    return true;
}

const char *compare_words_verdict(struct arena *arena, const json_t *design)
{
    const char *summary = look_text(design, "verdict/summary");
    const char *broken = outcome_words_broken(arena, design);
    const bool held = look_flag(design, "ok") && !look_flag(design, "undecided");
    if (!*broken && json_array_size(look_at(design, "thresholds")) == 0)
        broken = "no thresholds were given";
    else if (!*broken && held)
        broken = "every threshold held";
    return arena_format(arena, "%s%s%s.", summary, *broken ? "; " : "", broken);
}
