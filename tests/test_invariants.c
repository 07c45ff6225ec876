/* What holds in every report, on the stories and examples that come with the program and
 * on scenarios with a bit of everything; the same bytes on any number of threads; other
 * seeds, other luck; variants share theirs.
 */
#include "sim/output/document.h"
#include "sim/output/json.h"
#include "sim/run/replicate.h"
#include "sim/world_base.h"
#include "tests/support/invariants.h"
#include "tests/support/scenario.h"

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- running ---- */

struct run {
    struct scenario scenario;
    struct arena arena;
    const struct summary *summary;
    json_t *report;
};

static void run_design(struct run *run, const struct design *design, uint32_t jobs)
{
    const struct replicate_options options = {.jobs = jobs};
    assert_non_null(design);
    arena_init(&run->arena);
    run->summary = replicate_run(design, &options, &run->arena);
    run->report = document_create(run->summary, 0);
}

static void run_begin(struct run *run, const char *yaml, uint32_t jobs)
{
    scenario_begin(&run->scenario);
    run_design(run, scenario_accept(&run->scenario, yaml), jobs);
}

static void run_end(struct run *run)
{
    json_decref(run->report);
    arena_clear(&run->arena);
    scenario_end(&run->scenario);
}

/* ---- files that come with the program ---- */

/* A file, or one of its variants, cut to ten minutes with two replications. */
static int broken_in(const char *file, const char *variant)
{
    struct run run;
    scenario_begin(&run.scenario);
    run.scenario.options.file = file;
    run.scenario.options.variant = variant;
    run.scenario.options.duration_s = 600;
    run.scenario.options.replications = 2;
    scenario_set(&run.scenario, "simulate.warmup=10s");
    run_design(
        &run,
        world_load(&run.scenario.options, &run.scenario.arena, &run.scenario.errors), 1);
    const int broken = invariants_broken(run.summary, run.report);
    if (broken)
        print_error("%s, %s\n", file, variant ? variant : "no variant");
    run_end(&run);
    return broken;
}

static int broken_in_all(const char *file)
{
    struct arena arena;
    struct error_list errors;
    size_t count = 0;
    arena_init(&arena);
    error_list_init(&errors, &arena);
    int broken = broken_in(file, NULL);
    const struct world_base *base = world_base_open(file, NULL, &arena, &errors);
    assert_non_null(base);
    const char **variants = world_base_variants(base, &arena, &count);
    for (size_t i = 0; i < count; i++)
        broken += broken_in(file, variants[i]);
    arena_clear(&arena);
    return broken;
}

static void invariants_hold_in_all_our_scenarios(void **state)
{
    (void)state;
    glob_t found = {0};
    int broken = 0;
    glob("configs/stories/*.yaml", 0, NULL, &found);
    glob("configs/examples/*.yaml", GLOB_APPEND, NULL, &found);
    assert_true(found.gl_pathc >= 3);
    for (size_t i = 0; i < found.gl_pathc; i++)
        broken += broken_in_all(found.gl_pathv[i]);
    globfree(&found);
    assert_int_equal(broken, 0);
}

/* ---- a bit of everything ---- */

#define SIMULATE "overstack: 1\nname: everything\nsimulate: {duration: 300s, warmup: 30s"
#define EVERYTHING                                                                       \
    "hosts:\n"                                                                           \
    "  web: {instance: {vcpus: 2, memory: 1GiB, price: 0.02 USD/h}, count: 2,"           \
    " volume: {type: gp3, size: 10GiB}, swap: 512MiB}\n"                                 \
    "  db: {instance: {vcpus: 1, memory: 1GiB, price: 0.02 USD/h, burst: {baseline: "    \
    "20%,"                                                                               \
    " credits_per_hour: 12, max_credits: 60}}, credits: {initial: 1.5},"                 \
    " volume: {type: gp2, size: 20GiB}}\n"                                               \
    "services:\n"                                                                        \
    "  api:\n"                                                                           \
    "    on: web\n"                                                                      \
    "    workers: 2\n"                                                                   \
    "    threads: 4\n"                                                                   \
    "    backlog: 30\n"                                                                  \
    "    queue_timeout: exp(2s)\n"                                                       \
    "    memory: {base: 100MiB, text: 30MiB, per_worker: 10MiB, per_request: 1MiB,"      \
    " leak: {per_request: 8KiB, up_to: 40MiB}}\n"                                        \
    "    recycle: {max_requests: 500, jitter: 100}\n"                                    \
    "    worker_timeout: 5s\n"                                                           \
    "    pools: {sql: {size: 5, timeout: 1s}}\n"                                         \
    "    endpoints:\n"                                                                   \
    "      read: [{cpu: lognormal(10ms cv=1)}, {call: {to: sql.get, timeout: 2s,"        \
    " retries: 1}}, {send: 10KiB}]\n"                                                    \
    "      write: [{parallel: [[{call: sql.put}], [{call: mail.send}]]}, {publish: "     \
    "job.do}]\n"                                                                         \
    "  sql: {on: db, jvm: {heap: 200MiB, live: 50MiB, live_per_request: 1MiB, alloc: "   \
    "1MiB},"                                                                             \
    " endpoints: {get: [{cpu: exp(5ms)}], put: [{write: 16KiB}, {cpu: exp(5ms)},"        \
    " {fail: 1%}]}}\n"                                                                   \
    "  job: {on: web, threads: 1, endpoints: {do: [{cpu: exp(30ms)}, {memory: "          \
    "5MiB}]}}\n"                                                                         \
    "  mail: {kind: external, latency: exp(80ms), rate_limit: 20/s, price: 0.001 "       \
    "USD/call}\n"

#define TRAFFIC                                                                          \
    "traffic:\n"                                                                         \
    "  visitors: {executor: constant-arrival-rate, rate: 60/s, timeout: 10s, retries: "  \
    "1,"                                                                                 \
    " mix: {api.read: 70%, api.write: 30%}}\n"                                           \
    "  staff: {executor: constant-vus, vus: 10, think: exp(2s), target: api.write}\n"

static void invariants_hold_with_a_bit_of_everything(void **state)
{
    (void)state;
    struct run run;
    run_begin(&run, SIMULATE ", replications: 3}\n" EVERYTHING TRAFFIC, 1);
    assert_int_equal(invariants_broken(run.summary, run.report), 0);
    run_end(&run);
}

static char *bytes(const char *yaml, uint32_t jobs)
{
    struct run run;
    char *text = NULL;
    size_t size = 0;
    run_begin(&run, yaml, jobs);
    json_object_del(json_object_get(run.report, "scenario"), "file");
    FILE *out = open_memstream(&text, &size);
    json_write(run.report, out);
    fclose(out);
    run_end(&run);
    return text;
}

static void the_bytes_are_the_same_on_1_2_and_7_threads(void **state)
{
    (void)state;
    const char *yaml = SIMULATE ", replications: 7}\n" EVERYTHING TRAFFIC;
    char *one = bytes(yaml, 1), *two = bytes(yaml, 2), *seven = bytes(yaml, 7);
    assert_string_equal(one, two);
    assert_string_equal(one, seven);
    free(one);
    free(two);
    free(seven);
}

/* ---- luck ---- */

/* Arrivals of a traffic in each step: its requests are answered at once. */
#define LUCK                                                                             \
    "overstack: 1\nname: luck\nsimulate: {duration: 240s, seed: %s}\n"                   \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  s: {on: h, endpoints: {go: [{%s}]}}\n"                                            \
    "%s"                                                                                 \
    "traffic:\n"                                                                         \
    "  a: {executor: constant-arrival-rate, rate: 20/s, target: s.go}\n"                 \
    "%s"

struct luck {
    double arrivals, work, mean, max; /* requests, CPU, latency */
};

static struct luck luck_of(const char *seed, const char *step, const char *service,
                           const char *traffic)
{
    struct run run;
    char yaml[2000];
    snprintf(yaml, sizeof yaml, LUCK, seed, step, service, traffic);
    run_begin(&run, yaml, 1);
    const struct request_summary *a = NULL;
    for (uint32_t i = 0; i < run.summary->request_count; i++)
        if (strcmp(run.summary->requests[i].name, "traffic.a") == 0)
            a = &run.summary->requests[i];
    assert_non_null(a);
    const struct luck luck = {a->count, run.summary->services[0].cpu_mean,
                              a->latency.mean, a->latency.max};
    run_end(&run);
    return luck;
}

static void other_seeds_are_other_luck(void **state)
{
    (void)state;
    const struct luck one = luck_of("1", "cpu: exp(5ms)", "", "");
    const struct luck again = luck_of("1", "cpu: exp(5ms)", "", "");
    const struct luck two = luck_of("2", "cpu: exp(5ms)", "", "");
    assert_memory_equal(&one, &again, sizeof one);
    assert_true(one.arrivals != two.arrivals);
    assert_true(one.work != two.work);
    assert_true(one.max != two.max);
}

static void replications_are_other_luck(void **state)
{
    (void)state;
    struct run run;
    run_begin(
        &run,
        "overstack: 1\nname: luck\nsimulate: {duration: 60s, replications: 2}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services: {s: {on: h, endpoints: {go: [{sleep: exp(5ms)}]}}}\n"
        "traffic: {a: {executor: constant-arrival-rate, rate: 20/s, target: s.go}}\n",
        1);
    const struct latency_summary *l = &run.summary->requests[0].latency;
    assert_true(l->ci_mean[1] > l->ci_mean[0]);
    run_end(&run);
}

/* Two designs differ in one thing; what has nothing to do with it stays to the bit. */
static void what_does_not_concern_a_stream_leaves_it_alone(void **state)
{
    (void)state;
    const char *more = "  x: {on: h, endpoints: {go: [{cpu: exp(1ms)}]}}\n";
    const char *also =
        "  b: {executor: constant-arrival-rate, rate: 5/s, target: x.go}\n";
    const struct luck alone = luck_of("1", "sleep: exp(5ms)", "", "");
    const struct luck third = luck_of("1", "sleep: exp(5ms)", more, also);
    /* The same arrivals and the same sleeps, whoever else there is. */
    assert_true(alone.arrivals == third.arrivals);
    assert_true(alone.mean == third.mean);
    assert_true(alone.max == third.max);
    /* The same arrivals, whatever they ask for. */
    const struct luck other = luck_of("1", "sleep: hyperexp(9ms scv=9)", "", "");
    assert_true(alone.arrivals == other.arrivals);
    assert_true(alone.mean != other.mean);
    /* The same draws, twice as long. */
    const struct luck twice = luck_of("1", "sleep: exp(10ms)", "", "");
    assert_true(fabs(twice.max - 2 * alone.max) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invariants_hold_in_all_our_scenarios),
        cmocka_unit_test(invariants_hold_with_a_bit_of_everything),
        cmocka_unit_test(the_bytes_are_the_same_on_1_2_and_7_threads),
        cmocka_unit_test(other_seeds_are_other_luck),
        cmocka_unit_test(replications_are_other_luck),
        cmocka_unit_test(what_does_not_concern_a_stream_leaves_it_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
