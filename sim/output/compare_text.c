/* compare_text.c - see compare_text.h.
 */
#include "sim/output/compare_text.h"

#include "sim/output/compare_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/table.h"
#include "sim/run/compare.h"

#include <string.h>

static bool is_finished(const json_t *design)
{
    return look_flag(design, "finished");
}

static enum ink ink_of(const json_t *design)
{
    if (look_flag(design, "undecided"))
        return INK_WARN;
    return look_flag(design, "ok") ? INK_PLAIN : INK_BAD;
}

static void write_title(const struct paper *paper, const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    const json_t *first = json_array_get(designs, 0);
    const char *name = ellipsis_title(paper->arena, look_text(first, "scenario/name"));
    paper_line(paper, INK_BOLD, 0, "%s: %zu designs compared",
               *name ? name : look_text(first, "label"), json_array_size(designs));
    paper_line(paper, INK_DIM, 0, "%s. Differences are to %s.",
               compare_words_run(paper->arena, report), look_text(first, "label"));
    const char *missing = compare_words_missing(paper->arena, report);
    if (*missing)
        paper_line(paper, INK_WARN, 0, "%s", missing);
}

/* ---- side by side ---- */

static void write_row(struct text_table *table, const json_t *report,
                      const json_t *design)
{
    struct arena *arena = table->paper->arena;
    table_row(table, ink_of(design));
    table_cell(table, outcome_words_mark(design));
    table_cell(table, look_text(design, "label"));
    table_cell(table, outcome_words_brief(arena, design, FIGURE_LATENCY_P95));
    table_cell(table, compare_words_short(arena, design, FIGURE_LATENCY_P95));
    table_cell(table, outcome_words_brief(arena, design, FIGURE_FAILED_RATE));
    table_cell(table, compare_words_month(arena, report, design));
    table_cell(table, compare_words_month_short(arena, report, design));
}

static void write_side_by_side(const struct paper *paper, const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    const char *month = compare_words_month_title(paper->arena, report);
    const struct table_column columns[] = {
        {"", TABLE_LEFT},           {"", TABLE_CUT},         {"p95", TABLE_RIGHT},
        {"difference", TABLE_LEFT}, {"failed", TABLE_RIGHT}, {month, TABLE_RIGHT},
        {"difference", TABLE_LEFT},
    };
    struct text_table table;
    table_init(&table, paper, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < json_array_size(designs); i++)
        if (is_finished(json_array_get(designs, i)))
            write_row(&table, report, json_array_get(designs, i));
    fputs("\n", paper->out);
    table_write(&table, 0);
}

/* ---- why ---- */

static void write_verdicts(const struct paper *paper, const json_t *designs)
{
    static const struct table_column columns[] = {
        {"", TABLE_LEFT}, {"", TABLE_CUT}, {"", TABLE_WRAP}};
    struct text_table table;
    table_init(&table, paper, columns, 3);
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (!is_finished(design))
            continue;
        table_row(&table, ink_of(design));
        table_cell(&table, outcome_words_mark(design));
        table_cell(&table, look_text(design, "label"));
        table_cell(&table, compare_words_verdict(paper->arena, design));
    }
    paper_heading(paper, "VERDICTS");
    table_write(&table, 2);
}

/* ---- metric by metric ---- */

static void write_design(struct text_table *table, const json_t *design,
                         enum metric_figure figure)
{
    struct arena *arena = table->paper->arena;
    table_row(table, INK_PLAIN);
    table_cell(table, arena_format(arena, "  %s", look_text(design, "label")));
    table_cell(table, outcome_words_value(arena, design, figure));
    table_cell(table, compare_words_difference(arena, design, figure));
    table_cell(table, compare_words_relative(arena, design, figure));
    table_cell(table, compare_words_remark(arena, design, figure));
}

/* Those that are like the baseline share a row. */
static void write_metric(const struct paper *paper, const json_t *designs,
                         enum metric_figure figure)
{
    const struct table_column columns[] = {
        {"", TABLE_CUT},   {"", TABLE_RIGHT}, {"", TABLE_LEFT},
        {"", TABLE_RIGHT}, {"", TABLE_LEFT},
    };
    struct text_table table;
    uint32_t same = 0;
    paper_line(paper, INK_DIM, 2, "%s", metric_get(figure)->label);
    table_init(&table, paper, columns, 5);
    for (size_t i = 0; i < json_array_size(designs); i++) {
        const json_t *design = json_array_get(designs, i);
        if (compare_words_is_same(design, figure))
            same++;
        else if (is_finished(design))
            write_design(&table, design, figure);
    }
    if (same > 0) {
        table_row(&table, INK_DIM);
        table_cell(&table,
                   arena_format(paper->arena, "  %s",
                                human_plural(paper->arena, same, "other", "others")));
        for (int i = 0; i < 3; i++)
            table_cell(&table, i == 1 ? "0" : "");
        table_cell(&table, "the same");
    }
    table_write(&table, 2);
}

static void write_metrics(const struct paper *paper, const json_t *report)
{
    const json_t *designs = look_at(report, "designs");
    const json_t *first = json_array_get(designs, 0);
    const char *same = "";
    paper_heading(paper, "DIFFERENCES");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (!compare_has(i))
            continue;
        if (!compare_words_all_same(report, i))
            write_metric(paper, designs, i);
        else
            same = arena_format(paper->arena, "%s%s%s %s", same, *same ? ", " : "",
                                metric_get(i)->label,
                                outcome_words_value(paper->arena, first, i));
    }
    if (*same)
        paper_line(paper, INK_PLAIN, 2, "The same in all: %s.", same);
    paper_line(paper, INK_DIM, 2, "%s", compare_words_legend(paper->arena, report));
}

void compare_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    const struct paper paper = {out, style, &arena};
    const json_t *designs = look_at(report, "designs");
    arena_init(&arena);
    write_title(&paper, report);
    write_side_by_side(&paper, report);
    write_verdicts(&paper, designs);
    if (compare_words_any(report))
        write_metrics(&paper, report);
    arena_clear(&arena);
}
