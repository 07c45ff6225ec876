/* `overstack check`, run as a user runs it. */
#include "tests/support/near.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 18 };

static const char *const plain =
    "overstack: 1\n"
    "name: Plain\n"
    "simulate: {duration: 1h}\n"
    "hosts:\n"
    "  h: {instance: {vcpus: 2, memory: 1GiB, price: 0.1 USD/h}}\n"
    "services:\n"
    "  web:\n"
    "    on: h\n"
    "    threads: 20\n"
    "    memory: {base: 300MiB, text: 50MiB}\n"
    "    endpoints: {page: [cpu: 10ms, call: db.query]}\n"
    "  db:\n"
    "    on: h\n"
    "    memory: {base: 400MiB, leak: {per_request: 1KiB}}\n"
    "    endpoints: {query: [cpu: 5ms]}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 40/s, target: web.page}\n";

/* ---- asking ---- */

struct fixture {
    char scenario[64];
    char *text; /* of the last answer */
    json_t *report;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->scenario, sizeof f->scenario, "/tmp/overstack-check-%ld.yaml",
             (long)getpid());
    f->text = calloc(1, OUTPUT_LIMIT);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    unlink(f->scenario);
    json_decref(f->report);
    free(f->text);
    free(f);
    return 0;
}

/* Checks `scenario` followed by `more`; returns the exit code. */
static int check(struct fixture *f, const char *scenario, const char *more,
                 const char *options)
{
    const char *given = getenv("OVERSTACK");
    char command[512];
    FILE *file = fopen(f->scenario, "w");
    assert_non_null(file);
    fprintf(file, "%s%s", scenario, more);
    fclose(file);
    snprintf(command, sizeof command, "'%s' check %s %s 2>&1",
             given && *given ? given : "./overstack", f->scenario, options);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(f->text, 1, OUTPUT_LIMIT - 1, pipe);
    f->text[length] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The same in JSON, parsed. */
static int check_json(struct fixture *f, const char *scenario, const char *more,
                      const char *options)
{
    char all[256];
    json_error_t error;
    snprintf(all, sizeof all, "--format json %s", options);
    const int code = check(f, scenario, more, all);
    json_decref(f->report);
    f->report = json_loads(f->text, 0, &error);
    if (!f->report)
        fail_msg("%s: %s", error.text, f->text);
    return code;
}

static void expect_text(const struct fixture *f, const char *part)
{
    if (!strstr(f->text, part))
        fail_msg("no '%s' in\n%s", part, f->text);
}

/* ---- looking ---- */

static const json_t *member(const json_t *object, const char *path)
{
    char part[128];
    while (*path) {
        const size_t length = strcspn(path, "/");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        object = json_object_get(object, part);
        path += length + (path[length] == '/');
    }
    return object;
}

static double number(const struct fixture *f, const char *path)
{
    const json_t *found = member(f->report, path);
    if (!json_is_number(found))
        fail_msg("%s is no number in\n%s", path, f->text);
    return json_number_value(found);
}

static double of_resource(const struct fixture *f, const char *id, const char *key)
{
    const json_t *list = member(f->report, "resources");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(one, "id")), id) == 0)
            return json_number_value(json_object_get(one, key));
    }
    fail_msg("no resource %s", id);
    return NAN;
}

/* ---- tests ---- */

static void utilisation_memory_and_cost_are_those_of_pencil_and_paper(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check_json(f, plain, "", ""), 0);
    /* 40/s x 15 ms of 2 cores; 95% of them at 126.67/s */
    assert_near(of_resource(f, "host.h.cpu", "utilization"), 0.3, 1e-9);
    assert_near(of_resource(f, "service.web.threads", "peak"), 40 * 15e-3 / 20, 1e-9);
    assert_string_equal(json_string_value(member(f->report, "bottleneck/resource")),
                        "host.h.cpu");
    assert_near(number(f, "bottleneck/saturates_at_rate"), 0.95 * 2 / 15e-3, 1e-6);
    assert_near(number(f, "memory/h/rest"), 750 * 1048576.0, 1);
    assert_near(number(f, "memory/h/ram"), 1024 * 1048576.0, 1);
    assert_near(number(f, "memory/h/leaks_reach_ram_s"), 274 * 1024 / 40.0, 1e-6);
    assert_near(number(f, "cost/month_usd"), 73, 1e-9);
    assert_near(number(f, "services/db/calls_peak"), 40, 1e-9);
    assert_true(json_is_true(member(f->report, "ok")));
    assert_true(json_is_true(member(f->report, "fits")));
}

static void what_does_not_fit_is_told_but_is_no_error(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "", "--set services.db.memory.base=1GiB"), 0);
    expect_text(f, "✗ h needs 1.34 GiB at rest and has 1 GiB of RAM and no swap");
    assert_int_equal(check_json(f, plain, "", "--set services.db.memory.base=1GiB"), 0);
    assert_true(json_is_false(member(f->report, "fits")));
    assert_string_equal(json_string_value(member(f->report, "memory/h/rest_state")),
                        "kills");
}

static void text_fits_80_columns_and_begins_with_the_answer(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "", ""), 0);
    assert_int_equal(strncmp(f->text, "Plain\n  ✓ h needs 750 MiB at rest", 33), 0);
    expect_text(f, "Bottleneck: host.h.cpu, 30% taken at the peak");
    expect_text(f, "web[0] on h");
    expect_text(f, "73.00");
    int width = 0;
    for (const char *c = f->text; *c; c++) {
        width = *c == '\n' ? 0 : width + (((unsigned char)*c & 0xc0) != 0x80);
        assert_true(width <= 80);
    }
}

static void a_budget_below_the_fixed_cost_ends_with_99(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "budget: 80 USD/month\n", ""), 0);
    assert_int_equal(check(f, plain, "budget: 70 USD/month\n", ""), 99);
    expect_text(f, "✗ budget of 70.00 USD a month");
}

static void a_budget_is_said_to_hold_by_fixed_costs_alone(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "budget: 80 USD/month\n", ""), 0);
    expect_text(f, "budget of 80.00 USD a month: held by fixed costs alone, they are");
}

static void
a_limit_that_is_too_small_is_told_before_the_machine_that_is_large_enough(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "", "--set services.db.mem_limit=300MiB"), 0);
    assert_int_equal(strncmp(f->text,
                             "Plain\n  ✗ db[0] needs 400 MiB at rest and its "
                             "mem_limit is 300 MiB.\n",
                             70),
                     0);
}

static void a_quota_does_not_slow_a_lone_request_that_fits_its_period(void **state)
{
    struct fixture *f = *state;
    const char *least = "traffic/users/response_least_s";
    assert_int_equal(check_json(f, plain, "", "--set services.web.cpus=0.25"), 0);
    assert_near(json_number_value(member(f->report, least)), 0.015, 1e-9);
    assert_int_equal(check_json(f, plain, "", "--set services.web.cpus=0.05"), 0);
    assert_near(json_number_value(member(f->report, least)),
                (0.010 - 0.005) / 0.05 + 0.005, 1e-9);
}

static void a_threshold_on_cost_is_judged_only_if_it_can_only_get_worse(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "thresholds: {cost: [month < 70 USD]}\n", ""), 99);
    expect_text(f, "✗ cost month < 70 USD: 73.00");
    assert_int_equal(check(f, plain, "thresholds: {cost: [month < 80 USD]}\n", ""), 0);
    assert_int_equal(check(f, plain, "thresholds: {cost: [month > 80 USD]}\n", ""), 0);
    assert_int_equal(
        check(f, plain, "thresholds: {http_req_duration: [\"p(95) < 1ms\"]}\n", ""), 0);
}

static void a_bad_scenario_ends_with_2_and_names_every_fault(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "treffic: {}\nbudget: 5 m\n", ""), 2);
    expect_text(f, ":18:1:");
    expect_text(f, "did you mean");
    expect_text(f, "budget");
}

/* 1 GiB of RAM; 350 and 400 MiB at rest, and 350 again while web is deployed. */
static void a_deployment_that_does_not_fit_is_told(void **state)
{
    struct fixture *f = *state;
    static const char deploy[] =
        "events: [{at: 1m, deploy: web, strategy: blue_green}]\n";
    check_json(f, plain, deploy, "");
    assert_near(number(f, "memory/h/deploy"), 1100 * 1048576.0, 1);
    assert_int_equal(check(f, plain, deploy, ""), 0);
    expect_text(f, "while a deployment starts the new beside the old: 1.07 GiB, 76 MiB");
    check(f, plain, "", "");
    assert_null(strstr(f->text, "beside the old"));
}

static void options_change_the_scenario(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check_json(f, plain,
                                "variants: {more: {traffic.users.rate: 80/s}}\n",
                                "--variant more"),
                     0);
    assert_near(of_resource(f, "host.h.cpu", "peak"), 0.6, 1e-9);
    assert_string_equal(json_string_value(member(f->report, "scenario/variant")), "more");
    assert_int_equal(check_json(f, plain, "", "--set traffic.users.rate=20/s"), 0);
    assert_near(of_resource(f, "host.h.cpu", "peak"), 0.15, 1e-9);
}

static void formats_it_does_not_know_are_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "", "--format csv"), 2);
    expect_text(f, "--format csv is not yet supported; there are text and json");
}

static void output_goes_to_the_file_named(void **state)
{
    struct fixture *f = *state;
    char options[128], path[64], line[64] = "";
    snprintf(path, sizeof path, "/tmp/overstack-check-%ld.txt", (long)getpid());
    snprintf(options, sizeof options, "--output %s", path);
    assert_int_equal(check(f, plain, "", options), 0);
    assert_string_equal(f->text, "");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    unlink(path);
    assert_string_equal(line, "Plain\n");
    assert_int_equal(check(f, plain, "", "--output /nowhere/at/all"), 1);
}

/* 73 USD for the machine and nothing else: 103,660 KRW at the catalog's rate, which the budget
 * brings in when the scenario names no currency. */
static void a_budget_brings_its_currency(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(check(f, plain, "budget: 104000 KRW/month\n", ""), 0);
    expect_text(f, "That is 103,660 KRW a month, at 1,420 KRW for a dollar");
    expect_text(f, "budget of 104,000 KRW a month: held");
    assert_int_equal(check(f, plain, "budget: 103000 KRW/month\n", ""), 99);
}

/* Asked by users through a proxy and a worker: web, db. Asked by nobody: two, and only by it:
 * three. An agent has nothing to be asked for, a broker is used without a call. */
static void services_that_no_request_reaches_are_named(void **state)
{
    static const char idle[] =
        "overstack: 1\n"
        "hosts: {h: {instance: t3.medium}}\n"
        "services:\n"
        "  proxy: {on: h, forward: web}\n"
        "  web: {on: h, endpoints: {page: [publish: work.task]}}\n"
        "  work: {on: h, queue: {broker: mq}, endpoints: {task: [call: db.query]}}\n"
        "  mq: {on: h, preset: rabbitmq}\n"
        "  db: {on: h, endpoints: {query: [cpu: 1ms], other: [cpu: 1ms]}}\n"
        "  two: {on: h, endpoints: {page: [call: three.page, call: db.other]}}\n"
        "  three: {on: h, endpoints: {page: [cpu: 1ms]}}\n"
        "  agent: {on: h, background: {cpu: 0.01}, memory: {base: 50MiB}}\n"
        "  watch: {on: h, preset: prometheus}\n"
        "traffic:\n"
        "  users: {executor: constant-arrival-rate, rate: 1/s, target: proxy.page}\n";
    static const char *const used[] = {"proxy", "web",   "work", "mq",
                                       "db",    "agent", "watch"};
    struct fixture *f = *state;
    char path[64];
    assert_int_equal(check(f, idle, "", "--quiet"), 0);
    expect_text(f,
                "  ! No request reaches two and three: neither traffic nor a call leads");
    assert_int_equal(check_json(f, idle, "", "--quiet"), 0);
    assert_true(json_is_true(member(f->report, "services/two/idle")));
    assert_true(json_is_true(member(f->report, "services/three/idle")));
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        snprintf(path, sizeof path, "services/%s/idle", used[i]);
        assert_true(json_is_false(member(f->report, path)));
    }
    assert_int_equal(check(f, plain, "", "--quiet"), 0);
    assert_null(strstr(f->text, "No request"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_budget_brings_its_currency),
        TEST(services_that_no_request_reaches_are_named),
        TEST(utilisation_memory_and_cost_are_those_of_pencil_and_paper),
        TEST(what_does_not_fit_is_told_but_is_no_error),
        TEST(text_fits_80_columns_and_begins_with_the_answer),
        TEST(a_budget_below_the_fixed_cost_ends_with_99),
        TEST(a_budget_is_said_to_hold_by_fixed_costs_alone),
        TEST(a_limit_that_is_too_small_is_told_before_the_machine_that_is_large_enough),
        TEST(a_quota_does_not_slow_a_lone_request_that_fits_its_period),
        TEST(a_threshold_on_cost_is_judged_only_if_it_can_only_get_worse),
        TEST(a_bad_scenario_ends_with_2_and_names_every_fault),
        TEST(a_deployment_that_does_not_fit_is_told),
        TEST(options_change_the_scenario),
        TEST(formats_it_does_not_know_are_refused),
        TEST(output_goes_to_the_file_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
