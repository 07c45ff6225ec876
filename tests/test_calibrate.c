/* Parameters that are known, found again from simulated measurements. */
#include "sim/run/calibrate.h"
#include "sim/run/evaluate.h"
#include "sim/run/range_fit.h"
#include "sim/world_base.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char queue_text[] =
    "overstack: 1\n"
    "simulate: {duration: 150s, warmup: 10s, seed: 4}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  api: {on: h, threads: 1, endpoints: {go: [{cpu: exp(8ms)}, {sleep: 1ms}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, target: api.go, rtt: 30ms}\n";

#define CPU "services.api.endpoints.go.0.cpu"
#define RTT "traffic.users.rtt"

struct fixture {
    struct arena arena;
    struct error_list errors;
    char file[64];
    struct world_options world;
    const struct design *design;
    atomic_int stop;
    uint64_t stop_at;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    arena_init(&fixture->arena);
    error_list_init(&fixture->errors, &fixture->arena);
    strcpy(fixture->file, "/tmp/overstack-calibrate-XXXXXX");
    FILE *out = fdopen(mkstemp(fixture->file), "w");
    fputs(queue_text, out);
    fclose(out);
    fixture->world = world_options_of(fixture->file);
    fixture->world.base =
        world_base_open(fixture->file, NULL, &fixture->arena, &fixture->errors);
    fixture->design = world_load(&fixture->world, &fixture->arena, &fixture->errors);
    *state = fixture;
    return fixture->design ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->file);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

/* ---- measuring ---- */

struct measuring {
    struct fixture *fixture;
    const char **sets;
    size_t set_count;
    double seed;
    struct measured_def measured;
    double min_s, max_s;
};

static void measuring_point(void *object, uint64_t index, struct arena *arena,
                            struct world_options *options)
{
    const struct measuring *measuring = object;
    (void)index, (void)arena;
    *options = measuring->fixture->world;
    options->sets = measuring->sets;
    options->set_count = measuring->set_count;
    options->seed = measuring->seed;
}

static void measuring_result(void *object, const struct evaluation *evaluation)
{
    struct measuring *measuring = object;
    const struct latency_summary *latency = &evaluation->summary->requests[0].latency;
    measuring->measured = (struct measured_def){.mean_s = latency->mean,
                                                .min_s = NAN,
                                                .p50_s = latency->p50,
                                                .p90_s = latency->p90,
                                                .p95_s = latency->p95,
                                                .p99_s = NAN,
                                                .max_s = NAN,
                                                .rate_per_s = NAN,
                                                .failed_rate = NAN,
                                                .cpu = NAN};
    measuring->min_s = latency->min;
    measuring->max_s = latency->max;
}

/* One run of the queue with those values. */
static struct measuring measuring_of(struct fixture *fixture, const char **sets,
                                     size_t set_count, double seed)
{
    struct measuring measuring = {
        .fixture = fixture, .sets = sets, .set_count = set_count, .seed = seed};
    const struct evaluate_options options = {.count = 1,
                                             .jobs = 1,
                                             .point = measuring_point,
                                             .result = measuring_result,
                                             .object = &measuring};
    assert_int_equal(evaluate_all(&options), 1);
    return measuring;
}

static struct measured_def measure(struct fixture *fixture, const char **sets,
                                   size_t set_count, double seed)
{
    return measuring_of(fixture, sets, set_count, seed).measured;
}

/* With what every load tester tells too: the extremes. */
static struct measured_def measure_extremes(struct fixture *fixture, const char **sets,
                                            size_t set_count, double seed)
{
    const struct measuring measuring = measuring_of(fixture, sets, set_count, seed);
    struct measured_def measured = measuring.measured;
    measured.min_s = measuring.min_s;
    measured.max_s = measuring.max_s;
    return measured;
}

static void stop_there(void *object, uint64_t done, uint64_t of)
{
    struct fixture *fixture = object;
    (void)of;
    if (done == fixture->stop_at)
        atomic_store(&fixture->stop, 1);
}

static const struct calibrate *calibrate(struct fixture *fixture,
                                         const struct measured_def *measured,
                                         const char *const *paths, uint32_t count,
                                         uint32_t jobs)
{
    struct observations observations = {.arena = &fixture->arena};
    observation_add(&observations, measured);
    const struct ranges *ranges =
        range_fit_open(paths, count, &fixture->world, fixture->design, &fixture->arena,
                       &fixture->errors);
    assert_non_null(ranges);
    const struct calibrate_options options = {.world = &fixture->world,
                                              .jobs = jobs,
                                              .progress = stop_there,
                                              .object = fixture,
                                              .stop = &fixture->stop};
    return calibrate_run(&options, fixture->design, ranges, &observations,
                         &fixture->arena, &fixture->errors);
}

/* ---- tests ---- */

static bool holds(const struct calibrate_parameter *parameter, double value)
{
    return parameter->low <= value && value <= parameter->high;
}

/* In 19 of 20 seeds each 95% interval holds its parameter; and it is no wide one. Fewer
 * seeds where time matters. */
static void known_parameters_are_found_within_their_intervals(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU, RTT};
    const char *sets[] = {CPU "=exp(12ms)", RTT "=10ms"};
    const int seeds = getenv("OVERSTACK_TEST_LONG") ? 20 : 6;
    int found_cpu = 0, found_rtt = 0, explained = 0;
    for (int seed = 0; seed < seeds; seed++) {
        const struct measured_def measured = measure(fixture, sets, 2, 1000 + seed);
        const struct calibrate *found = calibrate(fixture, &measured, paths, 2, 0);
        assert_non_null(found);
        found_cpu += holds(&found->parameters[0], 0.012);
        found_rtt += holds(&found->parameters[1], 0.010);
        explained += found->chance > 0.01;
        assert_true(found->parameters[0].high < 1.25 * found->parameters[0].low);
    }
    const int least = seeds == 20 ? 19 : seeds - 1;
    print_message("of %d: cpu %d, rtt %d, explained %d\n", seeds, found_cpu, found_rtt,
                  explained);
    assert_true(found_cpu >= least);
    assert_true(found_rtt >= least);
    assert_true(explained >= least);
}

/* A run's longest latency is held against the longest of single runs, not of all that are
 * simulated at a point: over many measurements, each fitted with other random numbers, its
 * mean distance is 0, in scatters, which have a standard deviation of 1. And chance is below 5% in 1 of 20. */
static void the_longest_latency_is_that_of_one_run(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU};
    const char *sets[] = {CPU "=exp(12ms)"};
    const int seeds = getenv("OVERSTACK_TEST_LONG") ? 24 : 4;
    double off = 0;
    int unlikely = 0;
    fixture->world.duration_s = 30;
    fixture->world.replications = 20; /* whose longest is far beyond one run's */
    fixture->design = world_load(&fixture->world, &fixture->arena, &fixture->errors);
    fixture->world.replications = NAN;
    for (int seed = 0; seed < seeds; seed++) {
        const struct measured_def measured =
            measure_extremes(fixture, sets, 1, 2000 + seed);
        fixture->world.seed = 1 + seed;
        const struct calibrate *found = calibrate(fixture, &measured, paths, 1, 0);
        assert_non_null(found);
        assert_int_equal(found->figures[5].observation->figure, OBSERVED_MAX);
        off += found->figures[5].off / seeds;
        unlikely += found->chance < 0.05;
    }
    print_message("max is off by %.2f scatters, chance below 5%%: %d of %d\n", off,
                  unlikely, seeds);
    assert_true(fabs(off) < 3 / sqrt(seeds));
    assert_true(unlikely <= 0.05 * seeds + 3 * sqrt(0.05 * 0.95 * seeds));
}

/* Waiting on the way and waiting in the service are the same to who measures outside; the
 * service's holds its only thread, so it is small here. */
static void parameters_that_cannot_be_told_apart_are_said_so(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {RTT, "traffic.users.connect"};
    const char *sets[] = {RTT "=10ms", "traffic.users.connect=10ms",
                          "traffic.users.requests_per_connection=1"};
    fixture->world.sets = sets;
    fixture->world.set_count = 3;
    const struct measured_def measured = measure(fixture, sets, 3, 77);
    const struct calibrate *found = calibrate(fixture, &measured, paths, 2, 0);
    assert_non_null(found);
    const bool loose = isnan(found->parameters[0].low) && isnan(found->parameters[1].low);
    assert_true(loose || found->correlation[1] < -0.95);
    assert_true(found->chance > 0.01); /* together they explain it */
}

/* A tail that no CPU and no way makes: the p95 is twice what a queue of that mean has. */
static void what_queueing_cannot_explain_is_said_so(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU, RTT};
    const char *sets[] = {CPU "=exp(12ms)", RTT "=10ms"};
    struct measured_def measured = measure(fixture, sets, 2, 5);
    measured.p95_s *= 2;
    measured.error = 0.01;
    const struct calibrate *found = calibrate(fixture, &measured, paths, 2, 0);
    assert_non_null(found);
    assert_true(found->chance < 0.001);
    assert_int_equal(found->figures[3].observation->figure, OBSERVED_P95);
    assert_true(found->figures[3].off < -3);
}

static void the_number_of_threads_leaves_no_trace(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU};
    const char *sets[] = {CPU "=exp(9ms)"};
    fixture->world.duration_s = 40;
    const struct measured_def measured = measure(fixture, sets, 1, 5);
    const struct calibrate *alone = calibrate(fixture, &measured, paths, 1, 1);
    const struct calibrate *together = calibrate(fixture, &measured, paths, 1, 3);
    assert_memory_equal(&alone->parameters->value, &together->parameters->value,
                        3 * sizeof(double));
    assert_int_equal(alone->simulated, together->simulated);
}

static void when_stopped_the_best_so_far_is_there(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU};
    const char *sets[] = {CPU "=exp(9ms)"};
    fixture->world.duration_s = 40;
    const struct measured_def measured = measure(fixture, sets, 1, 5);
    fixture->stop_at = 45;
    const struct calibrate *found = calibrate(fixture, &measured, paths, 1, 1);
    assert_true(found->stopped);
    assert_null(found->correlation);
    assert_true(isnan(found->parameters[0].low));
    assert_true(found->parameters[0].value > 0);
}

static void figures_of_nothing_are_told(void **state)
{
    struct fixture *fixture = *state;
    static const char *const paths[] = {CPU};
    struct measured_def measured = measure(fixture, NULL, 0, 5);
    measured.traffic = "usrs";
    assert_null(calibrate(fixture, &measured, paths, 1, 1));
    assert_string_equal(fixture->errors.items[0].message,
                        "the run has no traffic.usrs; did you mean traffic.users?");
}

static void only_what_has_a_number_between_can_be_fitted(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *path, *said;
    } cases[] = {
        {"services.api.threads", "only whole numbers are accepted here"},
        {"services.api.thread", "did you mean threads?"},
        {"services.api.on", "no number above 0"},
        {"hosts.h.swap", "no number above 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const paths[] = {cases[i].path};
        fixture->errors.errors = fixture->errors.count = 0;
        assert_null(range_fit_open(paths, 1, &fixture->world, fixture->design,
                                   &fixture->arena, &fixture->errors));
        if (!strstr(fixture->errors.items[0].message, cases[i].said))
            fail_msg("%s: %s", cases[i].path, fixture->errors.items[0].message);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(known_parameters_are_found_within_their_intervals),
        TEST(the_longest_latency_is_that_of_one_run),
        TEST(parameters_that_cannot_be_told_apart_are_said_so),
        TEST(what_queueing_cannot_explain_is_said_so),
        TEST(the_number_of_threads_leaves_no_trace),
        TEST(when_stopped_the_best_so_far_is_there),
        TEST(figures_of_nothing_are_told),
        TEST(only_what_has_a_number_between_can_be_fitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
