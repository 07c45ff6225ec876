/* `overstack sensitivity`, run as a user runs it. */
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
    "simulate: {duration: 30s, seed: 3}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  api: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, target: api.go}\n"
    "thresholds: {http_req_duration: [\"p(95) < 80ms\"]}\n"
    "uncertain:\n"
    "  services.api.endpoints.go.0.cpu: [8ms, 15ms]\n"
    "  traffic.users.rtt: [0, 3ms]\n";

struct fixture {
    char scenario[64], folder[64];
    char *text; /* of the last answer, both streams */
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->scenario, sizeof f->scenario, "/tmp/overstack-study-%ld.yaml",
             (long)getpid());
    strcpy(f->folder, "/tmp/overstack-study-XXXXXX");
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
    unlink(f->scenario);
    free(f->text);
    free(f);
    return code;
}

static int run(struct fixture *f, const char *scenario, const char *options)
{
    const char *given = getenv("OVERSTACK");
    char command[512];
    FILE *file = fopen(f->scenario, "w");
    fputs(scenario, file);
    fclose(file);
    snprintf(command, sizeof command, "'%s' sensitivity %s %s 2>&1",
             given && *given ? given : "./overstack", f->scenario, options);
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

#define FEW "--samples 20 --trajectories 3 "

static void the_text_tells_what_moves_the_verdict(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(run(f, queue, FEW), 0); /* a study is no gate */
    expect(f, "It holds as it is; 1 of 2 assumptions alone can break it.");
    expect(f, "fails at high");
    expect(f, "http_req_duration p(95) < 80ms: ");
    expect(f, "█");
    expect(f, "HOW LIKELY A LIMIT BREAKS");
    const char *demand = strstr(f->text, "at low"), *rtt = strstr(demand, "users.rtt");
    assert_true(strstr(demand, "go.0.cpu") < rtt); /* the largest swing first */
}

static int columns(const char *line)
{
    int count = 0;
    for (; *line && *line != '\n'; line++)
        count += (*line & 0xC0) != 0x80;
    return count;
}

static void the_text_fits_eighty_columns(void **state)
{
    struct fixture *f = *state;
    char long_one[2048];
    snprintf(long_one, sizeof long_one, "%s%s", queue,
             "  services.api.background.cpu: [0.0001, 0.0002]\n"
             "  traffic.users.requests_per_connection: [1, 1000]\n");
    assert_int_equal(run(f, long_one, FEW), 0);
    for (const char *line = f->text; *line; line = strchr(line, '\n') + 1)
        if (columns(line) > 80)
            fail_msg("%.*s", (int)strcspn(line, "\n"), line);
}

static void json_is_the_same_at_any_number_of_jobs(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(run(f, queue, FEW "--format json --jobs 1"), 0);
    char *first = strdup(f->text);
    assert_int_equal(run(f, queue, FEW "--format json --jobs 3"), 0);
    assert_string_equal(f->text, first);
    json_t *report = json_loads(first, 0, NULL);
    const char *path;
    double of, mu_star;
    assert_int_equal(
        json_unpack(report, "{s:[{s:[{s:s, s:F}, {}]}, {}, {}, {}, {}], s:{s:{s:F}}}",
                    "outputs", "effects", "path", &path, "mu_star", &mu_star,
                    "probability", "any", "of", &of),
        0);
    assert_string_equal(path, "services.api.endpoints.go.0.cpu");
    assert_true(mu_star > 0 && of == 20);
    json_decref(report);
    free(first);
}

static void another_seed_draws_other_points(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(run(f, queue, FEW "--format csv"), 0);
    char *first = strdup(f->text);
    assert_int_equal(run(f, queue, FEW "--format csv --seed 4"), 0);
    assert_string_not_equal(f->text, first);
    assert_memory_equal(f->text, "output,expression,unit,path,low,", 32);
    free(first);
}

static void markdown_has_a_table_for_each_threshold(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(run(f, queue, FEW "--format markdown"), 0);
    expect(f, "## A queue: sensitivity\n\n**");
    expect(f, "\n### http_req_duration p(95) < 80ms: ");
    expect(f,
           "| services.api.endpoints.go.0.cpu | 8 ms | 10 ms | 15 ms | fails at high |");
    assert_int_equal(run(f, queue, FEW "--format ndjson"), 2);
    expect(f, "there are text, json, csv, markdown and html");
}

static void the_figure_has_its_data(void **state)
{
    struct fixture *f = *state;
    char options[256], line[256], path[128];
    snprintf(options, sizeof options, FEW "--plots %s/new --quiet", f->folder);
    assert_int_equal(run(f, queue, options), 0);
    snprintf(path, sizeof path, "%s/new/tornado.csv", f->folder);
    FILE *data = fopen(path, "r");
    assert_non_null(data);
    assert_non_null(fgets(line, sizeof line, data));
    assert_string_equal(line, "path,low,high,base\n");
    while (fgets(line, sizeof line, data))
        ;
    fclose(data);
    assert_memory_equal(line, "services.api.endpoints.go.0.cpu,", 32); /* largest last */
}

static void parts_can_be_left_out(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(run(f, queue, "--samples 0 --trajectories 0"), 0);
    assert_null(strstr(f->text, "HOW LIKELY"));
    assert_null(strstr(f->text, "elementary"));
    expect(f, ": 5 runs of 30 s");
}

static void bad_ranges_and_bad_usage_end_with_2(void **state)
{
    struct fixture *f = *state;
    char bad[2048];
    snprintf(bad, sizeof bad, "%s%s", queue, "  traffic.usrs.rate: [1/s, 2/s]\n");
    assert_int_equal(run(f, bad, ""), 2);
    expect(f, ":13:3: traffic.usrs.rate: there is no \"usrs\"; did you mean users?");
    assert_int_equal(run(f, queue, "--samples many"), 2);
    expect(f, "--samples: expected a whole number");
    assert_int_equal(run(f, queue, "--variant x"), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_text_tells_what_moves_the_verdict),
        TEST(the_text_fits_eighty_columns),
        TEST(json_is_the_same_at_any_number_of_jobs),
        TEST(another_seed_draws_other_points),
        TEST(markdown_has_a_table_for_each_threshold),
        TEST(the_figure_has_its_data),
        TEST(parts_can_be_left_out),
        TEST(bad_ranges_and_bad_usage_end_with_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
