/* compare_markdown.c - see compare_markdown.h.
 */
#include "sim/output/compare_markdown.h"

#include "sim/output/compare_answer.h"
#include "sim/output/compare_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/look.h"
#include "sim/output/markdown.h"
#include "sim/output/outcome_words.h"
#include "sim/run/compare.h"

static void write_side_by_side(const json_t *report, struct arena *arena, FILE *out)
{
    enum { COLUMNS = 8 };
    const json_t *designs = look_at(report, "designs");
    const struct markdown_column columns[COLUMNS] = {
        {"", 0},
        {"design", 0},
        {"p95", 1},
        {"difference", 1},
        {"failed", 1},
        {"difference", 1},
        {compare_words_month_title(arena, report), 1},
        {"difference", 1}};
    markdown_table(out, columns, COLUMNS);
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (!look_flag(design, "finished"))
            continue;
        const char *const cells[COLUMNS] = {
            outcome_words_mark(design),
            look_text(design, "label"),
            outcome_words_brief(arena, design, FIGURE_LATENCY_P95),
            compare_words_difference(arena, design, FIGURE_LATENCY_P95),
            outcome_words_brief(arena, design, FIGURE_FAILED_RATE),
            compare_words_difference(arena, design, FIGURE_FAILED_RATE),
            compare_words_month(arena, report, design),
            compare_words_month_short(arena, report, design),
        };
        markdown_row(out, cells, COLUMNS);
    }
}

static void write_verdicts(const json_t *designs, struct arena *arena, FILE *out)
{
    fputc('\n', out);
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (!look_flag(design, "finished"))
            continue;
        const char *broken = outcome_words_broken(arena, design);
        fprintf(out, "- %s **", outcome_words_mark(design));
        markdown_text(out, look_text(design, "label"));
        fputs("**: ", out);
        markdown_text(out, look_text(design, "verdict/summary"));
        fputs(*broken ? "; " : "", out);
        markdown_text(out, broken);
        fputc('\n', out);
    }
}

static void write_metrics(const json_t *designs, struct arena *arena, FILE *out)
{
    enum { COLUMNS = 6 };
    static const struct markdown_column columns[COLUMNS] = {
        {"metric", 0}, {"design", 0}, {"value", 1}, {"difference", 1}, {"", 1}, {"", 0}};
    fputs("\n<details><summary>All differences</summary>\n", out);
    markdown_table(out, columns, COLUMNS);
    for (int figure = 0; figure < FIGURE_COUNT; figure++) {
        for (size_t i = 0; compare_has(figure) && i < json_array_size(designs); i++) {
            const json_t *design = json_array_get(designs, i);
            const char *const cells[COLUMNS] = {
                i == 0 ? metric_get(figure)->label : "",
                look_text(design, "label"),
                outcome_words_value(arena, design, figure),
                compare_words_difference(arena, design, figure),
                compare_words_relative(arena, design, figure),
                compare_words_remark(arena, design, figure),
            };
            if (look_flag(design, "finished"))
                markdown_row(out, cells, COLUMNS);
        }
    }
    fputs("\n</details>\n", out);
}

void compare_markdown_write(const json_t *report, FILE *out)
{
    const json_t *designs = look_at(report, "designs");
    const json_t *first = json_array_get(designs, 0);
    struct arena arena;
    arena_init(&arena);
    markdown_title(out, ellipsis_title(&arena, look_text(first, "scenario/name")));
    markdown_answer(out, compare_answer_mark(report),
                    compare_answer_words(&arena, report));
    const char *missing = compare_words_missing(&arena, report);
    if (*missing) {
        fputc('\n', out);
        markdown_text(out, missing);
        fputc('\n', out);
    }
    write_side_by_side(report, &arena, out);
    write_verdicts(designs, &arena, out);
    if (compare_words_any(report)) {
        write_metrics(designs, &arena, out);
        markdown_foot(
            out, arena_format(&arena, "%s: %s, overstack %s. Differences are to %s. %s",
                              look_text(first, "scenario/file"),
                              compare_words_run(&arena, report),
                              look_text(report, "overstack"), look_text(first, "label"),
                              compare_words_legend(&arena, report)));
    }
    arena_clear(&arena);
}
