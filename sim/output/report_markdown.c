/* report_markdown.c - see report_markdown.h. Made from the document, as the text is.
 */
#include "sim/output/report_markdown.h"

#include "sim/output/budget_words.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/markdown.h"
#include "sim/output/threshold_words.h"

#include <math.h>
#include <string.h>

struct pad {
    FILE *out;
    struct arena *arena;
};

enum { ROWS = 24 }; /* more targets, machines and resources are left to the JSON report */

static void write_more(const struct pad *pad, size_t count)
{
    if (count > ROWS)
        fprintf(pad->out, "\n… and %zu more, see `--format json`\n", count - ROWS);
}

/* ---- verdict ---- */

static void write_verdict(const struct pad *pad, const json_t *report)
{
    const char *variant = look_text(report, "scenario/variant");
    const bool troubled =
        look_flag(report, "verdict/saturated") || look_flag(report, "verdict/troubled");
    const char *mark = look_flag(report, "undecided") ? "?"
                       : !look_flag(report, "ok")     ? "✗"
                       : troubled                     ? "!"
                                                      : "✓";
    markdown_title(
        pad->out,
        arena_format(pad->arena, "%s%s%s",
                     ellipsis_title(pad->arena, look_text(report, "scenario/name")),
                     *variant ? ", variant " : "", variant));
    markdown_answer(pad->out, mark, look_text(report, "verdict/summary"));
}

static void write_chain(const struct pad *pad, const json_t *chain)
{
    const size_t count = json_array_size(chain);
    if (count > 0)
        fputs("\n<details><summary>Why, step by step</summary>\n\n", pad->out);
    for (size_t i = 0; i < count; i++) {
        const json_t *link = json_array_get(chain, i);
        fprintf(pad->out, "- %s: ",
                human_moment_by(pad->arena, look_number(link, "from_s"),
                                look_number(link, "at_s")));
        markdown_text(pad->out, look_text(link, "what"));
        fputc('\n', pad->out);
    }
    if (count > 0)
        fputs("\n</details>\n", pad->out);
}

/* ---- tables ---- */

static void write_thresholds(const struct pad *pad, const json_t *report)
{
    static const struct markdown_column columns[] = {
        {"", 0}, {"threshold", 0}, {"limit", 0}, {"value", 1}};
    const json_t *thresholds = look_at(report, "thresholds");
    const double run_s = look_number(report, "scenario/simulated_s");
    const size_t count = json_array_size(thresholds);
    if (count > 0)
        markdown_table(pad->out, columns, 4);
    for (size_t i = 0; i < count; i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        const char *cells[] = {threshold_words_open(threshold) ? "?"
                               : look_flag(threshold, "ok")    ? "✓"
                                                               : "✗",
                               look_text(threshold, "metric"),
                               look_text(threshold, "expression"),
                               threshold_words_value(pad->arena, threshold, run_s)};
        markdown_row(pad->out, cells, 4);
    }
}

static void write_requests(const struct pad *pad, json_t *requests)
{
    static const struct markdown_column columns[] = {
        {"requests", 0}, {"count", 1}, {"failed", 1}, {"mean", 1},
        {"p50", 1},      {"p95", 1},   {"p99", 1}};
    struct arena *arena = pad->arena;
    const char *name;
    json_t *one;
    size_t rows = 0;
    markdown_table(pad->out, columns, 7);
    json_object_foreach (requests, name, one) {
        const json_t *latency = look_at(one, "latency_s");
        const char *cells[] = {name,
                               human_count(arena, look_number(one, "count")),
                               human_share(arena, look_number(one, "failed_rate")),
                               human_duration(arena, look_number(latency, "mean")),
                               human_duration(arena, look_number(latency, "p50")),
                               human_duration(arena, look_number(latency, "p95")),
                               human_duration(arena, look_number(latency, "p99"))};
        if (rows++ < ROWS)
            markdown_row(pad->out, cells, 7);
    }
    write_more(pad, rows);
}

static void write_hosts(const struct pad *pad, json_t *hosts)
{
    static const struct markdown_column columns[] = {
        {"machine", 0},     {"type", 0}, {"CPU mean", 1}, {"CPU peak", 1},
        {"memory peak", 1}, {"RAM", 1},  {"OOM kills", 1}};
    struct arena *arena = pad->arena;
    const char *name;
    json_t *host;
    size_t rows = 0;
    if (json_object_size(hosts) > 0)
        markdown_table(pad->out, columns, 7);
    json_object_foreach (hosts, name, host) {
        const char *cells[] = {name,
                               look_text(host, "instance"),
                               human_share(arena, look_number(host, "cpu/mean")),
                               human_share(arena, look_number(host, "cpu/peak")),
                               human_size(arena, look_need(host)),
                               human_size(arena, look_number(host, "memory/total")),
                               human_count(arena, look_number(host, "oom_kills"))};
        if (rows++ < ROWS)
            markdown_row(pad->out, cells, 7);
    }
    write_more(pad, rows);
}

static void write_cost(const struct pad *pad, const json_t *cost)
{
    static const struct markdown_column columns[] = {
        {"a month", 0}, {"quantity", 1}, {"unit", 0}, {"price", 1}, {"USD", 1}};
    struct arena *arena = pad->arena;
    const json_t *items = look_at(cost, "items");
    const char *currency = look_text(cost, "currency");
    if (json_array_size(items) == 0)
        return;
    markdown_table(pad->out, columns, 5);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const char *cells[] = {
            look_text(item, "item"), human_quantity(arena, look_number(item, "quantity")),
            look_text(item, "unit"), human_usd(arena, look_number(item, "price_usd")),
            human_usd(arena, look_number(item, "month_usd"))};
        markdown_row(pad->out, cells, 5);
    }
    fprintf(pad->out, "\n**%s USD a month",
            human_usd(arena, look_number(cost, "month_usd")));
    if (*currency && strcmp(currency, "USD") != 0)
        fprintf(pad->out, ", %s",
                human_money(arena, look_number(cost, "month_local"), currency));
    fputs("**", pad->out);
    if (*budget_words_mark(cost))
        fprintf(pad->out, "; %s %s", budget_words_mark(cost),
                budget_words(arena, cost, false));
    for (size_t i = 0; i < json_array_size(look_at(cost, "unpriced")); i++)
        fprintf(pad->out, "%s", i == 0 ? "; without a price: " : ", "),
            markdown_text(pad->out, json_string_value(
                                        json_array_get(look_at(cost, "unpriced"), i)));
    fputc('\n', pad->out);
}

static void write_foot(const struct pad *pad, const json_t *report)
{
    struct arena *arena = pad->arena;
    markdown_foot(
        pad->out,
        arena_format(arena, "%s: %s simulated, %s, seed %.0f, overstack %s, hash %.12s",
                     look_text(report, "scenario/file"),
                     human_moment(arena, look_number(report, "scenario/simulated_s")),
                     human_plural(arena, look_number(report, "scenario/replications"),
                                  "replication", "replications"),
                     look_number(report, "scenario/seed"), look_text(report, "overstack"),
                     look_text(report, "scenario/hash")));
}

void report_markdown_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct pad pad = {out, &arena};
    write_verdict(&pad, report);
    write_thresholds(&pad, report);
    write_chain(&pad, look_at(report, "verdict/chain"));
    write_requests(&pad, look_at(report, "requests"));
    write_hosts(&pad, look_at(report, "hosts"));
    write_cost(&pad, look_at(report, "cost"));
    write_foot(&pad, report);
    arena_clear(&arena);
}
