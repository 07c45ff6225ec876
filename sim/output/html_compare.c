/* html_compare.c - see html_compare.h.
 */
#include "sim/output/html_compare.h"

#include "sim/output/compare_answer.h"
#include "sim/output/compare_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/html_again.h"
#include "sim/output/html_compare_figure.h"
#include "sim/output/html_page.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/shell_word.h"
#include "sim/run/compare.h"

#include <math.h>
#include <string.h>

static const json_t *designs_of(const json_t *report)
{
    return look_at(report, "designs");
}

static const json_t *design_at(const json_t *report, size_t i)
{
    return json_array_get(designs_of(report), i);
}

static bool is_finished(const json_t *design)
{
    return look_flag(design, "finished");
}

static const char *class_of(const json_t *design)
{
    return look_flag(design, "undecided") ? "open"
           : look_flag(design, "ok")      ? "good"
                                          : "bad";
}

/* ---- the answer ---- */

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *first = design_at(report, 0);
    const char *name = ellipsis_title(arena, look_text(first, "scenario/name"));
    const char *missing = compare_words_missing(arena, report);
    sheet_element(sheet, "h1",
                  arena_format(arena, "%s: %zu designs compared",
                               *name ? name : look_text(first, "label"),
                               json_array_size(designs_of(report))));
    sheet_element(sheet, "p class=\"dim\"",
                  arena_format(arena, "%s: %s. Differences are to %s.%s%s",
                               look_text(first, "scenario/file"),
                               compare_words_run(arena, report),
                               look_text(first, "label"), *missing ? " " : "", missing));
}

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    html_page_verdict(sheet, compare_answer_mark(report),
                      compare_answer_words(sheet->arena, report));
}

/* ---- side by side ---- */

static void write_side_by_side(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const struct sheet_column columns[] = {
        {"", false},         {"design", false},
        {"p95", true},       {"difference", true},
        {"failed", true},    {compare_words_month_title(arena, report), true},
        {"difference", true}};
    sheet_markup(sheet, "<h2>Side by side</h2>\n");
    sheet_table(sheet, columns, 7);
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (!is_finished(design))
            continue;
        const char *cells[] = {outcome_words_mark(design),
                               look_text(design, "label"),
                               outcome_words_brief(arena, design, FIGURE_LATENCY_P95),
                               compare_words_short(arena, design, FIGURE_LATENCY_P95),
                               outcome_words_brief(arena, design, FIGURE_FAILED_RATE),
                               compare_words_month(arena, report, design),
                               compare_words_month_short(arena, report, design)};
        sheet_row(sheet, columns, cells, 7, class_of(design));
    }
    sheet_table_end(sheet);
}

static void write_verdicts(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"", false}, {"design", false}, {"what becomes of it", false}};
    sheet_markup(sheet, "<h2>Verdicts</h2>\n");
    sheet_table(sheet, columns, 3);
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (!is_finished(design))
            continue;
        const char *cells[] = {outcome_words_mark(design), look_text(design, "label"),
                               compare_words_verdict(sheet->arena, design)};
        sheet_row(sheet, columns, cells, 3, class_of(design));
    }
    sheet_table_end(sheet);
}

/* ---- metric by metric ---- */

static const struct sheet_column difference_columns[] = {{"design", false},
                                                         {"value", true},
                                                         {"difference", true},
                                                         {"of it", true},
                                                         {"", false}};

static void write_metric(const struct sheet *sheet, const json_t *report,
                         enum metric_figure figure)
{
    struct arena *arena = sheet->arena;
    const char *title[] = {metric_get(figure)->label, "", "", "", ""};
    sheet_row(sheet, difference_columns, title, 5, "group");
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (!is_finished(design))
            continue;
        const char *cells[] = {look_text(design, "label"),
                               outcome_words_value(arena, design, figure),
                               compare_words_difference(arena, design, figure),
                               compare_words_relative(arena, design, figure),
                               compare_words_remark(arena, design, figure)};
        sheet_row(sheet, difference_columns, cells, 5, "");
    }
}

static void write_differences(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const char *same = "";
    sheet_markup(sheet, "<h2>Differences</h2>\n");
    sheet_table(sheet, difference_columns, 5);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (!compare_has(i))
            continue;
        if (compare_words_all_same(report, i))
            same = arena_format(arena, "%s%s%s %s", same, *same ? ", " : "",
                                metric_get(i)->label,
                                outcome_words_value(arena, design_at(report, 0), i));
        else
            write_metric(sheet, report, i);
    }
    sheet_table_end(sheet);
    if (*same)
        sheet_element(sheet, "p", arena_format(arena, "The same in all: %s.", same));
    sheet_element(sheet, "p class=\"dim\"", compare_words_legend(arena, report));
}

/* ---- how to get it again ---- */

/* Of one file the variants, of several the other files. */
static const char *others_text(struct arena *arena, const json_t *report)
{
    const char *first = look_text(design_at(report, 0), "scenario/file"), *text = "";
    for (size_t i = 1; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        const char *file = look_text(design, "scenario/file");
        const bool variant = strcmp(file, first) == 0;
        text =
            arena_format(arena, "%s%s%s ", text, variant ? "--variant " : "",
                         shell_word(arena, variant ? look_text(design, "label") : file));
    }
    return text;
}

/* Of those that were simulated; 0: none was. */
static double replications_of(const json_t *report)
{
    double most = 0;
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++)
        most = fmax(most, look_number(design_at(report, i), "scenario/replications"));
    return most;
}

static void write_again(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *first = design_at(report, 0);
    const char *hashes = "";
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (is_finished(design))
            hashes = arena_format(arena, "%s%s%s %.12s", hashes, *hashes ? ", " : "",
                                  look_text(design, "label"),
                                  look_text(design, "scenario/hash"));
    }
    sheet_markup(sheet, "<h2>To get this again</h2>\n");
    const double count = replications_of(report);
    const char *others = others_text(arena, report);
    html_again_write_command(
        sheet, "compare", first,
        count > 0 ? arena_format(arena, "%s--replications %.0f", others, count) : others);
    html_again_write_version(sheet, report, hashes);
}

void html_compare_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    html_page_begin(&sheet, look_text(design_at(report, 0), "scenario/name"));
    write_title(&sheet, report);
    write_answer(&sheet, report);
    write_side_by_side(&sheet, report);
    html_compare_figure_write(&sheet, report);
    write_verdicts(&sheet, report);
    if (compare_words_any(report))
        write_differences(&sheet, report);
    write_again(&sheet, report);
    html_page_end(&sheet);
    arena_clear(&arena);
}
