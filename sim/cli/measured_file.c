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

static struct place place_of(const struct measured_file *from)
{
    return (struct place){.file = from->file};
}

static bool refuse(const struct measured_file *from, const char *why)
{
    error_list_add(from->errors, place_of(from), NULL, "%s", why);
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

static bool has_latency(const struct measured_def *measured)
{
    return !isnan(measured->mean_s) || !isnan(measured->p50_s) || !isnan(measured->p95_s);
}

/* ---- figures ---- */

/* A figure as it stands in the file. */
struct found {
    const char *name; /* "http_req_duration.avg" */
    const char *text; /* NULL: there is none */
    double value;     /* NAN: no number */
};

/* Zero has no logarithm; tools write it where nothing was measured, or where it took less
 * than they count. */
static double latency_s(const struct measured_file *from, struct found found)
{
    if (!found.text)
        return NAN;
    if (found.value > 0 && found.value < latency_most_ms)
        return found.value / 1000;
    if (found.value == 0)
        error_list_warn(from->errors, place_of(from), found.name,
                        "0 ms is no latency: left out");
    else
        error_list_expected(from->errors, place_of(from), found.name,
                            "a latency in milliseconds", found.text, NULL);
    return NAN;
}

static double share_of(const struct measured_file *from, struct found found)
{
    if (!found.text || (found.value >= 0 && found.value <= 1))
        return found.value;
    error_list_expected(from->errors, place_of(from), found.name, "a share from 0 to 1",
                        found.text, NULL);
    return NAN;
}

/* Latencies of failed requests among the others: which way they move them is not told. */
static void failures_drop(const struct measured_file *from, struct measured_def *measured)
{
    const double share = measured->failed_rate;
    if (!(share > 0))
        return;
    *measured = nothing(from);
    measured->failed_rate = share;
    error_list_warn(from->errors, place_of(from), NULL,
                    "%.3g%% of the requests failed, and the latencies count them too, "
                    "while a scenario's are of answered requests: they are left out; "
                    "type those you trust in the block measured",
                    100 * share);
}

/* ---- k6 ---- */

/* One metric: --summary-export has its figures in it, handleSummary() under "values". */
static const json_t *k6_metric(const json_t *tree, const char *name)
{
    const json_t *metric = json_object_get(look_at(tree, "metrics"), name);
    const json_t *values = json_object_get(metric, "values");
    return values ? values : metric;
}

static struct found k6_found(const struct measured_file *from, const json_t *metric,
                             const char *name, const char *key)
{
    struct arena *arena = from->observations->arena;
    const json_t *value = json_object_get(metric, key);
    struct found found = {.name = arena_format(arena, "%s.%s", name, key), .value = NAN};
    if (!value || json_is_null(value))
        return found;
    if (json_is_number(value))
        found.value = json_number_value(value);
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    found.text = json_is_string(value) ? json_string_value(value)
                 : text                ? arena_text(arena, text, strlen(text))
                                       : "?";
    free(text);
    return found;
}

static void k6_latencies(const struct measured_file *from, const json_t *metric,
                         const char *name, struct measured_def *measured)
{
    const struct {
        const char *key;
        double *value_s;
    } figures[] = {{"avg", &measured->mean_s},  {"min", &measured->min_s},
                   {"med", &measured->p50_s},   {"p(90)", &measured->p90_s},
                   {"p(95)", &measured->p95_s}, {"p(99)", &measured->p99_s},
                   {"max", &measured->max_s}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        *figures[i].value_s =
            latency_s(from, k6_found(from, metric, name, figures[i].key));
}

/* handleSummary() has it as "rate", --summary-export as "value". */
static double k6_failed(const struct measured_file *from, const json_t *tree)
{
    static const char name[] = "http_req_failed";
    const json_t *metric = k6_metric(tree, name);
    const char *key = json_object_get(metric, "rate") ? "rate" : "value";
    return share_of(from, k6_found(from, metric, name, key));
}

static bool k6_read(const struct measured_file *from, const json_t *tree)
{
    static const char every[] = "http_req_duration",
                      good[] = "http_req_duration{expected_response:true}";
    const bool apart = k6_metric(tree, good) != NULL;
    const char *name = apart ? good : every;
    const size_t before = from->errors->errors;
    struct measured_def measured = nothing(from);
    k6_latencies(from, k6_metric(tree, name), name, &measured);
    measured.failed_rate = k6_failed(from, tree);
    if (from->errors->errors > before)
        return false;
    if (!has_latency(&measured))
        return refuse(from, "expected k6's summary (--summary-export, or the data of "
                            "handleSummary) with metrics.http_req_duration in it");
    if (!apart)
        failures_drop(from, &measured);
    from->observations->rate_per_s =
        fmax(0, look_number(k6_metric(tree, "http_reqs"), "rate"));
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

/* The row of all requests under the line of titles. */
struct locust {
    const struct measured_file *from;
    const char *titles, *row;
};

/* Locust writes N/A where there was nothing to measure. */
static struct found locust_found(const struct locust *locust, const char *title)
{
    struct arena *arena = locust->from->observations->arena;
    const char *cell = cell_under(locust->titles, locust->row, title, arena);
    struct found found = {arena_format(arena, "Aggregated, %s", title), NULL, NAN};
    if (!*cell || strcmp(cell, "N/A") == 0)
        return found;
    found.text = cell;
    if (units_read_number(cell, &found.value))
        found.value = NAN;
    return found;
}

static double locust_latency_s(const struct locust *locust, const char *title)
{
    return latency_s(locust->from, locust_found(locust, title));
}

/* Failures among the requests; NAN: not told. */
static double locust_failed(const struct locust *locust)
{
    const double count = locust_found(locust, "Request Count").value;
    struct found failed = locust_found(locust, "Failure Count");
    failed.value = count > 0 ? failed.value / count : NAN;
    return count > 0 ? share_of(locust->from, failed) : NAN;
}

static bool locust_add(const struct locust *locust)
{
    const struct measured_file *from = locust->from;
    const size_t before = from->errors->errors;
    struct measured_def exact = nothing(from), rounded = nothing(from);
    exact.mean_s = locust_latency_s(locust, "Average Response Time");
    exact.min_s = locust_latency_s(locust, "Min Response Time");
    exact.max_s = locust_latency_s(locust, "Max Response Time");
    exact.failed_rate = locust_failed(locust);
    rounded.error = LOCUST_ROUNDING;
    rounded.p50_s = locust_latency_s(locust, "50%");
    rounded.p90_s = locust_latency_s(locust, "90%");
    rounded.p95_s = locust_latency_s(locust, "95%");
    rounded.p99_s = locust_latency_s(locust, "99%");
    from->observations->rate_per_s = fmax(0, locust_found(locust, "Requests/s").value);
    failures_drop(from, &exact);
    observation_add(from->observations, &exact);
    if (!(exact.failed_rate > 0))
        observation_add(from->observations, &rounded);
    return from->errors->errors == before;
}

static bool locust_parse(const struct measured_file *from, const char *text)
{
    struct arena *arena = from->observations->arena;
    const uint32_t before = from->observations->count;
    struct locust locust = {from, text, line_after(text)};
    while (*locust.row &&
           strcmp(cell_under(text, locust.row, "Name", arena), "Aggregated") != 0)
        locust.row = line_after(locust.row);
    if (*locust.row && !locust_add(&locust))
        return false;
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
