/* capacity_figure.c - see capacity_figure.h.
 */
#include "sim/output/capacity_figure.h"

#include "sim/output/capacity_words.h"
#include "sim/output/csv.h"
#include "sim/output/look.h"
#include "sim/output/report_plot.h"

#include <math.h>
#include <string.h>

/* ---- CSV ---- */

/* Titles, and where the figures stand in a point. */
static const struct column {
    const char *title, *at;
} columns[] = {
    {"replications", "replications"},
    {"mean_s", "latency_s/mean"},
    {"p50_s", "latency_s/p50"},
    {"p95_s", "latency_s/p95"},
    {"p99_s", "latency_s/p99"},
    {"rate_per_s", "rate"},
    {"goodput_per_s", "goodput"},
    {"failed_rate", "failed_rate"},
    {"utilization", "bottleneck_utilization"},
    {"cost_month_usd", "cost_month_usd"},
};
enum { FIGURES = sizeof columns / sizeof *columns };

void capacity_figure_csv(const json_t *report, FILE *out)
{
    const json_t *points = look_at(report, "points");
    struct arena arena;
    arena_init(&arena);
    fputs("value", out);
    for (int i = 0; i < FIGURES; i++)
        fprintf(out, ",%s", columns[i].title);
    fputs(",ok,undecided,curve,role\n", out);
    for (size_t k = 0; k < json_array_size(points); k++) {
        const json_t *point = json_array_get(points, k);
        csv_write_number(look_number(point, "value"), out);
        for (int i = 0; i < FIGURES; i++) {
            fputc(',', out);
            csv_write_number(look_number(point, columns[i].at), out);
        }
        fprintf(out, ",%d,%d,%d,", look_flag(point, "ok"), look_flag(point, "undecided"),
                look_flag(point, "curve"));
        csv_write_text(capacity_words_role(&arena, report, point), out);
        fputc('\n', out);
    }
    arena_clear(&arena);
}

/* ---- the picture ---- */

/* The limit on the latency of all requests that is drawn as a line: the first one. */
static const json_t *latency_limit(const json_t *report)
{
    const json_t *point = json_array_get(look_at(report, "points"), 0);
    const json_t *thresholds = look_at(point, "thresholds");
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        if (strcmp(look_text(threshold, "metric"), "http_req_duration") == 0)
            return threshold;
    }
    return NULL;
}

/* "-": none; the script knows it. */
static const char *number_text(struct arena *arena, double value)
{
    return isfinite(value) ? arena_format(arena, "%.17g", value) : "-";
}

static const char *axis_title(struct arena *arena, const json_t *report)
{
    const char *path = look_text(report, "capacity/path");
    const char *unit = look_text(report, "capacity/unit");
    if (strcmp(unit, "times") == 0)
        return "traffic, times today's";
    return *unit ? arena_format(arena, "%s, %s", path, unit) : path;
}

struct picture capacity_figure_picture(const json_t *report, struct arena *arena)
{
    const json_t *limit = latency_limit(report);
    return (struct picture){
        .script = "capacity",
        .csv = picture_csv(arena, capacity_figure_csv, report),
        .arguments = {look_text(report, "scenario/name"), axis_title(arena, report),
                      number_text(arena, look_number(report, "capacity/passes")),
                      number_text(arena, look_number(report, "capacity/knee/value")),
                      number_text(arena, limit ? look_number(limit, "limit") : NAN),
                      limit ? look_text(limit, "expression") : "-"},
        .argument_count = 6};
}

void capacity_figure_write(const json_t *report, const struct plot_place *place,
                           struct arena *arena, struct error_list *messages)
{
    const struct picture picture = capacity_figure_picture(report, arena);
    report_plot_write(&picture, "capacity", place, arena, messages);
}
