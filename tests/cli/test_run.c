/* `overstack run`, as a user runs it: what goes where, and with which exit code. */
#include "tests/support/near.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char quiet_shop[] =
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

struct fixture {
    char folder[64];    /* scenarios and outputs of this test */
    char text[1 << 20]; /* what the program printed on standard output */
    char errors[1 << 14];
};

/* ---- Running it ---- */

static void read_file(const char *folder, const char *name, char *text, size_t size)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = 0;
    fclose(file);
}

static void write_file(struct fixture *fixture, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/overstack-test-XXXXXX");
    *state = fixture;
    if (!mkdtemp(fixture->folder))
        return -1;
    write_file(fixture, "shop.yaml", quiet_shop);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    const int code = system(command);
    free(fixture);
    return code;
}

/* Runs `command` in the test's folder, by the shell; $0 is the program. Returns the exit
 * code; standard output and error are kept in the fixture. */
static int shell(struct fixture *fixture, const char *command)
{
    const char *program = getenv("OVERSTACK");
    char *path = realpath(program && *program ? program : "./overstack", NULL);
    char line[4096];
    assert_non_null(path);
    snprintf(line, sizeof line, "cd %s && sh -c '%s' '%s' >out 2>err", fixture->folder,
             command, path);
    free(path);
    const int status = system(line);
    read_file(fixture->folder, "out", fixture->text, sizeof fixture->text);
    read_file(fixture->folder, "err", fixture->errors, sizeof fixture->errors);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_code(struct fixture *fixture, const char *command, int code)
{
    const int got = shell(fixture, command);
    if (got != code)
        fail_msg("%s: code %d, expected %d\n%s", command, got, code, fixture->errors);
}

static void expect_error(struct fixture *fixture, const char *command, int code,
                         const char *part)
{
    expect_code(fixture, command, code);
    if (!strstr(fixture->errors, part))
        fail_msg("%s: '%s' is not in:\n%s", command, part, fixture->errors);
}

static int is_there(struct fixture *fixture, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    return access(path, F_OK) == 0;
}

/* ---- Exit codes ---- */

static void a_design_that_holds_ends_with_0_and_silence_on_standard_error(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml", 0);
    assert_string_equal(fixture->errors, "");
    assert_non_null(strstr(fixture->text, "✓"));
    assert_null(strchr(fixture->text, '\033')); /* not a terminal: no colour */
}

static void a_run_to_which_nobody_comes_is_not_praised(void **state)
{
    struct fixture *fixture = *state;
    write_file(
        fixture, "idle.yaml",
        "overstack: 1\nsimulate: {duration: 60s, warmup: 10s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 0/s, target: s.go}}\n");
    expect_error(fixture, "$0 run idle.yaml", 0,
                 "overstack run: warning: no request arrived between 10 s and 60 s, so "
                 "nothing was tested\n");
    assert_non_null(strstr(fixture->errors, "traffic.u: no request arrives, so nothing"));
    assert_non_null(strstr(fixture->text, "! Nothing was tested: no request arrived."));
    assert_null(strstr(fixture->text, "✓"));
    expect_code(fixture, "$0 check idle.yaml", 0);
    assert_non_null(strstr(fixture->text, "! No request arrives: there is no load"));
    assert_null(strstr(fixture->text, "✓"));
    expect_code(fixture, "$0 run idle.yaml --quiet", 0);
    assert_string_equal(fixture->errors, "");
}

static void a_crossed_threshold_ends_with_99(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "more.yaml",
               "overstack: 1\nextends: shop.yaml\n"
               "thresholds: {http_req_duration: [\"p(95) < 1ms\"]}\n");
    expect_code(fixture, "$0 run more.yaml", 99);
    assert_non_null(strstr(fixture->text, "✗  http_req_duration"));
}

/* A queue at 80%, whose mean differs by some 10% between replications of 400 s; the
 * second limit cannot be told from it, the others can. */
static void an_undecided_threshold_ends_with_3(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "queue.yaml",
               "overstack: 1\nsimulate: {duration: 400s, replications: 6}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 80/s, arrivals: "
               "poisson, target: s.go}}\n"
               "thresholds: {http_req_duration: [avg < 100ms, avg < 49ms]}\n");
    expect_code(fixture, "$0 run queue.yaml", 3);
    assert_non_null(strstr(fixture->text, "\n? "));
    assert_non_null(strstr(fixture->text, "✓  http_req_duration  avg < 100ms"));
    assert_non_null(strstr(fixture->text, "?  http_req_duration  avg < 49ms"));
    assert_non_null(strstr(fixture->text, "1 of 2 thresholds is undecided; about "));
    expect_code(fixture, "$0 run queue.yaml --replications 1", 0);
    expect_code(fixture, "$0 run queue.yaml --format json", 3);
    assert_non_null(strstr(fixture->text, "\"undecided\": true"));
    write_file(fixture, "broken.yaml",
               "overstack: 1\nextends: queue.yaml\n"
               "thresholds: {http_req_duration: [avg < 49ms, avg < 10ms]}\n");
    expect_code(fixture, "$0 run broken.yaml", 99);
    assert_non_null(strstr(fixture->text, "1 of 2 thresholds failed; 1 is undecided."));
}

static void an_exceeded_budget_ends_with_99(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml --set \"budget=10 USD/month\"", 0);
    expect_code(fixture, "$0 run shop.yaml --set \"budget=5 USD/month\"", 99);
    assert_non_null(strstr(fixture->text, "exceeded, the bill is 146% of it"));
}

static void a_bad_scenario_ends_with_2_and_prints_nothing_but_errors(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "bad.yaml", "overstack: 1\nhots: {}\n");
    expect_error(fixture, "$0 run bad.yaml", 2, "bad.yaml:2:1: unknown key");
    assert_string_equal(fixture->text, "");
    expect_code(fixture, "$0 run missing.yaml", 2);
    expect_error(fixture, "$0 run shop.yaml --set hosts.h.swop=1GiB", 2, "swap");
}

static void bad_usage_ends_with_2(void **state)
{
    struct fixture *fixture = *state;
    expect_error(fixture, "$0 run", 2, "FILE is missing");
    expect_error(fixture, "$0 run shop.yaml other.yaml", 2, "other.yaml");
    expect_error(fixture, "$0 run shop.yaml --sed 3", 2, "--sed");
    expect_error(fixture, "$0 run shop.yaml --jobs 0", 2, "from 1 to 1024");
    expect_error(fixture, "$0 run shop.yaml --duration 5", 2, "--duration");
    expect_error(fixture, "$0 run shop.yaml --duration 0", 2, "more than 0");
    expect_error(fixture, "$0 run shop.yaml --set x", 2, "PATH=VALUE");
    expect_error(fixture, "$0 run shop.yaml --format jsn", 2, "did you mean json?");
    expect_error(fixture, "$0", 2, "usage: overstack COMMAND");
}

static void an_unknown_command_ends_with_2_and_the_nearest_name(void **state)
{
    expect_error(*state, "$0 rnu shop.yaml", 2, "did you mean run?");
    expect_error(*state, "$0 zzzzzz", 2, "--help");
}

static void help_and_version_end_with_0(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 --help", 0);
    assert_non_null(strstr(fixture->text, "run "));
    expect_code(fixture, "$0 run --help", 0);
    assert_non_null(strstr(fixture->text, "--replications"));
    expect_code(fixture, "$0 --version", 0);
    assert_memory_equal(fixture->text, "overstack ", 10);
}

/* ---- What is printed ---- */

static void json_is_the_same_at_any_number_of_jobs(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml --format json --jobs 1", 0);
    char *first = strdup(fixture->text);
    expect_code(fixture, "$0 run shop.yaml --format json --jobs 2", 0);
    assert_string_equal(fixture->text, first);
    expect_code(fixture, "$0 run shop.yaml --format json --jobs 7", 0);
    assert_string_equal(fixture->text, first);
    free(first);
}

static void another_seed_is_other_luck(void **state)
{
    struct fixture *fixture = *state;
    double means[2];
    for (int i = 0; i < 2; i++) {
        expect_code(fixture,
                    i ? "$0 run shop.yaml --format json --seed 4"
                      : "$0 run shop.yaml --format json",
                    0);
        json_t *report = json_loads(fixture->text, 0, NULL);
        assert_int_equal(json_unpack(report, "{s:{s:{s:{s:F}}}}", "requests", "all",
                                     "latency_s", "mean", &means[i]),
                         0);
        json_decref(report);
    }
    assert_true(means[0] != means[1]);
}

static void options_shape_the_run(void **state)
{
    struct fixture *fixture = *state;
    double seed, replications, duration_s;
    expect_code(fixture,
                "$0 run shop.yaml --format json --seed 9 --replications 2 --duration 90s",
                0);
    json_t *report = json_loads(fixture->text, 0, NULL);
    assert_int_equal(json_unpack(report, "{s:{s:F,s:F,s:F}}", "scenario", "seed", &seed,
                                 "replications", &replications, "duration_s",
                                 &duration_s),
                     0);
    json_decref(report);
    assert_true(seed == 9 && replications == 2 && duration_s == 90);
}

static void the_bill_can_be_had_as_csv(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml --format csv --table bill", 0);
    const char *header =
        "item,group,quantity,unit,price_usd,month_usd,basis,source,run_usd,share\n";
    assert_memory_equal(fixture->text, header, strlen(header));
    assert_non_null(strstr(fixture->text, ",fixed,"));
    expect_error(fixture, "$0 run shop.yaml --table bill", 2,
                 "--table is for --format csv");
    expect_error(fixture, "$0 run shop.yaml --format csv --table bil", 2,
                 "did you mean bill?");
}

static void a_catalog_of_ones_own_prices_the_bill_and_is_named_on_it(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "my.yaml",
               "instances:\n"
               "  lab.small: {vcpus: 4, memory: 16GiB, price: 0.05 USD/h,"
               " source: our rack, as_of: 2026-11-01}\n"
               "prices:\n"
               "  - {service: EC2, item: t3.small, region: eu-west-1, value: 0.0146,"
               " unit: USD/h}\n");
    write_file(
        fixture, "own.yaml",
        "overstack: 1\ncatalog: my.yaml\nregion: eu-west-1\n"
        "simulate: {duration: 10s}\nhosts:\n"
        "  lab: {instance: lab.small, volume: none, public_ip: false}\n"
        "  web: {instance: t3.small, volume: none, public_ip: false}\n"
        "services: {s: {on: [lab, web], endpoints: {go: [{cpu: 1ms}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, target: s.go}}\n");
    expect_code(fixture, "$0 run own.yaml --format csv --table bill", 0);
    assert_non_null(strstr(fixture->text, "lab: 1 x lab.small,lab,730,h,0.05,36.5,fixed,"
                                          "our rack (2026-11-01),"));
    assert_non_null(strstr(fixture->text, "web: 1 x t3.small,web,730,h,0.0146,10.658,"
                                          "fixed,my.yaml (no date),"));
}

static void csv_is_the_timeline_with_a_header(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml --format csv", 0);
    assert_memory_equal(fixture->text, "time_s,", 7);
    assert_non_null(strstr(fixture->text, "host.h.cpu"));
    int lines = 0;
    for (const char *c = fixture->text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 121); /* 120 steps of a second */
}

static void a_dash_reads_standard_input(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run - --format json <shop.yaml", 0);
    assert_non_null(strstr(fixture->text, "\"name\": \"shop\""));
}

/* Nothing is published to the shop, so that its queue is a key without effect. */
static void a_key_without_effect_is_a_warning_unless_quiet(void **state)
{
    struct fixture *fixture = *state;
    expect_error(fixture, "$0 run shop.yaml --set services.s.queue.prefetch=4", 0,
                 "warning: services.s.queue: has no effect");
    expect_code(fixture, "$0 run shop.yaml --set services.s.queue.prefetch=4 --quiet", 0);
    assert_string_equal(fixture->errors, "");
}

/* ---- Files ---- */

static void output_goes_into_the_file_and_nothing_else_appears(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture, "$0 run shop.yaml --format json", 0);
    char *printed = strdup(fixture->text);
    expect_code(fixture,
                "mkdir new && $0 run shop.yaml --format json --output new/a.json", 0);
    assert_string_equal(fixture->text, "");
    read_file(fixture->folder, "new/a.json", fixture->text, sizeof fixture->text);
    assert_string_equal(fixture->text, printed);
    expect_code(fixture, "ls -A new", 0);
    assert_string_equal(fixture->text, "a.json\n");
    free(printed);
}

static void what_cannot_be_written_ends_with_1_and_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    expect_error(fixture, "$0 run shop.yaml --output no/where.json", 1, "no/where.json");
    expect_error(fixture, "$0 run shop.yaml >/dev/full", 1, "No space left");
    expect_error(fixture, "$0 run shop.yaml --output /dev/full", 1, "No space left");
    expect_error(fixture, "$0 run shop.yaml --plots shop.yaml/figures", 1, "shop.yaml");
}

static void an_older_output_survives_a_bad_scenario(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "old.json", "old");
    write_file(fixture, "bad.yaml", "overstack: 7\n");
    expect_code(fixture, "$0 run bad.yaml --output old.json", 2);
    read_file(fixture->folder, "old.json", fixture->text, sizeof fixture->text);
    assert_string_equal(fixture->text, "old");
}

static void without_gnuplot_figures_are_missed_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    expect_error(fixture, "PATH=/nowhere $0 run shop.yaml --plots figures", 0,
                 "gnuplot is not installed; the CSV files are in figures");
    assert_true(is_there(fixture, "figures/timeline.csv"));
    assert_true(is_there(fixture, "figures/cpu.csv"));
    assert_false(is_there(fixture, "figures/cpu.png"));
}

static void with_gnuplot_figures_are_drawn(void **state)
{
    struct fixture *fixture = *state;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    expect_code(fixture, "$0 run shop.yaml --plots figures", 0);
    assert_string_equal(fixture->errors, "");
    assert_true(is_there(fixture, "figures/cpu.png"));
    assert_true(is_there(fixture, "figures/memory.png"));
    assert_true(is_there(fixture, "figures/latency.png"));
    expect_code(fixture, "$0 run shop.yaml --plots papers --plot-format svg,pdf", 0);
    assert_string_equal(fixture->errors, "");
    assert_true(is_there(fixture, "papers/cpu.svg") &&
                is_there(fixture, "papers/cpu.pdf"));
    assert_false(is_there(fixture, "papers/cpu.png"));
}

static void formats_of_figures_are_checked_before_anything_runs(void **state)
{
    struct fixture *fixture = *state;
    expect_error(
        fixture, "$0 run shop.yaml --plots figures --plot-format gif", 2,
        "--plot-format: expected png, svg or pdf, or several such as png,pdf, got "
        "'gif'");
    expect_error(fixture, "$0 run shop.yaml --plot-format svg", 2,
                 "--plot-format is for --plots");
    assert_false(is_there(fixture, "figures"));
}

/* ---- Ctrl-C ---- */

/* A shell's background processes ignore SIGINT, so Python's and others' children do what
 * a terminal's do; here `timeout` sends it. */
static void an_interrupt_before_anything_is_finished_ends_with_130_at_once(void **state)
{
    struct fixture *fixture = *state;
    expect_code(fixture,
                "timeout --preserve-status -s INT 1 $0 run shop.yaml --format json "
                "--replications 1 --duration 4000d --output partial.json",
                130);
    assert_false(is_there(fixture, "partial.json"));
    assert_string_equal(
        strstr(fixture->errors, "overstack: interrupted"),
        "overstack: interrupted before anything was finished: no report\n");
}

static void an_interrupt_later_reports_what_was_finished(void **state)
{
    struct fixture *fixture = *state;
    double replications;
    int partial;
    expect_code(fixture,
                "timeout --preserve-status -s INT 1 $0 run shop.yaml --format json "
                "--replications 100000 --duration 1s --jobs 1",
                130);
    json_t *report = json_loads(fixture->text, 0, NULL);
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
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_design_that_holds_ends_with_0_and_silence_on_standard_error),
        CASE(a_run_to_which_nobody_comes_is_not_praised),
        CASE(a_crossed_threshold_ends_with_99),
        CASE(an_undecided_threshold_ends_with_3),
        CASE(an_exceeded_budget_ends_with_99),
        CASE(a_bad_scenario_ends_with_2_and_prints_nothing_but_errors),
        CASE(bad_usage_ends_with_2),
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
