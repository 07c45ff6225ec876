/* measured_file.c - see measured_file.h.
 */
#include "sim/cli/measured_file.h"

#include "sim/core/units.h"
#include "sim/input/yaml_source.h"
#include "sim/output/look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nobody waits for ten days. */
static const double latency_most_ms = 1e9;

struct measured_file {
    const char *file;
    struct observations *observations;
    struct error_list *errors;
};

static bool refuse(const struct measured_file *from, const char *why)
{
    error_list_add(from->errors, (struct place){.file = from->file}, NULL, "%s", why);
    return false;
}

static struct measured_def nothing(const struct measured_file *from)
{
    return (struct measured_def){.item = {.place = {.file = from->file}},
                                 .mean_s = NAN,
                                 .min_s = NAN,
                                 .p50_s = NAN,
                                 .p90_s = NAN,
                                 .p95_s = NAN,
                                 .p99_s = NAN,
                                 .max_s = NAN,
                                 .rate_per_s = NAN,
                                 .failed_rate = NAN,
                                 .cpu = NAN};
}

/* A latency of zero or less, or none at all, is left out. */
static double seconds(double value_ms)
{
    return value_ms > 0 && value_ms < latency_most_ms ? value_ms / 1000 : NAN;
}

static bool has_latency(const struct measured_def *measured)
{
    return !isnan(measured->mean_s) || !isnan(measured->p50_s) || !isnan(measured->p95_s);
}

/* ---- k6 ---- */

/* One metric: --summary-export has its figures in it, handleSummary() under "values". */
static const json_t *k6_metric(const json_t *tree, const char *name)
{
    const json_t *metric = json_object_get(look_at(tree, "metrics"), name);
    const json_t *values = json_object_get(metric, "values");
    return values ? values : metric;
}

static bool k6_read(const struct measured_file *from, const json_t *tree)
{
    const json_t *latency = k6_metric(tree, "http_req_duration");
    const json_t *failed = k6_metric(tree, "http_req_failed");
    struct measured_def measured = nothing(from);
    measured.mean_s = seconds(look_number(latency, "avg"));
    measured.min_s = seconds(look_number(latency, "min"));
    measured.p50_s = seconds(look_number(latency, "med"));
    measured.p90_s = seconds(look_number(latency, "p(90)"));
    measured.p95_s = seconds(look_number(latency, "p(95)"));
    measured.p99_s = seconds(look_number(latency, "p(99)"));
    measured.max_s = seconds(look_number(latency, "max"));
    const double rate = look_number(failed, "rate"), value = look_number(failed, "value");
    const double share = isnan(rate) ? value : rate;
    if (share >= 0 && share <= 1)
        measured.failed_rate = share;
    if (!has_latency(&measured))
        return refuse(from, "expected k6's summary (--summary-export, or the data of "
                            "handleSummary) with metrics.http_req_duration in it");
    observation_add(from->observations, &measured);
    return true;
}

static bool k6_parse(const struct measured_file *from, const char *text, size_t length)
{
    json_error_t error;
    json_t *tree = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!tree) {
        error_list_add(from->errors, (struct place){from->file, error.line, error.column},
                       NULL, "not the JSON of a summary: %s", error.text);
        return false;
    }
    const bool fine = k6_read(from, tree);
    json_decref(tree);
    return fine;
}

/* ---- Locust ---- */

/* Locust keeps times to two digits (147 becomes 150): percentiles are off by up to 5%, with
 * a standard deviation of half of that. Mean, least and most are exact. */
#define LOCUST_ROUNDING 0.025

/* The next cell of a line; *text moves behind it. */
static const char *next_cell(const char **text, struct arena *arena)
{
    const char *from = *text;
    if (*from != '"') {
        const size_t length = strcspn(from, ",\r\n");
        *text = from + length + (from[length] == ',');
        return arena_text(arena, from, length);
    }
    char *cell = arena_allocate(arena, strlen(from)), *to = cell;
    for (from++; *from && (*from != '"' || from[1] == '"'); from++) {
        from += *from == '"'; /* a doubled quote is one */
        *to++ = *from;
    }
    from += *from == '"';
    *text = from + (*from == ',');
    return cell;
}

static const char *line_after(const char *text)
{
    const char *end = strchr(text, '\n');
    return end ? end + 1 : "";
}

/* The cell under that title. "" when there is none. */
static const char *cell_under(const char *titles, const char *row, const char *title,
                              struct arena *arena)
{
    while (*titles && *titles != '\n' && *titles != '\r') {
        const bool is_it = strcmp(next_cell(&titles, arena), title) == 0;
        const char *cell = next_cell(&row, arena);
        if (is_it)
            return cell;
    }
    return "";
}

static double number_under(const char *titles, const char *row, const char *title,
                           struct arena *arena)
{
    double value;
    return units_read_number(cell_under(titles, row, title, arena), &value) ? NAN : value;
}

static void locust_add(const struct measured_file *from, const char *titles,
                       const char *row)
{
    struct arena *arena = from->observations->arena;
    struct measured_def exact = nothing(from), rounded = nothing(from);
    exact.mean_s = seconds(number_under(titles, row, "Average Response Time", arena));
    exact.min_s = seconds(number_under(titles, row, "Min Response Time", arena));
    exact.max_s = seconds(number_under(titles, row, "Max Response Time", arena));
    const double count = number_under(titles, row, "Request Count", arena);
    const double failed = number_under(titles, row, "Failure Count", arena);
    if (count > 0 && failed >= 0 && failed <= count)
        exact.failed_rate = failed / count;
    rounded.error = LOCUST_ROUNDING;
    rounded.p50_s = seconds(number_under(titles, row, "50%", arena));
    rounded.p90_s = seconds(number_under(titles, row, "90%", arena));
    rounded.p95_s = seconds(number_under(titles, row, "95%", arena));
    rounded.p99_s = seconds(number_under(titles, row, "99%", arena));
    observation_add(from->observations, &exact);
    observation_add(from->observations, &rounded);
}

static bool locust_parse(const struct measured_file *from, const char *text)
{
    struct arena *arena = from->observations->arena;
    const uint32_t before = from->observations->count;
    for (const char *row = line_after(text); *row; row = line_after(row))
        if (strcmp(cell_under(text, row, "Name", arena), "Aggregated") == 0) {
            locust_add(from, text, row);
            break;
        }
    return from->observations->count > before ||
           refuse(from,
                  "expected k6's summary as JSON, or Locust's NAME_stats.csv with the "
                  "row Aggregated");
}

bool measured_file_read(const char *file, struct observations *observations,
                        struct error_list *errors)
{
    const struct measured_file from = {file, observations, errors};
    size_t length;
    const char *text = yaml_source_read(file, observations->arena, errors, &length);
    if (!text)
        return false;
    if (strlen(text) != length)
        return refuse(&from, "a NUL byte in it: not a text file");
    return text[strspn(text, " \t\r\n")] == '{' ? k6_parse(&from, text, length)
                                                : locust_parse(&from, text);
}
