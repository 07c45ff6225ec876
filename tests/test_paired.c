/* Paired t and Holm's step-down, against examples worked out elsewhere and by hand. */
#include "sim/run/paired.h"
#include "tests/support/near.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

/* Student's own example (Biometrika 6, 1908, table of section IX): additional hours of
 * sleep of ten patients under two soporifics. t = 4.06, P one-sided .9986. */
static const double dextro[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2.0};
static const double laevo[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

static void students_sleepers_differ(void **state)
{
    (void)state;
    const struct paired found = paired_test(dextro, laevo, 10, 0, 0.95);
    assert_int_equal(found.kind, PAIRED_TESTED);
    assert_near(found.difference.mean, 1.58, 1e-12);
    assert_near(found.t, 4.0621, 5e-5);
    assert_near(found.p, 0.002833, 5e-7);
    assert_near(found.difference.low, 0.7001, 5e-5);
    assert_near(found.difference.high, 2.4599, 5e-5);
}

/* d = 1, 2, 3: mean 2, s = 1, t = 2 sqrt(3); with 2 degrees of freedom the distribution
 * function is 1/2 + t / (2 sqrt(2 + t^2)). */
static void three_pairs_by_hand(void **state)
{
    (void)state;
    const double base[] = {0, 10, 20}, other[] = {1, 12, 23};
    const struct paired found = paired_test(base, other, 3, 0, 0.95);
    const double t = 2 * sqrt(3);
    assert_near(found.t, t, 1e-12);
    assert_near(found.p, 1 - t / sqrt(2 + t * t), 1e-12);
    assert_near(found.difference.half, 4.302652729911275 / sqrt(3), 1e-9);
}

static void the_order_of_the_two_turns_the_sign_only(void **state)
{
    (void)state;
    const struct paired there = paired_test(dextro, laevo, 10, 0, 0.95);
    const struct paired back = paired_test(laevo, dextro, 10, 0, 0.95);
    assert_near(back.difference.mean, -there.difference.mean, 1e-12);
    assert_near(back.p, there.p, 1e-15);
}

static void what_is_not_random_is_not_tested(void **state)
{
    (void)state;
    const double base[] = {1, 2, 3}, same[] = {1, 2, 3}, more[] = {1.1, 2.1, 3.1};
    assert_int_equal(paired_test(base, same, 3, 0, 0.95).kind, PAIRED_SAME);
    const struct paired exact = paired_test(base, more, 3, 0, 0.95);
    assert_int_equal(exact.kind, PAIRED_EXACT);
    assert_near(exact.difference.mean, 0.1, 1e-12);
    assert_near(exact.difference.half, 0, 0);
    assert_true(isnan(exact.p));
}

/* Rounded to a thousandth, 1 and 1.001 may be anything from nothing to 2 thousandths apart:
 * two pairs say little, t = 0.001 / (0.001001 / sqrt(6) / sqrt(2)) with one degree of
 * freedom, whose distribution function is 1/2 + atan(t) / pi. Ten times as far apart they
 * are different. */
static void what_is_rounded_is_never_exact(void **state)
{
    (void)state;
    const double base[] = {1, 1}, near[] = {1.001, 1.001}, far[] = {1.5, 1.5};
    const struct paired chance = paired_test(base, near, 2, 0.001, 0.95);
    const double t = sqrt(12) / 1.001;
    assert_int_equal(chance.kind, PAIRED_TESTED);
    assert_near(chance.t, t, 1e-9);
    assert_near(chance.p, 1 - 2 * atan(t) / M_PI, 1e-9);
    assert_near(chance.difference.half, 0.001001 / sqrt(12) * 12.706204736432095, 1e-9);
    assert_true(paired_test(base, far, 2, 0.001, 0.95).p < 0.001);
    assert_int_equal(paired_test(base, base, 2, 0.001, 0.95).kind, PAIRED_SAME);
}

/* Below what the values scatter the rounding changes nothing. */
static void coarse_scatter_hides_the_rounding(void **state)
{
    (void)state;
    const struct paired fine = paired_test(dextro, laevo, 10, 0, 0.95);
    const struct paired rounded = paired_test(dextro, laevo, 10, 0.001, 0.95);
    assert_near(rounded.t, fine.t, 0);
    assert_near(rounded.difference.half, fine.difference.half, 0);
}

static void one_pair_and_none_say_nothing(void **state)
{
    (void)state;
    const struct paired one = paired_test(dextro, laevo, 1, 0, 0.95);
    assert_int_equal(one.kind, PAIRED_SINGLE);
    assert_near(one.difference.mean, 1.2, 1e-12);
    assert_true(isnan(one.difference.low));
    assert_int_equal(paired_test(NULL, NULL, 0, 0, 0.95).kind, PAIRED_NOTHING);
}

/* To leave the pair out would compare only the replications that survived. */
static void a_value_that_is_missing_forbids_the_comparison(void **state)
{
    (void)state;
    const double base[] = {1, 2, 3}, dead[] = {1, NAN, 3}, endless[] = {1, INFINITY, 3};
    const struct paired found = paired_test(base, dead, 3, 0, 0.95);
    assert_int_equal(found.kind, PAIRED_NOTHING);
    assert_int_equal(found.missing, 1);
    assert_true(isnan(found.difference.mean));
    assert_int_equal(paired_test(base, endless, 3, 0, 0.95).kind, PAIRED_NOTHING);
    const double never[] = {NAN, NAN}, unlimited[] = {INFINITY, INFINITY};
    assert_int_equal(paired_test(never, never, 2, 0, 0.95).kind, PAIRED_SAME);
    assert_int_equal(paired_test(unlimited, unlimited, 2, 0, 0.95).kind, PAIRED_SAME);
    assert_int_equal(paired_test(never, unlimited, 2, 0, 0.95).kind, PAIRED_NOTHING);
}

/* ---- Holm ---- */

static void holm_by_hand(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    /* sorted .005 .01 .03 .04, times 4 3 2 1: .02 .03 .06 .04, running maximum .06 */
    double p[] = {0.01, 0.04, 0.03, 0.005};
    paired_holm(p, 4, &arena);
    assert_near(p[0], 0.03, 1e-15);
    assert_near(p[1], 0.06, 1e-15);
    assert_near(p[2], 0.06, 1e-15);
    assert_near(p[3], 0.02, 1e-15);
    double large[] = {0.6, 0.9}, none[1] = {0.5};
    paired_holm(large, 2, &arena);
    assert_near(large[0], 1, 0);
    assert_near(large[1], 1, 0);
    paired_holm(none, 0, &arena);
    assert_near(none[0], 0.5, 0);
    arena_clear(&arena);
}

/* Of 20 true hypotheses at once, any is rejected with probability at most alpha: of 4000
 * families 200 are expected, and 200 + 5 sqrt(190) is passed by chance once in 3 million.
 * Without the correction 1 - 0.95^20 = 64% would be. */
static void holm_keeps_the_chance_of_any_false_alarm(void **state)
{
    (void)state;
    enum { FAMILIES = 4000, TESTS = 20, PAIRS = 6 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    struct arena arena;
    arena_init(&arena);
    int alarms = 0, raw = 0;
    for (int family = 0; family < FAMILIES; family++) {
        double p[TESTS];
        bool any = false, any_raw = false;
        for (int i = 0; i < TESTS; i++) {
            double base[PAIRS], other[PAIRS];
            for (int k = 0; k < PAIRS; k++) {
                base[k] = gsl_ran_gaussian(rng, 1);
                other[k] = gsl_ran_gaussian(rng, 1);
            }
            p[i] = paired_test(base, other, PAIRS, 0, 0.95).p;
            any_raw |= p[i] <= 0.05;
        }
        paired_holm(p, TESTS, &arena);
        for (int i = 0; i < TESTS; i++)
            any |= p[i] <= 0.05;
        alarms += any;
        raw += any_raw;
        arena_reset(&arena);
    }
    const double expected = 0.05 * FAMILIES;
    assert_true(alarms < expected + 5 * sqrt(expected * 0.95));
    assert_true(alarms > expected - 5 * sqrt(expected * 0.95)); /* nor is it idle */
    assert_true(raw > FAMILIES / 2);
    gsl_rng_free(rng);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(students_sleepers_differ),
        cmocka_unit_test(three_pairs_by_hand),
        cmocka_unit_test(the_order_of_the_two_turns_the_sign_only),
        cmocka_unit_test(what_is_not_random_is_not_tested),
        cmocka_unit_test(what_is_rounded_is_never_exact),
        cmocka_unit_test(coarse_scatter_hides_the_rounding),
        cmocka_unit_test(one_pair_and_none_say_nothing),
        cmocka_unit_test(a_value_that_is_missing_forbids_the_comparison),
        cmocka_unit_test(holm_by_hand),
        cmocka_unit_test(holm_keeps_the_chance_of_any_false_alarm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
