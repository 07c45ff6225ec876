/* html_sensitivity.c - see html_sensitivity.h. How likely a limit breaks, what was varied,
 * and for each limit a tornado with its elementary effects.
 */
#include "sim/output/html_sensitivity.h"

#include "sim/output/ellipsis.h"
#include "sim/output/html_again.h"
#include "sim/output/html_page.h"
#include "sim/output/html_tornado.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/sensitivity_words.h"
#include "sim/output/unit_text.h"

#include <math.h>

enum { TORNADOES = 4 }; /* further thresholds have their table */

static size_t thresholds_of(const json_t *report)
{
    return json_array_size(look_at(report, "probability/thresholds"));
}

/* ---- the answer ---- */

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_element(sheet, "h1",
                  arena_format(arena, "%s%s%s: sensitivity",
                               ellipsis_title(arena, look_text(scenario, "name")),
                               *variant ? ", variant " : "", variant));
    sheet_element(
        sheet, "p class=\"dim\"",
        arena_format(
            arena, "%s: %s of %s, %s each, seed %.0f%s", look_text(scenario, "file"),
            human_plural(arena, look_number(report, "runs/done"), "run", "runs"),
            human_moment(arena, look_number(scenario, "duration_s")),
            human_plural(arena, look_number(scenario, "replications"), "replication",
                         "replications"),
            look_number(scenario, "seed"),
            look_flag(report, "partial")
                ? arena_format(arena, ". Interrupted: %s were planned",
                               human_count(arena, look_number(report, "runs/planned")))
                : ""));
}

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    const bool ok = look_flag(report, "ok");
    const char *notes[3];
    html_page_verdict(sheet, ok ? "✓" : "✗",
                      sensitivity_words_verdict(report, sheet->arena));
    const uint32_t count = sensitivity_words_notes(report, sheet->arena, notes);
    for (uint32_t i = 0; i < count; i++)
        sheet_element(sheet, "p class=\"dim\"", notes[i]);
}

/* ---- how likely ---- */

static const struct sheet_column chance_columns[] = {
    {"limit", false}, {"breaks with", true}, {"95% interval", true}, {"points", true}};

static void write_chance(const struct sheet *sheet, const char *what,
                         const json_t *chance)
{
    struct arena *arena = sheet->arena;
    const json_t *interval = look_at(chance, "ci95");
    const char *cells[] = {
        what, human_share(arena, look_number(chance, "probability")),
        arena_format(arena, "%s to %s",
                     human_share(arena, json_number_value(json_array_get(interval, 0))),
                     human_share(arena, json_number_value(json_array_get(interval, 1)))),
        arena_format(arena, "%s of %s", human_count(arena, look_number(chance, "broken")),
                     human_count(arena, look_number(chance, "of")))};
    sheet_row(sheet, chance_columns, cells, 4,
              look_number(chance, "broken") > 0 ? "bad" : "good");
}

static void write_chances(const struct sheet *sheet, const json_t *report)
{
    const json_t *thresholds = look_at(report, "probability/thresholds");
    if (!(look_number(report, "probability/any/of") > 0))
        return;
    sheet_markup(sheet, "<h2>How likely a limit breaks</h2>\n");
    sheet_table(sheet, chance_columns, 4);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        write_chance(sheet, sensitivity_words_output(threshold, sheet->arena), threshold);
    }
    write_chance(sheet, "any, the budget and placements too",
                 look_at(report, "probability/any"));
    sheet_table_end(sheet);
    sheet_element(sheet, "p class=\"dim\"",
                  "Points are spread evenly (Latin hypercube), every value of a range as "
                  "likely as any other, independent of each other.");
}

/* ---- what was varied ---- */

static void write_ranges(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {{"assumption", false},
                                                  {"low", true},
                                                  {"as it is", true},
                                                  {"high", true},
                                                  {"verdict", false}};
    struct arena *arena = sheet->arena;
    const json_t *ranges = look_at(report, "ranges");
    sheet_markup(sheet, "<h2>What was varied, one at a time</h2>\n");
    sheet_table(sheet, columns, 5);
    for (size_t i = 0; i < json_array_size(ranges); i++) {
        const json_t *range = json_array_get(ranges, i);
        const char *unit = look_text(range, "unit");
        const char *flip = sensitivity_words_flip(report, range);
        const char *cells[] = {look_text(range, "path"),
                               unit_text(arena, look_number(range, "low"), unit),
                               unit_text(arena, look_number(range, "base"), unit),
                               unit_text(arena, look_number(range, "high"), unit),
                               *flip ? flip : "the same"};
        sheet_row(sheet, columns, cells, 5, look_flag(range, "flips") ? "open" : "");
    }
    sheet_table_end(sheet);
}

/* ---- what it did ---- */

/* Both ends, and what Morris's method says of the inside. */
static void write_effects(const struct sheet *sheet, const json_t *output, bool morris)
{
    static const struct sheet_column columns[] = {
        {"assumption", false}, {"at low", true}, {"at high", true}, {"swing", true},
        {"mu*", true},         {"sigma", true},  {"", false}};
    struct arena *arena = sheet->arena;
    const json_t *effects = look_at(output, "effects");
    const char *unit = look_text(output, "unit");
    sheet_table(sheet, columns, morris ? 7 : 4);
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *one = json_array_get(effects, i);
        const char *cells[] = {
            look_text(one, "path"),
            html_tornado_value(arena, output, look_number(one, "low")),
            html_tornado_value(arena, output, look_number(one, "high")),
            unit_text(arena, look_number(one, "swing"), unit),
            unit_text(arena, look_number(one, "mu_star"), unit),
            unit_text(arena, look_number(one, "sigma"), unit),
            sensitivity_words_effect(one)};
        sheet_row(sheet, columns, cells, morris ? 7 : 4, "");
    }
    sheet_table_end(sheet);
}

static const char *output_title(struct arena *arena, const json_t *output)
{
    return arena_format(arena, "%s: %s as it is", sensitivity_words_output(output, arena),
                        html_tornado_value(arena, output, look_number(output, "base")));
}

/* Limits are drawn, or p95 without any; the other figures can be opened. */
static void write_outputs(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *outputs = look_at(report, "outputs");
    const bool morris = look_number(report, "runs/trajectories") > 0;
    const size_t limits = thresholds_of(report) > 0 ? thresholds_of(report) : 1;
    for (size_t i = 0; i < json_array_size(outputs); i++) {
        const json_t *output = json_array_get(outputs, i);
        if (i == limits)
            sheet_markup(sheet, "<h2>Other figures</h2>\n");
        if (i < limits) {
            sheet_element(sheet, "h2", output_title(arena, output));
            if (i < TORNADOES)
                html_tornado_write(sheet, output, (uint32_t)i);
            write_effects(sheet, output, morris);
            continue;
        }
        sheet_markup(sheet, "<details>");
        sheet_element(sheet, "summary", output_title(arena, output));
        write_effects(sheet, output, morris);
        sheet_markup(sheet, "</details>\n");
    }
    if (morris)
        sheet_element(sheet, "p class=\"dim\"",
                      "mu*: mean change over the whole range, wherever the others are; "
                      "sigma: how much that differs (Morris 1991).");
}

void html_sensitivity_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    html_page_begin(&sheet, look_text(report, "scenario/name"));
    write_title(&sheet, report);
    write_answer(&sheet, report);
    write_chances(&sheet, report);
    write_ranges(&sheet, report);
    write_outputs(&sheet, report);
    html_again_write(
        &sheet, "sensitivity", report,
        arena_format(&arena, "--replications %.0f --samples %.0f --trajectories %.0f",
                     look_number(report, "scenario/replications"),
                     look_number(report, "runs/samples"),
                     look_number(report, "runs/trajectories")));
    html_page_end(&sheet);
    arena_clear(&arena);
}
