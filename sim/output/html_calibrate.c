/* html_calibrate.c - see html_calibrate.h.
 */
#include "sim/output/html_calibrate.h"

#include "sim/output/calibrate_text.h"
#include "sim/output/calibrate_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/html_again.h"
#include "sim/output/html_page.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/shell_word.h"
#include "sim/output/unit_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the answer ---- */

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_element(sheet, "h1",
                  arena_format(arena, "%s%s%s: calibration",
                               ellipsis_title(arena, look_text(scenario, "name")),
                               *variant ? ", variant " : "", variant));
    sheet_element(sheet, "p class=\"dim\"",
                  arena_format(arena, "%s: %s points simulated, %s each, seed %.0f",
                               look_text(scenario, "file"),
                               human_count(arena, look_number(report, "simulated")),
                               human_moment(arena, look_number(scenario, "duration_s")),
                               look_number(scenario, "seed")));
}

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    const char *mark = calibrate_words_mark(report);
    const char *load = calibrate_words_load(sheet->arena, report);
    html_page_verdict(sheet, mark, calibrate_words_verdict(sheet->arena, report));
    if (*load)
        sheet_element(sheet, "p class=\"bad\"", load);
}

/* ---- what was fitted ---- */

static void write_parameters(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {{"parameter", false},
                                                  {"was", true},
                                                  {"fitted", true},
                                                  {"95% interval", true},
                                                  {"", false}};
    struct arena *arena = sheet->arena;
    const json_t *parameters = look_at(report, "parameters");
    sheet_markup(sheet, "<h2>Fitted</h2>\n");
    sheet_table(sheet, columns, 5);
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *one = json_array_get(parameters, i);
        const char *unit = look_text(one, "unit");
        const bool sure = json_is_number(json_array_get(look_at(one, "ci95"), 0));
        const char *cells[] = {look_text(one, "path"),
                               unit_text(arena, look_number(one, "start"), unit),
                               unit_text(arena, look_number(one, "value"), unit),
                               calibrate_words_interval(arena, one),
                               look_flag(one, "at_bound") ? "at its bound" : ""};
        sheet_row(sheet, columns, cells, 5, sure ? "" : "open");
    }
    sheet_table_end(sheet);
}

/* How much each parameter makes up for each other one. */
static void write_correlation(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *parameters = look_at(report, "parameters");
    const json_t *rows = look_at(report, "correlation");
    const uint32_t count = (uint32_t)json_array_size(rows);
    struct sheet_column *columns = arena_array(arena, count + 1, sizeof(*columns));
    const char **cells = arena_array(arena, count + 1, sizeof(*cells));
    if (count < 2 || count != json_array_size(parameters))
        return;
    columns[0] = (struct sheet_column){"correlation", false};
    for (uint32_t i = 0; i < count; i++)
        columns[i + 1] =
            (struct sheet_column){look_text(json_array_get(parameters, i), "path"), true};
    sheet_table(sheet, columns, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        cells[0] = columns[i + 1].title;
        for (uint32_t k = 0; k < count; k++) {
            const json_t *value = json_array_get(json_array_get(rows, i), k);
            cells[k + 1] = json_is_number(value)
                               ? arena_format(arena, "%.2f", json_number_value(value))
                               : "-";
        }
        sheet_row(sheet, columns, cells, count + 1, "");
    }
    sheet_table_end(sheet);
}

static void write_identifiability(const struct sheet *sheet, const json_t *report)
{
    const char **doubts;
    const size_t count = calibrate_words_doubts(sheet->arena, report, &doubts);
    sheet_markup(sheet, "<h2>Can they be told apart?</h2>\n");
    for (size_t i = 0; i < count; i++)
        sheet_element(sheet, "p class=\"bad\"", doubts[i]);
    if (count == 0)
        sheet_element(sheet, "p",
                      look_flag(report, "partial")
                          ? "Not known: the fit was interrupted."
                          : "Yes: what was measured determines each of them.");
    write_correlation(sheet, report);
}

/* ---- what was measured ---- */

static bool has_variant(const json_t *figures)
{
    for (size_t i = 0; i < json_array_size(figures); i++)
        if (*look_text(json_array_get(figures, i), "variant"))
            return true;
    return false;
}

static void write_figures(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"variant", false}, {"of", false}, {"figure", false},     {"measured", true},
        {"fitted", true},   {"off", true}, {"in scatters", true}, {"", false}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct arena *arena = sheet->arena;
    const json_t *figures = look_at(report, "figures");
    const uint32_t first = has_variant(figures) ? 0 : 1;
    sheet_markup(sheet, "<h2>Measured and fitted</h2>\n");
    sheet_table(sheet, columns + first, COLUMNS - first);
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *one = json_array_get(figures, i);
        const char *unit = look_text(one, "unit"), *variant = look_text(one, "variant");
        const double off = look_number(one, "off");
        const char *cells[] = {*variant ? variant : "-",
                               look_text(one, "of"),
                               look_text(one, "figure"),
                               unit_text(arena, look_number(one, "measured"), unit),
                               unit_text(arena, look_number(one, "fitted"), unit),
                               calibrate_words_off(arena, one),
                               isnan(off) ? "-" : arena_format(arena, "%+.1f", off),
                               calibrate_words_remark(one)};
        sheet_row(sheet, columns + first, cells + first, COLUMNS - first,
                  *calibrate_words_remark(one) ? "open" : "");
    }
    sheet_table_end(sheet);
    sheet_element(sheet, "p class=\"dim\"",
                  "In scatters: off, in units of what a measured run and the simulated "
                  "ones scatter (standard deviation).");
}

/* ---- the fitted scenario ---- */

static const char *scenario_text(struct arena *arena, const json_t *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        arena_exhausted(size);
    calibrate_text_scenario(report, look_text(report, "scenario/file"), out);
    if (fclose(out) != 0)
        arena_exhausted(size);
    const char *kept = arena_text(arena, text, size);
    free(text);
    return kept;
}

static const char *sets_text(struct arena *arena, const json_t *report)
{
    const json_t *sets = look_at(report, "set");
    const char *text = "";
    for (size_t i = 0; i < json_array_size(sets); i++)
        text =
            arena_format(arena, "%s%s--set %s", text, *text ? " " : "",
                         shell_word(arena, json_string_value(json_array_get(sets, i))));
    return text;
}

static void write_use(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    sheet_markup(sheet, "<h2>The fitted scenario</h2>\n");
    sheet_element(sheet, "pre", scenario_text(arena, report));
    sheet_element(sheet, "p", "Or without a file:");
    html_again_write_command(sheet, "run", report, sets_text(arena, report));
}

/* The options by which it was asked for. */
static const char *asked_text(struct arena *arena, const json_t *report)
{
    const json_t *fits = look_at(report, "asked/fit");
    const char *measured = look_text(report, "asked/measured");
    const char *text = arena_format(arena, "--replications %.0f",
                                    look_number(report, "scenario/replications"));
    for (size_t i = 0; i < json_array_size(fits); i++)
        text =
            arena_format(arena, "%s --fit %s", text,
                         shell_word(arena, json_string_value(json_array_get(fits, i))));
    return *measured ? arena_format(arena, "%s --measured %s", text,
                                    shell_word(arena, measured))
                     : text;
}

void html_calibrate_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    html_page_begin(&sheet, look_text(report, "scenario/name"));
    write_title(&sheet, report);
    write_answer(&sheet, report);
    write_parameters(&sheet, report);
    write_identifiability(&sheet, report);
    write_figures(&sheet, report);
    write_use(&sheet, report);
    html_again_write(&sheet, "calibrate", report, asked_text(&arena, report));
    html_page_end(&sheet);
    arena_clear(&arena);
}
