/* sweep_text.c - see sweep_text.h. */
#include "sim/output/sweep_text.h"

#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/sweep_words.h"
#include "sim/output/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AXES = 4 }; /* that have room in a table */

/* ---- what is kept ---- */

typedef bool goes_before(const struct sweep_row *row, const struct sweep_row *other);

void sweep_text_init(struct sweep_text *text, const struct sweep_head *head,
                     uint64_t planned)
{
    *text = (struct sweep_text){.head = head, .planned = planned};
    text->all.most = planned <= SWEEP_TEXT_ALL ? SWEEP_TEXT_ALL : 0;
    text->best.most = SWEEP_TEXT_BEST;
    text->worst.most = text->errors.most = SWEEP_TEXT_WORST;
    text->dearest.most = 1;
    arena_init(&text->arena);
    arena_init(&text->kept);
    sweep_tally_init(&text->tally, head, &text->kept);
}

static char *packed(const struct sweep_row *row)
{
    const size_t size = sweep_row_pack(row, NULL);
    char *bytes = malloc(size);
    if (!bytes)
        arena_exhausted(size);
    sweep_row_pack(row, bytes);
    return bytes;
}

/* Puts the row where it belongs, if it belongs among the first few. */
static void list_add(struct sweep_text_list *list, const struct sweep_row *row,
                     goes_before *before, struct arena *arena)
{
    uint32_t at = list->count;
    for (; at > 0 && before; at--) {
        struct sweep_row other;
        arena_reset(arena);
        sweep_row_unpack(&other, list->rows[at - 1], arena);
        if (!before(row, &other))
            break;
    }
    if (at >= list->most)
        return;
    if (list->count == list->most)
        free(list->rows[--list->count]);
    memmove(&list->rows[at + 1], &list->rows[at],
            (list->count - at) * sizeof(*list->rows));
    list->rows[at] = packed(row);
    list->count++;
}

/* What says nothing comes last. */
static int compare(double value, double other)
{
    if (isnan(value) || isnan(other))
        return isnan(value) - isnan(other);
    return (value > other) - (value < other);
}

static bool is_better(const struct sweep_row *row, const struct sweep_row *other)
{
    const int cost =
        compare(row->figures[FIGURE_COST_MONTH], other->figures[FIGURE_COST_MONTH]);
    const int p95 =
        compare(row->figures[FIGURE_LATENCY_P95], other->figures[FIGURE_LATENCY_P95]);
    return cost ? cost < 0 : p95 < 0;
}

static bool is_worse(const struct sweep_row *row, const struct sweep_row *other)
{
    const int failed =
        compare(-row->figures[FIGURE_FAILED_RATE], -other->figures[FIGURE_FAILED_RATE]);
    const int p95 =
        compare(-row->figures[FIGURE_LATENCY_P95], -other->figures[FIGURE_LATENCY_P95]);
    return failed ? failed < 0 : p95 < 0;
}

static bool is_dearer(const struct sweep_row *row, const struct sweep_row *other)
{
    return compare(-row->figures[FIGURE_COST_MONTH], -other->figures[FIGURE_COST_MONTH]) <
           0;
}

void sweep_text_add(struct sweep_text *text, const struct sweep_row *row)
{
    sweep_tally_add(&text->tally, text->head, row);
    list_add(&text->all, row, NULL, &text->arena);
    if (row->verdict == SWEEP_OK)
        list_add(&text->best, row, is_better, &text->arena);
    if (row->verdict == SWEEP_ERROR)
        list_add(&text->errors, row, NULL, &text->arena);
    else if (row->by == SWEEP_BY_SIMULATION)
        list_add(&text->worst, row, is_worse, &text->arena);
    if (!isnan(row->figures[FIGURE_COST_MONTH]))
        list_add(&text->dearest, row, is_dearer, &text->arena);
}

static void list_clear(struct sweep_text_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        free(list->rows[i]);
}

void sweep_text_clear(struct sweep_text *text)
{
    list_clear(&text->all);
    list_clear(&text->best);
    list_clear(&text->worst);
    list_clear(&text->dearest);
    list_clear(&text->errors);
    arena_clear(&text->arena);
    arena_clear(&text->kept);
}

/* ---- what is shown ---- */

static uint32_t axes_shown(const struct sweep_head *head)
{
    return head->axis_count < AXES ? head->axis_count : AXES;
}

static const char *money(struct arena *arena, double usd)
{
    return isnan(usd) ? "-" : human_usd(arena, usd);
}

static void row_write(struct text_table *table, const struct sweep_head *head,
                      const struct sweep_row *row, bool laws, struct arena *arena)
{
    static const enum ink inks[] = {[SWEEP_OK] = INK_GOOD,
                                    [SWEEP_FAILED] = INK_BAD,
                                    [SWEEP_UNDECIDED] = INK_WARN,
                                    [SWEEP_ERROR] = INK_BAD};
    table_row(table, inks[row->verdict]);
    table_cell(table, arena_format(arena, "%llu", (unsigned long long)row->point));
    for (uint32_t i = 0; i < axes_shown(head); i++)
        table_cell(table, row->values[i]);
    table_cell(table, sweep_words_verdict(row));
    if (laws)
        table_cell(table, row->by == SWEEP_BY_LAW ? "law" : "run");
    table_cell(table, human_duration(arena, row->figures[FIGURE_LATENCY_P95]));
    table_cell(table, human_share(arena, row->figures[FIGURE_FAILED_RATE]));
    table_cell(table, money(arena, row->figures[FIGURE_COST_MONTH]));
    table_cell(table, *row->first ? row->first : "-");
}

/* How paths that do not fit are told. */
static void note_axes(const struct paper *paper, const struct sweep_head *head)
{
    if (head->axis_count > AXES)
        paper_line(paper, INK_DIM, 2,
                   "%u more varied paths are in --format ndjson or csv",
                   head->axis_count - AXES);
}

static void list_write(const struct paper *paper, const char *title,
                       const struct sweep_text *text, const struct sweep_text_list *list)
{
    const struct sweep_head *head = text->head;
    const bool laws = text->tally.by_law > 0;
    struct table_column columns[AXES + 7] = {{"point", TABLE_RIGHT}};
    struct text_table table;
    uint32_t count = 1;
    if (list->count == 0)
        return;
    for (uint32_t i = 0; i < axes_shown(head); i++)
        columns[count++] = (struct table_column){head->names[i], TABLE_CUT};
    columns[count++] = (struct table_column){"verdict", TABLE_LEFT};
    if (laws) /* a column of its own: what is cut last is what is short */
        columns[count++] = (struct table_column){"by", TABLE_LEFT};
    columns[count++] = (struct table_column){"p95", TABLE_RIGHT};
    columns[count++] = (struct table_column){"failed", TABLE_RIGHT};
    columns[count++] = (struct table_column){"USD", TABLE_RIGHT};
    columns[count++] = (struct table_column){"first full", TABLE_CUT};
    paper_heading(paper, title);
    table_init(&table, paper, columns, count);
    for (uint32_t i = 0; i < list->count; i++) {
        struct sweep_row row;
        sweep_row_unpack(&row, list->rows[i], paper->arena);
        row_write(&table, head, &row, laws, paper->arena);
    }
    table_write(&table, 2);
    note_axes(paper, head);
}

const char *sweep_text_worst_name(struct arena *arena, const struct sweep_text *text)
{
    struct sweep_row row;
    if (text->worst.count == 0)
        return "worst";
    sweep_row_unpack(&row, text->worst.rows[0], arena);
    return row.figures[FIGURE_FAILED_RATE] > 0 ? "worst" : "slowest";
}

const char *sweep_text_first(struct arena *arena, const struct sweep_text_list *list)
{
    struct sweep_row row;
    const char *values = "";
    if (list->count == 0)
        return NULL;
    sweep_row_unpack(&row, list->rows[0], arena);
    for (uint32_t i = 0; i < row.value_count; i++)
        values = arena_format(arena, "%s%s%s", values, i ? ", " : "", row.values[i]);
    return arena_format(arena, "point %llu (%s): %s USD a month, p95 %s, %s failed",
                        (unsigned long long)row.point, values,
                        money(arena, row.figures[FIGURE_COST_MONTH]),
                        human_duration(arena, row.figures[FIGURE_LATENCY_P95]),
                        human_share(arena, row.figures[FIGURE_FAILED_RATE]));
}

static void point_write(const struct paper *paper, const char *label,
                        const struct sweep_text_list *list)
{
    const char *text = sweep_text_first(paper->arena, list);
    if (text)
        paper_wrap(paper, INK_PLAIN, label, 11, text);
}

static void errors_write(const struct paper *paper, const struct sweep_text *text)
{
    if (text->errors.count == 0)
        return;
    paper_heading(paper, "Errors");
    for (uint32_t i = 0; i < text->errors.count; i++) {
        struct sweep_row row;
        sweep_row_unpack(&row, text->errors.rows[i], paper->arena);
        paper_line(paper, INK_BAD, 2, "point %llu: %s", (unsigned long long)row.point,
                   row.why);
    }
    const uint64_t more = text->tally.verdicts[SWEEP_ERROR] - text->errors.count;
    if (more > 0)
        paper_line(paper, INK_DIM, 2, "and %llu more", (unsigned long long)more);
}

static void counts_write(const struct paper *paper, const struct sweep_text *text)
{
    struct arena *arena = paper->arena;
    const struct sweep_tally *tally = &text->tally;
    const char *mark = sweep_tally_mark(tally);
    paper_line(paper, INK_BOLD, 0, "%s: %s",
               ellipsis_title(paper->arena, text->head->name),
               human_plural(arena, (double)tally->rows, "point", "points"));
    paper_line(paper,
               strcmp(mark, "✓") == 0   ? INK_GOOD
               : strcmp(mark, "✗") == 0 ? INK_BAD
                                        : INK_WARN,
               0, "%s", sweep_tally_counts(arena, tally));
    if (tally->by_law > 0)
        paper_line(paper, INK_DIM, 0, "%s judged by law, without simulation",
                   human_count(arena, (double)tally->by_law));
    if (tally->rows < text->planned)
        paper_line(paper, INK_WARN, 0, "interrupted: %s of %s are missing",
                   human_count(arena, (double)(text->planned - tally->rows)),
                   human_count(arena, (double)text->planned));
}

void sweep_text_write(const struct sweep_text *text, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {.out = out, .style = style, .arena = &arena};
    counts_write(&paper, text);
    const char *broken = sweep_tally_broken(&arena, text->head, &text->tally);
    if (*broken)
        paper_wrap(&paper, INK_PLAIN, "failed", 11, broken);
    point_write(&paper, "best", &text->best);
    point_write(&paper, sweep_text_worst_name(&arena, text), &text->worst);
    point_write(&paper, "dearest", &text->dearest);
    if (text->all.most > 0) {
        list_write(&paper, "Points", text, &text->all);
    } else {
        list_write(&paper, "Cheapest that passed", text, &text->best);
        list_write(&paper, "Most failed, then slowest", text, &text->worst);
    }
    errors_write(&paper, text);
    arena_clear(&arena);
}
