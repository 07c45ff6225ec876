/* html_sweep_figure.c - see html_sweep_figure.h. plots/heatmap.gp gives each value of a path
 * the same room, in the order in which the values come: so do the places under the pointer
 * here.
 */
#include "sim/output/html_sweep_figure.h"

#include "sim/output/html_chart.h"
#include "sim/output/html_map.h"
#include "sim/output/human.h"
#include "sim/output/sweep_lines.h"
#include "sim/output/sweep_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *html_sweep_figure_text(struct arena *arena, const struct html_sweep *page,
                                   const struct sweep_row *row)
{
    const char *text =
        arena_format(arena, "point %llu: %s", (unsigned long long)row->point,
                     sweep_words_verdict(row));
    for (uint32_t i = 0; i < row->value_count; i++)
        text =
            arena_format(arena, "%s\n%s %s", text, page->head->names[i], row->values[i]);
    if (row->verdict == SWEEP_ERROR)
        return arena_format(arena, "%s\n%s", text, row->why);
    const char *broken = sweep_words_broken(arena, row);
    return arena_format(arena, "%s\np95 %s, %s failed\n%s USD a month%s%s%s%s", text,
                        human_duration(arena, row->figures[FIGURE_LATENCY_P95]),
                        human_share(arena, row->figures[FIGURE_FAILED_RATE]),
                        human_usd(arena, row->figures[FIGURE_COST_MONTH]),
                        *row->first ? "\nfirst full: " : "", row->first,
                        *broken ? "\nwhat failed: " : "", broken);
}

/* The rows as `--format csv` writes them. */
static const char *csv_of(struct arena *arena, const struct html_sweep *page)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        arena_exhausted(size);
    sweep_lines_csv_head(page->head, out);
    for (uint32_t i = 0; i < page->count; i++)
        sweep_lines_csv(page->head, &page->rows[i], out);
    if (fclose(out) != 0)
        arena_exhausted(size);
    const char *csv = arena_text(arena, text, size);
    free(text);
    return csv;
}

/* ---- one path: a line ---- */

struct line {
    double low, high; /* of the axis */
    bool logarithmic;
    struct html_chart_spot *spots;
    uint32_t count; /* 0: the values are no numbers of one unit */
};

static struct line line_of(struct arena *arena, const struct html_sweep *page)
{
    struct line line = {INFINITY, -INFINITY, false, NULL, 0};
    const char *unit = NULL;
    line.spots = arena_array(arena, page->count, sizeof(*line.spots));
    for (uint32_t i = 0; i < page->count; i++) {
        char *end;
        const char *text = page->rows[i].values[0];
        const double value = strtod(text, &end);
        if (end == text || !isfinite(value) || (unit && strcmp(unit, end) != 0))
            return (struct line){.count = 0};
        unit = end;
        line.low = fmin(line.low, value);
        line.high = fmax(line.high, value);
        line.spots[i] = (struct html_chart_spot){
            .x = value,
            .y = 0.5,
            .height = 1,
            .text = html_sweep_figure_text(arena, page, &page->rows[i])};
    }
    line.count = line.high > line.low ? page->count : 0;
    line.logarithmic = line.low > 0 && line.high > 50 * line.low;
    return line;
}

static int compare_spots(const void *a, const void *b)
{
    const struct html_chart_spot *x = a, *y = b;
    return (x->x > y->x) - (x->x < y->x);
}

/* Each from the middle between it and the one before to the next middle, as shares. */
static void line_spread(struct line *line)
{
    struct html_chart_spot *spots = line->spots;
    const double first = line->logarithmic ? line->low / 1.2 : fmin(0, line->low);
    const double last = line->logarithmic ? line->high * 1.2 : line->high * 1.02;
    double from = 0;
    line->low = first;
    line->high = last;
    for (uint32_t i = 0; i < line->count; i++)
        spots[i].x = line->logarithmic ? html_chart_share_log(spots[i].x, first, last)
                                       : html_chart_share(spots[i].x, first, last);
    qsort(spots, line->count, sizeof(*spots), compare_spots);
    for (uint32_t i = 0; i < line->count; i++) {
        const double to = i + 1 < line->count ? (spots[i].x + spots[i + 1].x) / 2 : 1;
        spots[i].x = (from + to) / 2;
        spots[i].width = to - from;
        from = to;
    }
}

static bool line_write(const struct sheet *sheet, const struct html_sweep *page)
{
    struct arena *arena = sheet->arena;
    struct line line = line_of(arena, page);
    if (line.count == 0)
        return false;
    line_spread(&line);
    const char *path = page->head->paths[0];
    const char *title = arena_format(arena, "Latency and failures by %s", path);
    const struct html_chart chart = {
        .picture = {.script = "sweep",
                    .csv = csv_of(arena, page),
                    .arguments = {page->head->name, path,
                                  arena_format(arena, "%.17g", line.low),
                                  arena_format(arena, "%.17g", line.high),
                                  line.logarithmic ? "1" : "0"},
                    .argument_count = 5},
        .frame = html_chart_frame_common(),
        .title = title,
        .says =
            arena_format(arena, "%s, %u values; the table has them.", title, line.count),
        .spots = line.spots,
        .spot_count = line.count};
    html_chart_write(sheet, &chart);
    return true;
}

/* ---- two paths: a map ---- */

static bool any_failed(const struct html_sweep *page)
{
    for (uint32_t i = 0; i < page->count; i++)
        if (page->rows[i].figures[FIGURE_FAILED_RATE] > 0)
            return true;
    return false;
}

static bool any_over_budget(const struct html_sweep *page)
{
    for (uint32_t i = 0; i < page->count; i++)
        if (page->rows[i].budget == SWEEP_BUDGET_FAILED)
            return true;
    return false;
}

static bool maps_write(const struct sheet *sheet, const struct html_sweep *page)
{
    struct html_map map;
    if (!html_map_make(&map, page, sheet->arena))
        return false;
    const char *csv = csv_of(sheet->arena, page);
    html_map_write(sheet, &map, csv, FIGURE_LATENCY_P95, 0);
    if (any_failed(page))
        html_map_write(sheet, &map, csv, FIGURE_FAILED_RATE, 1);
    if (any_over_budget(page))
        html_map_write(sheet, &map, csv, FIGURE_COST_MONTH, 2);
    return true;
}

void html_sweep_figure_write(const struct sheet *sheet, const struct html_sweep *page)
{
    const uint32_t axes = page->head->axis_count;
    const bool drawn =
        (axes == 1 && line_write(sheet, page)) || (axes == 2 && maps_write(sheet, page));
    if (!drawn)
        sheet_element(sheet, "p class=\"dim\"",
                      "A figure is drawn for one varied path of numbers in one unit, and "
                      "for two varied paths of up to 40 values each.");
}
