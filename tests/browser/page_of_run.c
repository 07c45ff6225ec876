/* page_of_run.c - see page_of_run.h. A table's row is found by its first cell, and each
 * figure in it is read back into a number.
 */
#include "tests/browser/page_of_run.h"

#include "sim/output/look.h"
#include "tests/browser/reading.h"
#include "tests/support/near.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const json_t *table_of(const json_t *facts, const char *heading, size_t number)
{
    const json_t *tables = json_object_get(json_object_get(facts, "tables"), heading);
    const json_t *rows = json_array_get(tables, number);
    if (!rows)
        fail_msg("no table %zu below '%s'", number, heading);
    return rows;
}

static const char *cell_of(const json_t *row, size_t column)
{
    const char *text = json_string_value(json_array_get(row, column));
    if (!text)
        fail_msg("a row has only %zu cells", json_array_size(row));
    return text;
}

/* The row of a name; NULL: none. */
static const json_t *row_of(const json_t *rows, const char *name)
{
    size_t i;
    const json_t *row;
    json_array_foreach (rows, i, row) {
        if (strcmp(cell_of(row, 0), name) == 0)
            return row;
    }
    return NULL;
}

static void cells_are(const json_t *row, const double *values, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!reading_is(cell_of(row, first + i), values[i]))
            fail_msg("%s, column %zu: '%s' is not %g", cell_of(row, 0), first + i,
                     cell_of(row, first + i), values[i]);
}

static void check_head(const json_t *facts, const json_t *report)
{
    const bool full =
        look_flag(report, "verdict/saturated") || look_flag(report, "verdict/troubled");
    const char *mark = look_flag(report, "undecided") ? "?"
                       : !look_flag(report, "ok")     ? "✗"
                       : full                         ? "!"
                                                      : "✓";
    char verdict[4096];
    snprintf(verdict, sizeof(verdict), "%s %s", mark,
             look_text(report, "verdict/summary"));
    assert_string_equal(look_text(facts, "verdict"), verdict);
}

static void check_thresholds(const json_t *facts, const json_t *report)
{
    const json_t *thresholds = look_at(report, "thresholds");
    if (json_array_size(thresholds) == 0)
        return;
    const json_t *rows = table_of(facts, look_text(facts, "title"), 0);
    assert_int_equal(json_array_size(rows), json_array_size(thresholds) + 1);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *one = json_array_get(thresholds, i),
                     *row = json_array_get(rows, i + 1);
        const double value = look_number(one, "value");
        assert_string_equal(cell_of(row, 1), look_text(one, "metric"));
        assert_string_equal(cell_of(row, 2), look_text(one, "expression"));
        cells_are(row, &value, 3, 1);
    }
}

static void check_requests(const json_t *facts, const json_t *report)
{
    const json_t *rows = table_of(facts, "Requests", 0);
    const char *name;
    json_t *one;
    size_t found = 0;
    json_object_foreach (look_at(report, "requests"), name, one) {
        const json_t *row = row_of(rows, name);
        const double values[] = {
            look_number(one, "count"),          look_number(one, "failed_rate"),
            look_number(one, "latency_s/mean"), look_number(one, "latency_s/p50"),
            look_number(one, "latency_s/p95"),  look_number(one, "latency_s/p99")};
        if (row)
            cells_are(row, values, 1, 6);
        found += row != NULL;
    }
    assert_true(found > 0 && found == json_array_size(rows) - 1);
}

static void check_machines(const json_t *facts, const json_t *report)
{
    const char *name;
    json_t *host;
    if (json_object_size(look_at(report, "hosts")) == 0)
        return;
    const json_t *rows = table_of(facts, "Machines", 0);
    assert_int_equal(json_array_size(rows),
                     1 + json_object_size(look_at(report, "hosts")));
    json_object_foreach (look_at(report, "hosts"), name, host) {
        const json_t *row = row_of(rows, name);
        const double need = look_number(host, "memory/need_highest");
        const double values[] = {look_number(host, "cpu/mean"),
                                 look_number(host, "cpu/peak"), need,
                                 need / look_number(host, "memory/total")};
        assert_non_null(row);
        assert_string_equal(cell_of(row, 1), look_text(host, "instance"));
        cells_are(row, values, 2, 4);
    }
}

static void check_services(const json_t *facts, const json_t *report)
{
    const json_t *rows = table_of(facts, "Services", 0);
    const char *name;
    json_t *service;
    size_t found = 0;
    json_object_foreach (look_at(report, "services"), name, service) {
        const json_t *row = row_of(rows, name);
        const double values[] = {look_number(service, "instances"),
                                 look_number(service, "cpu_mean"),
                                 look_number(service, "in_flight_mean"),
                                 look_number(service, "in_flight_peak"),
                                 look_number(service, "queue_mean"),
                                 look_number(service, "queue_peak"),
                                 look_number(service, "wait_s/p95")};
        if (row)
            cells_are(row, values, 1, 7);
        found += row != NULL;
    }
    assert_true(found > 0 && found == json_array_size(rows) - 1);
}

/* Every resource is in the table of what matters or in the folded one. */
static void check_headroom(const json_t *facts, const json_t *report)
{
    const json_t *resources = look_at(report, "resources");
    const json_t *tables = json_object_get(json_object_get(facts, "tables"), "Headroom");
    size_t found = 0, i, k;
    const json_t *one, *rows;
    json_array_foreach (resources, i, one) {
        const double values[] = {look_number(one, "utilization"),
                                 look_number(one, "peak")};
        const json_t *row = NULL;
        json_array_foreach (tables, k, rows)
            row = row ? row : row_of(rows, look_text(one, "id"));
        if (row)
            cells_are(row, values, 1, 2);
        found += row != NULL;
    }
    assert_true(found == json_array_size(resources) || found >= 100);
}

/* Items have a unit, sums have none; the items sum to the bill. */
static void check_bill(const json_t *facts, const json_t *report)
{
    const double month_usd = look_number(report, "cost/month_usd");
    const json_t *items = look_at(report, "cost/items");
    double sum = 0;
    size_t found = 0, i;
    const json_t *row;
    if (json_array_size(items) == 0)
        return;
    const json_t *rows = table_of(facts, "Cost of a month", 0);
    json_array_foreach (rows, i, row) {
        if (i == 0 || !*cell_of(row, 2))
            continue;
        cells_are(row, (double[]){look_number(json_array_get(items, found), "quantity")},
                  1, 1);
        sum += reading_value(cell_of(row, 4));
        found++;
    }
    assert_int_equal(found, json_array_size(items));
    assert_near(sum, month_usd, 0.006 * (double)found);
    const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    assert_near(reading_value(cell_of(last, 4)), month_usd, 0.006);
}

static void check_ledger(const json_t *facts, const json_t *report)
{
    const json_t *assumptions = look_at(report, "assumptions");
    const json_t *rows = table_of(facts, "What the answer rests on", 0);
    const size_t count = json_array_size(assumptions);
    assert_int_equal(json_array_size(rows), 1 + (count < 1500 ? count : 1500));
}

void page_of_run_check(const json_t *facts, const json_t *report)
{
    check_head(facts, report);
    check_thresholds(facts, report);
    check_requests(facts, report);
    check_machines(facts, report);
    check_services(facts, report);
    check_headroom(facts, report);
    check_bill(facts, report);
    check_ledger(facts, report);
}
