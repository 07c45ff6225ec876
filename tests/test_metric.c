/* The figures by which designs are compared, and what is kept of each replication. */
#include "models/metric.h"
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

struct fixture {
    struct scenario scenario;
    const struct summary *summary;
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

/* A queue at 80%, an answer to a byte that is paid for, a threshold on the bill. */
static void run(struct fixture *fixture, int replications)
{
    struct arena *arena = &fixture->scenario.arena;
    const struct design *design = scenario_accept(
        &fixture->scenario,
        arena_format(arena,
                     "overstack: 1\nname: n\nregion: us-east-1\n"
                     "simulate: {duration: 100s, replications: %d}\n"
                     "hosts: {web: {instance: t3.micro}}\n"
                     "services: {api: {on: web, threads: 1, endpoints: {go: [{cpu: "
                     "exp(40ms)}, {send: 1MB}]}}}\n"
                     "traffic: {users: {executor: constant-arrival-rate, rate: 20/s, "
                     "target: api.go}}\n"
                     "thresholds: {http_req_duration: [p(95) < 10s], cost: [month < "
                     "100000 USD]}\n",
                     replications));
    const struct replicate_options options = {.jobs = 1};
    fixture->summary = replicate_run(design, &options, arena);
}

static void every_metric_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < FIGURE_COUNT; i++) {
        const struct metric *metric = metric_get((enum metric_figure)i);
        assert_non_null(metric->label);
        assert_non_null(metric->value);
        assert_int_equal(metric_named(metric->name), i);
    }
    assert_int_equal(metric_named("latency_p95_s"), FIGURE_LATENCY_P95);
    assert_int_equal(metric_named("latency_p94_s"), FIGURE_COUNT);
}

static double mean(const double *values, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

static void the_samples_mean_is_the_reports_figure(void **state)
{
    struct fixture *fixture = *state;
    run(fixture, 5);
    const struct summary *found = fixture->summary;
    const struct request_summary *all = &found->requests[0];
    const struct {
        enum metric_figure figure;
        double value;
    } figures[] = {
        {FIGURE_RATE, all->rate},
        {FIGURE_GOODPUT, all->goodput},
        {FIGURE_FAILED_RATE, all->failed_rate},
        {FIGURE_LATENCY_MEAN, all->latency.mean},
        {FIGURE_LATENCY_P50, all->latency.p50},
        {FIGURE_LATENCY_P95, all->latency.p95},
        {FIGURE_LATENCY_P99, all->latency.p99},
        {FIGURE_CPU_PEAK, found->hosts[0].cpu_peak},
        {FIGURE_MEMORY_PEAK,
         found->hosts[0].memory_need_peak / found->hosts[0].memory_total},
    };
    assert_int_equal(found->sample_count, 5);
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        const double *samples = metric_samples(found, figures[i].figure);
        assert_near(mean(samples, 5), figures[i].value, 1e-12 * figures[i].value);
        assert_near(metric_value(found, figures[i].figure), figures[i].value,
                    1e-12 * figures[i].value);
    }
    assert_true(metric_samples(found, FIGURE_LATENCY_P50)[0] !=
                metric_samples(found, FIGURE_LATENCY_P50)[1]);
}

/* The first 100 GB a month are free and the next cost 0.09 USD/GB: so far out the bill is
 * linear in the bytes, so its mean is the bill of the mean. */
static void every_replication_has_a_bill_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    run(fixture, 5);
    const struct summary *found = fixture->summary;
    const double *month = metric_samples(found, FIGURE_COST_MONTH);
    const double *judged = metric_threshold_samples(found, 1);
    assert_true(month[0] != month[1]);
    assert_near(mean(month, 5), found->cost.month_usd, 0.01 * found->cost.month_usd);
    assert_true(metric_value(found, FIGURE_COST_MONTH) == found->cost.month_usd);
    for (int i = 0; i < 5; i++) {
        assert_true(judged[i] == month[i]);
        assert_true(metric_samples(found, FIGURE_OK)[i] == 1);
    }
    assert_near(mean(metric_threshold_samples(found, 0), 5), found->thresholds[0].value,
                1e-12);
}

static void one_replication_is_its_own_sample(void **state)
{
    struct fixture *fixture = *state;
    run(fixture, 1);
    const struct summary *found = fixture->summary;
    assert_int_equal(found->sample_count, 1);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        const enum metric_figure figure = (enum metric_figure)i;
        const double value = metric_get(figure)->value(found);
        const double sample = metric_samples(found, figure)[0];
        assert_true(value == sample || (isnan(value) && isnan(sample)));
    }
    assert_true(metric_threshold_samples(found, 1)[0] == found->cost.month_usd);
}

/* By hand: 1, 2, 3, 4 have s = 1.29099, t(0.975, 3) = 3.18245, half = 2.05426. */
static void an_interval_is_students(void **state)
{
    (void)state;
    const double samples[] = {1, 2, NAN, 3, 4};
    const struct interval found = metric_interval(samples, 5, 0.95);
    assert_int_equal(found.count, 4);
    assert_near(found.mean, 2.5, 1e-12);
    assert_near(found.half, 2.05426, 1e-5);
    assert_near(found.low, 2.5 - 2.05426, 1e-5);
    assert_near(found.high, 2.5 + 2.05426, 1e-5);
}

static void an_interval_needs_two_finite_values(void **state)
{
    (void)state;
    const double one[] = {NAN, 7, NAN}, none[] = {NAN}, never[] = {5, INFINITY};
    assert_true(metric_interval(one, 3, 0.95).mean == 7);
    assert_true(isnan(metric_interval(one, 3, 0.95).low));
    assert_true(isnan(metric_interval(none, 1, 0.95).mean));
    assert_true(isnan(metric_interval(never, 2, 0.95).high));
}

static void values_that_are_the_same_have_no_width(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1}, never[] = {INFINITY, INFINITY};
    assert_true(metric_interval(same, 3, 0.95).half == 0);
    assert_true(metric_interval(same, 3, 0.95).low == 0.1);
    assert_true(isinf(metric_interval(never, 2, 0.95).low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_metric_has_a_name_of_its_own),
        cmocka_unit_test_setup_teardown(the_samples_mean_is_the_reports_figure, begin,
                                        end),
        cmocka_unit_test_setup_teardown(every_replication_has_a_bill_of_its_own, begin,
                                        end),
        cmocka_unit_test_setup_teardown(one_replication_is_its_own_sample, begin, end),
        cmocka_unit_test(an_interval_is_students),
        cmocka_unit_test(an_interval_needs_two_finite_values),
        cmocka_unit_test(values_that_are_the_same_have_no_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
