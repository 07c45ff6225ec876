/* `overstack run`, as a user runs it: what goes where, and with which exit code. */
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
    "simulate: {duration: 2m, replications: 4, seed: 3}\n"
    "hosts:\n"
    "  h: {instance: {vcpus: 1, memory: 4GiB, price: 0.01 USD/h}}\n"
    "services:\n"
    "  s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, "
    "target: s.go}\n";

static int set_up(void **state)
{
    return shop_open(state, scenario);
}

static int is_there(struct shop *shop, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", shop->folder, name);
    return access(path, F_OK) == 0;
}

/* ---- Exit codes ---- */

static void a_design_that_holds_ends_with_0_and_silence_on_standard_error(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml", 0);
    assert_string_equal(shop->errors, "");
    assert_non_null(strstr(shop->text, "✓"));
    assert_null(strchr(shop->text, '\033')); /* not a terminal: no colour */
}

static void a_run_to_which_nobody_comes_is_not_praised(void **state)
{
    struct shop *shop = *state;
    shop_write(
        shop, "idle.yaml",
        "overstack: 1\nsimulate: {duration: 60s, warmup: 10s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 0/s, target: s.go}}\n");
    shop_expect_error(
        shop, "$0 run idle.yaml", 0,
        "overstack run: warning: no request arrived between 10 s and 60 s, so "
        "nothing was tested\n");
    assert_non_null(strstr(shop->errors, "traffic.u: no request arrives, so nothing"));
    assert_non_null(strstr(shop->text, "! Nothing was tested: no request arrived."));
    assert_null(strstr(shop->text, "✓"));
    shop_expect(shop, "$0 check idle.yaml", 0);
    assert_non_null(strstr(shop->text, "! No request arrives: there is no load"));
    assert_null(strstr(shop->text, "✓"));
    shop_expect(shop, "$0 run idle.yaml --quiet", 0);
    assert_string_equal(shop->errors, "");
}

static void a_crossed_threshold_ends_with_99(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "more.yaml",
               "overstack: 1\nextends: shop.yaml\n"
               "thresholds: {http_req_duration: [\"p(95) < 1ms\"]}\n");
    shop_expect(shop, "$0 run more.yaml", 99);
    assert_non_null(strstr(shop->text, "✗  http_req_duration"));
}

/* A queue at 80%, whose mean differs by some 10% between replications of 400 s; the
 * second limit cannot be told from it, the others can. */
static void an_undecided_threshold_ends_with_3(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "queue.yaml",
               "overstack: 1\nsimulate: {duration: 400s, replications: 6}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 80/s, arrivals: "
               "poisson, target: s.go}}\n"
               "thresholds: {http_req_duration: [avg < 100ms, avg < 49ms]}\n");
    shop_expect(shop, "$0 run queue.yaml", 3);
    assert_non_null(strstr(shop->text, "\n? "));
    assert_non_null(strstr(shop->text, "✓  http_req_duration  avg < 100ms"));
    assert_non_null(strstr(shop->text, "?  http_req_duration  avg < 49ms"));
    assert_non_null(strstr(shop->text, "1 of 2 thresholds is undecided; about "));
    shop_expect(shop, "$0 run queue.yaml --replications 1", 0);
    shop_expect(shop, "$0 run queue.yaml --format json", 3);
    assert_non_null(strstr(shop->text, "\"undecided\": true"));
    shop_write(shop, "broken.yaml",
               "overstack: 1\nextends: queue.yaml\n"
               "thresholds: {http_req_duration: [avg < 49ms, avg < 10ms]}\n");
    shop_expect(shop, "$0 run broken.yaml", 99);
    assert_non_null(strstr(shop->text, "1 of 2 thresholds failed; 1 is undecided."));
}

static void an_exceeded_budget_ends_with_99(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml --set \"budget=10 USD/month\"", 0);
    shop_expect(shop, "$0 run shop.yaml --set \"budget=5 USD/month\"", 99);
    assert_non_null(strstr(shop->text, "exceeded, the bill is 146% of it"));
}

static void a_bad_scenario_ends_with_2_and_prints_nothing_but_errors(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "bad.yaml", "overstack: 1\nhots: {}\n");
    shop_expect_error(shop, "$0 run bad.yaml", 2, "bad.yaml:2:1: unknown key");
    assert_string_equal(shop->text, "");
    shop_expect(shop, "$0 run missing.yaml", 2);
    shop_expect_error(shop, "$0 run shop.yaml --set hosts.h.swop=1GiB", 2, "swap");
}

static void bad_usage_ends_with_2(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(shop, "$0 run", 2, "FILE is missing");
    shop_expect_error(shop, "$0 run shop.yaml other.yaml", 2, "other.yaml");
    shop_expect_error(shop, "$0 run shop.yaml --sed 3", 2, "--sed");
    shop_expect_error(shop, "$0 run shop.yaml --jobs 0", 2, "from 1 to 1024");
    shop_expect_error(shop, "$0 run shop.yaml --duration 5", 2, "--duration");
    shop_expect_error(shop, "$0 run shop.yaml --duration 0", 2, "more than 0");
    shop_expect_error(shop, "$0 run shop.yaml --set x", 2, "PATH=VALUE");
    shop_expect_error(shop, "$0 run shop.yaml --format jsn", 2, "did you mean json?");
    shop_expect_error(shop, "$0", 2, "usage: overstack COMMAND");
}

static void an_unknown_option_ends_with_2_and_the_nearest_name(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(shop, "$0 run --fromat html shop.yaml", 2,
                      "overstack run: unrecognized option '--fromat'; did you mean "
                      "--format?\n");
    shop_expect_error(shop, "$0 run shop.yaml --ouput=x", 2, "did you mean --output?");
    shop_expect_error(shop, "$0 catalog --regoin x", 2, "did you mean --region?");
    shop_expect_error(shop, "$0 run --zzz", 2, "unrecognized option '--zzz'\n");
    shop_expect_error(shop, "$0 run shop.yaml --set --fromat", 2, "--set: expected");
    shop_expect_error(shop, "$0 run -- --fromat", 2, "--fromat");
    shop_expect(shop, "$0 run shop.yaml --form json", 0);
}

static void an_unknown_command_ends_with_2_and_the_nearest_name(void **state)
{
    shop_expect_error(*state, "$0 rnu shop.yaml", 2, "did you mean run?");
    shop_expect_error(*state, "$0 zzzzzz", 2, "--help");
    shop_expect_error(*state, "$0 help nun", 2, "did you mean run?");
}

static void help_and_version_end_with_0(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 --help", 0);
    assert_non_null(strstr(shop->text, "run "));
    shop_expect(shop, "$0 help run", 0);
    assert_memory_equal(shop->text, "Usage: overstack run ", 21);
    shop_expect(shop, "$0 run --help", 0);
    assert_non_null(strstr(shop->text, "--replications"));
    shop_expect(shop, "$0 --version", 0);
    assert_memory_equal(shop->text, "overstack ", 10);
}

/* ---- What is printed ---- */

static void json_is_the_same_at_any_number_of_jobs(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml --format json --jobs 1", 0);
    char *first = strdup(shop->text);
    shop_expect(shop, "$0 run shop.yaml --format json --jobs 2", 0);
    assert_string_equal(shop->text, first);
    shop_expect(shop, "$0 run shop.yaml --format json --jobs 7", 0);
    assert_string_equal(shop->text, first);
    free(first);
}

static void another_seed_is_other_luck(void **state)
{
    struct shop *shop = *state;
    double means[2];
    for (int i = 0; i < 2; i++) {
        shop_expect(shop,
                    i ? "$0 run shop.yaml --format json --seed 4"
                      : "$0 run shop.yaml --format json",
                    0);
        json_t *report = json_loads(shop->text, 0, NULL);
        assert_int_equal(json_unpack(report, "{s:{s:{s:{s:F}}}}", "requests", "all",
                                     "latency_s", "mean", &means[i]),
                         0);
        json_decref(report);
    }
    assert_true(means[0] != means[1]);
}

static void options_shape_the_run(void **state)
{
    struct shop *shop = *state;
    double seed, replications, duration_s;
    shop_expect(shop,
                "$0 run shop.yaml --format json --seed 9 --replications 2 --duration 90s",
                0);
    json_t *report = json_loads(shop->text, 0, NULL);
    assert_int_equal(json_unpack(report, "{s:{s:F,s:F,s:F}}", "scenario", "seed", &seed,
                                 "replications", &replications, "duration_s",
                                 &duration_s),
                     0);
    json_decref(report);
    assert_true(seed == 9 && replications == 2 && duration_s == 90);
}

static void the_bill_can_be_had_as_csv(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml --format csv --table bill", 0);
    const char *header =
        "item,group,quantity,unit,price_usd,month_usd,basis,source,run_usd,share\n";
    assert_memory_equal(shop->text, header, strlen(header));
    assert_non_null(strstr(shop->text, ",fixed,"));
    shop_expect_error(shop, "$0 run shop.yaml --table bill", 2,
                      "--table is for --format csv");
    shop_expect_error(shop, "$0 run shop.yaml --format csv --table bil", 2,
                      "did you mean bill?");
}

static void a_catalog_of_ones_own_prices_the_bill_and_is_named_on_it(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "my.yaml",
               "instances:\n"
               "  lab.small: {vcpus: 4, memory: 16GiB, price: 0.05 USD/h,"
               " source: our rack, as_of: 2026-11-01}\n"
               "prices:\n"
               "  - {service: EC2, item: t3.small, region: eu-west-1, value: 0.0146,"
               " unit: USD/h}\n");
    shop_write(
        shop, "own.yaml",
        "overstack: 1\ncatalog: my.yaml\nregion: eu-west-1\n"
        "simulate: {duration: 10s}\nhosts:\n"
        "  lab: {instance: lab.small, volume: none, public_ip: false}\n"
        "  web: {instance: t3.small, volume: none, public_ip: false}\n"
        "services: {s: {on: [lab, web], endpoints: {go: [{cpu: 1ms}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, target: s.go}}\n");
    shop_expect(shop, "$0 run own.yaml --format csv --table bill", 0);
    assert_non_null(strstr(shop->text, "lab: 1 x lab.small,lab,730,h,0.05,36.5,fixed,"
                                       "our rack (2026-11-01),"));
    assert_non_null(strstr(shop->text, "web: 1 x t3.small,web,730,h,0.0146,10.658,"
                                       "fixed,my.yaml (no date),"));
}

static void csv_is_the_timeline_with_a_header(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml --format csv", 0);
    assert_memory_equal(shop->text, "time_s,", 7);
    assert_non_null(strstr(shop->text, "host.h.cpu"));
    int lines = 0;
    for (const char *c = shop->text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 121); /* 120 steps of a second */
}

static void a_dash_reads_standard_input(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run - --format json <shop.yaml", 0);
    assert_non_null(strstr(shop->text, "\"name\": \"shop\""));
}

/* Nothing is published to the shop, so that its queue is a key without effect. */
static void a_key_without_effect_is_a_warning_unless_quiet(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(shop, "$0 run shop.yaml --set services.s.queue.prefetch=4", 0,
                      "warning: services.s.queue: has no effect");
    shop_expect(shop, "$0 run shop.yaml --set services.s.queue.prefetch=4 --quiet", 0);
    assert_string_equal(shop->errors, "");
}

/* ---- Files ---- */

static void output_goes_into_the_file_and_nothing_else_appears(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop, "$0 run shop.yaml --format json", 0);
    char *printed = strdup(shop->text);
    shop_expect(shop, "mkdir new && $0 run shop.yaml --format json --output new/a.json",
                0);
    assert_string_equal(shop->text, "");
    shop_read(shop->folder, "new/a.json", shop->text, sizeof shop->text);
    assert_string_equal(shop->text, printed);
    shop_expect(shop, "ls -A new", 0);
    assert_string_equal(shop->text, "a.json\n");
    free(printed);
}

static void what_cannot_be_written_ends_with_1_and_leaves_nothing(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(shop, "$0 run shop.yaml --output no/where.json", 1,
                      "no/where.json");
    shop_expect_error(shop, "$0 run shop.yaml >/dev/full", 1, "No space left");
    shop_expect_error(shop, "$0 run shop.yaml --output /dev/full", 1, "No space left");
    shop_expect_error(shop, "$0 run shop.yaml --plots shop.yaml/figures", 1, "shop.yaml");
}

static void an_older_output_survives_a_bad_scenario(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "old.json", "old");
    shop_write(shop, "bad.yaml", "overstack: 7\n");
    shop_expect(shop, "$0 run bad.yaml --output old.json", 2);
    shop_read(shop->folder, "old.json", shop->text, sizeof shop->text);
    assert_string_equal(shop->text, "old");
}

static void without_gnuplot_figures_are_missed_and_nothing_else(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(shop, "PATH=/nowhere $0 run shop.yaml --plots figures", 0,
                      "gnuplot is not installed; the CSV files are in figures");
    assert_true(is_there(shop, "figures/timeline.csv"));
    assert_true(is_there(shop, "figures/cpu.csv"));
    assert_false(is_there(shop, "figures/cpu.png"));
}

static void with_gnuplot_figures_are_drawn(void **state)
{
    struct shop *shop = *state;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    shop_expect(shop, "$0 run shop.yaml --plots figures", 0);
    assert_string_equal(shop->errors, "");
    assert_true(is_there(shop, "figures/cpu.png"));
    assert_true(is_there(shop, "figures/memory.png"));
    assert_true(is_there(shop, "figures/latency.png"));
    shop_expect(shop, "$0 run shop.yaml --plots papers --plot-format svg,pdf", 0);
    assert_string_equal(shop->errors, "");
    assert_true(is_there(shop, "papers/cpu.svg") && is_there(shop, "papers/cpu.pdf"));
    assert_false(is_there(shop, "papers/cpu.png"));
}

static void formats_of_figures_are_checked_before_anything_runs(void **state)
{
    struct shop *shop = *state;
    shop_expect_error(
        shop, "$0 run shop.yaml --plots figures --plot-format gif", 2,
        "--plot-format: expected png, svg or pdf, or several such as png,pdf, got "
        "'gif'");
    shop_expect_error(shop, "$0 run shop.yaml --plot-format svg", 2,
                      "--plot-format is for --plots");
    assert_false(is_there(shop, "figures"));
}

/* ---- Ctrl-C ---- */

/* A shell's background processes ignore SIGINT, so Python's and others' children do what
 * a terminal's do; here `timeout` sends it. */
static void an_interrupt_before_anything_is_finished_ends_with_130_at_once(void **state)
{
    struct shop *shop = *state;
    shop_expect(shop,
                "timeout --preserve-status -s INT 1 $0 run shop.yaml --format json "
                "--replications 1 --duration 4000d --output partial.json",
                130);
    assert_false(is_there(shop, "partial.json"));
    assert_string_equal(
        strstr(shop->errors, "overstack: interrupted"),
        "overstack: interrupted before anything was finished: no report\n");
}

static void an_interrupt_later_reports_what_was_finished(void **state)
{
    struct shop *shop = *state;
    double replications;
    int partial;
    shop_expect(shop,
                "timeout --preserve-status -s INT 1 $0 run shop.yaml --format json "
                "--replications 100000 --duration 1s --jobs 1",
                130);
    json_t *report = json_loads(shop->text, 0, NULL);
    assert_non_null(report);
    assert_int_equal(json_unpack(report, "{s:b,s:{s:F}}", "partial", &partial, "scenario",
                                 "replications", &replications),
                     0);
    assert_true(partial);
    assert_true(replications >= 1 && replications < 100000);
    json_decref(report);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, shop_end)
    const struct CMUnitTest tests[] = {
        CASE(a_design_that_holds_ends_with_0_and_silence_on_standard_error),
        CASE(a_run_to_which_nobody_comes_is_not_praised),
        CASE(a_crossed_threshold_ends_with_99),
        CASE(an_undecided_threshold_ends_with_3),
        CASE(an_exceeded_budget_ends_with_99),
        CASE(a_bad_scenario_ends_with_2_and_prints_nothing_but_errors),
        CASE(bad_usage_ends_with_2),
        CASE(an_unknown_option_ends_with_2_and_the_nearest_name),
        CASE(an_unknown_command_ends_with_2_and_the_nearest_name),
        CASE(help_and_version_end_with_0),
        CASE(json_is_the_same_at_any_number_of_jobs),
        CASE(another_seed_is_other_luck),
        CASE(options_shape_the_run),
        CASE(csv_is_the_timeline_with_a_header),
        CASE(the_bill_can_be_had_as_csv),
        CASE(a_catalog_of_ones_own_prices_the_bill_and_is_named_on_it),
        CASE(a_dash_reads_standard_input),
        CASE(a_key_without_effect_is_a_warning_unless_quiet),
        CASE(output_goes_into_the_file_and_nothing_else_appears),
        CASE(what_cannot_be_written_ends_with_1_and_leaves_nothing),
        CASE(an_older_output_survives_a_bad_scenario),
        CASE(without_gnuplot_figures_are_missed_and_nothing_else),
        CASE(with_gnuplot_figures_are_drawn),
        CASE(formats_of_figures_are_checked_before_anything_runs),
        CASE(an_interrupt_before_anything_is_finished_ends_with_130_at_once),
        CASE(an_interrupt_later_reports_what_was_finished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
