/* capacity_text.c - see capacity_text.h.
 */
#include "sim/output/capacity_text.h"

#include "sim/output/capacity_words.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/markdown.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

enum { BAR = 10 /* columns of a bar */, COLUMNS = 9, INDENT = 15 };

/* ---- the answer ---- */

static void write_answer(const struct paper *paper, const json_t *report)
{
    struct capacity_words words[CAPACITY_WORDS];
    const bool open = look_flag(report, "undecided");
    const enum ink ink = open ? INK_WARN : look_flag(report, "ok") ? INK_GOOD : INK_BAD;
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0,
                   "Interrupted: this is what the values that were finished say.");
    paper_line(paper, ink, 0, "%s %s.", capacity_words_mark(report),
               capacity_words_answer(paper->arena, report));
    const uint32_t count = capacity_words_rest(paper->arena, report, words);
    for (uint32_t i = 0; i < count; i++)
        paper_wrap(paper, INK_PLAIN, words[i].label, INDENT, words[i].text);
}

/* ---- the curve ---- */

/* Eighths of a column, as far as fonts go. */
static const char *bar_text(struct arena *arena, double share)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const double eighths = round(fmin(fmax(share, 0), 1) * BAR * 8);
    if (isnan(share))
        return "";
    const char *bar = "";
    for (int i = 0; i < (int)eighths / 8; i++)
        bar = arena_format(arena, "%s█", bar);
    return arena_format(arena, "%s%s", bar, parts[(int)eighths % 8]);
}

/* The cells of a point, of both tables. */
static void point_cells(struct arena *arena, const json_t *report, const json_t *point,
                        const char *cells[COLUMNS])
{
    const double busy = look_number(point, "bottleneck_utilization");
    const bool open = look_flag(point, "undecided");
    cells[0] = open ? "?" : look_flag(point, "ok") ? "✓" : "✗";
    cells[1] = capacity_words_cell(arena, report, look_number(point, "value"));
    cells[2] = human_duration(arena, look_number(point, "latency_s/mean"));
    cells[3] = human_duration(arena, look_number(point, "latency_s/p95"));
    cells[4] =
        arena_format(arena, "%s/s", human_number(arena, look_number(point, "goodput")));
    cells[5] = human_share(arena, look_number(point, "failed_rate"));
    cells[6] = human_share(arena, busy);
    cells[7] = bar_text(arena, busy);
    cells[8] = capacity_words_role(arena, report, point);
}

static void write_curve(const struct paper *paper, const json_t *report)
{
    const struct table_column columns[COLUMNS] = {
        {"", TABLE_LEFT},          {capacity_words_title(report), TABLE_RIGHT},
        {"mean", TABLE_RIGHT},     {"p95", TABLE_RIGHT},
        {"answered", TABLE_RIGHT}, {"failed", TABLE_RIGHT},
        {"busy", TABLE_RIGHT},     {"", TABLE_LEFT},
        {"", TABLE_CUT},
    };
    const json_t *points = look_at(report, "points");
    const char *busy = look_text(report, "capacity/bottleneck");
    struct text_table table;
    paper_heading(paper, "CURVE");
    table_init(&table, paper, columns, COLUMNS);
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        const char *cells[COLUMNS];
        if (!look_flag(point, "curve") && !look_flag(report, "partial"))
            continue;
        point_cells(paper->arena, report, point, cells);
        table_row(&table, look_flag(point, "undecided") ? INK_WARN
                          : look_flag(point, "ok")      ? INK_PLAIN
                                                        : INK_BAD);
        for (int k = 0; k < COLUMNS; k++)
            table_cell(&table, cells[k]);
    }
    table_write(&table, 2);
    if (*busy)
        paper_line(paper, INK_DIM, 2, "busy: %s, the mean of the time.", busy);
}

void capacity_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {out, style, &arena};
    paper_line(&paper, INK_BOLD, 0, "%s", capacity_words_name(&arena, report));
    paper_line(&paper, INK_DIM, 0, "%s", capacity_words_run(&arena, report));
    write_answer(&paper, report);
    write_curve(&paper, report);
    arena_clear(&arena);
}

/* ---- Markdown ---- */

/* All but the bar, which Markdown has no room for. */
static void markdown_point(const json_t *report, const json_t *point, struct arena *arena,
                           FILE *out)
{
    const char *cells[COLUMNS];
    point_cells(arena, report, point, cells);
    cells[7] = cells[8];
    markdown_row(out, cells, COLUMNS - 1);
}

static void markdown_curve(const json_t *report, struct arena *arena, FILE *out)
{
    const json_t *points = look_at(report, "points");
    const char *busy = look_text(report, "capacity/bottleneck");
    const struct markdown_column columns[] = {
        {"", 0},
        {capacity_words_title(report), 1},
        {"mean", 1},
        {"p95", 1},
        {"answered", 1},
        {"failed", 1},
        {arena_format(arena, "%s%sbusy", busy, *busy ? " " : ""), 1},
        {"", 0}};
    markdown_table(out, columns, COLUMNS - 1);
    for (size_t i = 0; i < json_array_size(points); i++)
        if (look_flag(json_array_get(points, i), "curve"))
            markdown_point(report, json_array_get(points, i), arena, out);
}

void capacity_text_markdown(const json_t *report, FILE *out)
{
    struct arena arena;
    struct capacity_words words[CAPACITY_WORDS];
    arena_init(&arena);
    markdown_title(out, capacity_words_name(&arena, report));
    markdown_answer(out, capacity_words_mark(report),
                    capacity_words_answer(&arena, report));
    const uint32_t count = capacity_words_rest(&arena, report, words);
    fputs(count ? "\n" : "", out);
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, "- **%s** ", words[i].label);
        markdown_text(out, words[i].text);
        fputc('\n', out);
    }
    markdown_curve(report, &arena, out);
    markdown_foot(out, capacity_words_run(&arena, report));
    arena_clear(&arena);
}
