/* test_statistic.c - sums that become means.
 *
 * An interval of level p must hold the true mean in p of many experiments; how often it
 * does is a binomial count, so five of its standard deviations are the tolerance.
 */
#include "sim/core/random.h"
#include "sim/core/statistic.h"
#include "tests/support/near.h"

#include <gsl/gsl_cdf.h>

enum { EXPERIMENTS = 4000 };

static void assert_coverage(int covered, double level)
{
    assert_near(covered, EXPERIMENTS * level,
                5 * sqrt(EXPERIMENTS * level * (1 - level)));
}

static void sample_has_the_textbook_mean_and_variance(void **state)
{
    (void)state;
    struct sample sample = {0};
    static const double values[] = {4, 7, 13, 16};
    for (int i = 0; i < 4; i++)
        sample_record(&sample, values[i]);
    assert_near(sample.mean, 10, 0);
    assert_near(sample_variance(&sample), 30, 1e-14);
    assert_near(sample.min, 4, 0);
    assert_near(sample.max, 16, 0);
}

/* With sums of squares, 1e9 + 4 loses the variance; one unit in the last place of 1e9 is
 * 1e-7, and the deviations are known to that. */
static void large_mean_does_not_drown_the_variance(void **state)
{
    (void)state;
    struct sample sample = {0};
    static const double values[] = {4, 7, 13, 16};
    for (int i = 0; i < 4; i++)
        sample_record(&sample, 1e9 + values[i]);
    assert_near(sample_variance(&sample), 30, 30 * 2e-7);
}

static void small_samples_have_no_variance(void **state)
{
    (void)state;
    struct sample sample = {0};
    assert_near(sample_variance(&sample), 0, 0);
    assert_true(isinf(sample_half_width(&sample, 0.95)));
    sample_record(&sample, -3);
    assert_near(sample_variance(&sample), 0, 0);
    assert_true(isinf(sample_half_width(&sample, 0.95)));
    assert_near(sample.min, -3, 0);
    assert_near(sample.max, -3, 0);
}

/* t(0.975; 3) = 3.182446305 from any table. */
static void half_width_is_students(void **state)
{
    (void)state;
    struct sample sample = {0};
    static const double values[] = {4, 7, 13, 16};
    for (int i = 0; i < 4; i++)
        sample_record(&sample, values[i]);
    assert_near(sample_half_width(&sample, 0.95), 3.182446305 * sqrt(30. / 4), 1e-8);
}

static void interval_holds_the_mean_as_often_as_it_says(void **state)
{
    (void)state;
    static const double levels[] = {0.8, 0.95, 0.99};
    struct random random;
    random_init(&random, 1, 0, "interval");
    int covered[3] = {0};
    for (int i = 0; i < EXPERIMENTS; i++) {
        struct sample sample = {0};
        for (int j = 0; j < 5; j++)
            sample_record(&sample, 7 + 3 * random_normal(&random));
        for (int k = 0; k < 3; k++)
            covered[k] += fabs(sample.mean - 7) <= sample_half_width(&sample, levels[k]);
    }
    for (int k = 0; k < 3; k++)
        assert_coverage(covered[k], levels[k]);
}

static void area_is_value_times_time(void **state)
{
    (void)state;
    struct area area = {0};
    area_set(&area, 2, 1);     /* 0 until 1 */
    area_change(&area, 3, 4);  /* 2 until 4 */
    area_change(&area, -1, 4); /* 5 for no time */
    area_advance(&area, 5);    /* 4 until 5 */
    assert_near(area_at(&area, 5), 2 * 3 + 4, 0);
    assert_near(area_at(&area, 7), 2 * 3 + 4 + 8, 0);
    assert_near(area.value, 4, 0);
    const double from = area_at(&area, 5);
    area_set(&area, 0, 6);
    assert_near((area_at(&area, 9) - from) / (9 - 5), 1, 0); /* mean over [5, 9] */
}

static void batches_double_in_size_and_keep_all_records(void **state)
{
    (void)state;
    struct batches batches;
    batches_init(&batches);
    double sum = 0;
    for (int i = 1; i <= 100000; i++) {
        batches_record(&batches, i);
        sum += i;
        assert_true(batches.count < BATCH_LIMIT);
        assert_int_equal(batches.count * batches.size + batches.partial, i);
        if (i >= BATCH_LIMIT)
            assert_true(batches.count >= BATCH_LIMIT / 2);
    }
    assert_near(batches_mean(&batches), sum / 100000, 0); /* whole numbers: exact */
    assert_near(batches.sums[0], batches.size * (batches.size + 1.) / 2, 0);
}

static void batches_of_nothing_have_no_mean(void **state)
{
    (void)state;
    struct batches batches;
    double longer;
    batches_init(&batches);
    assert_true(isnan(batches_mean(&batches)));
    assert_true(isinf(batches_half_width(batches_spread(&batches), 0.95, &longer)));
    assert_near(longer, 100, 0);
}

/* Batches of one record each: up to 511 there are. */
static struct batches batches_of(double value(int number), int count)
{
    struct batches batches;
    batches_init(&batches);
    for (int i = 0; i < count; i++)
        batches_record(&batches, value(i));
    return batches;
}

static double up_and_down(int number)
{
    return number % 2 ? 1 : -1;
}

static double four_alike(int number)
{
    return number / 4 % 2 ? 1 : -1;
}

static double always_3(int number)
{
    (void)number;
    return 3;
}

/* Neighbours that differ are worth no more than independent ones. By hand: of 100 values
 * of -1 and 1 s^2 = 100 / 99, half = t(0.975; 99) sqrt(s^2 / 100). */
static void fewer_than_a_hundred_batches_have_no_interval(void **state)
{
    (void)state;
    double longer;
    const struct batches few = batches_of(up_and_down, 99);
    assert_true(isinf(batches_half_width(batches_spread(&few), 0.95, &longer)));
    assert_near(longer, 100. / 99, 1e-12);
    const struct batches many = batches_of(up_and_down, 100);
    const double t = 1.9842169515; /* any table */
    assert_near(batches_half_width(batches_spread(&many), 0.95, &longer),
                t * sqrt(1. / 99), 1e-8);
    assert_near(longer, 1, 0);
}

/* The clock's rounding grows with the time, so such latencies even depend on each other. */
static double constant_but_for_rounding(int i)
{
    return 0.005 + (i / 50 % 2 ? 1e-15 : -1e-15) * i;
}

static void rounding_is_no_spread(void **state)
{
    (void)state;
    double longer;
    const struct batches alike = batches_of(constant_but_for_rounding, 400);
    assert_near(batches_half_width(batches_spread(&alike), 0.95, &longer), 0, 0);
    assert_near(longer, 1, 0);
}

/* By hand: 400 values in runs of four have the correlations r(1) = 0.5 and r(2) = 0, less
 * a little at the ends: sums of products of 201 and 2 over 400; r(3) + r(4) < 0 ends it. So
 * tau = 1 + 2 x 203 / 400 = 2.015. */
static void batches_that_depend_on_each_other_are_worth_less(void **state)
{
    (void)state;
    double longer;
    const struct batches runs = batches_of(four_alike, 400);
    const double worth = 400 / 2.015, t = gsl_cdf_tdist_Pinv(0.975, worth - 1);
    assert_near(batches_half_width(batches_spread(&runs), 0.95, &longer),
                t * sqrt(400. / 399 / worth), 1e-12);
    assert_near(longer, 1, 0);
    const struct batches short_run = batches_of(four_alike, 200); /* 101 and 2 of 200 */
    assert_true(isinf(batches_half_width(batches_spread(&short_run), 0.95, &longer)));
    assert_near(longer, 100 / (200 / (1 + 2 * 103. / 200)), 1e-12);
}

static void batches_of_the_same_have_no_width(void **state)
{
    (void)state;
    double longer;
    const struct batches same = batches_of(always_3, 200);
    assert_near(batches_half_width(batches_spread(&same), 0.95, &longer), 0, 0);
}

/* x' = 0.9 x + noise: an interval from independent records would be sqrt(19) times too
 * narrow. 16384 of them are worth 862, 512 are worth 27. */
static void intervals_of_dependent_records_cover(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "batches");
    int covered = 0, short_runs = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
        struct batches batches;
        double longer, x = random_normal(&random) / sqrt(1 - 0.81);
        batches_init(&batches);
        for (int j = 0; j < 16384; j++) {
            x = 0.9 * x + random_normal(&random);
            batches_record(&batches, x);
            if (j == 510)
                short_runs +=
                    isinf(batches_half_width(batches_spread(&batches), 0.95, &longer));
        }
        covered += fabs(batches_mean(&batches)) <=
                   batches_half_width(batches_spread(&batches), 0.95, &longer);
    }
    assert_coverage(covered, 0.95);
    assert_true(short_runs > 0.99 * EXPERIMENTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample_has_the_textbook_mean_and_variance),
        cmocka_unit_test(large_mean_does_not_drown_the_variance),
        cmocka_unit_test(small_samples_have_no_variance),
        cmocka_unit_test(half_width_is_students),
        cmocka_unit_test(interval_holds_the_mean_as_often_as_it_says),
        cmocka_unit_test(area_is_value_times_time),
        cmocka_unit_test(batches_double_in_size_and_keep_all_records),
        cmocka_unit_test(batches_of_nothing_have_no_mean),
        cmocka_unit_test(fewer_than_a_hundred_batches_have_no_interval),
        cmocka_unit_test(rounding_is_no_spread),
        cmocka_unit_test(batches_that_depend_on_each_other_are_worth_less),
        cmocka_unit_test(batches_of_the_same_have_no_width),
        cmocka_unit_test(intervals_of_dependent_records_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
