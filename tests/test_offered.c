/* Mean and peak of traffic that changes over time, by areas under straight lines. */
#include "models/offered.h"
#include "tests/support/near.h"

static struct arena arena;

static struct offered between(const struct traffic_def *traffic, double from_s,
                              double to_s)
{
    return offered_between(traffic, from_s, to_s, &arena);
}

static struct traffic_def constant(double rate_per_s)
{
    return (struct traffic_def){
        .executor = EXECUTOR_CONSTANT_ARRIVAL_RATE,
        .rate_per_s = rate_per_s,
        .end_s = INFINITY,
    };
}

static void a_constant_rate_is_its_own_mean_and_peak(void **state)
{
    (void)state;
    const struct traffic_def traffic = constant(80);
    const struct offered offered = between(&traffic, 0, 3600);
    assert_false(offered.closed);
    assert_near(offered.mean, 80, 1e-9);
    assert_near(offered.peak, 80, 1e-9);
    assert_true(isinf(offered.iterations));
}

static void start_and_end_cut_the_time(void **state)
{
    (void)state;
    struct traffic_def traffic = constant(80);
    traffic.start_s = 50;
    traffic.end_s = 75;
    assert_near(between(&traffic, 0, 100).mean, 20, 1e-9);
    assert_near(between(&traffic, 60, 70).mean, 80, 1e-9);
    assert_near(between(&traffic, 80, 90).peak, 0, 0);
}

static void a_spike_multiplies_while_it_lasts(void **state)
{
    (void)state;
    struct traffic_def traffic = constant(10);
    struct spike_def spike = {.at_s = 40, .for_s = 10, .times = 8};
    traffic.spikes = (struct items){&spike, 1};
    const struct offered offered = between(&traffic, 0, 100);
    assert_near(offered.mean, 10 + 0.1 * 70, 1e-9);
    assert_near(offered.peak, 80, 1e-9);
    assert_near(between(&traffic, 60, 100).peak, 10, 1e-9);
}

static void stages_are_straight_lines_and_the_last_target_holds(void **state)
{
    (void)state;
    struct stage_def stages[] = {
        {.duration_s = 10, .target_value = 5},
        {.duration_s = 10, .target_value = 205},
        {.duration_s = 0, .target_value = 100},
    };
    struct traffic_def traffic = {
        .executor = EXECUTOR_RAMPING_ARRIVAL_RATE,
        .start_rate_per_s = 5,
        .stages = {stages, 3},
        .end_s = INFINITY,
    };
    assert_near(offered_level(&traffic, 5), 5, 1e-9);
    assert_near(offered_level(&traffic, 15), 105, 1e-9);
    assert_near(offered_level(&traffic, 20), 100, 1e-9);
    const struct offered offered = between(&traffic, 0, 40);
    assert_near(offered.mean, (10 * 5 + 10 * 105 + 20 * 100) / 40.0, 1e-9);
    assert_near(offered.peak, 205, 1e-9);
    /* a window that begins in the middle of the ramp */
    assert_near(between(&traffic, 15, 17).mean, 125, 1e-9);
    assert_near(between(&traffic, 15, 17).peak, 145, 1e-9);
}

static void users_ramp_like_rates(void **state)
{
    (void)state;
    struct stage_def stage = {.duration_s = 60, .target_value = 100};
    const struct traffic_def traffic = {
        .executor = EXECUTOR_RAMPING_VUS, .stages = {&stage, 1}, .end_s = INFINITY};
    const struct offered offered = between(&traffic, 0, 60);
    assert_true(offered.closed);
    assert_near(offered.mean, 50, 1e-9);
    assert_near(offered.peak, 100, 1e-9);
}

static void iterations_are_counted_by_executor(void **state)
{
    (void)state;
    struct traffic_def traffic = {.executor = EXECUTOR_PER_VU_ITERATIONS,
                                  .vus = 20,
                                  .iterations = 5,
                                  .end_s = INFINITY};
    assert_near(between(&traffic, 0, 10).iterations, 100, 0);
    traffic.executor = EXECUTOR_SHARED_ITERATIONS;
    assert_near(between(&traffic, 0, 10).iterations, 5, 0);
    assert_near(between(&traffic, 0, 10).peak, 20, 1e-9);
}

static int clear(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_rate_is_its_own_mean_and_peak),
        cmocka_unit_test(start_and_end_cut_the_time),
        cmocka_unit_test(a_spike_multiplies_while_it_lasts),
        cmocka_unit_test(stages_are_straight_lines_and_the_last_target_holds),
        cmocka_unit_test(users_ramp_like_rates),
        cmocka_unit_test(iterations_are_counted_by_executor),
    };
    arena_init(&arena);
    return cmocka_run_group_tests(tests, NULL, clear);
}
