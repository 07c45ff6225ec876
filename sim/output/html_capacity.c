/* html_capacity.c - see html_capacity.h. The answer and what breaks beyond it, the curve
 * with its knee, the thresholds and the resources around the answer, every value that was
 * tried.
 */
#include "sim/output/html_capacity.h"

#include "sim/output/capacity_words.h"
#include "sim/output/html_again.h"
#include "sim/output/html_curve.h"
#include "sim/output/html_page.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/shell_word.h"
#include "sim/output/threshold_words.h"

#include <math.h>

enum { AROUND = 3 /* today, holds, fails */, RESOURCES = 12 };

static const char *class_of(const json_t *judged)
{
    return look_flag(judged, "undecided") ? "open"
           : look_flag(judged, "ok")      ? "good"
                                          : "bad";
}

/* ---- the answer ---- */

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    struct capacity_words words[CAPACITY_WORDS];
    sheet_element(
        sheet, "h1",
        arena_format(arena, "%s: capacity", capacity_words_name(arena, report)));
    sheet_element(sheet, "p class=\"dim\"", capacity_words_run(arena, report));
    html_page_verdict(
        sheet, capacity_words_mark(report),
        arena_format(arena, "%s%s.",
                     look_flag(report, "partial") ? "Interrupted, so far: " : "",
                     capacity_words_answer(arena, report)));
    const uint32_t count = capacity_words_rest(arena, report, words);
    for (uint32_t i = 0; i < count; i++) {
        sheet_markup(sheet, "<p><b>%s</b> ", words[i].label);
        sheet_text(sheet, words[i].text);
        sheet_markup(sheet, "</p>\n");
    }
}

/* ---- points ---- */

static void write_point(const struct sheet *sheet, const json_t *report,
                        const json_t *point, const struct sheet_column *columns)
{
    struct arena *arena = sheet->arena;
    const char *cells[] = {
        capacity_words_mark(point),
        capacity_words_cell(arena, report, look_number(point, "value")),
        human_duration(arena, look_number(point, "latency_s/mean")),
        human_duration(arena, look_number(point, "latency_s/p95")),
        arena_format(arena, "%s/s", human_number(arena, look_number(point, "goodput"))),
        human_share(arena, look_number(point, "failed_rate")),
        human_share(arena, look_number(point, "bottleneck_utilization")),
        money_amount(arena, money_of(report), look_number(point, "cost_month_usd")),
        capacity_words_role(arena, report, point)};
    sheet_row(sheet, columns, cells, 9, class_of(point));
}

/* Those of the curve, or the rest. */
static void write_points(const struct sheet *sheet, const json_t *report, bool curve)
{
    const struct sheet_column columns[] = {
        {"", false},        {capacity_words_title(report), true},
        {"mean", true},     {"p95", true},
        {"answered", true}, {"failed", true},
        {"busy", true},     {money_title(sheet->arena, money_of(report)), true},
        {"", false}};
    const json_t *points = look_at(report, "points");
    sheet_table(sheet, columns, 9);
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        if (look_flag(point, "curve") == curve)
            write_point(sheet, report, point, columns);
    }
    sheet_table_end(sheet);
}

static size_t points_off_curve(const json_t *report)
{
    const json_t *points = look_at(report, "points");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(points); i++)
        count += !look_flag(json_array_get(points, i), "curve");
    return count;
}

static void write_curve(const struct sheet *sheet, const json_t *report)
{
    const char *busy = look_text(report, "capacity/bottleneck");
    const size_t rest = points_off_curve(report);
    sheet_markup(sheet, "<h2>The curve</h2>\n");
    html_curve_write(sheet, report);
    write_points(sheet, report, true);
    if (*busy)
        sheet_element(
            sheet, "p class=\"dim\"",
            arena_format(sheet->arena, "busy: %s, the mean of the time.", busy));
    if (rest == 0)
        return;
    sheet_markup(sheet, "<details><summary>%zu more of the search</summary>\n", rest);
    write_points(sheet, report, false);
    sheet_markup(sheet, "</details>\n");
}

/* ---- around the answer ---- */

struct around {
    const char *title;
    const json_t *point;
};

/* The file as it is, the answer, and what fails next to it: those there are. */
static uint32_t around_find(struct arena *arena, const json_t *report,
                            struct around around[AROUND])
{
    static const struct {
        const char *at, *title;
    } places[AROUND] = {{"capacity/own", "today"},
                        {"capacity/passes", "holds"},
                        {"capacity/fails", "fails"}};
    uint32_t count = 0;
    for (int i = 0; i < AROUND; i++) {
        const double x = look_number(report, places[i].at);
        const json_t *point = capacity_words_point(report, x);
        if (point)
            around[count++] =
                (struct around){arena_format(arena, "%s: %s", places[i].title,
                                             capacity_words_value(arena, report, x)),
                                point};
    }
    return count;
}

static void write_thresholds(const struct sheet *sheet, const json_t *report,
                             const struct around *around, uint32_t count)
{
    struct sheet_column columns[2 + AROUND] = {{"threshold", false}, {"limit", false}};
    const json_t *first = look_at(around[0].point, "thresholds");
    const double run_s = look_number(report, "scenario/duration_s");
    if (json_array_size(first) == 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        columns[2 + i] = (struct sheet_column){around[i].title, true};
    sheet_table(sheet, columns, 2 + count);
    for (size_t k = 0; k < json_array_size(first); k++) {
        const json_t *one = json_array_get(first, k);
        const char *cells[2 + AROUND] = {look_text(one, "metric"),
                                         look_text(one, "expression")};
        for (uint32_t i = 0; i < count; i++) {
            const json_t *there =
                json_array_get(look_at(around[i].point, "thresholds"), k);
            cells[2 + i] =
                arena_format(sheet->arena, "%s %s", capacity_words_mark(there),
                             threshold_words_value(sheet->arena, there, run_s));
        }
        sheet_row(sheet, columns, cells, 2 + count, "");
    }
    sheet_table_end(sheet);
}

/* The fullest of those that are left, at the last of the points; marks it as taken. */
static const char *next_fullest(const json_t *uses, json_t *taken)
{
    const char *id, *found = NULL;
    json_t *use;
    double most = -1;
    json_object_foreach ((json_t *)(uintptr_t)uses, id, use) {
        const double share = json_is_number(use) ? json_number_value(use) : 0;
        if (share > most && !json_object_get(taken, id)) {
            most = share;
            found = id;
        }
    }
    if (found)
        json_object_set_new(taken, found, json_true());
    return found;
}

static void write_resources(const struct sheet *sheet, const struct around *around,
                            uint32_t count)
{
    struct sheet_column columns[1 + AROUND] = {{"mean utilisation", false}};
    const json_t *uses = look_at(around[count - 1].point, "utilization");
    json_t *taken = json_object();
    const char *id;
    for (uint32_t i = 0; i < count; i++)
        columns[1 + i] = (struct sheet_column){around[i].title, true};
    sheet_table(sheet, columns, 1 + count);
    for (int rows = 0; rows < RESOURCES && (id = next_fullest(uses, taken)); rows++) {
        const char *cells[1 + AROUND] = {id};
        for (uint32_t i = 0; i < count; i++)
            cells[1 + i] = human_share(
                sheet->arena,
                look_number(json_object_get(look_at(around[i].point, "utilization"), id),
                            ""));
        sheet_row(sheet, columns, cells, 1 + count, "");
    }
    sheet_table_end(sheet);
    json_decref(taken);
}

static void write_around(const struct sheet *sheet, const json_t *report)
{
    struct around around[AROUND];
    const uint32_t count = around_find(sheet->arena, report, around);
    if (count == 0)
        return;
    sheet_markup(sheet, "<h2>What breaks</h2>\n");
    write_thresholds(sheet, report, around, count);
    write_resources(sheet, around, count);
}

/* Whole numbers are found exactly: they have no tolerance. */
static const char *options_text(struct arena *arena, const json_t *report)
{
    const double tolerance = look_number(report, "capacity/tolerance");
    const char *range = look_text(report, "capacity/range");
    const char *vary = arena_format(arena, "%s%s%s", look_text(report, "capacity/path"),
                                    *range ? "=" : "", range);
    const char *text = arena_format(arena, "--replications %.0f --vary %s",
                                    look_number(report, "scenario/replications"),
                                    shell_word(arena, vary));
    return tolerance > 0
               ? arena_format(arena, "%s --tolerance %.3g%%", text, 100 * tolerance)
               : text;
}

void html_capacity_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    html_page_begin(&sheet, look_text(report, "scenario/name"));
    write_answer(&sheet, report);
    write_curve(&sheet, report);
    write_around(&sheet, report);
    html_again_write(&sheet, "capacity", report, options_text(&arena, report));
    html_page_end(&sheet);
    arena_clear(&arena);
}
