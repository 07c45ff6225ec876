/* `overstack sweep`: what is read, what is refused, and which rows go together. */
#include "tests/support/near.h"
#include "tests/support/shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a database is asked in numbers ---- */

/* As text 100/s comes before 20/s; as the name of a figure `rate` would be hidden. */
static void the_view_has_numbers_in_base_units(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 sweep shop.yaml --database a.db", 0);
    assert_int_equal(
        shop_ask(shop, "a.db", "SELECT max(\"traffic.users.rate\") FROM sweep_1"), 120);
    assert_int_equal(shop_ask(shop, "a.db",
                              "SELECT count(*) FROM sweep_1 WHERE "
                              "\"traffic.users.rate\" > 60 AND threads >= 2"),
                     6);
    assert_int_equal(shop_ask(shop, "a.db",
                              "SELECT count(*) FROM sweep_1 WHERE abs(rate - "
                              "\"traffic.users.rate\") < 0.2 * rate"),
                     15); /* the figure is what was measured */
    assert_int_equal(shop_ask(shop, "a.db",
                              "SELECT count(*) FROM pragma_table_info('sweep_1') WHERE "
                              "name LIKE 'rate%'"),
                     1);
}

static void units_and_texts_are_kept_apart(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 sweep shop.yaml --vary simulate.warmup=0s,500ms --vary "
                "hosts.h.instance.memory=512MiB,2GiB --vary name=a,b --database a.db",
                0);
    assert_int_equal(shop_ask(shop, "a.db", "SELECT max(memory) >> 20 FROM sweep_1"),
                     2048);
    assert_int_equal(
        shop_ask(shop, "a.db", "SELECT count(*) FROM sweep_1 WHERE warmup = 0.5"), 4);
    assert_int_equal(
        shop_ask(shop, "a.db", "SELECT count(*) FROM sweep_1 WHERE name = 'b'"), 4);
    shop_expect(shop, "$0 merge a.db --format ndjson", 0);
    json_t *last = shop_line(shop->text, 7);
    assert_string_equal(shop_word(json_object_get(last, "vary"), "simulate.warmup"),
                        "500ms");
    json_decref(last);
}

/* ---- rows of other files are of another sweep ---- */

static void shard(struct shop *shop, const char *name, const char *trace, int number)
{
    char command[400];
    shop_write(shop, name, trace);
    snprintf(command, sizeof command,
             "$0 sweep read.yaml --vary services.s.threads=1,2 --vary "
             "traffic.users.file=a.csv,b.csv --format csv --shard %d/2 -o %d.csv",
             number, number);
    shop_expect(shop, command, 0);
}

static void shards_of_other_data_do_not_merge(void **state)
{
    static const char short_trace[] = "time,count\n0,10\n10,20\n";
    static const char long_trace[] = "time,count\n0,10\n10,200\n";
    struct shop *shop = *state;
    char text[2000];
    snprintf(text, sizeof text, "%s",
             "overstack: 1\n"
             "simulate: {duration: 20s}\n"
             "hosts: {h: {instance: {vcpus: 1, memory: 4GiB, price: 0.01 USD/h}}}\n"
             "services:\n"
             "  s: {on: h, threads: 2, endpoints: {go: [{cpu: empirical(times.csv)}]}}\n"
             "traffic: {users: {executor: trace, file: a.csv, target: s.go}}\n");
    shop_write(shop, "read.yaml", text);
    shop_write(shop, "times.csv", "10ms\n20ms\n");
    shop_write(shop, "a.csv", short_trace);
    shard(shop, "b.csv", short_trace, 1);
    shard(shop, "b.csv", short_trace, 2);
    shop_expect(shop, "$0 merge 1.csv 2.csv", 0);
    shard(shop, "b.csv", long_trace, 2); /* named by an axis alone */
    shop_expect_error(shop, "$0 merge 1.csv 2.csv", 2, "are of two sweeps");
    shard(shop, "a.csv", long_trace, 1);
    shop_expect_error(shop, "$0 merge 1.csv 2.csv", 2, "are of two sweeps");
    shard(shop, "a.csv", long_trace, 2);
    shop_expect(shop, "$0 merge 1.csv 2.csv", 0);
    shard(shop, "times.csv", "10ms\n30ms\n", 2);
    shop_expect_error(shop, "$0 merge 1.csv 2.csv", 2, "are of two sweeps");
}

/* ---- what is refused, before anything is written ---- */

static void an_option_that_hides_an_axis_is_refused(void **state)
{
    static const char *const cases[][2] = {
        {"--vary simulate.replications=2,5 --replications 3",
         "--vary: simulate.replications: it is varied, and --replications would stand"},
        {"--vary simulate.duration=10s,20s --duration 5s", "--duration would stand"},
        {"--vary simulate.seed=1,2 --seed 3", "--seed would stand"},
        {"--vary simulate={duration:10s},{duration:20s} --seed 3",
         "simulate: it is varied, and --seed"},
        {"--vary services.s.threads=1,2 --set services.s.threads=4",
         "--vary: services.s.threads: it is varied, and each value would stand in place "
         "of --set"},
        {"--set traffic.users.rate=4/s", "shop.yaml:11:10: traffic.users.rate: it is"},
    };
    struct shop *shop = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[256];
        snprintf(command, sizeof command, "$0 sweep shop.yaml %s -o out.csv",
                 cases[i][0]);
        shop_expect_error(shop, command, 2, cases[i][1]);
    }
    shop_expect(shop, "$0 sweep shop.yaml --vary simulate.replications=2 --seed 3", 0);
}

/* A value that is wrong is told where it was given, in the row of its point. */
static void a_wrong_value_is_told_where_it_was_given(void **state)
{
    struct shop *shop = *state;
    char text[2000];
    shop_expect(shop, "$0 sweep shop.yaml --vary traffic.users.rate=10/s,20 --format csv",
                0);
    assert_non_null(strstr(shop->text, "--vary: traffic.users.rate: expected a rate"));
    shop_expect_error(shop, "$0 sweep shop.yaml --vary traffic.users.rate=10,20", 2,
                      "--vary: traffic.users.rate: expected a rate");
    snprintf(text, sizeof text, "%s", shop_text);
    memcpy(strstr(text, "[1, 2, 4]"), "[1,2,2.5]", 9);
    shop_write(shop, "wrong.yaml", text);
    shop_expect(shop, "$0 sweep wrong.yaml --format csv", 0);
    assert_non_null(strstr(shop->text, "wrong.yaml:11:69: services.s.threads: expected"));
}

/* 18 combinations: the block keeps the 15 with threads * 60 >= rate, of those 9 have fewer
 * than 4 threads. */
static void where_is_added_to_that_of_the_block(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 sweep shop.yaml --where \"threads < 4\" --format csv", 0);
    assert_int_equal(shop_lines(shop->text), 1 + 9);
    shop_expect_error(shop, "$0 sweep shop.yaml --where \"threads > 4\"", 2,
                      "--where: where: no point is left");
}

/* The mistake has its line, and an older answer stays. */
static void a_broken_file_is_told_and_nothing_written(void **state)
{
    struct shop *shop = *state;
    char text[2000], kept[64];
    snprintf(text, sizeof text, "%s", shop_text);
    memcpy(strstr(text, "threads"), "threadz", 7);
    shop_write(shop, "broken.yaml", text);
    shop_write(shop, "out.csv", "older");
    shop_expect_error(shop,
                      "$0 sweep broken.yaml --vary simulate.seed=1,2 --format csv "
                      "-o out.csv --database a.db; code=$?; ls; exit $code",
                      2, "broken.yaml:6:14: services.s: unknown key");
    assert_non_null(strstr(shop->errors, "did you mean \"threads\"?"));
    assert_non_null(strstr(shop->errors, "no point could be simulated"));
    assert_null(strstr(shop->text, "a.db"));
    shop_read(shop->folder, "out.csv", kept, sizeof kept);
    assert_string_equal(kept, "older");
    shop_expect_error(shop, "$0 sweep broken.yaml --vary simulate.seed=1..2000", 2,
                      "broken.yaml:6:14"); /* more than are looked at */
    shop_expect_error(shop, "$0 sweep shop.yaml --vary simulate.duration=10..20:5", 2,
                      "--vary: simulate.duration: expected a duration");
    shop_expect_error(shop, "$0 sweep shop.yaml --vary services.s.threads=x,y", 2,
                      "services.s.threads: expected a whole number");
}

/* What the file lacks the axes may bring. */
static void a_file_that_is_whole_with_its_axes_is_swept(void **state)
{
    struct shop *shop = *state;
    char text[2000];
    snprintf(text, sizeof text, "%s", shop_text);
    memcpy(strstr(text, "rate: 50/s,"), "           ", 11);
    shop_write(shop, "half.yaml", text);
    shop_expect(shop, "$0 sweep half.yaml --format csv", 0);
    assert_int_equal(shop_lines(shop->text), 16);
}

static void what_is_read_is_never_written_over(void **state)
{
    struct shop *shop = *state;
    char kept[2000];
    shop_expect_error(shop, "$0 sweep shop.yaml --format csv -o shop.yaml", 2,
                      "--output: shop.yaml is read and would be overwritten");
    shop_expect_error(shop, "ln -s shop.yaml link; $0 run shop.yaml -o ./link", 2,
                      "--output: shop.yaml is read");
    shop_expect_error(shop, "$0 compare link shop.yaml -o shop.yaml", 2, "is read");
    shop_read(shop->folder, "shop.yaml", kept, sizeof kept);
    assert_string_equal(kept, shop_text);
}

/* ---- what a law knows ---- */

/* The one line of a sweep with --screen over shop.yaml: its verdict and who gave it. */
static void expect_law(struct shop *shop, const char *options, const char *verdict,
                       const char *by, const char *why)
{
    char command[600];
    snprintf(command, sizeof command,
             "$0 sweep shop.yaml --vary name=a --screen --format ndjson %s", options);
    shop_expect(shop, command, 0);
    json_t *line = shop_line(shop->text, 0);
    if (strcmp(shop_word(line, "verdict"), verdict) != 0 ||
        strcmp(shop_word(line, "by"), by) != 0)
        fail_msg("%s: %s", options, shop->text);
    if (*why)
        assert_non_null(strstr(shop_word(line, "law"), why));
    json_decref(line);
}

/* 0.01 USD/h are 7.30 USD a month; nothing leaves the machine, so that is the bill. */
static void a_law_knows_the_bill(void **state)
{
    struct shop *shop = *state;
    expect_law(shop, "--set budget=\"5 USD\"", "failed", "law", "7.30 USD a month");
    expect_law(shop, "--set budget=\"5 USD\" --replications 3", "failed", "law",
               "7.30 USD a month");
    expect_law(shop, "--set budget=\"9 USD\"", "ok", "simulation", "");
    expect_law(shop, "--set budget=\"9 USD\" --set thresholds=null", "ok", "law",
               "all of it is fixed: 7.30 USD a month");
    expect_law(
        shop,
        "--set thresholds.http_req_duration= --set thresholds.cost=\"[month < 9 USD]\"",
        "ok", "law", "7.30");
    expect_law(shop, "--set thresholds.cost=\"[month < 7 USD]\"", "failed", "law",
               "7.30");
    expect_law(shop, "--set thresholds=null", "ok", "simulation", "");
    /* What is sent to users is metered. */
    expect_law(shop,
               "--set thresholds=null --set budget=\"90 USD\" --set "
               "hosts.h.instance=t3.small --set \"services.s.endpoints.go=[send: 1KiB]\"",
               "ok", "simulation", "");
}

static void a_law_knows_the_shortest_latency(void **state)
{
    struct shop *shop = *state;
    expect_law(shop, "--set services.s.endpoints.go.0.cpu=210ms", "failed", "law",
               "less than 210 ms");
    expect_law(shop,
               "--set services.s.endpoints.go.0.cpu=190ms --set traffic.users.rtt=11ms",
               "failed", "law", "less than 201 ms");
    expect_law(shop, "--set services.s.endpoints.go.0.cpu=\"exp(300ms)\"", "failed",
               "simulation", "");
    expect_law(shop,
               "--set services.s.endpoints.go.0.cpu=210ms --set "
               "hosts.h.instance.speed=1.1 --set traffic.users.rate=1/s",
               "failed", "simulation", "");
}

/* ---- on 80 columns ---- */

/* Long names and many axes leave no room; which answer came from a law stays. */
static void a_law_is_told_in_a_narrow_table(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 sweep shop.yaml --screen --set budget=\"20 USD\" --vary "
                "name=abcdefghijklm --vary services.s.on=h --vary "
                "traffic.users.target=s.go --vary "
                "hosts.h.instance.price=\"0.01 USD/h,0.1 USD/h\"",
                0);
    assert_non_null(strstr(shop->text, "failed  law "));
    assert_non_null(strstr(shop->text, "ok      run "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_begin, shop_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_view_has_numbers_in_base_units),
        TEST(units_and_texts_are_kept_apart),
        TEST(shards_of_other_data_do_not_merge),
        TEST(an_option_that_hides_an_axis_is_refused),
        TEST(a_wrong_value_is_told_where_it_was_given),
        TEST(where_is_added_to_that_of_the_block),
        TEST(a_broken_file_is_told_and_nothing_written),
        TEST(a_file_that_is_whole_with_its_axes_is_swept),
        TEST(what_is_read_is_never_written_over),
        TEST(a_law_knows_the_bill),
        TEST(a_law_knows_the_shortest_latency),
        TEST(a_law_is_told_in_a_narrow_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
