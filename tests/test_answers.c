/* Sections and tallies by hand; that the intervals cover is asked in theory/test_intervals.
 */
#include "models/answers.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>

static uint32_t bucket_of(double latency_s)
{
    return histogram_bucket(latency_s) >> ANSWERS_SHIFT;
}

static double edge_above(double latency_s)
{
    return histogram_edge((bucket_of(latency_s) + 1) << ANSWERS_SHIFT);
}

static void percentiles_are_upper_edges_by_nearest_rank(void **state)
{
    (void)state;
    static struct answers_tally tally;
    const double shares[] = {0.5, 0.75, 0.99};
    double values[3];
    answers_tally_clear(&tally);
    answers_tally_percentiles(&tally, shares, 3, values);
    assert_true(isnan(values[0]) && isnan(values[2]));
    for (int i = 1; i <= 4; i++)
        answers_tally_record(&tally, bucket_of(0.1 * i));
    answers_tally_percentiles(&tally, shares, 3, values);
    assert_near(values[0], edge_above(0.2), 0);
    assert_near(values[1], edge_above(0.3), 0);
    assert_near(values[2], edge_above(0.4), 0);
    answers_tally_clear(&tally);
    assert_int_equal(tally.count + tally.buckets[bucket_of(0.1)], 0);
}

/* A run of 200 steps of a second, ten to a section, with 100 answers a step, of which
 * `value` says the latency. */
static struct answers *run_of(double value(int number), bool in_steps)
{
    static struct answers answers;
    static struct answers_tally step;
    memset(&answers, 0, sizeof answers);
    answers_tally_clear(&step);
    answers_open(&answers, 10, 210);
    for (int i = 0; i < 20000; i++) {
        const double latency_s = value(i);
        answers_record(&answers, latency_s);
        answers_tally_record(&step, bucket_of(latency_s));
        if (in_steps && i % 100 == 99) {
            answers_step(&answers, &step, 10 + (i + 1) / 100.0);
            answers_tally_clear(&step);
        }
    }
    answers_tally_clear(&step);
    return &answers;
}

static struct latency_summary latency_of(double mean, double p50, double p95, double p99)
{
    return (struct latency_summary){.mean = mean,
                                    .p50 = p50,
                                    .p95 = p95,
                                    .p99 = p99,
                                    .ci_mean = {NAN, NAN},
                                    .ci_p50 = {NAN, NAN},
                                    .ci_p95 = {NAN, NAN},
                                    .ci_p99 = {NAN, NAN},
                                    .longer = NAN};
}

static double always(int number)
{
    (void)number;
    return 0.25;
}

/* 0.1 to 0.2 s in an order in which neighbours do not depend on each other. */
static double scattered(int number)
{
    return 0.1 + 0.1 * ((number * 7919) % 20011) / 20011.0;
}

static double slower_in_odd_sections(int number)
{
    return scattered(number) * (number / 1000 % 2 ? 1.5 : 1);
}

static void what_never_varies_has_no_width(void **state)
{
    (void)state;
    struct latency_summary latency = latency_of(0.25, 0.25, 0.25, 0.25);
    answers_intervals(run_of(always, true), &latency);
    assert_near(latency.ci_mean[0], 0.25, 1e-12);
    assert_near(latency.ci_p99[0], 0.25, 1e-12);
    assert_near(latency.ci_p99[1], 0.25, 1e-12);
    assert_true(isnan(latency.longer));
}

/* Steady within one bucket, 0.1484 to 0.1504 s: no section's percentile tells where. */
static double within_a_bucket(int number)
{
    return 0.1490 + 0.001 * ((number * 7919) % 20011) / 20011.0;
}

static void a_percentile_is_known_to_its_bucket_only(void **state)
{
    (void)state;
    const double p95 = 0.1490 + 0.95 * 0.001;
    struct latency_summary latency = latency_of(0.1495, 0.1495, p95, p95);
    assert_int_equal(bucket_of(0.1490), bucket_of(0.15));
    answers_intervals(run_of(within_a_bucket, true), &latency);
    assert_near(latency.ci_p95[1] - latency.ci_p95[0],
                2 * 2.093 * 0x1p-9 / sqrt(12 * 20.0), 1e-6);
}

/* By hand: twenty sections' medians of 0.15 s give or take a bucket (1.6%). */
static void alike_sections_have_narrow_intervals(void **state)
{
    (void)state;
    struct latency_summary latency = latency_of(0.15, 0.15, 0.195, 0.199);
    answers_intervals(run_of(scattered, true), &latency);
    assert_true(latency.ci_p50[1] - latency.ci_p50[0] <
                2 * 2.1 * 0.15 * 0.017 / sqrt(20));
    assert_true(latency.ci_p50[0] <= 0.15 && 0.15 <= latency.ci_p50[1]);
    assert_false(isnan(latency.ci_p95[0]) || isnan(latency.ci_p99[0]));
}

/* The mean of 1000 in a row depends on those before: worth too little for any interval. */
static void sections_that_differ_make_a_run_too_short(void **state)
{
    (void)state;
    struct latency_summary latency = latency_of(0.19, 0.18, 0.28, 0.29);
    answers_intervals(run_of(slower_in_odd_sections, true), &latency);
    assert_true(isnan(latency.ci_mean[0]) && isnan(latency.ci_p50[0]));
    assert_true(latency.longer > 1);
}

static void sections_that_never_ended_have_no_percentiles(void **state)
{
    (void)state;
    struct latency_summary latency = latency_of(0.15, 0.15, 0.195, 0.199);
    answers_intervals(run_of(scattered, false), &latency);
    assert_false(isnan(latency.ci_mean[0]));
    assert_true(isnan(latency.ci_p50[0]) && isnan(latency.ci_p50[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_upper_edges_by_nearest_rank),
        cmocka_unit_test(what_never_varies_has_no_width),
        cmocka_unit_test(a_percentile_is_known_to_its_bucket_only),
        cmocka_unit_test(alike_sections_have_narrow_intervals),
        cmocka_unit_test(sections_that_differ_make_a_run_too_short),
        cmocka_unit_test(sections_that_never_ended_have_no_percentiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
