/* calibrate_words.c - see calibrate_words.h.
 */
#include "sim/output/calibrate_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/unit_text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What is as unlikely as this is not luck. */
static const double chance_least = 0.01;
/* What is left may be more than luck and still not matter: so far off at most. */
static const double off_fine = 0.05;
/* Two parameters that go together like this are hardly two. */
static const double correlation_most = 0.95;

/* ---- does it explain ---- */

/* How far a fitted figure is from the measured one, as a share of it (of a share of
 * failures: the difference). */
static double off_share(const json_t *figure)
{
    const double measured = look_number(figure, "measured");
    const double fitted = look_number(figure, "fitted");
    if (strcmp(look_text(figure, "figure"), "failed_rate") == 0)
        return fitted - measured;
    return fitted / measured - 1;
}

/* The figure that is off by most in units of its scatter, one without a value before all. */
static const json_t *worst_of(const json_t *figures)
{
    const json_t *worst = NULL;
    double most = -1;
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const double off = fabs(look_number(figure, "off"));
        if (isnan(off))
            return figure;
        if (off > most) {
            most = off;
            worst = figure;
        }
    }
    return worst;
}

static const char *worst_text(struct arena *arena, const json_t *worst)
{
    const double off = off_share(worst);
    const char *what = arena_format(arena, "%s of %s", look_text(worst, "figure"),
                                    look_text(worst, "of"));
    if (isnan(off))
        return arena_format(arena, "%s: nothing is measured there", what);
    return arena_format(arena, "%s comes out %s too %s, %s times its scatter", what,
                        human_share(arena, fabs(off)), off > 0 ? "high" : "low",
                        human_number(arena, fabs(look_number(worst, "off"))));
}

static bool is_near(const json_t *figures)
{
    for (size_t i = 0; i < json_array_size(figures); i++)
        if (!(fabs(off_share(json_array_get(figures, i))) <= off_fine))
            return false;
    return true;
}

static bool is_explained(const json_t *report)
{
    return look_number(report, "misfit/chance") >= chance_least;
}

const char *calibrate_words_mark(const json_t *report)
{
    if (look_flag(report, "partial"))
        return "?";
    if (is_explained(report))
        return "✓";
    return is_near(look_at(report, "figures")) ? "!" : "✗";
}

const char *calibrate_words_verdict(struct arena *arena, const json_t *report)
{
    const json_t *figures = look_at(report, "figures");
    const double chance = look_number(report, "misfit/chance");
    const json_t *worst = worst_of(figures);
    const char *off = worst ? worst_text(arena, worst) : "";
    if (look_flag(report, "partial"))
        return "Interrupted: this is the best point so far, and nothing is known of how "
               "sure it is.";
    if (isnan(chance) && is_near(figures))
        return "As many parameters as figures: they fit, but nothing is left to show "
               "whether the scenario is right.";
    if (is_explained(report))
        return arena_format(
            arena,
            "The scenario explains the measurements: what is left is what runs scatter "
            "(as much or more in %s of cases).",
            human_share(arena, chance));
    if (is_near(figures))
        return arena_format(arena, "Within %s, but more than luck is left: %s.",
                            human_share(arena, off_fine), off);
    return arena_format(arena,
                        "Queueing for what the scenario has does not explain the "
                        "measurements, whatever these parameters are: %s.",
                        off);
}

/* A load tester also counts the time in which its users start and end; what is further
 * off than that may be another load. */
static const double load_fine = 0.1;

const char *calibrate_words_load(struct arena *arena, const json_t *report)
{
    const double measured = look_number(report, "load/measured_per_s");
    const double fitted = look_number(report, "load/fitted_per_s");
    if (!(fabs(fitted / measured - 1) > load_fine))
        return "";
    return arena_format(arena,
                        "Not the same load: the test counted %s, the scenario has %s. "
                        "What is fitted holds for its own load only.",
                        unit_text(arena, measured, "1/s"),
                        unit_text(arena, fitted, "1/s"));
}

const char *calibrate_words_interval(struct arena *arena, const json_t *parameter)
{
    const json_t *interval = look_at(parameter, "ci95");
    const json_t *low = json_array_get(interval, 0), *high = json_array_get(interval, 1);
    const char *unit = look_text(parameter, "unit");
    if (!json_is_number(low) || !json_is_number(high))
        return "not determined";
    return arena_format(arena, "%s to %s", unit_text(arena, json_number_value(low), unit),
                        unit_text(arena, json_number_value(high), unit));
}

const char *calibrate_words_off(struct arena *arena, const json_t *figure)
{
    const double off = off_share(figure);
    return isnan(off) ? "-"
                      : arena_format(arena, "%s%s", off < 0 ? "-" : "+",
                                     human_share(arena, fabs(off)));
}

/* Further off than scatter explains, in as many standard deviations. */
static const double off_clear = 3;

const char *calibrate_words_remark(const json_t *figure)
{
    const double off = look_number(figure, "off");
    if (isnan(off))
        return "nothing to compare";
    if (!(fabs(off) > off_clear))
        return "";
    return off < 0 ? "too low" : "too high";
}

/* ---- can they be told apart ---- */

static const char *undetermined_text(struct arena *arena, const json_t *parameter)
{
    return arena_format(arena,
                        "The figures do not determine %s: nothing measured depends on it "
                        "alone. Fix it, or measure what does.",
                        look_text(parameter, "path"));
}

static const char *pair_text(struct arena *arena, const json_t *parameters, size_t one,
                             size_t other, double correlation)
{
    return arena_format(
        arena,
        "%s and %s make up for each other (correlation %.2f): the figures tell "
        "them together, hardly each alone. Fix one of them, or measure what "
        "only one moves.",
        look_text(json_array_get(parameters, one), "path"),
        look_text(json_array_get(parameters, other), "path"), correlation);
}

size_t calibrate_words_doubts(struct arena *arena, const json_t *report,
                              const char ***doubts)
{
    const json_t *parameters = look_at(report, "parameters");
    const json_t *rows = look_at(report, "correlation");
    const size_t all = json_array_size(parameters);
    size_t count = 0;
    *doubts = arena_array(arena, all + all * all, sizeof(**doubts));
    if (look_flag(report, "partial"))
        return 0;
    for (size_t i = 0; i < all; i++) {
        const json_t *one = json_array_get(parameters, i);
        if (!json_is_number(json_array_get(look_at(one, "ci95"), 0)))
            (*doubts)[count++] = undetermined_text(arena, one);
    }
    for (size_t i = 0; i < json_array_size(rows) && i < all; i++)
        for (size_t j = 0; j < i; j++) {
            const double correlation =
                json_number_value(json_array_get(json_array_get(rows, i), j));
            if (fabs(correlation) > correlation_most)
                (*doubts)[count++] = pair_text(arena, parameters, j, i, correlation);
        }
    return count;
}
