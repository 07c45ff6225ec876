/* Replications added until the intervals are narrow, and a warm-up found on a pilot. */
#include "models/metric.h"
#include "sim/output/document.h"
#include "sim/output/json.h"
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
    struct scenario scenario;
    const struct design *design;
};

static int begin(void **state)
{
    static struct fixture fixture;
    scenario_begin(&fixture.scenario);
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    scenario_end(&((struct fixture *)*state)->scenario);
    return 0;
}

/* A queue whose server works 10 ms in the mean. */
static void load(struct fixture *fixture, const char *simulate, const char *traffic,
                 const char *rest)
{
    fixture->design = scenario_accept(
        &fixture->scenario,
        arena_format(&fixture->scenario.arena,
                     "overstack: 1\nname: n\nsimulate: {%s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: "
                     "exp(10ms)}]}}}\n"
                     "traffic: {u: {%s, target: s.go}}\n%s",
                     simulate, traffic, rest));
}

#define STEADY "executor: constant-arrival-rate, rate: 60/s"

static const struct summary *run(struct fixture *fixture, uint32_t jobs)
{
    const struct replicate_options options = {.jobs = jobs};
    return replicate_run(fixture->design, &options, &fixture->scenario.arena);
}

/* ---- precision ---- */

/* Half of the interval over the first `count` values as a share of their mean. */
static double width_of(const struct summary *found, uint32_t count)
{
    const struct interval interval =
        metric_interval(metric_samples(found, FIGURE_LATENCY_MEAN), count, 0.95);
    return interval.half / interval.mean;
}

static void batches_are_added_until_the_interval_is_narrow(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 60s, precision: 2%", STEADY, "");
    const struct summary *found = run(fixture, 2);
    const uint32_t count = (uint32_t)found->replications;
    assert_true(count > 10 && count < 100 && count % 10 == 0);
    assert_near(found->widest, width_of(found, count), 1e-12);
    assert_true(found->widest <= 0.02);
    for (uint32_t fewer = 10; fewer < count; fewer += 10)
        assert_true(width_of(found, fewer) > 0.02);
}

static void the_most_ends_it_and_is_told(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 60s, precision: 0.1%, max_replications: 25", STEADY, "");
    const struct summary *found = run(fixture, 2);
    assert_true(found->replications == 25 && found->widest > 0.001 && !found->partial);
    json_t *report = document_create(found, 0);
    const json_t *precision = json_object_get(report, "precision");
    assert_true(json_is_false(json_object_get(precision, "reached")));
    assert_near(json_number_value(json_object_get(precision, "wanted")), 0.001, 0);
    json_decref(report);
}

static void replications_asked_for_are_run_at_least(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 60s, precision: 50%, replications: 17", STEADY, "");
    assert_true(run(fixture, 2)->replications == 17);
    load(fixture, "duration: 60s, precision: 50%", STEADY, "");
    assert_true(run(fixture, 2)->replications == 10);
    load(fixture, "duration: 60s, precision: 50%, max_replications: 4", STEADY, "");
    assert_true(run(fixture, 2)->replications == 4);
}

/* Far below its limit a metric need not be known to a share of itself; nothing failed in
 * any of them, which is known. */
static void a_threshold_is_measured_by_its_limit(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 60s, precision: 1%", STEADY,
         "thresholds: {http_req_duration: [avg < 100s], http_req_failed: [rate < 1%]}\n");
    const struct summary *found = run(fixture, 2);
    assert_true(found->replications == 10);
    assert_near(found->widest,
                (found->thresholds[0].ci[1] - found->thresholds[0].value) / 100, 1e-12);
}

/* ---- the warm-up ---- */

static void a_transient_that_is_known_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 1000s, warmup: auto",
         "executor: ramping-arrival-rate, start_rate: 1/s, stages: [{duration: 300s, "
         "target: "
         "60/s}, {duration: 700s, target: 60/s}]",
         "");
    const struct summary *found = run(fixture, 2);
    const double cut_s = found->design->simulate.warmup_s;
    assert_true(cut_s > 200 && cut_s < 450);
    assert_true(cut_s == found->warmup_cut_s && !found->warmup_late);
    assert_near(found->usage.window_s, 1000 - cut_s, 1e-9);
    assert_true(fixture->design->simulate.warmup_s == 0); /* others share it */
}

static void what_does_not_settle_is_said_to_be_too_short(void **state)
{
    struct fixture *fixture = *state;
    load(fixture, "duration: 100s, warmup: auto",
         "executor: constant-arrival-rate, rate: 130/s", "");
    const struct summary *found = run(fixture, 2);
    assert_true(found->warmup_late && found->warmup_cut_s > 50);
    assert_true(found->design->simulate.warmup_s == 50);
    bool told = false;
    for (uint32_t i = 0; i < found->warning_count; i++)
        told = told || strstr(found->warnings[i], "too short for `warmup: auto`");
    assert_true(told);
}

/* ---- both ---- */

static char *report_of(struct fixture *fixture, uint32_t jobs)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_t *document = document_create(run(fixture, jobs), 0);
    json_write(document, out);
    fclose(out);
    json_decref(document);
    return text;
}

static void the_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    static const uint32_t jobs[] = {2, 7};
    struct fixture *fixture = *state;
    load(fixture, "duration: 60s, warmup: auto, precision: 3%", STEADY,
         "thresholds: {http_req_duration: [p(95) < 80ms]}\n");
    char *one = report_of(fixture, 1);
    for (int i = 0; i < 2; i++) {
        char *other = report_of(fixture, jobs[i]);
        assert_string_equal(one, other);
        free(other);
    }
    free(one);
}

struct watch {
    uint32_t stop_after;
    atomic_int stop;
};

static void stop_after(void *object, uint64_t done, uint64_t of)
{
    struct watch *watch = object;
    (void)of;
    if (done == watch->stop_after)
        atomic_store(&watch->stop, 1);
}

static void stopped_in_a_later_batch_it_is_partial(void **state)
{
    struct fixture *fixture = *state;
    struct watch watch = {.stop_after = 13};
    load(fixture, "duration: 60s, precision: 0.1%", STEADY, "");
    const struct replicate_options options = {
        .jobs = 1, .progress = stop_after, .object = &watch, .stop = &watch.stop};
    const struct summary *found =
        replicate_run(fixture->design, &options, &fixture->scenario.arena);
    assert_true(found->partial && found->replications == 13);
}

#define SEQUENTIAL_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEQUENTIAL_TEST(batches_are_added_until_the_interval_is_narrow),
        SEQUENTIAL_TEST(the_most_ends_it_and_is_told),
        SEQUENTIAL_TEST(replications_asked_for_are_run_at_least),
        SEQUENTIAL_TEST(a_threshold_is_measured_by_its_limit),
        SEQUENTIAL_TEST(a_transient_that_is_known_is_left_out),
        SEQUENTIAL_TEST(what_does_not_settle_is_said_to_be_too_short),
        SEQUENTIAL_TEST(the_bytes_do_not_depend_on_the_number_of_threads),
        SEQUENTIAL_TEST(stopped_in_a_later_batch_it_is_partial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
