/* html_tables.c - requests, machines and headroom; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

enum { ROWS = 100 }; /* more are left to the JSON report */

void html_tables_more(const struct sheet *sheet, size_t rows, size_t most)
{
    if (rows > most)
        sheet_element(
            sheet, "p class=\"dim\"",
            arena_format(sheet->arena, "… and %zu more, see --format json", rows - most));
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
}

static const char *credits_text(const struct sheet *sheet, const json_t *credits)
{
    struct arena *arena = sheet->arena;
    const double depleted_s = look_number(credits, "depleted_at_s");
    if (!credits || isnan(look_number(credits, "start")))
        return "";
    if (!isnan(depleted_s))
        return arena_format(arena, "empty after %s", human_moment(arena, depleted_s));
    return arena_format(arena, "%s, at least %s",
                        human_number(arena, look_number(credits, "start")),
                        human_number(arena, look_number(credits, "min")));
}

void html_tables_machines(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"machine", false}, {"type", false},     {"CPU mean", true},
        {"CPU peak", true}, {"memory", true},    {"of RAM", true},
        {"credits", true},  {"OOM kills", true}, {"unreachable", true}};
    struct arena *arena = sheet->arena;
    const char *name;
    json_t *host;
    size_t rows = 0;
    sheet_markup(sheet, "<h2>Machines</h2>\n");
    sheet_table(sheet, columns, 9);
    json_object_foreach (look_at(report, "hosts"), name, host) {
        const double away_s = look_number(host, "unreachable_s");
        const double need = look_number(host, "memory/need_peak");
        const double total = look_number(host, "memory/total");
        const char *cells[] = {name,
                               look_text(host, "instance"),
                               human_share(arena, look_number(host, "cpu/mean")),
                               human_share(arena, look_number(host, "cpu/peak")),
                               human_size(arena, need),
                               human_share(arena, need / total),
                               credits_text(sheet, look_at(host, "credits")),
                               human_count(arena, look_number(host, "oom_kills")),
                               away_s > 0 ? human_moment(arena, away_s) : ""};
        if (rows++ < ROWS)
            sheet_row(sheet, columns, cells, 9, away_s > 0 || need > total ? "bad" : "");
    }
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
}

/* ---- headroom ---- */

static void write_bar(const struct sheet *sheet, const json_t *resource)
{
    struct arena *arena = sheet->arena;
    const double peak = look_number(resource, "peak");
    const double growth = look_number(resource, "headroom");
    const bool hot = !isnan(look_number(resource, "saturated_at_s"));
    sheet_markup(sheet, "<tr%s><td>", hot ? " class=\"bad\"" : "");
    sheet_text(sheet, look_text(resource, "id"));
    sheet_markup(sheet, "</td><td class=\"n\">%s</td><td class=\"n\">",
                 human_share(arena, look_number(resource, "utilization")));
    sheet_text(sheet, human_share(arena, peak));
    sheet_markup(sheet,
                 "</td><td><div class=\"bar%s\"><i style=\"width:%.1f%%\"></i></div>"
                 "</td><td class=\"n\">",
                 hot ? " hot" : "", 100 * fmin(1, fmax(0, isnan(peak) ? 0 : peak)));
    sheet_text(sheet, isnan(growth) ? ""
                      : growth > 1000
                          ? "> 1,000"
                          : arena_format(arena, "%s", human_number(arena, growth)));
    sheet_markup(sheet, "</td></tr>\n");
}

void html_tables_headroom(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {{"resource", false},
                                                  {"mean", true},
                                                  {"peak", true},
                                                  {"of its capacity", false},
                                                  {"growth to saturation", true}};
    const json_t *resources = look_at(report, "resources");
    const size_t count = json_array_size(resources);
    sheet_markup(sheet, "<h2>Headroom</h2>\n");
    sheet_table(sheet, columns, 5);
    for (size_t i = 0; i < count && i < ROWS; i++)
        write_bar(sheet, json_array_get(resources, i));
    sheet_table_end(sheet);
    html_tables_more(sheet, count, ROWS);
}
