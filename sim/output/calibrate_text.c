/* calibrate_text.c - see calibrate_text.h.
 */
#include "sim/output/calibrate_text.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/unit_text.h"

#include <math.h>
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

static void write_verdict(const struct paper *paper, const json_t *report)
{
    const json_t *figures = look_at(report, "figures");
    const json_t *worst = worst_of(figures);
    const double chance = look_number(report, "misfit/chance");
    const char *off = worst_text(paper->arena, worst);
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(
            paper, INK_WARN, 0,
            "Interrupted: this is the best point so far, and nothing is known of how "
            "sure it is.");
    else if (isnan(chance) && is_near(figures))
        paper_line(
            paper, INK_WARN, 0,
            "! As many parameters as figures: they fit, but nothing is left to show "
            "whether the scenario is right.");
    else if (chance >= chance_least)
        paper_line(paper, INK_GOOD, 0,
                   "✓ The scenario explains the measurements: what is left is what runs "
                   "scatter (as much or more in %s of cases).",
                   human_share(paper->arena, chance));
    else if (is_near(figures))
        paper_line(paper, INK_WARN, 0, "! Within %s, but more than luck is left: %s.",
                   human_share(paper->arena, off_fine), off);
    else
        paper_line(paper, INK_BAD, 0,
                   "✗ Queueing for what the scenario has does not explain the "
                   "measurements, whatever these parameters are: %s.",
                   off);
}

/* A load tester also counts the time in which its users start and end; what is further
 * off than that may be is another load. */
static const double load_fine = 0.1;

static void write_load(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const double measured = look_number(report, "load/measured_per_s");
    const double fitted = look_number(report, "load/fitted_per_s");
    if (fabs(fitted / measured - 1) > load_fine)
        paper_line(paper, INK_WARN, 0,
                   "! Not the same load: the test counted %s, the scenario has "
                   "%s. What is fitted holds for its own load only.",
                   unit_text(arena, measured, "1/s"), unit_text(arena, fitted, "1/s"));
}

/* ---- parameters ---- */

static const char *interval_text(struct arena *arena, const json_t *parameter)
{
    const json_t *interval = look_at(parameter, "ci95");
    const json_t *low = json_array_get(interval, 0), *high = json_array_get(interval, 1);
    const char *unit = look_text(parameter, "unit");
    if (!json_is_number(low) || !json_is_number(high))
        return "not determined";
    return arena_format(arena, "%s to %s", unit_text(arena, json_number_value(low), unit),
                        unit_text(arena, json_number_value(high), unit));
}

static void write_parameters(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *parameters = look_at(report, "parameters");
    const struct table_column columns[] = {{"parameter", TABLE_CUT},
                                           {"was", TABLE_RIGHT},
                                           {"fitted", TABLE_RIGHT},
                                           {"95% interval", TABLE_RIGHT},
                                           {"", TABLE_LEFT}};
    struct text_table table;
    paper_heading(paper, "FITTED");
    table_init(&table, paper, columns, 5);
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *parameter = json_array_get(parameters, i);
        const char *unit = look_text(parameter, "unit");
        table_row(&table, INK_PLAIN);
        table_cell(&table, look_text(parameter, "path"));
        table_cell(&table, unit_text(arena, look_number(parameter, "start"), unit));
        table_cell(&table, unit_text(arena, look_number(parameter, "value"), unit));
        table_cell(&table, interval_text(arena, parameter));
        table_cell(&table, look_flag(parameter, "at_bound") ? "at its bound" : "");
    }
    table_write(&table, 2);
}

/* ---- can they be told apart ---- */

static void write_undetermined(const struct paper *paper, const json_t *report)
{
    const json_t *parameters = look_at(report, "parameters");
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *parameter = json_array_get(parameters, i);
        if (!json_is_number(json_array_get(look_at(parameter, "ci95"), 0)))
            paper_wrap(paper, INK_WARN, "!", 4,
                       arena_format(paper->arena,
                                    "The figures do not determine %s: nothing measured "
                                    "depends on it alone. Fix it, or measure what does.",
                                    look_text(parameter, "path")));
    }
}

static void write_pair(const struct paper *paper, const json_t *parameters, size_t one,
                       size_t other, double correlation)
{
    paper_wrap(
        paper, INK_WARN, "!", 4,
        arena_format(
            paper->arena,
            "%s and %s make up for each other (correlation %.2f): the figures tell "
            "them together, hardly each alone. Fix one of them, or measure what "
            "only one moves.",
            look_text(json_array_get(parameters, one), "path"),
            look_text(json_array_get(parameters, other), "path"), correlation));
}

static void write_identifiability(const struct paper *paper, const json_t *report)
{
    const json_t *parameters = look_at(report, "parameters");
    const json_t *rows = look_at(report, "correlation");
    if (look_flag(report, "partial"))
        return;
    write_undetermined(paper, report);
    for (size_t i = 0; i < json_array_size(rows); i++)
        for (size_t j = 0; j < i; j++) {
            const double correlation =
                json_number_value(json_array_get(json_array_get(rows, i), j));
            if (fabs(correlation) > correlation_most)
                write_pair(paper, parameters, j, i, correlation);
        }
}

/* ---- figures ---- */

static const char *off_text(struct arena *arena, const json_t *figure)
{
    const double off = off_share(figure);
    return isnan(off) ? "-"
                      : arena_format(arena, "%s%s", off < 0 ? "-" : "+",
                                     human_share(arena, fabs(off)));
}

static void write_figures(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *figures = look_at(report, "figures");
    const struct table_column columns[] = {
        {"variant", TABLE_CUT},      {"of", TABLE_CUT},       {"figure", TABLE_LEFT},
        {"measured", TABLE_RIGHT},   {"fitted", TABLE_RIGHT}, {"off", TABLE_RIGHT},
        {"in scatters", TABLE_RIGHT}};
    struct text_table table;
    bool variants = false;
    for (size_t i = 0; i < json_array_size(figures); i++)
        variants |= *look_text(json_array_get(figures, i), "variant") != '\0';
    paper_heading(paper, "MEASURED AND FITTED");
    table_init(&table, paper, columns + !variants, 6 + variants);
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *unit = look_text(figure, "unit");
        const double off = look_number(figure, "off");
        table_row(&table, fabs(off) > 3 || isnan(off) ? INK_WARN : INK_PLAIN);
        if (variants)
            table_cell(&table, *look_text(figure, "variant")
                                   ? look_text(figure, "variant")
                                   : "-");
        table_cell(&table, look_text(figure, "of"));
        table_cell(&table, look_text(figure, "figure"));
        table_cell(&table, unit_text(arena, look_number(figure, "measured"), unit));
        table_cell(&table, unit_text(arena, look_number(figure, "fitted"), unit));
        table_cell(&table, off_text(arena, figure));
        table_cell(&table, isnan(off) ? "-" : arena_format(arena, "%+.1f", off));
    }
    table_write(&table, 2);
    paper_line(paper, INK_DIM, 2,
               "in scatters: off, in units of what a measured run and the simulated ones "
               "scatter (standard deviation)");
}

/* ---- the whole ---- */

static void write_title(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    paper_line(paper, INK_BOLD, 0, "%s%s%s", look_text(scenario, "name"),
               *variant ? ", variant " : "", variant);
    paper_line(paper, INK_DIM, 0, "%s: %s points simulated, %s each, seed %.0f",
               look_text(scenario, "file"),
               human_count(arena, look_number(report, "simulated")),
               human_moment(arena, look_number(scenario, "duration_s")),
               look_number(scenario, "seed"));
}

static void write_sets(const struct paper *paper, const json_t *report)
{
    const json_t *sets = look_at(report, "set");
    paper_heading(paper, "TO USE IT");
    for (size_t i = 0; i < json_array_size(sets); i++)
        fprintf(paper->out, "  --set '%s'\n", json_string_value(json_array_get(sets, i)));
    paper_line(
        paper, INK_DIM, 2,
        "or --format yaml: a scenario that extends this one, with a variant fitted");
}

void calibrate_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {out, style, &arena};
    write_title(&paper, report);
    write_verdict(&paper, report);
    write_load(&paper, report);
    write_parameters(&paper, report);
    write_identifiability(&paper, report);
    write_figures(&paper, report);
    write_sets(&paper, report);
    arena_clear(&arena);
}

/* A YAML text in single quotes, in which a quote is doubled. */
static void write_quoted(const char *text, size_t length, FILE *out)
{
    fputc('\'', out);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            fputc('\'', out);
        fputc(text[i], out);
    }
    fputc('\'', out);
}

void calibrate_text_scenario(const json_t *report, const char *file, FILE *out)
{
    const json_t *parameters = look_at(report, "parameters");
    const json_t *sets = look_at(report, "set");
    fputs("# Fitted by overstack calibrate; overstack run THIS --variant fitted\n"
          "overstack: 1\nextends: ",
          out);
    write_quoted(file, strlen(file), out);
    fputs("\nvariants:\n  fitted:\n", out);
    if (*look_text(report, "scenario/variant"))
        fprintf(out, "    extends: %s\n", look_text(report, "scenario/variant"));
    for (size_t i = 0; i < json_array_size(sets); i++) {
        const char *path = look_text(json_array_get(parameters, i), "path");
        const char *value = json_string_value(json_array_get(sets, i)) + strlen(path) + 1;
        fputs("    ", out);
        write_quoted(path, strlen(path), out);
        fputs(": ", out);
        write_quoted(value, strlen(value), out);
        fputc('\n', out);
    }
}
