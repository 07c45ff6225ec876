/* html_tables.c - requests, machines and headroom; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/failure_words.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/resource_order.h"

#include <math.h>

enum { ROWS = 100 }; /* more are left to the JSON report */

void html_tables_more(const struct sheet *sheet, size_t rows, size_t most)
{
    if (rows > most)
        sheet_element(
            sheet, "p class=\"dim\"",
            arena_format(sheet->arena, "… and %zu more, see --format json", rows - most));
}

static void write_failures(const struct sheet *sheet, const json_t *all)
{
    static const struct sheet_column columns[] = {
        {"failed because", false}, {"count", true}, {"of all", true}, {"", false}};
    struct arena *arena = sheet->arena;
    const double ended = look_number(all, "failed") + look_number(all, "answered");
    const char *reason;
    json_t *count;
    if (!(look_number(all, "failed") > 0))
        return;
    sheet_table(sheet, columns, 4);
    json_object_foreach (look_at(all, "errors"), reason, count) {
        const double failed = json_number_value(count);
        const char *cells[] = {reason, human_count(arena, failed),
                               human_share(arena, failed / ended), failure_words(reason)};
        if (failed > 0)
            sheet_row(sheet, columns, cells, 4, "");
    }
    sheet_table_end(sheet);
}

void html_tables_requests(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"requests", false}, {"count", true}, {"failed", true}, {"mean", true},
        {"p50", true},       {"p95", true},   {"p99", true}};
    struct arena *arena = sheet->arena;
    const char *name;
    json_t *one;
    size_t rows = 0;
    sheet_markup(sheet, "<h2>Requests</h2>\n");
    sheet_table(sheet, columns, 7);
    json_object_foreach (look_at(report, "requests"), name, one) {
        const json_t *latency = look_at(one, "latency_s");
        const char *cells[] = {name,
                               human_count(arena, look_number(one, "count")),
                               human_share(arena, look_number(one, "failed_rate")),
                               human_duration(arena, look_number(latency, "mean")),
                               human_duration(arena, look_number(latency, "p50")),
                               human_duration(arena, look_number(latency, "p95")),
                               human_duration(arena, look_number(latency, "p99"))};
        if (rows++ < ROWS)
            sheet_row(sheet, columns, cells, 7,
                      look_number(one, "failed") > 0 ? "bad" : "");
    }
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
    write_failures(sheet, look_at(report, "requests/all"));
}

static const char *credits_text(const struct sheet *sheet, const json_t *credits)
{
    struct arena *arena = sheet->arena;
    const double depleted_s = look_number(credits, "depleted_at_s");
    if (!credits || isnan(look_number(credits, "start")))
        return "";
    if (!isnan(depleted_s))
        return arena_format(arena, "empty after %s", human_moment(arena, depleted_s));
    const double least = look_number(credits, "min");
    return arena_format(arena, "%s, lowest %s%s",
                        human_number(arena, look_number(credits, "start")),
                        human_number(arena, fabs(least)), least < 0 ? " borrowed" : "");
}

static const char *swap_text(struct arena *arena, const json_t *memory)
{
    const double total = look_number(memory, "swap_total");
    if (!(total > 0))
        return "";
    return arena_format(arena, "%s of %s",
                        human_size(arena, look_number(memory, "swap_peak")),
                        human_size(arena, total));
}

void html_tables_machines(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"machine", false},  {"type", false},      {"CPU mean", true}, {"CPU peak", true},
        {"memory", true},    {"of RAM", true},     {"swap", true},     {"credits", true},
        {"OOM kills", true}, {"unreachable", true}};
    struct arena *arena = sheet->arena;
    const char *name;
    json_t *host;
    size_t rows = 0;
    if (json_object_size(look_at(report, "hosts")) == 0)
        return;
    sheet_markup(sheet, "<h2>Machines</h2>\n");
    sheet_table(sheet, columns, 10);
    json_object_foreach (look_at(report, "hosts"), name, host) {
        const double away_s = look_number(host, "unreachable_s");
        const double need = look_need(host);
        const double total = look_number(host, "memory/total");
        const char *cells[] = {name,
                               look_text(host, "instance"),
                               human_share(arena, look_number(host, "cpu/mean")),
                               human_share(arena, look_number(host, "cpu/peak")),
                               human_size(arena, need),
                               human_share(arena, need / total),
                               swap_text(arena, look_at(host, "memory")),
                               credits_text(sheet, look_at(host, "credits")),
                               human_count(arena, look_number(host, "oom_kills")),
                               away_s > 0 ? human_moment(arena, away_s) : ""};
        if (rows++ < ROWS)
            sheet_row(sheet, columns, cells, 10, away_s > 0 || need > total ? "bad" : "");
    }
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
}

/* ---- headroom ---- */

static void write_bar(const struct sheet *sheet, const json_t *resource)
{
    struct arena *arena = sheet->arena;
    const double peak = look_number(resource, "peak");
    const double at_s = look_number(resource, "saturated_at_s");
    const bool hot = !isnan(at_s);
    sheet_markup(sheet, "<tr%s>", hot ? " class=\"bad\"" : "");
    sheet_cell(sheet, look_text(resource, "id"), false);
    sheet_cell(sheet, human_share(arena, look_number(resource, "utilization")), true);
    sheet_cell(sheet, human_share(arena, peak), true);
    sheet_markup(sheet,
                 "<td><div class=\"bar%s\"><i style=\"width:%.1f%%\"></i></div></td>",
                 hot ? " hot" : "", 100 * fmin(1, fmax(0, isnan(peak) ? 0 : peak)));
    sheet_cell(sheet, hot ? human_moment(arena, at_s) : "never", true);
    sheet_cell(sheet, resource_order_headroom(arena, resource), true);
    sheet_markup(sheet, "</tr>\n");
}

static void write_bars(const struct sheet *sheet, json_t *const *order, size_t from,
                       size_t to)
{
    static const struct sheet_column columns[] = {
        {"resource", false},        {"mean", true},    {"peak", true},
        {"of its capacity", false}, {"full at", true}, {"headroom", true}};
    sheet_table(sheet, columns, 6);
    for (size_t i = from; i < to; i++)
        write_bar(sheet, order[i]);
    sheet_table_end(sheet);
}

/* What matters before the rest, each the worst first; returns how many matter. The first
 * limit is always told. */
static size_t order_split(struct arena *arena, json_t **order, size_t count)
{
    json_t **rest = arena_array(arena, count, sizeof(*rest));
    size_t kept = 0, others = 0;
    for (size_t i = 0; i < count; i++)
        if (kept < ROWS && (i == 0 || resource_order_matters(order[i])))
            order[kept++] = order[i];
        else
            rest[others++] = order[i];
    for (size_t i = 0; i < others; i++)
        order[kept + i] = rest[i];
    return kept;
}

/* What is far from full is folded away. */
void html_tables_headroom(const struct sheet *sheet, const json_t *report)
{
    const json_t *resources = look_at(report, "resources");
    const size_t count = json_array_size(resources);
    json_t **order = resource_order(sheet->arena, resources);
    const size_t shown = order_split(sheet->arena, order, count);
    if (count == 0)
        return;
    sheet_markup(sheet, "<h2>Headroom</h2>\n");
    write_bars(sheet, order, 0, shown);
    sheet_element(
        sheet, "p class=\"dim\"",
        "Headroom: the traffic at which it would be full, as a multiple of this "
        "one; below 1 it is too small already.");
    if (shown < count) {
        sheet_markup(sheet, "<details><summary>%zu more, far from full</summary>\n",
                     count - shown);
        write_bars(sheet, order, shown, shown + ROWS < count ? shown + ROWS : count);
        html_tables_more(sheet, count - shown, ROWS);
        sheet_markup(sheet, "</details>\n");
    }
}
