/* text_requests.c - see text_requests.h.
 */
#include "sim/output/text_requests.h"

#include "sim/output/failure_words.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

enum { ROWS = 24 }; /* more targets and traffics are left to the JSON report */

static void add_row(struct text_table *table, const char *name, const json_t *requests)
{
    struct arena *arena = table->paper->arena;
    const json_t *latency = look_at(requests, "latency_s");
    const bool bad = look_number(requests, "failed") > 0;
    table_row(table, bad ? INK_BAD : INK_PLAIN);
    table_cell(table, name);
    table_cell(table, human_count(arena, look_number(requests, "count")));
    table_cell(table, human_share(arena, look_number(requests, "failed_rate")));
    table_cell(table, human_duration(arena, look_number(latency, "mean")));
    table_cell(table, human_duration(arena, look_number(latency, "p50")));
    table_cell(table, human_duration(arena, look_number(latency, "p95")));
    table_cell(table, human_duration(arena, look_number(latency, "p99")));
}

/* "traffic.students" -> "from students", "spring.write" -> "to spring.write". */
static const char *row_name(struct arena *arena, const char *key)
{
    static const char traffic[] = "traffic.";
    if (strcmp(key, "all") == 0)
        return "all";
    if (strncmp(key, traffic, strlen(traffic)) == 0)
        return arena_format(arena, "from %s", key + strlen(traffic));
    return arena_format(arena, "to %s", key);
}

static void write_latencies(const struct paper *paper, json_t *all)
{
    const struct table_column columns[] = {
        {"requests", TABLE_CUT}, {"count", TABLE_RIGHT}, {"failed", TABLE_RIGHT},
        {"mean", TABLE_RIGHT},   {"p50", TABLE_RIGHT},   {"p95", TABLE_RIGHT},
        {"p99", TABLE_RIGHT},
    };
    struct text_table table;
    table_init(&table, paper, columns, 7);
    /* One traffic towards one target: both would only repeat the first line. */
    const bool alone = json_object_size(all) == 3;
    size_t rows = 0;
    const char *key;
    json_t *requests;
    json_object_foreach (all, key, requests) {
        if (rows < (alone ? 1 : ROWS))
            add_row(&table, row_name(paper->arena, key), requests);
        rows++;
    }
    table_write(&table, 2);
    if (!alone && rows > ROWS)
        paper_line(paper, INK_DIM, 2, "… and %zu more, see --format json", rows - ROWS);
}

/* NULL without an interval, or when it is narrower than what is shown. */
static const char *interval_text(struct arena *arena, const json_t *requests,
                                 const char *at,
                                 const char *write(struct arena *, double))
{
    const json_t *pair = look_at(requests, at);
    if (json_array_size(pair) != 2)
        return NULL;
    const char *low = write(arena, json_number_value(json_array_get(pair, 0)));
    const char *high = write(arena, json_number_value(json_array_get(pair, 1)));
    return strcmp(low, high) == 0 ? NULL : arena_format(arena, "%s to %s", low, high);
}

static void write_intervals(const struct paper *paper, const json_t *all)
{
    struct arena *arena = paper->arena;
    const char *mean = interval_text(arena, all, "latency_s/ci95/mean", human_duration);
    const char *p95 = interval_text(arena, all, "latency_s/ci95/p95", human_duration);
    const char *failed = interval_text(arena, all, "failed_rate_ci95", human_share);
    if (mean)
        paper_line(paper, INK_DIM, 2,
                   "With 95%% confidence the mean of all lies within %s%s%s%s%s.", mean,
                   p95 ? ", p95 within " : "", p95 ? p95 : "",
                   failed ? ", the share of failures within " : "", failed ? failed : "");
}

static void write_failures(const struct paper *paper, const json_t *all)
{
    const double failed = look_number(all, "failed");
    if (!(failed > 0))
        return;
    const struct table_column columns[] = {{"failed because", TABLE_LEFT},
                                           {"count", TABLE_RIGHT},
                                           {"of all", TABLE_RIGHT},
                                           {"", TABLE_WRAP}};
    struct text_table table;
    const char *reason;
    json_t *count;
    fputs("\n", paper->out);
    table_init(&table, paper, columns, 4);
    const double ended = failed + look_number(all, "answered");
    json_object_foreach (look_at(all, "errors"), reason, count) {
        if (!(json_number_value(count) > 0))
            continue;
        table_row(&table, INK_PLAIN);
        table_cell(&table, reason);
        table_cell(&table, human_count(paper->arena, json_number_value(count)));
        table_cell(&table, human_share(paper->arena, json_number_value(count) / ended));
        table_cell(&table, failure_words(reason));
    }
    table_write(&table, 2);
}

void text_requests_write(const struct paper *paper, const json_t *report)
{
    const json_t *all = look_at(report, "requests/all");
    if (!all)
        return;
    paper_heading(paper, "REQUESTS AND THEIR LATENCY");
    write_latencies(paper, look_at(report, "requests"));
    write_intervals(paper, all);
    paper_line(paper, INK_PLAIN, 2, "%s answered a second; %s open at the end.",
               human_number(paper->arena, look_number(all, "goodput")),
               human_plural(paper->arena, look_number(all, "in_flight_end"), "request",
                            "requests"));
    write_failures(paper, all);
}
