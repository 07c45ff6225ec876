/* `overstack capacity`, as a user runs it: what is said, in which form, and with which
 * exit code. */
#include "tests/support/near.h"
#include "tests/support/shop.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scenario[] =
    "overstack: 1\n"
    "name: shop\n"
    "simulate: {duration: 3m, warmup: 10s, replications: 3, seed: 3}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
    "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
    "traffic: {users: {executor: constant-arrival-rate, rate: 30/s, target: s.go}}\n";
static const char limited[] = "overstack: 1\nextends: shop.yaml\n"
                              "thresholds: {http_req_duration: [\"avg < 40ms\"]}\n";

static int set_up(void **state)
{
    const int code = shop_open(state, scenario);
    if (code == 0)
        shop_write(*state, "limited.yaml", limited);
    return code;
}

/* Refused: nothing is printed but the message. */
static void expect_refused(struct shop *shop, const char *command, int code,
                           const char *part)
{
    shop_expect_error(shop, command, code, part);
    assert_string_equal(shop->text, "");
}

static void expect_text(const struct shop *shop, const char *part)
{
    if (!strstr(shop->text, part))
        fail_msg("'%s' is not in:\n%s", part, shop->text);
}

/* Columns of the widest line; a character takes one here. */
static size_t widest(const char *text)
{
    size_t most = 0, width = 0;
    for (; *text; text++) {
        width = *text == '\n' ? 0 : width + ((*text & 0xc0) != 0x80);
        most = width > most ? width : most;
    }
    return most;
}

/* ---- the answer ---- */

static void the_answer_comes_first_and_the_curve_after_it(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --vary traffic.users.rate", 0);
    assert_string_equal(shop->errors, "");
    expect_text(shop, "✓ It holds up to 7");
    expect_text(shop, "/s of traffic.users.rate, 2.");
    expect_text(shop, "times today's 30/s.");
    expect_text(shop, "  Beyond it:   at 7");
    expect_text(shop, "http_req_duration (avg < 40ms) is 4");
    expect_text(shop, "  Because:     ");
    expect_text(shop, "  Knee:        ");
    expect_text(shop, "\nCURVE\n");
    expect_text(shop, "today");
    expect_text(shop, "holds\n");
    expect_text(shop, "fails\n");
    expect_text(shop, "busy: host.h.cpu");
    assert_true(widest(shop->text) <= 80);
    assert_null(strchr(shop->text, '\033'));
}

static void without_vary_all_traffic_grows(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml", 0);
    expect_text(shop, "✓ It holds up to 2.");
    expect_text(shop, "times today's traffic.");
}

static void a_file_that_does_not_hold_ends_with_99(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --set traffic.users.rate=90/s", 99);
    expect_text(shop, "✗ It holds up to 0.8");
    shop_expect(shop,
                "$0 capacity limited.yaml --set \"thresholds.http_req_duration=avg < "
                "1us\" --duration 20s",
                99);
    expect_text(shop,
                "✗ Nothing tried holds, from 0.000977 times to 1 times today's traffic");
    expect_text(shop, "  There:       at 0.000977 times http_req_duration (avg < 1us)");
}

static void what_has_no_value_of_its_own_holds_where_any_value_does(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 capacity limited.yaml --vary services.s.backlog=1..50 --duration 30s",
                0);
    expect_text(shop, "✓ It holds with everything from 1 to 50");
    shop_expect(
        shop,
        "$0 capacity limited.yaml --vary services.s.backlog=1..50 --duration 30s "
        "--set traffic.users.rate=200/s --set \"thresholds.http_req_failed=rate < "
        "1%\"",
        99);
    expect_text(shop, "✗ Nothing holds from 1 to 50");
    shop_expect(shop, "$0 capacity limited.yaml --vary services.s.cpus=0.2..2", 0);
    expect_text(shop, "✓ The smallest services.s.cpus that holds is 0.");
}

static void too_little_and_what_was_tried_are_said(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --set \"thresholds.goodput=rate > 60/s\"",
                99);
    expect_text(shop, "✗ It holds up to 2.");
    expect_text(shop, "  Too little:  at ");
    expect_text(shop, " goodput (rate > 60/s) is ");
    shop_expect(shop,
                "$0 capacity limited.yaml --vary traffic.users.rate=100..200 --duration "
                "1m",
                0);
    expect_text(shop, "✓ Nothing between the bounds holds: not even 100/s of");
}

/* 150/s are more than one core can do; up to 20/s all is well. */
static void a_failing_own_value_outside_the_bounds_is_said(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 capacity limited.yaml --set traffic.users.rate=150/s --vary "
                "traffic.users.rate=10/s..20/s --duration 1m",
                99);
    expect_text(shop, "✗ Even 20/s of traffic.users.rate holds, 0.133 times today's "
                      "150/s");
    expect_text(shop, "  Today:       at 150/s, outside the bounds, http_req_duration ");
}

/* The corner of the asymptotes is a value of its own in the curve: (10 ms + 1 s) / 10 ms. */
static void the_knee_of_closed_users_is_in_the_curve(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "closed.yaml",
               "overstack: 1\nextends: limited.yaml\nsimulate: {duration: 30s, "
               "replications: 1}\ntraffic: {users: {executor: constant-vus, vus: 20, "
               "rate: null, think: 1s}}\n");
    shop_expect(shop, "$0 capacity closed.yaml --vary traffic.users.vus --format csv", 0);
    expect_text(shop, ",knee\n");
    assert_int_equal(atoi(strstr(shop->text, "\n101,") + 1), 101);
}

/* At 75/s the mean is 40 ms. */
static void a_file_that_is_undecided_ends_with_3(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --set traffic.users.rate=75/s", 3);
    expect_text(shop, "? It holds up to ");
    expect_text(shop, "  Certain:     with 95% confidence ");
}

/* Surplus credits make the bill grow with the load: it passes the budget before anything
 * else fails, and that is said, with what it costs today and at the answer. */
static void a_bill_that_ends_it_is_the_reason(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "dear.yaml",
               "overstack: 1\n"
               "simulate: {duration: 20s, warmup: 5s, seed: 3}\n"
               "hosts: {h: {instance: t3.large, credits: {mode: unlimited}}}\n"
               "services: {s: {on: h, endpoints: {go: [{cpu: exp(20ms)}]}}}\n"
               "traffic: {users: {executor: constant-arrival-rate, rate: 60/s, target: "
               "s.go}}\n"
               "thresholds: {http_req_duration: [\"p(95) < 200ms\"]}\n"
               "budget: 100 USD/month\n");
    shop_expect(shop, "$0 capacity dear.yaml --tolerance 2%", 0);
    expect_text(shop, " a month exceeds the budget.\n");
    expect_text(shop, "  Because:     money is all that ends it: every other limit "
                      "holds there;");
    expect_text(shop, "  Cost:        85.78 USD a month today, 9");
    expect_text(shop, "100.00 USD.\n");
    assert_true(widest(shop->text) <= 80);
    /* With more money the machine ends it, and the reason is its own again. */
    shop_expect(shop,
                "$0 capacity dear.yaml --tolerance 2% --set currency=KRW --set "
                "\"budget=400000 KRW/month\"",
                0);
    assert_null(strstr(shop->text, "money is all"));
    expect_text(shop, "First to go: CPU on h");
    expect_text(shop, " KRW a month today, ");
    expect_text(shop, "400,000 KRW.\n");
    shop_expect(shop, "$0 capacity dear.yaml --tolerance 9% --set currency=KRW", 0);
    expect_text(shop, " KRW a month exceeds the budget.\n");
    assert_null(strstr(shop->text, "USD"));
}

/* Memory that is over at any load, for swap holds what is cold, is not what more load
 * breaks: the CPU is, and the curve shows it. */
static void what_is_full_at_every_load_is_not_the_cause(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "cold.yaml",
               "overstack: 1\nextends: limited.yaml\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 1GiB}}\n"
               "services: {s: {memory: {base: 1200MiB, cold: 60%}}}\n");
    shop_expect(shop, "$0 capacity cold.yaml --duration 1m --tolerance 5%", 0);
    expect_text(shop, "  Because:     the fullest that grows is host.h.cpu, busy ");
    expect_text(shop, "host.h.memory is at 1");
    expect_text(shop, "busy: host.h.cpu");
}

static void the_smallest_machine_is_found(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "$0 capacity limited.yaml --set traffic.users.rate=100/s --vary "
                "hosts.h.count --duration 1m",
                99);
    expect_text(shop, "✗ The smallest hosts.h.count that holds is 2, 2 times today's 1.");
    expect_text(shop, "  Below it:    at 1 http_req_duration");
    expect_text(shop, "busy: host.h.cpu");
    shop_expect(shop, "$0 capacity limited.yaml --vary services.s.threads --duration 30s",
                0);
    expect_text(shop, "services.s.threads does not decide");
    shop_expect(shop,
                "$0 capacity limited.yaml --set "
                "\"thresholds.http_req_duration=[avg < 1ms]\" --vary services.s.threads "
                "--duration 30s",
                99);
    expect_text(shop, "  There:       at 1 http_req_duration (avg < 1ms)");
    assert_null(strstr(shop->text, "outside the bounds"));
}

static void where_nothing_holds_the_reason_is_told(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "dear.yaml",
               "overstack: 1\nextends: limited.yaml\nbudget: 1 USD/month\n"
               "hosts: {h: {instance: {price: 0.01 USD/h}}}\n");
    shop_expect(shop, "$0 capacity dear.yaml --vary services.s.threads --duration 30s",
                99);
    expect_text(shop, "✗ Nothing holds from ");
    expect_text(shop, "  There:       at 1 the bill of 7.3");
    expect_text(shop, "  Because:     money is all that ends it");
    shop_write(shop, "dead.yaml",
               "overstack: 1\nextends: limited.yaml\nevents: [{at: 0s, fail: s}]\n"
               "services: {s: {restart: {policy: \"no\"}}}\n");
    shop_expect(
        shop, "$0 capacity dead.yaml --vary traffic.users.rate=1..30 --duration 30s", 99);
    expect_text(shop, "http_req_duration (avg < 40ms) has no value.");
    expect_text(shop, "  Because:     Nothing is saturated, but s never answers");
}

static void a_range_that_holds_to_its_end_is_said(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --vary traffic.users.rate=10..40", 0);
    expect_text(
        shop,
        "✓ Even 40/s of traffic.users.rate holds, 1.33 times today's 30/s: no limit was\n"
        "found.\n");
}

static void a_file_without_thresholds_is_held_to_a_default(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity shop.yaml", 0);
    expect_text(shop, "  Held to:     the file has no thresholds, so: fewer than 1%");
    expect_text(shop, "headroom (min > 1) is 0.");
    expect_text(shop, " (host.h.cpu at ");
}

/* ---- forms ---- */

static json_t *parse(const struct shop *shop)
{
    json_error_t error;
    json_t *report = json_loads(shop->text, JSON_REJECT_DUPLICATES, &error);
    if (!report)
        fail_msg("line %d: %s", error.line, error.text);
    return report;
}

static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void json_holds_the_answer_and_every_point(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --vary traffic.users.rate --format json",
                0);
    json_t *report = parse(shop);
    const json_t *answer = json_object_get(report, "capacity");
    assert_string_equal(json_string_value(json_object_get(answer, "direction")), "load");
    assert_string_equal(json_string_value(json_object_get(answer, "unit")), "/s");
    assert_true(number(answer, "passes") < number(answer, "fails"));
    assert_near(number(answer, "growth"), number(answer, "passes") / 30, 1e-12);
    assert_true(json_is_true(json_object_get(report, "ok")));
    assert_int_equal(strlen(json_string_value(
                         json_object_get(json_object_get(report, "scenario"), "hash"))),
                     64);
    const json_t *points = json_object_get(report, "points");
    double before = 0;
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        assert_true(number(point, "value") > before);
        before = number(point, "value");
        const json_t *uses = json_object_get(point, "utilization");
        assert_true(number(uses, "host.h.cpu") ==
                    number(point, "bottleneck_utilization"));
    }
    assert_true(json_array_size(points) > 10);
    json_decref(report);
}

static void csv_has_a_line_for_each_point(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --format csv --duration 1m", 0);
    static const char header[] =
        "value,replications,mean_s,p50_s,p95_s,p99_s,rate_per_s,goodput_per_s,"
        "failed_rate,utilization,cost_month_usd,ok,undecided,curve,role\n";
    assert_memory_equal(shop->text, header, sizeof header - 1);
    const char *line = shop->text;
    int lines = 0;
    for (; *line; line = strchr(line, '\n') + 1, lines++) {
        int commas = 0;
        for (const char *at = line; *at != '\n'; at++)
            commas += *at == ',';
        assert_true(commas == 14 || strstr(line, "\"today, "));
    }
    assert_true(lines > 10);
}

static void markdown_says_the_same_as_a_table(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 capacity limited.yaml --format markdown --duration 1m", 0);
    expect_text(shop, "## shop\n\n✓ **It holds up to ");
    expect_text(shop, "- **Beyond it:** at ");
    expect_text(shop, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
    expect_text(shop, "| ✓ | 1 | ");
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    struct shop *shop = *state;
    static const char command[] =
        "$0 capacity limited.yaml --format json --duration 1m -j ";
    char line[128], *one;
    snprintf(line, sizeof line, "%s1", command);
    shop_expect(shop, line, 0);
    one = strdup(shop->text);
    snprintf(line, sizeof line, "%s2", command);
    shop_expect(shop, line, 0);
    assert_string_equal(shop->text, one);
    snprintf(line, sizeof line, "%s5", command);
    shop_expect(shop, line, 0);
    assert_string_equal(shop->text, one);
    free(one);
}

static void plots_hold_a_csv_and_a_picture(void **state)
{
    struct shop *shop = *state;
    char path[128];
    shop_expect(shop, "$0 capacity limited.yaml --plots figures --duration 1m", 0);
    snprintf(path, sizeof path, "%s/figures/capacity.csv", shop->folder);
    assert_int_equal(access(path, F_OK), 0);
    if (strstr(shop->errors, "gnuplot is not installed"))
        skip();
    assert_string_equal(shop->errors, "");
    snprintf(path, sizeof path, "%s/figures/capacity.png", shop->folder);
    assert_int_equal(access(path, F_OK), 0);
    shop_expect(
        shop, "PATH=/nowhere $0 capacity limited.yaml --plots figures --duration 1m", 0);
    assert_non_null(strstr(shop->errors, "gnuplot is not installed; the CSV file is"));
}

/* ---- what goes wrong ---- */

static void bad_input_ends_with_2(void **state)
{
    struct shop *shop = *state;
    expect_refused(
        shop, "$0 capacity limited.yaml --vary traffic.users.rat", 2,
        "--vary: traffic.users.rat: there is no such value in the scenario; did "
        "you mean \"rate\"?\n");
    expect_refused(shop, "$0 capacity limited.yaml --vary services.s.backlog", 2,
                   "give a range, as in services.s.backlog=1..100\n");
    expect_refused(shop, "$0 capacity limited.yaml --vary traffic --vary hosts.h.count",
                   2, "--vary is given twice; one number is varied");
    expect_refused(shop, "$0 capacity limited.yaml --tolerance 0", 2,
                   "--tolerance: expected a share above 0, such as 1%, got '0'");
    expect_refused(shop, "$0 capacity limited.yaml --format ndjson", 2,
                   "--format ndjson is not yet supported; there are text, json, csv, "
                   "markdown and html");
    expect_refused(shop, "$0 capacity missing.yaml", 2, "missing.yaml");
    shop_write(shop, "bad.yaml", "overstack: 1\nhots: {}\n");
    expect_refused(shop, "$0 capacity bad.yaml", 2, "bad.yaml:2:1: unknown key");
    expect_refused(shop, "$0 capacity", 2, "FILE is missing");
}

static void what_cannot_be_written_is_known_before_the_search(void **state)
{
    struct shop *shop = *state;
    expect_refused(shop, "$0 capacity limited.yaml --output no/where.json", 1,
                   "no/where.json");
}

/* Some twenty values of 6 million requests or more. */
static void an_interrupt_keeps_what_is_finished(void **state)
{
    struct shop *shop = *state;
    shop_expect(
        shop,
        "timeout --preserve-status -s INT 3 "
        "$0 capacity limited.yaml --duration 60h --set simulate.replications=1 -j 1 "
        "--vary traffic.users.rate=1..60 --format json",
        130);
    if (!*shop->text) { /* a busy machine: nothing was finished, and that is said */
        assert_non_null(strstr(shop->errors, "interrupted before"));
        skip();
    }
    json_t *report = parse(shop);
    assert_true(json_is_true(json_object_get(report, "partial")));
    assert_true(json_array_size(json_object_get(report, "points")) >= 1);
    json_decref(report);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, shop_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_answer_comes_first_and_the_curve_after_it),
        TEST(without_vary_all_traffic_grows),
        TEST(a_file_that_does_not_hold_ends_with_99),
        TEST(what_has_no_value_of_its_own_holds_where_any_value_does),
        TEST(too_little_and_what_was_tried_are_said),
        TEST(a_file_that_is_undecided_ends_with_3),
        TEST(a_failing_own_value_outside_the_bounds_is_said),
        TEST(the_knee_of_closed_users_is_in_the_curve),
        TEST(a_bill_that_ends_it_is_the_reason),
        TEST(what_is_full_at_every_load_is_not_the_cause),
        TEST(the_smallest_machine_is_found),
        TEST(where_nothing_holds_the_reason_is_told),
        TEST(a_range_that_holds_to_its_end_is_said),
        TEST(a_file_without_thresholds_is_held_to_a_default),
        TEST(json_holds_the_answer_and_every_point),
        TEST(csv_has_a_line_for_each_point),
        TEST(markdown_says_the_same_as_a_table),
        TEST(any_number_of_threads_gives_the_same_bytes),
        TEST(plots_hold_a_csv_and_a_picture),
        TEST(bad_input_ends_with_2),
        TEST(what_cannot_be_written_is_known_before_the_search),
        TEST(an_interrupt_keeps_what_is_finished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
