/* `overstack sweep`, as a user runs it: rows in order whoever finds them, results that are
 * kept, shards. */
#include "tests/support/near.h"
#include "tests/support/shop.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY "--vary simulate.seed=1..400 --quiet"

/* ---- rows ---- */

static void rows_are_the_same_for_any_number_of_threads(void **state)
{
    static const char *const formats[] = {"ndjson", "csv", "text", "json"};
    for (size_t i = 0; i < 4; i++) {
        char command[128];
        snprintf(command, sizeof command, "$0 sweep shop.yaml --format %s --jobs 1",
                 formats[i]);
        shop_expect(*state, command, 0);
        for (int jobs = 2; jobs <= 7; jobs += 5) {
            snprintf(command, sizeof command, "$0 sweep shop.yaml --format %s --jobs %d",
                     formats[i], jobs);
            shop_expect_same(*state, command);
        }
    }
}

/* The rows of --format json are the lines of --format ndjson, and the summary counts them:
 * 15 points of which 3 cannot be loaded. */
static void the_whole_as_json_has_the_rows_and_their_summary(void **state)
{
    struct shop *shop = *state;
    static const char command[] = "$0 sweep shop.yaml --set budget=\"16 USD\" --vary "
                                  "services.s.threads=1,x,2,4,8 --vary "
                                  "traffic.users.rate=20..60:20/s --format ";
    char text[512];
    snprintf(text, sizeof text, "%sjson", command);
    shop_expect(shop, text, 0);
    json_t *whole = json_loads(shop->text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(whole);
    const json_t *rows = json_object_get(whole, "rows");
    const json_t *summary = json_object_get(whole, "summary");
    double counts[4] = {0};
    static const char *const verdicts[] = {"ok", "failed", "undecided", "error"};
    assert_int_equal(json_array_size(rows), 15);
    snprintf(text, sizeof text, "%sndjson", command);
    shop_expect(shop, text, 0);
    for (int i = 0; i < 15; i++) {
        json_t *line = shop_line(shop->text, i);
        assert_true(json_equal(line, json_array_get(rows, i)));
        for (int v = 0; v < 4; v++)
            counts[v] += strcmp(shop_word(line, "verdict"), verdicts[v]) == 0;
        json_decref(line);
    }
    assert_true(counts[3] == 3);
    for (int v = 0; v < 4; v++)
        assert_true(json_number_value(json_object_get(summary, verdicts[v])) ==
                    counts[v]);
    assert_true(json_number_value(json_object_get(summary, "rows")) == 15);
    assert_true(json_is_false(json_object_get(whole, "partial")));
    assert_string_equal(shop_word(whole, "command"), "sweep");
    json_decref(whole);
}

/* 6 rates, 3 numbers of threads, without 80, 100 and 120/s on one thread. */
static void the_block_of_the_file_says_which_points(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 sweep shop.yaml --format ndjson", 0);
    assert_int_equal(shop_lines(shop->text), 15);
    json_t *line = shop_line(shop->text, 9);
    assert_int_equal(json_number_value(json_object_get(line, "point")), 9);
    json_t *vary = json_object_get(line, "vary");
    assert_string_equal(shop_word(vary, "traffic.users.rate"), "80/s");
    assert_string_equal(shop_word(vary, "services.s.threads"), "2");
    json_decref(line);
}

static void a_row_says_what_run_says(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 sweep shop.yaml --format ndjson", 0);
    json_t *row = shop_line(shop->text, 9);
    shop_expect(shop,
                "$0 run shop.yaml --set traffic.users.rate=80/s --set "
                "services.s.threads=2 --format ndjson",
                0);
    assert_int_equal(shop_lines(shop->text), 1);
    json_t *run = shop_line(shop->text, 0);
    json_t *requests = json_object_get(json_object_get(run, "requests"), "all");
    assert_string_equal(shop_word(row, "hash"),
                        shop_word(json_object_get(run, "scenario"), "hash"));
    assert_near(
        json_real_value(json_object_get(row, "latency_p95_s")),
        json_real_value(json_object_get(json_object_get(requests, "latency_s"), "p95")),
        0);
    assert_near(json_real_value(json_object_get(row, "rate")),
                json_real_value(json_object_get(requests, "rate")), 0);
    assert_near(
        json_real_value(json_object_get(row, "cost_month_usd")),
        json_real_value(json_object_get(json_object_get(run, "cost"), "month_usd")), 0);
    json_decref(row);
    json_decref(run);
}

static void a_bad_point_is_a_row_with_its_error(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 sweep shop.yaml --vary services.s.threads=1,x,2 --format ndjson", 0);
    json_t *bad = shop_line(shop->text, 1), *good = shop_line(shop->text, 2);
    assert_string_equal(shop_word(bad, "verdict"), "error");
    assert_non_null(strstr(shop_word(bad, "error"), "expected a whole number"));
    assert_string_equal(shop_word(good, "verdict"), "ok");
    assert_string_equal(shop_word(good, "by"), "simulation");
    json_decref(bad);
    json_decref(good);
    shop_expect_error(shop, "$0 sweep shop.yaml --vary services.s.threads=x,y", 2,
                      "no point could be simulated");
}

static void the_summary_fits_its_paper(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 sweep shop.yaml --vary traffic.users.rate=20..120:5/s --vary "
                "services.s.threads=1..6 --vary services.s.backlog=10000000,x",
                0);
    assert_non_null(strstr(shop->text, "shop: 252 points\n"));
    assert_non_null(strstr(shop->text, "126 could not be run"));
    assert_non_null(strstr(shop->text, "Cheapest that passed"));
    for (const char *line = shop->text; *line; line += strcspn(line, "\n") + 1) {
        int columns = 0;
        for (const char *at = line; *at && *at != '\n'; at++)
            columns += ((unsigned char)*at & 0xc0) != 0x80;
        assert_in_range(columns, 0, 80);
    }
}

static void wrong_input_ends_with_2(void **state)
{
    static const char *const cases[][2] = {
        {"--vary services.t.threads=1", "there is no \"t\""},
        {"--vary services.s.thread=1", "did you mean threads?"},
        {"--vary services.s.threads=1..", "expected a range"},
        {"--vary services.s.threads=1,2 --zip threads", "at least two"},
        {"--where x", "no such column: x"},
        {"--shard 3/2", "expected I/N"},
        {"--shard 0/2", "expected I/N"},
        {"--shard 2", "expected I/N"},
        {"--format yaml", "not yet supported"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[256];
        snprintf(command, sizeof command, "$0 sweep shop.yaml %s", cases[i][0]);
        shop_expect_error(*state, command, 2, cases[i][1]);
    }
}

static void an_interrupted_sweep_keeps_its_rows(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "timeout -s INT 2 $0 sweep shop.yaml --vary simulate.seed=1..100000 "
                "--format ndjson -j 2 -o rows; code=$?; wc -l <rows; exit $code",
                124); /* timeout's own: it had to send the signal */
    assert_true(atoi(shop->text) > 0 && atoi(shop->text) < 100000);
    shop_read(shop->folder, "rows", shop->text, sizeof shop->text);
    json_t *first = shop_line(shop->text, 0);
    assert_int_equal(json_number_value(json_object_get(first, "point")), 0);
    json_decref(first);
}

/* ---- what surely fails ---- */

static void a_law_speaks_only_where_it_is_asked(void **state)
{
    struct shop *shop = *state;
    static const char sweep[] =
        "$0 sweep shop.yaml --set budget=\"20 USD\" --format ndjson "
        "--vary hosts.h.instance.price=\"0.01 USD/h,0.1 USD/h\" %s";
    char command[256];
    snprintf(command, sizeof command, sweep, "--screen");
    shop_expect(shop, command, 0);
    json_t *good = shop_line(shop->text, 0), *dear = shop_line(shop->text, 1);
    assert_string_equal(shop_word(good, "by"), "simulation");
    assert_string_equal(shop_word(good, "budget"), "ok");
    assert_string_equal(shop_word(dear, "by"), "law");
    assert_true(json_is_null(json_object_get(dear, "budget")));
    assert_string_equal(shop_word(dear, "verdict"), "failed");
    assert_non_null(strstr(shop_word(dear, "law"), "73.00 USD a month"));
    json_decref(dear);
    json_decref(good);
    snprintf(command, sizeof command, sweep, "");
    shop_expect(shop, command, 0);
    dear = shop_line(shop->text, 1);
    assert_string_equal(shop_word(dear, "by"), "simulation");
    assert_string_equal(shop_word(dear, "verdict"), "failed");
    assert_string_equal(shop_word(dear, "budget"), "failed");
    json_decref(dear);
}

/* ---- databases ---- */

/* As often as CI has time for; as often as the promise says in the long tests. */
static int kills(void)
{
    return getenv("OVERSTACK_TEST_LONG") ? 10 : 4;
}

static void a_killed_sweep_goes_on_where_it_stopped(void **state)
{
    struct shop *shop = *state;
    srand(7);
    for (int i = 0; i < kills(); i++) {
        char command[200];
        snprintf(command, sizeof command,
                 "timeout -s KILL 0.%03d $0 sweep shop.yaml " MANY " -o a.sqlite",
                 100 + rand() % 400);
        shop_shell(shop, command);
    }
    shop_expect(shop, "$0 sweep shop.yaml " MANY " --format ndjson", 0);
    shop_expect_same(shop,
                     "$0 sweep shop.yaml " MANY " --format ndjson --database a.sqlite");
    shop_expect_same(shop,
                     "$0 sweep shop.yaml " MANY " --format ndjson --database a.sqlite");
    assert_int_equal(shop_ask(shop, "a.sqlite", "SELECT count(*) FROM result"), 400);
    assert_int_equal(shop_ask(shop, "a.sqlite", "SELECT count(*) FROM sweep_1"), 400);
}

/* What the file says is believed: so it was not simulated again. Not even by a sweep over
 * other paths that comes to the same point. */
static void what_is_known_is_not_simulated_again(void **state)
{
    struct shop *shop = *state;
    static const char same[] = "$0 sweep shop.yaml --database a.db --format ndjson";
    shop_expect(shop, same, 0);
    shop_sql(shop, "a.db", "UPDATE result SET latency_p95_s = 42");
    shop_expect(shop, same, 0);
    for (int i = 0; i < 15; i++) {
        json_t *row = shop_line(shop->text, i);
        assert_near(json_number_value(json_object_get(row, "latency_p95_s")), 42, 0);
        json_decref(row);
    }
    shop_expect(shop,
                "$0 sweep shop.yaml --set traffic.users.rate=20/s --vary "
                "services.s.threads=2,3 --database a.db --format ndjson",
                0);
    json_t *known = shop_line(shop->text, 0), *fresh = shop_line(shop->text, 1);
    assert_near(json_number_value(json_object_get(known, "latency_p95_s")), 42, 0);
    assert_true(json_number_value(json_object_get(fresh, "latency_p95_s")) < 1);
    assert_int_equal(shop_ask(shop, "a.db", "SELECT count(*) FROM sweep"), 2);
    json_decref(known);
    json_decref(fresh);
}

static void other_files_are_refused_and_left_alone(void **state)
{
    struct shop *shop = *state;
    shop_sql(shop, "theirs.db", "CREATE TABLE t(a); INSERT INTO t VALUES(7)");
    shop_expect_error(shop, "$0 sweep shop.yaml --database theirs.db", 1,
                      "is no database of results");
    assert_int_equal(shop_ask(shop, "theirs.db", "SELECT a FROM t"), 7);
    shop_expect_error(shop, "$0 sweep shop.yaml --database shop.yaml", 1,
                      "file is not a database");
    shop_expect(shop, "$0 sweep shop.yaml --database ours.db", 0);
    shop_sql(shop, "ours.db", "PRAGMA user_version = 99");
    shop_expect_error(shop, "$0 sweep shop.yaml --database ours.db", 1,
                      "is no database of results");
    shop_expect_error(shop, "$0 sweep shop.yaml --database no/where.db", 1,
                      "no/where.db");
}

static void two_processes_share_a_database(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 sweep shop.yaml " MANY " --database a.db --shard 1/2 & "
                "$0 sweep shop.yaml " MANY " --database a.db --shard 2/2 && wait $!",
                0);
    assert_int_equal(shop_ask(shop, "a.db", "SELECT count(*) FROM result"), 400);
    shop_expect(shop, "$0 sweep shop.yaml " MANY " --format ndjson", 0);
    shop_expect_same(shop, "$0 sweep shop.yaml " MANY " --format ndjson --database a.db");
}

/* ---- shards ---- */

static void make_shards(struct shop *shop, const char *options, const char *ending)
{
    char command[600];
    for (int i = 1; i <= 3; i++) {
        snprintf(command, sizeof command, "$0 sweep shop.yaml %s --shard %d/3 -o %d.%s",
                 options, i, i, ending);
        shop_expect(shop, command, 0);
    }
}

#define BAD_TOO                                                                          \
    "--set budget=\"16 USD\" --vary services.s.threads=1,x,2,4,8 "                       \
    "--vary traffic.users.rate=20..60:20/s"

static void shards_merge_into_the_whole(void **state)
{
    struct shop *shop = *state;
    static const char *const formats[] = {"ndjson", "csv"};
    for (int i = 0; i < 2; i++) {
        char command[400];
        snprintf(command, sizeof command, BAD_TOO " --format %s", formats[i]);
        make_shards(shop, command, formats[i]);
        snprintf(command, sizeof command, "$0 sweep shop.yaml " BAD_TOO " --format %s",
                 formats[i]);
        shop_expect(shop, command, 0);
        snprintf(command, sizeof command, "$0 merge 2.%s 3.%s 1.%s", formats[i],
                 formats[i], formats[i]);
        shop_expect_same(shop, command);
    }
}

static void databases_of_shards_merge_into_any_format(void **state)
{
    struct shop *shop = *state;
    static const char *const formats[] = {"ndjson", "csv", "text", "json"};
    make_shards(shop, BAD_TOO, "db");
    for (int i = 0; i < 4; i++) {
        char command[400];
        snprintf(command, sizeof command, "$0 sweep shop.yaml " BAD_TOO " --format %s",
                 formats[i]);
        shop_expect(shop, command, 0);
        snprintf(command, sizeof command, "$0 merge 3.db 1.db 2.db --format %s",
                 formats[i]);
        shop_expect_same(shop, command);
    }
}

static void a_cell_with_a_line_break_stays_whole(void **state)
{
    struct shop *shop = *state;
    static const char options[] = "lines.yaml --format csv";
    char command[256], text[2000];
    snprintf(text, sizeof text, "%.*ssweep: {vary: {name: [\"a\\nb\", c, d]}}\n",
             (int)(strstr(shop_text, "sweep:") - shop_text), shop_text);
    shop_write(shop, "lines.yaml", text);
    for (int i = 1; i <= 2; i++) {
        snprintf(command, sizeof command, "$0 sweep %s --shard %d/2 -o %d.csv", options,
                 i, i);
        shop_expect(shop, command, 0);
    }
    snprintf(command, sizeof command, "$0 sweep %s", options);
    shop_expect(shop, command, 0);
    assert_non_null(strstr(shop->text, "\"a\nb\""));
    shop_expect_same(shop, "$0 merge 1.csv 2.csv");
}

static void merging_what_does_not_belong_together_is_refused(void **state)
{
    struct shop *shop = *state;
    make_shards(shop, BAD_TOO " --format ndjson", "json");
    shop_expect_error(
        shop, "$0 merge 1.json 3.json", 2,
        "5 of 15 points are in no file: 1, 4, 7, 10, 13; a shard is missing");
    assert_string_equal(shop->text, "");
    shop_expect_error(shop, "$0 merge 1.json 2.json 3.json 2.json", 2,
                      "point 1 is in both 2.json and 2.json");
    shop_expect_error(shop, "head -n 2 2.json >half; $0 merge 1.json half 3.json", 2,
                      "3 of 15 points are in no file: 7, 10, 13");
    shop_expect_error(shop, "head -c 900 2.json >torn; $0 merge 1.json torn 3.json", 2,
                      "torn:2: this is no whole row of a sweep");
    shop_expect(
        shop,
        "$0 sweep shop.yaml --format ndjson -o other; $0 sweep shop.yaml --format "
        "csv -o table",
        0);
    shop_expect_error(shop, "$0 merge 1.json other", 2, "are of two sweeps");
    shop_expect_error(shop, "$0 merge other table", 2,
                      "other is NDJSON and table is CSV");
    shop_expect_error(shop, "cat 1.json other >both; $0 merge both", 2,
                      "both:6: this row is of another sweep");
    shop_expect_error(shop, "$0 merge other --format csv", 2, "the files are NDJSON");
    shop_expect_error(shop, "$0 merge shop.yaml", 2, "this is no whole row of a sweep");
    shop_expect_error(shop, "$0 merge nowhere", 2, "nowhere: No such file");
    shop_expect_error(shop, ": >empty; $0 merge empty", 2, "the files have no rows");
    shop_expect_error(shop, "$0 merge", 2, "FILE... is missing");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, shop_begin, shop_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_the_same_for_any_number_of_threads),
        TEST(the_whole_as_json_has_the_rows_and_their_summary),
        TEST(the_block_of_the_file_says_which_points),
        TEST(a_row_says_what_run_says),
        TEST(a_bad_point_is_a_row_with_its_error),
        TEST(the_summary_fits_its_paper),
        TEST(wrong_input_ends_with_2),
        TEST(an_interrupted_sweep_keeps_its_rows),
        TEST(a_law_speaks_only_where_it_is_asked),
        TEST(a_killed_sweep_goes_on_where_it_stopped),
        TEST(what_is_known_is_not_simulated_again),
        TEST(other_files_are_refused_and_left_alone),
        TEST(two_processes_share_a_database),
        TEST(shards_merge_into_the_whole),
        TEST(databases_of_shards_merge_into_any_format),
        TEST(a_cell_with_a_line_break_stays_whole),
        TEST(merging_what_does_not_belong_together_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
