/* test_histogram.c - latencies in log-linear buckets.
 */
#include "sim/core/histogram.h"
#include "sim/core/random.h"
#include "tests/support/near.h"

#include <stdlib.h>

static struct arena arena;
static struct histogram histogram;

static int histogram_set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    histogram_init(&histogram, &arena);
    return 0;
}

static int histogram_tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static int value_compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct histogram_block *block_of(double value)
{
    return histogram.blocks[histogram_bucket(value) / HISTOGRAM_BLOCK];
}

static uint32_t *bucket_of(double value)
{
    return &block_of(value)->buckets[histogram_bucket(value) % HISTOGRAM_BLOCK];
}

static void unused_histogram_costs_nothing(void **state)
{
    (void)state;
    assert_null(block_of(1));
    assert_int_equal(arena.used_bytes, 0);
    histogram_record(&histogram, 1);
    assert_non_null(block_of(1));
    assert_null(block_of(2));
}

static void empty_histogram_has_no_figures(void **state)
{
    (void)state;
    assert_true(isnan(histogram_percentile(&histogram, 0.5)));
    assert_true(isnan(histogram_mean(&histogram)));
    assert_near(histogram_min(&histogram), 0, 0);
    assert_near(histogram.max, 0, 0);
}

static void percentiles_in_one_pass_are_those_one_by_one(void **state)
{
    static const double shares[] = {0, 0.01, 0.3, 0.5, 0.5, 0.95, 0.999, 1};
    enum { SHARES = sizeof(shares) / sizeof(shares[0]) };
    struct random random;
    (void)state;
    random_init(&random, 3, 0, "percentiles");
    for (int trial = 0; trial < 20; trial++) {
        double values[SHARES];
        histogram_reset(&histogram);
        for (int i = 0; i < 1 + trial * 20; i++)
            histogram_record(&histogram, random_uniform(&random) < 0.1
                                             ? 0
                                             : random_exponential(&random) * 0.01);
        histogram_percentiles(&histogram, shares, SHARES, values);
        for (int i = 0; i < SHARES; i++)
            assert_near(values[i], histogram_percentile(&histogram, shares[i]), 0);
    }
}

/* A percentile is never below the record of that rank, and at most one bucket, 2^-10,
 * above it. */
static void percentile_is_within_a_bucket_of_the_nearest_rank(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    static double values[COUNT];
    static const double shares[] = {0.0001, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.9999, 1};
    struct random random;
    random_init(&random, 1, 0, "latencies");
    for (int i = 0; i < COUNT; i++) {
        values[i] = 0.02 * exp(2 * random_normal(&random));
        histogram_record(&histogram, values[i]);
    }
    qsort(values, COUNT, sizeof(double), value_compare);
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
        const double exact = values[(int)lround(ceil(shares[i] * COUNT)) - 1];
        const double got = histogram_percentile(&histogram, shares[i]);
        assert_true(got >= exact);
        assert_true(got <= exact * (1 + 0x1p-10));
    }
    assert_near(histogram_percentile(&histogram, 1), values[COUNT - 1], 0);
    assert_near(histogram_percentile(&histogram, 0), values[0], 0);
    assert_near(histogram_min(&histogram), values[0], 0);
    assert_near(histogram.max, values[COUNT - 1], 0);
}

static void rank_is_not_moved_by_rounding(void **state)
{
    (void)state;
    for (int i = 1; i <= 100; i++)
        histogram_record(&histogram, i);
    for (int percent = 1; percent <= 100; percent++) {
        /* 0.07 * 100 is 7.000000000000001 */
        const double got = histogram_percentile(&histogram, percent / 100.);
        assert_true(got >= percent && got <= percent * (1 + 0x1p-10));
    }
}

static void percentile_is_never_above_the_largest_value(void **state)
{
    (void)state;
    histogram_record(&histogram, 0.25);
    histogram_record(&histogram, 0.25);
    assert_near(histogram_percentile(&histogram, 0.5), 0.25, 0);
    histogram_record(&histogram, 100);
    assert_true(histogram_percentile(&histogram, 0.5) > 0.25);
    assert_near(histogram_percentile(&histogram, 0.99), 100, 0);
}

static void zeroes_have_their_own_count(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++)
        histogram_record(&histogram, 0);
    for (int i = 0; i < 40; i++)
        histogram_record(&histogram, 2);
    assert_int_equal(histogram.zeros, 60);
    assert_near(histogram_percentile(&histogram, 0.6), 0, 0);
    assert_near(histogram_percentile(&histogram, 0.61), 2, 0);
    assert_near(histogram_mean(&histogram), 0.8, 1e-16);
    assert_near(histogram_min(&histogram), 0, 0);
}

static void only_zeroes_are_all_zero(void **state)
{
    (void)state;
    histogram_record(&histogram, 0);
    assert_near(histogram_percentile(&histogram, 0.5), 0, 0);
    assert_near(histogram_percentile(&histogram, 1), 0, 0);
    assert_near(histogram_mean(&histogram), 0, 0);
}

static void values_beyond_the_ends_share_the_end_buckets(void **state)
{
    (void)state;
    histogram_record(&histogram, 1e-300);
    histogram_record(&histogram, 1e-9);
    histogram_record(&histogram, 1e300);
    assert_near(histogram_percentile(&histogram, 0.5), 0x1p-20 * (1 + 0x1p-10), 0);
    assert_near(histogram_percentile(&histogram, 1), 1e300, 0);
    assert_near(histogram_min(&histogram), 1e-300, 0);
}

static void buckets_are_at_most_a_thousandth_wide(void **state)
{
    (void)state;
    uint32_t last = histogram_bucket(0x1p-20);
    double start = 0x1p-20;
    assert_int_equal(last, 0);
    for (double value = start; value < 0x1p22; value *= 1.0001) {
        const uint32_t bucket = histogram_bucket(value);
        assert_true(bucket == last || bucket == last + 1);
        if (bucket != last)
            start = value;
        assert_true(value <= start * (1 + 0x1p-10));
        last = bucket;
    }
    assert_int_equal(last, HISTOGRAM_BUCKETS - 1);
}

static void histograms_add_as_if_recorded_in_one(void **state)
{
    (void)state;
    struct histogram parts[3], merged;
    struct random random;
    random_init(&random, 2, 0, "parts");
    histogram_init(&merged, &arena);
    for (int i = 0; i < 3; i++)
        histogram_init(&parts[i], &arena);
    for (int i = 0; i < 3000; i++) { /* the third part stays empty */
        const double value = i % 10 == 0 ? 0 : random_exponential(&random);
        histogram_record(&histogram, value);
        histogram_record(&parts[i % 2], value);
    }
    const int order[] = {2, 1, 0};
    for (int i = 0; i < 3; i++)
        histogram_add(&merged, &parts[order[i]]);
    assert_int_equal(merged.count, histogram.count);
    assert_int_equal(merged.zeros, histogram.zeros);
    assert_near(histogram_min(&merged), histogram_min(&histogram), 0);
    assert_near(merged.max, histogram.max, 0);
    /* Only the sum's rounding knows the order: 3000 additions. */
    assert_near(merged.sum, histogram.sum, 3000 * 0x1p-53 * histogram.sum);
    for (double share = 0; share <= 1; share += 0.01)
        assert_near(histogram_percentile(&merged, share),
                    histogram_percentile(&histogram, share), 0);
}

static void reset_histogram_is_empty(void **state)
{
    (void)state;
    for (int i = 1; i < 1000; i++)
        histogram_record(&histogram, i * 0.01);
    histogram_reset(&histogram);
    assert_int_equal(histogram.count, 0);
    assert_true(isnan(histogram_percentile(&histogram, 0.5)));
    const size_t used = arena.used_bytes;
    histogram_record(&histogram, 5);
    assert_int_equal(arena.used_bytes, used); /* the buckets were kept */
    assert_near(histogram_percentile(&histogram, 0.01), 5, 0);
    assert_near(histogram_min(&histogram), 5, 0);
    for (uint32_t block = 0; block < HISTOGRAM_BLOCKS; block++) {
        const struct histogram_block *there = histogram.blocks[block];
        for (uint32_t i = 0; there && i < HISTOGRAM_BLOCK; i++)
            assert_int_equal(there->buckets[i],
                             block * HISTOGRAM_BLOCK + i == histogram_bucket(5));
    }
}

static void full_bucket_stays_full(void **state)
{
    (void)state;
    struct histogram other;
    histogram_init(&other, &arena);
    histogram_record(&histogram, 1);
    histogram_record(&other, 1);
    *bucket_of(1) = UINT32_MAX - 1;
    histogram_record(&histogram, 1);
    histogram_record(&histogram, 1);
    assert_int_equal(*bucket_of(1), UINT32_MAX);
    histogram_add(&histogram, &other);
    assert_int_equal(*bucket_of(1), UINT32_MAX);
}

int main(void)
{
#define TEST(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, histogram_set_up, histogram_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(unused_histogram_costs_nothing),
        TEST(empty_histogram_has_no_figures),
        TEST(percentile_is_within_a_bucket_of_the_nearest_rank),
        TEST(percentiles_in_one_pass_are_those_one_by_one),
        TEST(rank_is_not_moved_by_rounding),
        TEST(percentile_is_never_above_the_largest_value),
        TEST(zeroes_have_their_own_count),
        TEST(only_zeroes_are_all_zero),
        TEST(values_beyond_the_ends_share_the_end_buckets),
        TEST(buckets_are_at_most_a_thousandth_wide),
        TEST(histograms_add_as_if_recorded_in_one),
        TEST(reset_histogram_is_empty),
        TEST(full_bucket_stays_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
