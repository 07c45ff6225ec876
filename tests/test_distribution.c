/* test_distribution.c - draws against the distribution functions, moments against the
 * sample's own standard errors.
 */
#include "sim/core/distribution.h"
#include "tests/support/fit.h"
#include "tests/support/near.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

enum { DRAWS = 200000 };

/* Every kind, with shapes on both sides of where the methods change. */
static const char *const texts[] = {
    "exp(6ms)",
    "uniform(1ms, 5ms)",
    "uniform(0 10ms)",
    "erlang(6ms, k=2)",
    "erlang(6ms, k=8)",
    "erlang(6ms, k=9)",
    "erlang(6ms, k=50)",
    "gamma(6ms, cv=0.5)",
    "gamma(6ms, cv=2)",
    "gamma(6ms, scv=1)",
    "lognormal(6ms, cv=1.2)",
    "lognormal(6ms, cv=0.1)",
    "lognormal(p50=10ms, p99=80ms)",
    "hyperexp(6ms, scv=4)",
    "hyperexp(6ms, scv=1.01)",
    "hyperexp(6ms, scv=1)",
    "weibull(6ms, k=0.7)",
    "weibull(6ms, k=3)",
    "weibull(6ms, k=1)",
    "pareto(6ms, alpha=2.5)",
    "pareto(6ms, alpha=5)",
};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

struct fixture {
    struct arena arena;
    struct random random;
};

static void fixture_init(struct fixture *fixture, const char *name)
{
    arena_init(&fixture->arena);
    random_init(&fixture->random, 3, 0, name);
}

static struct distribution parsed(struct fixture *fixture, const char *text)
{
    struct distribution d;
    const char *expected = NULL;
    if (!distribution_parse(&d, text, NULL, &fixture->arena, &expected))
        fail_msg("%s: expected %s", text, expected);
    return d;
}

static double cdf(double x, const void *distribution)
{
    return distribution_cdf(distribution, x);
}

static void draws_follow_the_distribution_function(void **state)
{
    (void)state;
    static double values[DRAWS];
    for (int k = 0; k < TEXTS; k++) {
        struct fixture fixture;
        fixture_init(&fixture, texts[k]);
        const struct distribution d = parsed(&fixture, texts[k]);
        for (int i = 0; i < DRAWS; i++)
            values[i] = distribution_draw(&d, &fixture.random);
        const double distance = fit_distance(values, DRAWS, cdf, &d);
        if (!(distance < fit_limit(DRAWS)))
            fail_msg("%s: distance %g, limit %g", texts[k], distance, fit_limit(DRAWS));
        arena_clear(&fixture.arena);
    }
}

static void draws_are_never_negative(void **state)
{
    (void)state;
    for (int k = 0; k < TEXTS; k++) {
        struct fixture fixture;
        fixture_init(&fixture, texts[k]);
        const struct distribution d = parsed(&fixture, texts[k]);
        for (int i = 0; i < DRAWS; i++) {
            const double x = distribution_draw(&d, &fixture.random);
            assert_true(x >= 0 && isfinite(x));
        }
        arena_clear(&fixture.arena);
    }
}

/* mean +- 5 standard errors by the variance that distribution_scv claims. */
static void mean_of_draws_is_the_mean(void **state)
{
    (void)state;
    for (int k = 0; k < TEXTS; k++) {
        struct fixture fixture;
        fixture_init(&fixture, texts[k]);
        const struct distribution d = parsed(&fixture, texts[k]);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++)
            sum += distribution_draw(&d, &fixture.random);
        const double error = d.mean_s * sqrt(distribution_scv(&d) / DRAWS);
        assert_near(sum / DRAWS, d.mean_s, 5 * error);
        arena_clear(&fixture.arena);
    }
}

/* The variance's standard error from the sample's fourth moment; Pareto's with alpha 2.5
 * has none. */
static void variance_of_draws_is_scv_times_mean_squared(void **state)
{
    (void)state;
    for (int k = 0; k < TEXTS; k++) {
        if (strcmp(texts[k], "pareto(6ms, alpha=2.5)") == 0)
            continue;
        struct fixture fixture;
        fixture_init(&fixture, texts[k]);
        const struct distribution d = parsed(&fixture, texts[k]);
        double second = 0, fourth = 0;
        for (int i = 0; i < DRAWS; i++) {
            const double away = distribution_draw(&d, &fixture.random) - d.mean_s;
            second += away * away / DRAWS;
            fourth += away * away * away * away / DRAWS;
        }
        const double error = sqrt((fourth - second * second) / DRAWS);
        assert_near(second, distribution_scv(&d) * d.mean_s * d.mean_s, 5 * error);
        arena_clear(&fixture.arena);
    }
}

static void fast_and_slow_draws_are_the_same(void **state)
{
    (void)state;
    static const char *const fast[] = {"6ms", "exp(6ms)", "uniform(1ms, 5ms)"};
    for (int k = 0; k < 3; k++) {
        struct fixture a, b;
        fixture_init(&a, "same");
        fixture_init(&b, "same");
        const struct distribution d = parsed(&a, fast[k]);
        for (int i = 0; i < 1000; i++)
            assert_near(distribution_draw(&d, &a.random),
                        distribution_draw_slow(&d, &b.random), 0);
        arena_clear(&a.arena);
    }
}

static void constant_is_always_itself(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "constant");
    const struct distribution d = distribution_constant(0.25);
    const struct distribution zero = distribution_constant(0);
    assert_near(distribution_draw(&d, &fixture.random), 0.25, 0);
    assert_true(distribution_is_constant(&d));
    assert_false(distribution_is_zero(&d));
    assert_true(distribution_is_zero(&zero));
    assert_near(distribution_scv(&d), 0, 0);
    assert_near(distribution_scv(&zero), 0, 0);
    assert_near(distribution_cdf(&d, 0.2499), 0, 0);
    assert_near(distribution_cdf(&d, 0.25), 1, 0);
    arena_clear(&fixture.arena);
}

/* Values worked out from the textbook's formula with other library functions than the
 * code's; 1e-12 is rounding. */
static void distribution_functions_have_their_textbook_values(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "cdf");
    struct distribution d = parsed(&fixture, "lognormal(p50=10ms, p99=80ms)");
    assert_near(distribution_cdf(&d, 0.010), 0.50, 1e-12);
    assert_near(distribution_cdf(&d, 0.080), 0.99, 1e-12);
    d = parsed(&fixture, "erlang(2s, k=2)"); /* rate 1 each: 1 - (1 + x) exp(-x) */
    assert_near(distribution_cdf(&d, 3), 1 - 4 * exp(-3), 1e-12);
    d = parsed(&fixture, "weibull(1s, k=2)"); /* scale 2 / sqrt(pi) */
    assert_near(distribution_cdf(&d, 1), 1 - exp(-acos(-1) / 4), 1e-12);
    d = parsed(&fixture, "pareto(3s, alpha=1.5)"); /* least value 1 */
    assert_near(distribution_cdf(&d, 4), 1 - pow(0.25, 1.5), 1e-12);
    assert_near(distribution_cdf(&d, 0.99), 0, 0);
    assert_true(isinf(distribution_scv(&d)));
    d = parsed(&fixture, "hyperexp(1s, scv=4)");
    const double p = (1 + sqrt(0.6)) / 2, q = 1 - p;
    assert_near(distribution_cdf(&d, 1), 1 - p * exp(-2 * p) - q * exp(-2 * q), 1e-12);
    arena_clear(&fixture.arena);
}

static void squared_variations_are_what_was_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double scv;
    } cases[] = {
        {"exp(6ms)", 1},
        {"uniform(0, 6ms)", 1. / 3},
        {"erlang(6ms, k=4)", 0.25},
        {"gamma(6ms, cv=0.5)", 0.25},
        {"gamma(6ms, scv=3)", 3},
        {"lognormal(6ms, cv=1.2)", 1.44},
        {"hyperexp(6ms, scv=4)", 4},
        {"hyperexp(6ms, cv=3)", 9},
        {"weibull(6ms, k=0.5)", 5}, /* G(5) / G(3)^2 - 1 = 24 / 4 - 1 */
        {"pareto(6ms, alpha=3)", 1. / 3},
    };
    struct fixture fixture;
    fixture_init(&fixture, "scv");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct distribution d = parsed(&fixture, cases[i].text);
        assert_near(distribution_scv(&d), cases[i].scv, 1e-12 * (1 + cases[i].scv));
    }
    arena_clear(&fixture.arena);
}

/* Balanced means: each phase carries half of the work. */
static void hyperexponential_phases_carry_equal_work(void **state)
{
    (void)state;
    struct fixture fixture;
    fixture_init(&fixture, "phases");
    const struct distribution d = parsed(&fixture, "hyperexp(6ms, scv=1000)");
    assert_near(d.a + d.b, 1, 1e-15);
    double longer = 0, sum = 0; /* the rare phase is 2000 times longer: hardly mixed up */
    const double border = 20 * d.mean_s;
    for (int i = 0; i < 10 * DRAWS; i++) {
        const double x = distribution_draw(&d, &fixture.random);
        longer += x > border ? x : 0;
        sum += x;
    }
    /* What the border cuts off the rare phase: 1 - (1 + u) exp(-u), u = border / mean. */
    const double u = border * 2 * d.b / d.mean_s;
    const double expected = 0.5 * (1 + u) * exp(-u);
    const double error = sqrt(distribution_scv(&d) / (10 * DRAWS));
    assert_near(longer / sum, expected, 5 * error);
    arena_clear(&fixture.arena);
}

static void empirical_draws_every_value_equally_often(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 2, 5};
    struct fixture fixture;
    fixture_init(&fixture, "empirical");
    const struct distribution d = {
        .kind = DISTRIBUTION_EMPIRICAL, .mean_s = 2.5, .values = values, .count = 4};
    int counts[6] = {0};
    for (int i = 0; i < DRAWS; i++)
        counts[(int)distribution_draw(&d, &fixture.random)]++;
    const double error = 5 * sqrt(DRAWS * 0.25 * 0.75);
    assert_near(counts[1], DRAWS * 0.25, error);
    assert_near(counts[2], DRAWS * 0.5, error * 2 / sqrt(3)); /* sqrt(p (1 - p)) */
    assert_near(counts[5], DRAWS * 0.25, error);
    assert_near(distribution_cdf(&d, 0.9), 0, 0);
    assert_near(distribution_cdf(&d, 2), 0.75, 0);
    assert_near(distribution_cdf(&d, 4.9), 0.75, 0);
    assert_near(distribution_cdf(&d, 5), 1, 0);
    assert_near(distribution_scv(&d), (2.25 + 0.25 + 0.25 + 6.25) / 4 / 6.25, 1e-15);
    arena_clear(&fixture.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_follow_the_distribution_function),
        cmocka_unit_test(draws_are_never_negative),
        cmocka_unit_test(mean_of_draws_is_the_mean),
        cmocka_unit_test(variance_of_draws_is_scv_times_mean_squared),
        cmocka_unit_test(fast_and_slow_draws_are_the_same),
        cmocka_unit_test(constant_is_always_itself),
        cmocka_unit_test(distribution_functions_have_their_textbook_values),
        cmocka_unit_test(squared_variations_are_what_was_asked_for),
        cmocka_unit_test(hyperexponential_phases_carry_equal_work),
        cmocka_unit_test(empirical_draws_every_value_equally_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
