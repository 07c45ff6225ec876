/* `overstack calibrate`, run as a user runs it; and the files of load testers it reads,
 * good and hostile. */
#include "tests/support/near.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 18 };

static const char *const queue =
    "overstack: 1\n"
    "name: A queue\n"
    "simulate: {duration: 60s, warmup: 5s, seed: 3}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  api: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, target: api.go}\n";

struct fixture {
    char folder[64];
    char *text; /* of the last answer, both streams */
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/overstack-calibrate-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->text = calloc(1, OUTPUT_LIMIT);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    const int code = system(command);
    free(f->text);
    free(f);
    return code;
}

static void put(const struct fixture *f, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

/* In the folder; `options` come behind the program's name. */
static int run(struct fixture *f, const char *options)
{
    const char *given = getenv("OVERSTACK");
    char program[4096], command[8192];
    assert_non_null(realpath(given && *given ? given : "./overstack", program));
    snprintf(command, sizeof command, "cd %s && '%s' %s 2>&1", f->folder, program,
             options);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(f->text, 1, OUTPUT_LIMIT - 1, pipe);
    f->text[length] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(const struct fixture *f, const char *part)
{
    if (!strstr(f->text, part))
        fail_msg("no '%s' in\n%s", part, f->text);
}

#define CPU "services.api.endpoints.go.0.cpu"
#define FIT "calibrate q.yaml --fit " CPU " "

/* M/M/1: of a mean of 40 ms at 50/s the service takes 1 / (1 / 0.040 + 50) = 13.3 ms. */
static void typed_figures_give_the_demand_of_the_theory(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    double value, low, high;
    snprintf(scenario, sizeof scenario,
             "%smeasured: [{traffic: users, mean: 40ms, p95: 120ms}]\n", queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(run(f, FIT "--format json"), 0);
    json_t *report = json_loads(f->text, 0, NULL);
    assert_int_equal(json_unpack(report, "{s:[{s:F, s:[F,F]}]}", "parameters", "value",
                                 &value, "ci95", &low, &high),
                     0);
    assert_true(low < 0.01333 && 0.01333 < high);
    assert_true(high < 1.2 * low);
    json_decref(report);
}

static void the_text_tells_what_was_found_and_how_to_use_it(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    snprintf(scenario, sizeof scenario,
             "%smeasured: [{endpoint: api.go, mean: 20ms, p95: 60ms}]\n"
             "uncertain: {" CPU ": [5ms, 15ms]}\n",
             queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(run(f, "calibrate q.yaml"), 0); /* what to fit is in the block */
    expect(f, "✓ The scenario explains the measurements");
    expect(f, "MEASURED AND FITTED");
    expect(f, "  --set '" CPU "=exp(0.0");
}

static void what_is_not_explained_is_said_with_the_figure(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    snprintf(scenario, sizeof scenario,
             "%smeasured: [{mean: 20ms, p50: 14ms, p99: 900ms}]\n", queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(run(f, FIT), 0);
    expect(f, "✗ Queueing for what the scenario has does not explain");
    expect(f, "p99 of all comes out");
}

static void the_fitted_scenario_runs(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    snprintf(scenario, sizeof scenario, "%smeasured: [{mean: 20ms, p95: 60ms}]\n", queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(
        run(f, "calibrate q.yaml --fit " CPU " --format yaml --output fitted.yaml"), 0);
    assert_int_equal(run(f, "run fitted.yaml --variant fitted --format json"), 0);
    json_t *report = json_loads(f->text, 0, NULL);
    double mean;
    assert_int_equal(json_unpack(report, "{s:{s:{s:{s:F}}}}", "requests", "all",
                                 "latency_s", "mean", &mean),
                     0);
    assert_near(mean, 0.020, 0.003);
    json_decref(report);
}

/* The machines of a group are not alike here: 10 ms at 50/s on the first, 5 ms on the
 * other. The group's utilisation is their mean, half of 0.5 and 0.25. */
static void a_host_is_measured_as_the_mean_of_its_machines(void **state)
{
    struct fixture *f = *state;
    double group, first, second;
    put(f, "q.yaml",
        "overstack: 1\nsimulate: {duration: 60s, warmup: 5s, seed: 3}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
        "services:\n"
        "  a: {on: \"h[0]\", endpoints: {go: [{cpu: exp(10ms)}]}}\n"
        "  b: {on: \"h[1]\", endpoints: {go: [{cpu: exp(5ms)}]}}\n"
        "traffic:\n"
        "  u: {executor: constant-arrival-rate, rate: 50/s, target: a.go}\n"
        "  v: {executor: constant-arrival-rate, rate: 50/s, target: b.go}\n"
        "measured:\n"
        "  - {host: h, cpu: 37.5%}\n"
        "  - {host: \"h[0]\", cpu: 50%}\n"
        "  - {host: \"h[1]\", cpu: 25%}\n");
    assert_int_equal(run(f, "calibrate q.yaml --fit services.a.endpoints.go.0.cpu "
                            "--format json"),
                     0);
    json_t *report = json_loads(f->text, 0, NULL);
    assert_int_equal(json_unpack(report, "{s:[{s:F},{s:F},{s:F}]}", "figures", "fitted",
                                 &group, "fitted", &first, "fitted", &second),
                     0);
    assert_near(group, (first + second) / 2, 1e-12);
    assert_near(first, 0.5, 0.05);
    assert_near(second, 0.25, 0.05);
    json_decref(report);
}

/* What was measured of today's system is not there in every design: only `calibrate` and
 * `check` ask for it. */
static void designs_without_what_was_measured_are_simulated(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    snprintf(scenario, sizeof scenario,
             "%smeasured: [{host: \"h[0]\", cpu: 40%%}, {traffic: users, mean: 20ms}]\n"
             "variants: {renamed: {traffic: {users: null, u: {executor: "
             "constant-arrival-rate, rate: 60/s, target: api.go}}}}\n"
             "thresholds: {http_req_duration: [\"p(95) < 1s\"]}\n"
             "search: {hosts.h.count: [1, 2]}\n",
             queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(run(f, "run q.yaml --set hosts.h.count=2"), 0);
    assert_int_equal(run(f, "compare q.yaml --replications 2"), 0);
    assert_int_equal(run(f, "recommend q.yaml --replications 2"), 0);
    assert_int_equal(run(f, "sweep q.yaml --vary hosts.h.count=1,2"), 0);
    expect(f, "2 passed");
    assert_int_equal(run(f, "check q.yaml"), 2);
    expect(f, "measured.0.host: expected a host or machine (h), got \"h[0]\"");
    assert_int_equal(run(f, FIT), 2);
    expect(f, "measured.0.host: expected a host or machine (h), got \"h[0]\"");
}

/* ---- files of load testers ---- */

static const char *const k6_export =
    "{\"root_group\": {\"name\": \"\"}, \"metrics\": {\n"
    "  \"http_reqs\": {\"count\": 3000, \"rate\": 50},\n"
    "  \"http_req_failed\": {\"passes\": 0, \"fails\": 3000, \"value\": 0},\n"
    "  \"http_req_duration\": {\"avg\": 20.1, \"min\": 0.01, \"med\": 13.9,\n"
    "    \"max\": 160.2, \"p(90)\": 46.0, \"p(95)\": 60.0}}}\n";

static const char *const k6_data =
    "{\"metrics\": {\"http_req_duration\": {\"type\": \"trend\", \"contains\": "
    "\"time\",\n"
    "  \"values\": {\"avg\": 20.1, \"med\": 13.9, \"p(90)\": 46.0, \"p(95)\": 60.0}},\n"
    "  \"http_req_failed\": {\"type\": \"rate\", \"values\": {\"rate\": 0}}}}\n";

static const char *const locust =
    "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"
    "Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,"
    "66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%\r\n"
    "GET,\"/"
    "a,\"\"b\"\"\",3000,0,14,20.1,0.01,160,10,50,0,14,22,28,32,46,60,78,92,140,160,"
    "160\r\n"
    ",Aggregated,3000,0,14,20.1,0.01,160,10,50,0,14,22,28,32,46,60,78,92,140,160,160\r\n";

/* How many figures were taken, and the value of one of them. */
static double figure_of(const struct fixture *f, const char *name, size_t *count)
{
    json_t *report = json_loads(f->text, 0, NULL);
    const json_t *figures = json_object_get(report, "figures");
    double value = NAN;
    *count = json_array_size(figures);
    for (size_t i = 0; i < *count; i++) {
        const json_t *figure = json_array_get(figures, i);
        if (!strcmp(json_string_value(json_object_get(figure, "figure")), name))
            value = json_number_value(json_object_get(figure, "measured"));
    }
    json_decref(report);
    return value;
}

static void summaries_of_k6_and_locust_are_read(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text;
        size_t figures;
    } cases[] = {{k6_export, 7}, {k6_data, 5}, {locust, 8}};
    put(f, "q.yaml", queue);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count;
        put(f, "summary", cases[i].text);
        if (run(f, FIT "--measured summary --format json"))
            fail_msg("%s", f->text);
        assert_near(figure_of(f, "p95", &count), 0.060, 1e-12);
        assert_int_equal(count, cases[i].figures);
        assert_near(figure_of(f, "mean", &count), 0.0201, 1e-12);
        assert_near(figure_of(f, "failed_rate", &count), 0, 0);
    }
}

/* 3% of the requests failed within a millisecond. */
static const char *const k6_apart =
    "{\"metrics\": {\"http_reqs\": {\"count\": 3000, \"rate\": 50},\n"
    "  \"http_req_failed\": {\"value\": 0.03},\n"
    "  \"http_req_duration\": {\"avg\": 19.5, \"min\": 0.4, \"med\": 13.2,\n"
    "    \"max\": 160.2, \"p(90)\": 45.2, \"p(95)\": 58.9},\n"
    "  \"http_req_duration{expected_response:true}\": {\"avg\": 20.1, \"min\": 1.2,\n"
    "    \"med\": 13.9, \"max\": 160.2, \"p(90)\": 46.0, \"p(95)\": 60.0}}}\n";

static void latencies_of_answered_requests_are_taken_from_k6(void **state)
{
    struct fixture *f = *state;
    size_t count;
    put(f, "q.yaml", queue);
    put(f, "summary", k6_apart);
    assert_int_equal(run(f, FIT "--measured summary --format json"), 0);
    assert_near(figure_of(f, "mean", &count), 0.0201, 1e-12);
    assert_near(figure_of(f, "min", &count), 0.0012, 1e-12);
    assert_near(figure_of(f, "failed_rate", &count), 0.03, 1e-12);
    assert_int_equal(count, 7);
}

static void latencies_in_which_failed_requests_count_are_left_out(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {
        "{\"metrics\": {\"http_req_duration\": {\"avg\": 20, \"p(95)\": 60},\n"
        "  \"http_req_failed\": {\"values\": {\"rate\": 0.03}}}}\n",
        "Name,Request Count,Failure Count,Average Response Time,95%\n"
        "Aggregated,3000,90,20,60\n"};
    put(f, "q.yaml", queue);
    for (size_t i = 0; i < 2; i++) {
        size_t count;
        put(f, "summary", texts[i]);
        assert_int_equal(run(f, FIT "--quiet --measured summary --format json"), 0);
        assert_near(figure_of(f, "failed_rate", &count), 0.03, 1e-12);
        assert_int_equal(count, 1);
        assert_int_equal(run(f, FIT "--fit traffic.users.rate --measured summary"), 2);
        expect(f, "3% of the requests failed, and the latencies count them too");
        expect(f, "2 parameters cannot be fitted to 1 figure");
    }
}

static void another_load_than_the_tests_is_told(void **state)
{
    struct fixture *f = *state;
    double measured, fitted;
    put(f, "q.yaml", queue);
    put(f, "summary", k6_apart);
    assert_int_equal(run(f, FIT "--measured summary --format json"), 0);
    json_t *report = json_loads(f->text, 0, NULL);
    assert_int_equal(json_unpack(report, "{s:{s:F, s:F}}", "load", "measured_per_s",
                                 &measured, "fitted_per_s", &fitted),
                     0);
    assert_near(measured, 50, 0);
    assert_near(fitted, 50, 4 * sqrt(50. / 55 / 4)); /* Poisson, 4 runs of 55 s */
    json_decref(report);
    assert_int_equal(run(f, FIT "--measured summary"), 0);
    assert_null(strstr(f->text, "Not the same load"));
    assert_int_equal(run(f, FIT "--measured summary --set traffic.users.rate=80/s"), 0);
    expect(f, "! Not the same load: the test counted 50/s, the scenario has ");
}

static void a_figure_that_is_no_latency_is_told(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"{\"metrics\": {\"http_req_duration\": {\"avg\": -5, \"p(95)\": 60}}}",
         "http_req_duration.avg: expected a latency in milliseconds, got \"-5\""},
        {"{\"metrics\": {\"http_req_duration\": {\"avg\": \"x\", \"p(95)\": 60}}}",
         "http_req_duration.avg: expected a latency in milliseconds, got \"x\""},
        {"{\"metrics\": {\"http_req_duration\": {\"avg\": 20},\n"
         "\"http_req_failed\": {\"rate\": 3}}}",
         "http_req_failed.rate: expected a share from 0 to 1, got \"3\""},
        {"Name,Request Count,Failure Count,Average Response Time,95%\n"
         "Aggregated,3000,0,20,fast\n",
         "Aggregated, 95%: expected a latency in milliseconds, got \"fast\""},
    };
    put(f, "q.yaml", queue);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put(f, "summary", cases[i].text);
        assert_int_equal(run(f, FIT "--measured summary"), 2);
        expect(f, cases[i].said);
    }
    put(f, "summary",
        "{\"metrics\": {\"http_req_duration\": {\"avg\": 20, \"min\": 0}}}");
    assert_int_equal(run(f, FIT "--measured summary"), 0);
    expect(f, "http_req_duration.min: 0 ms is no latency: left out");
}

static void hostile_files_are_refused(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"", "expected k6's summary"},
        {"{", "not the JSON of a summary"},
        {"{}", "http_req_duration"},
        {"{\"metrics\": []}", "http_req_duration"},
        {"{\"metrics\": {\"http_req_duration\": 3}}", "http_req_duration"},
        {"{\"metrics\": {\"http_req_duration\": {\"avg\": \"fast\"}}}",
         "http_req_duration"},
        {"{\"metrics\": {\"http_req_duration\": {\"avg\": -1, \"med\": 0, \"p(95)\": "
         "1e300}}}",
         "http_req_duration"},
        {"{\"a\": 1, \"a\": 2}", "duplicate"},
        {"{\"type\":\"Metric\",\"data\":{}}\n{\"type\":\"Point\"}\n",
         "not the JSON of a summary"},
        {"Type,Name\n,Aggregated\n", "Aggregated"},
        {"Type,Name,Average Response Time\n,Aggregated,-4\n", "Aggregated"},
        {"\"\"\"", "Aggregated"},
        {"\x01\x02", "summary"},
    };
    put(f, "q.yaml", queue);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put(f, "summary", cases[i].text);
        const int code = run(f, FIT "--measured summary");
        if (code != 2 || !strstr(f->text, cases[i].said))
            fail_msg("%s: %d, %s", cases[i].text, code, f->text);
    }
    assert_int_equal(run(f, FIT "--measured missing"), 2);
    expect(f, "missing");
}

static void a_summary_a_hundred_thousand_deep_is_refused(void **state)
{
    struct fixture *f = *state;
    char *deep = malloc(100001);
    memset(deep, '{', 100000);
    for (int i = 1; i + 4 < 100000; i += 5)
        memcpy(deep + i, "\"a\":{", 5);
    deep[100000] = '\0';
    put(f, "q.yaml", queue);
    put(f, "summary", deep);
    free(deep);
    assert_int_equal(run(f, FIT "--measured summary"), 2);
    expect(f, "not the JSON of a summary");
}

static void bad_usage_ends_with_2(void **state)
{
    struct fixture *f = *state;
    put(f, "q.yaml", queue);
    assert_int_equal(run(f, "calibrate q.yaml"), 2);
    expect(f, "there is nothing to fit");
    assert_int_equal(run(f, FIT), 2);
    expect(f, "there is nothing to fit to");
    put(f, "summary", "{\"metrics\": {\"http_req_duration\": {\"avg\": 20}}}");
    assert_int_equal(run(f, FIT "--fit traffic.users.rate --measured summary"), 2);
    expect(f, "2 parameters cannot be fitted to 1 figure");
    assert_int_equal(run(f, "calibrate q.yaml --fit services.ap.threads"), 2);
    expect(f, "--fit: services.ap.threads: there is no \"ap\"; did you mean api?");
}

/* A variant's things are known once it is loaded: check loads those that are named. */
static void what_was_measured_of_nothing_is_told_before(void **state)
{
    struct fixture *f = *state;
    char scenario[2048];
    snprintf(scenario, sizeof scenario,
             "%smeasured:\n"
             "  - {traffic: users, mean: 20ms}\n"
             "  - {variant: fast, traffic: bots, mean: 20ms}\n"
             "  - {variant: fast, traffic: users, mean: 20ms}\n"
             "  - {variant: fats, traffic: users, mean: 20ms}\n"
             "variants: {fast: {traffic: {users: null, robots: {executor: "
             "constant-arrival-rate, rate: 5/s, target: api.go}}}}\n",
             queue);
    put(f, "q.yaml", scenario);
    assert_int_equal(run(f, "check q.yaml"), 2);
    expect(f, "q.yaml:11:21: measured.1.traffic: expected a traffic (robots), got "
              "\"bots\"");
    expect(f, "q.yaml:12:21: measured.2.traffic: expected a traffic (robots), got "
              "\"users\"");
    expect(f, "q.yaml:13:15: measured.3.variant: expected a variant of the file, got "
              "\"fats\"; did you mean \"fast\"?");
    assert_int_equal(run(f, "run q.yaml --variant fast"), 0); /* only check asks */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(typed_figures_give_the_demand_of_the_theory),
        TEST(the_text_tells_what_was_found_and_how_to_use_it),
        TEST(what_is_not_explained_is_said_with_the_figure),
        TEST(the_fitted_scenario_runs),
        TEST(a_host_is_measured_as_the_mean_of_its_machines),
        TEST(designs_without_what_was_measured_are_simulated),
        TEST(summaries_of_k6_and_locust_are_read),
        TEST(latencies_of_answered_requests_are_taken_from_k6),
        TEST(latencies_in_which_failed_requests_count_are_left_out),
        TEST(another_load_than_the_tests_is_told),
        TEST(a_figure_that_is_no_latency_is_told),
        TEST(hostile_files_are_refused),
        TEST(a_summary_a_hundred_thousand_deep_is_refused),
        TEST(what_was_measured_of_nothing_is_told_before),
        TEST(bad_usage_ends_with_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
