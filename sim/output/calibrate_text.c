/* calibrate_text.c - see calibrate_text.h.
 */
#include "sim/output/calibrate_text.h"

#include "sim/output/calibrate_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/unit_text.h"

#include <math.h>
#include <string.h>

/* ---- does it explain ---- */

static void write_verdict(const struct paper *paper, const json_t *report)
{
    const char *mark = calibrate_words_mark(report);
    const bool partial = look_flag(report, "partial");
    const enum ink ink = strcmp(mark, "✓") == 0   ? INK_GOOD
                         : strcmp(mark, "✗") == 0 ? INK_BAD
                                                  : INK_WARN;
    fputs("\n", paper->out);
    paper_line(paper, ink, 0, "%s%s%s", partial ? "" : mark, partial ? "" : " ",
               calibrate_words_verdict(paper->arena, report));
}

static void write_load(const struct paper *paper, const json_t *report)
{
    const char *load = calibrate_words_load(paper->arena, report);
    if (*load)
        paper_line(paper, INK_WARN, 0, "! %s", load);
}

/* ---- parameters ---- */

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
        table_cell(&table, calibrate_words_interval(arena, parameter));
        table_cell(&table, look_flag(parameter, "at_bound") ? "at its bound" : "");
    }
    table_write(&table, 2);
}

static void write_identifiability(const struct paper *paper, const json_t *report)
{
    const char **doubts;
    const size_t count = calibrate_words_doubts(paper->arena, report, &doubts);
    for (size_t i = 0; i < count; i++)
        paper_wrap(paper, INK_WARN, "!", 4, doubts[i]);
}

/* ---- figures ---- */

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
        table_cell(&table, calibrate_words_off(arena, figure));
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
    paper_line(paper, INK_BOLD, 0, "%s%s%s",
               ellipsis_title(arena, look_text(scenario, "name")),
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
