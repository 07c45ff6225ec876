/* html_sweep.c - see html_sweep.h.
 */
#include "sim/output/html_sweep.h"

#include "sim/core/version.h"
#include "sim/output/ellipsis.h"
#include "sim/output/html_page.h"
#include "sim/output/html_sweep_figure.h"
#include "sim/output/human.h"
#include "sim/output/sheet.h"
#include "sim/output/sweep_words.h"

#include <math.h>
#include <string.h>

enum { TABLE = 100, FIRST = 20 /* rows of a long sweep */ };

/* ---- what is kept ---- */

void html_sweep_init(struct html_sweep *page, const struct sweep_head *head)
{
    *page = (struct html_sweep){.head = head};
    arena_init(&page->arena);
    page->rows = arena_array(&page->arena, HTML_SWEEP_ROWS, sizeof(*page->rows));
}

void html_sweep_add(struct html_sweep *page, const struct sweep_row *row)
{
    if (page->count == HTML_SWEEP_ROWS)
        return;
    char *bytes = arena_allocate(&page->arena, sweep_row_pack(row, NULL));
    sweep_row_pack(row, bytes);
    sweep_row_unpack(&page->rows[page->count++], bytes, &page->arena);
}

void html_sweep_clear(struct html_sweep *page)
{
    arena_clear(&page->arena);
}

/* ---- the answer ---- */

/* "shop.yaml: 20 s simulated, 1 replication each, seed 3; "; "" of what is not known. */
static const char *run_text(struct arena *arena, const struct sweep_head *head)
{
    if (!head->file)
        return "";
    if (isnan(head->duration_s))
        return arena_format(arena, "%s: ", head->file);
    return arena_format(
        arena, "%s: %s simulated, %s each, seed %.0f; ", head->file,
        human_moment(arena, head->duration_s),
        human_plural(arena, head->replications, "replication", "replications"),
        head->seed);
}

static void write_title(const struct sheet *sheet, const struct html_sweep *page,
                        const struct sweep_text *text)
{
    struct arena *arena = sheet->arena;
    const uint64_t rows = text->tally.rows;
    const char *paths = "";
    for (uint32_t i = 0; i < page->head->axis_count; i++)
        paths = arena_format(arena, "%s%s%s", paths, i ? ", " : "", page->head->paths[i]);
    sheet_element(
        sheet, "h1",
        arena_format(arena, "%s: sweep", ellipsis_title(arena, page->head->name)));
    sheet_element(
        sheet, "p class=\"dim\"",
        arena_format(
            arena, "%s%s varied.%s%s", run_text(arena, page->head), paths,
            rows < text->planned ? " Interrupted: " : "",
            rows < text->planned
                ? arena_format(arena, "%s of %s points are missing.",
                               human_count(arena, (double)(text->planned - rows)),
                               human_count(arena, (double)text->planned))
                : ""));
}

static void write_first(const struct sheet *sheet, const char *label,
                        const struct sweep_text_list *list)
{
    const char *text = sweep_text_first(sheet->arena, list);
    if (!text)
        return;
    sheet_markup(sheet, "<p><b>%s:</b> ", label);
    sheet_text(sheet, text);
    sheet_markup(sheet, "</p>\n");
}

static void write_answer(const struct sheet *sheet, const struct sweep_text *text)
{
    struct arena *arena = sheet->arena;
    const struct sweep_tally *tally = &text->tally;
    const char *mark = sweep_tally_mark(tally);
    const char *broken = sweep_tally_broken(arena, text->head, tally);
    html_page_verdict(
        sheet, mark,
        arena_format(arena, "Of %s: %s.",
                     human_plural(arena, (double)tally->rows, "point", "points"),
                     sweep_tally_counts(arena, tally)));
    if (*broken) {
        sheet_markup(sheet, "<p><b>What failed:</b> ");
        sheet_text(sheet, broken);
        sheet_markup(sheet, "</p>\n");
    }
    write_first(sheet, "Best, the cheapest that passed", &text->best);
    write_first(sheet,
                strcmp(sweep_text_worst_name(arena, text), "worst") == 0
                    ? "Worst, by failed requests"
                    : "Slowest",
                &text->worst);
    write_first(sheet, "Dearest", &text->dearest);
    if (tally->by_law > 0)
        sheet_element(sheet, "p",
                      arena_format(arena, "%s judged by law, without simulation.",
                                   human_plural(arena, (double)tally->by_law, "point was",
                                                "points were")));
}

/* ---- tables ---- */

/* A column for the number, each path, and seven more. */
static uint32_t columns_of(struct arena *arena, const struct sweep_head *head,
                           struct sheet_column **columns)
{
    static const struct sheet_column figures[] = {
        {"verdict", false},    {"p95", true},      {"failed", true},
        {"USD/month", true},   {"peak CPU", true}, {"first full", false},
        {"what failed", false}};
    enum { FIGURES = sizeof figures / sizeof *figures };
    const uint32_t count = 1 + head->axis_count + FIGURES;
    struct sheet_column *made = arena_array(arena, count, sizeof(*made));
    made[0] = (struct sheet_column){"point", true};
    for (uint32_t i = 0; i < head->axis_count; i++)
        made[1 + i] = (struct sheet_column){head->names[i], false};
    for (uint32_t i = 0; i < FIGURES; i++)
        made[1 + head->axis_count + i] = figures[i];
    *columns = made;
    return count;
}

static const char *money(struct arena *arena, double usd)
{
    return isnan(usd) ? "-" : human_usd(arena, usd);
}

/* "over budget", "ok by law": with spaces at which no line breaks. */
static const char *verdict_text(struct arena *arena, const struct sweep_row *row)
{
    const char *verdict = sweep_words_verdict(row), *space = strchr(verdict, ' ');
    if (space)
        verdict = arena_format(arena, "%.*s\u00a0%s", (int)(space - verdict), verdict,
                               space + 1);
    return row->by == SWEEP_BY_LAW ? arena_format(arena, "%s by\u00a0law", verdict)
                                   : verdict;
}

static void write_row(const struct sheet *sheet, const struct sheet_column *columns,
                      uint32_t count, const struct sweep_row *row)
{
    static const char *const classes[] = {"good", "bad", "open", "bad"};
    struct arena *arena = sheet->arena;
    const char **cells = arena_array(arena, count, sizeof(*cells));
    uint32_t k = 0;
    cells[k++] = arena_format(arena, "%llu", (unsigned long long)row->point);
    for (uint32_t i = 0; i < row->value_count; i++)
        cells[k++] = row->values[i];
    cells[k++] = verdict_text(arena, row);
    cells[k++] = human_duration(arena, row->figures[FIGURE_LATENCY_P95]);
    cells[k++] = human_share(arena, row->figures[FIGURE_FAILED_RATE]);
    cells[k++] = money(arena, row->figures[FIGURE_COST_MONTH]);
    cells[k++] = human_share(arena, row->figures[FIGURE_CPU_PEAK]);
    cells[k++] = row->first;
    cells[k++] = sweep_words_broken(arena, row);
    sheet_row(sheet, columns, cells, k, classes[row->verdict]);
}

static void write_rows(const struct sheet *sheet, const struct html_sweep *page,
                       uint32_t most)
{
    struct sheet_column *columns;
    const uint32_t count = columns_of(sheet->arena, page->head, &columns);
    sheet_table(sheet, columns, count);
    for (uint32_t i = 0; i < page->count && i < most; i++)
        write_row(sheet, columns, count, &page->rows[i]);
    sheet_table_end(sheet);
}

static void write_list(const struct sheet *sheet, const struct html_sweep *page,
                       const char *title, const struct sweep_text_list *list)
{
    struct sheet_column *columns;
    const uint32_t count = columns_of(sheet->arena, page->head, &columns);
    if (list->count == 0)
        return;
    sheet_element(sheet, "h2", title);
    sheet_table(sheet, columns, count);
    for (uint32_t i = 0; i < list->count; i++) {
        struct sweep_row row;
        sweep_row_unpack(&row, list->rows[i], sheet->arena);
        write_row(sheet, columns, count, &row);
    }
    sheet_table_end(sheet);
}

static void write_points(const struct sheet *sheet, const struct html_sweep *page,
                         const struct sweep_text *text)
{
    const uint64_t rows = text->tally.rows;
    const bool all = rows <= TABLE;
    if (!all) {
        write_list(sheet, page, "Cheapest that passed", &text->best);
        write_list(sheet, page, "Most failed, then slowest", &text->worst);
    }
    sheet_element(sheet, "h2", all ? "All points" : "The first points");
    write_rows(sheet, page, all ? TABLE : FIRST);
    if (!all)
        sheet_element(sheet, "p class=\"dim\"",
                      arena_format(sheet->arena,
                                   "%s more are left out: --format csv, ndjson and "
                                   "--database have all of them.",
                                   human_count(sheet->arena, (double)(rows - FIRST))));
}

static void write_errors(const struct sheet *sheet, const struct sweep_text *text)
{
    const uint64_t more = text->tally.verdicts[SWEEP_ERROR] - text->errors.count;
    if (text->errors.count == 0)
        return;
    sheet_markup(sheet, "<h2>What could not be run</h2>\n");
    for (uint32_t i = 0; i < text->errors.count; i++) {
        struct sweep_row row;
        sweep_row_unpack(&row, text->errors.rows[i], sheet->arena);
        sheet_element(sheet, "p class=\"bad\"",
                      arena_format(sheet->arena, "Point %llu: %s",
                                   (unsigned long long)row.point, row.why));
    }
    if (more > 0)
        sheet_element(
            sheet, "p",
            arena_format(sheet->arena, "And %llu more.", (unsigned long long)more));
}

void html_sweep_write(struct html_sweep *page, const struct sweep_text *text,
                      const char *again, FILE *out)
{
    const struct sheet sheet = {out, &page->arena};
    html_page_begin(&sheet, page->head->name);
    write_title(&sheet, page, text);
    write_answer(&sheet, text);
    if (text->tally.rows <= HTML_SWEEP_ROWS)
        html_sweep_figure_write(&sheet, page);
    else
        sheet_element(&sheet, "p class=\"dim\"",
                      arena_format(&page->arena,
                                   "No figure: it would have more than %d "
                                   "points.",
                                   HTML_SWEEP_ROWS));
    write_points(&sheet, page, text);
    write_errors(&sheet, text);
    sheet_markup(&sheet, "<h2>To get this again</h2>\n");
    sheet_element(&sheet, "pre", again);
    sheet_element(&sheet, "p class=\"dim\"",
                  arena_format(&page->arena, "overstack %s, sweep %s", OVERSTACK_VERSION,
                               page->head->key));
    html_page_end(&sheet);
}
