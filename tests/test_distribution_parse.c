/* test_distribution_parse.c - reading the DIST of the scenario.
 */
#include "sim/core/distribution.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;

static int arena_set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int arena_tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static struct distribution parsed(const char *text)
{
    struct distribution d;
    const char *expected = NULL;
    if (!distribution_parse(&d, text, "/tmp", &arena, &expected))
        fail_msg("%s: expected %s", text, expected);
    return d;
}

/* What was expected instead of `text`. */
static const char *refused(const char *text)
{
    struct distribution d;
    const char *expected = NULL;
    if (distribution_parse(&d, text, "/tmp", &arena, &expected))
        fail_msg("%s: should be refused", text);
    assert_non_null(expected);
    return expected;
}

static void every_listed_form_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum distribution_kind kind;
        double mean_s;
    } cases[] = {
        {"6ms", DISTRIBUTION_CONSTANT, 0.006},
        {"0", DISTRIBUTION_CONSTANT, 0},
        {"exp(6ms)", DISTRIBUTION_EXPONENTIAL, 0.006},
        {"uniform(1ms, 5ms)", DISTRIBUTION_UNIFORM, 0.003},
        {"erlang(6ms, k=4)", DISTRIBUTION_ERLANG, 0.006},
        {"gamma(6ms, cv=0.5)", DISTRIBUTION_GAMMA, 0.006},
        {"lognormal(6ms, cv=1.2)", DISTRIBUTION_LOGNORMAL, 0.006},
        {"hyperexp(6ms, scv=4)", DISTRIBUTION_HYPEREXPONENTIAL, 0.006},
        {"weibull(6ms, k=0.7)", DISTRIBUTION_WEIBULL, 0.006},
        {"pareto(6ms, alpha=2.5)", DISTRIBUTION_PARETO, 0.006},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct distribution d = parsed(cases[i].text);
        assert_int_equal(d.kind, cases[i].kind);
        assert_near(d.mean_s, cases[i].mean_s, 1e-18);
    }
}

static void separators_are_commas_or_spaces(void **state)
{
    (void)state;
    static const char *const same[] = {
        "lognormal(12ms, cv=1)",   "lognormal(12ms,cv=1)",
        "lognormal(12ms cv=1)",    " lognormal ( 12ms  cv = 1 )",
        "lognormal(cv=1, 12ms)",   "lognormal(mean=12ms cv=1)",
        "lognormal(12ms\tcv=1)\n", "lognormal(12ms , cv=1)",
    };
    const struct distribution first = parsed(same[0]);
    for (size_t i = 1; i < sizeof(same) / sizeof(same[0]); i++) {
        const struct distribution d = parsed(same[i]);
        assert_int_equal(d.kind, first.kind);
        assert_near(d.a, first.a, 0);
        assert_near(d.b, first.b, 0);
    }
}

static void percentiles_come_in_any_order_and_number(void **state)
{
    (void)state;
    const struct distribution a = parsed("lognormal(p50=10ms, p99=80ms)");
    const struct distribution b = parsed("lognormal(p99=80ms p50=10ms)");
    assert_near(a.a, b.a, 1e-14);
    assert_near(a.b, b.b, 1e-14);
    const struct distribution c = parsed("lognormal(p25=10ms, p99.9=80ms)");
    assert_near(distribution_cdf(&c, 0.010), 0.25, 1e-12);
    assert_near(distribution_cdf(&c, 0.080), 0.999, 1e-12);
}

static void mean_of_percentiles_is_the_lognormals(void **state)
{
    (void)state;
    const struct distribution d = parsed("lognormal(p50=10ms, p99=80ms)");
    assert_near(d.mean_s, exp(d.a + d.b * d.b / 2), 0);
    assert_near(exp(d.a), 0.010, 1e-15); /* the median */
}

static void no_variation_is_a_constant(void **state)
{
    (void)state;
    static const char *const constants[] = {
        "gamma(6ms, cv=0)",  "lognormal(6ms, cv=0)",  "lognormal(p50=6ms, p99=6ms)",
        "uniform(6ms, 6ms)", "gamma(6ms, cv=1e-300)",
    };
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        const struct distribution d = parsed(constants[i]);
        assert_true(distribution_is_constant(&d));
        assert_near(d.mean_s, 0.006, 0);
    }
}

static void mean_of_zero_is_zero(void **state)
{
    (void)state;
    static const char *const zeroes[] = {
        "0",
        "0s",
        "exp(0)",
        "lognormal(0, cv=2)",
        "pareto(0, alpha=3)",
        "uniform(0, 0)",
        "hyperexp(0ms, scv=4)",
        "weibull(0, k=2)",
        "erlang(0, k=3)",
        "gamma(0 cv=3)",
    };
    for (size_t i = 0; i < sizeof(zeroes) / sizeof(zeroes[0]); i++) {
        const struct distribution d = parsed(zeroes[i]);
        assert_true(distribution_is_zero(&d));
    }
}

static void what_is_expected_names_the_argument_and_the_form(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"exp(6)", "a duration for mean in exp(6ms)"},
        {"exp()", "a duration for mean in exp(6ms)"},
        {"exp(-6ms)", "a duration for mean in exp(6ms)"},
        {"exp(6ms", "exp(6ms)"},
        {"exp(6ms))", "exp(6ms)"},
        {"exp(6ms,)", "exp(6ms)"},
        {"exp(,6ms)", "exp(6ms)"},
        {"exp(6ms,,7ms)", "exp(6ms)"},
        {"exp(6ms) x", "exp(6ms)"},
        {"exp(=6ms)", "exp(6ms)"},
        {"exp(mean=)", "exp(6ms)"},
        {"exp(6ms, 7ms)", "no more arguments than in exp(6ms)"},
        {"exp(6ms, k=3)", "no more arguments than in exp(6ms)"},
        {"exp(6ms, mean=6ms)", "no more arguments than in exp(6ms)"},
        {"uniform(5ms, 1ms)", "min <= max in uniform(1ms, 5ms)"},
        {"uniform(5ms)", "a duration for max in uniform(1ms, 5ms)"},
        {"erlang(6ms)", "k from 1 to 1000 in erlang(6ms, k=4)"},
        {"erlang(6ms, k=0)", "k from 1 to 1000 in erlang(6ms, k=4)"},
        {"erlang(6ms, k=1.5)", "a whole number k in erlang(6ms, k=4)"},
        {"erlang(6ms, 4)", "k from 1 to 1000 in erlang(6ms, k=4)"},
        {"gamma(6ms, cv=-1)", "cv from 0 to 1000 in gamma(6ms, cv=0.5)"},
        {"gamma(6ms, cv=nan)", "cv from 0 to 1000 in gamma(6ms, cv=0.5)"},
        {"hyperexp(6ms, scv=0.5)", "scv from 1 to 1e+06 in hyperexp(6ms, scv=4)"},
        {"weibull(6ms, k=0)", "k from 0.1 to 100 in weibull(6ms, k=0.7)"},
        {"pareto(6ms, alpha=1)",
         "alpha above 1 (else there is no mean) in pareto(6ms, alpha=2.5)"},
        {"lognormal(p50=80ms, p99=10ms)",
         "two percentiles, the higher one not the shorter in lognormal(6ms, cv=1.2) or "
         "lognormal(p50=10ms, p99=80ms)"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(refused(cases[i].text), cases[i].expected);
}

static void misspelt_name_is_answered_with_the_nearest_form(void **state)
{
    (void)state;
    assert_string_equal(refused("lognorm(6ms, cv=1)"),
                        "lognormal(6ms, cv=1.2) or lognormal(p50=10ms, p99=80ms)");
    assert_string_equal(refused("unifrom(1ms, 2ms)"), "uniform(1ms, 5ms)");
    assert_non_null(strstr(refused("zipf(6ms)"), "exp(6ms), uniform(1ms, 5ms)"));
}

static void what_is_no_duration_is_answered_with_all_forms(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "6", "-6ms", "6 apples", "exp", "6ms 7ms"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_non_null(strstr(refused(wrong[i]), "a duration such as 6ms"));
        assert_non_null(strstr(refused(wrong[i]), "pareto(6ms, alpha=2.5)"));
    }
}

static void parameters_without_finite_results_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "1e300d",
        "exp(1e300d)",
        "lognormal(p50=1ns, p51=1d)",
        "lognormal(p50=1ms, p50.00000000000001=1s)",
        "lognormal(p50=1ms, p50=1s)",
        "lognormal(p99=10ms, p50=80ms)",
        "lognormal(p0=1ms, p99=1s)",
        "lognormal(p50=1ms, p100=1s)",
        "lognormal(p50=0, p99=1s)",
        "lognormal(6ms, cv=1e9)",
        "hyperexp(6ms, scv=1e300)",
        "weibull(6ms, k=1e-9)",
        "pareto(6ms, alpha=1e300)",
        "erlang(6ms, k=1e300)",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        refused(wrong[i]);
}

static void refusal_leaves_the_distribution_alone(void **state)
{
    (void)state;
    struct distribution d = distribution_constant(7);
    const char *expected = NULL;
    assert_false(
        distribution_parse(&d, "lognormal(6ms, cv=-1)", NULL, &arena, &expected));
    assert_near(d.mean_s, 7, 0);
    assert_int_equal(d.kind, DISTRIBUTION_CONSTANT);
}

static void empirical_file_is_looked_up_beside_the_scenario(void **state)
{
    (void)state;
    char name[] = "/tmp/overstack-test-XXXXXX", text[100];
    FILE *file = fdopen(mkstemp(name), "w");
    fputs("10\n20\n60\n", file);
    fclose(file);
    snprintf(text, sizeof(text), "empirical(%s, unit=ms)", strrchr(name, '/') + 1);
    struct distribution d = parsed(text); /* in the folder /tmp */
    assert_int_equal(d.kind, DISTRIBUTION_EMPIRICAL);
    assert_int_equal(d.count, 3);
    assert_near(d.mean_s, 0.030, 1e-17);
    snprintf(text, sizeof(text), "empirical('%s')", name);
    d = parsed(text); /* absolute, in seconds */
    assert_near(d.mean_s, 30, 0);
    unlink(name);
    assert_string_equal(refused(text),
                        "a file that can be read in empirical(file.csv) or "
                        "empirical(file.csv, unit=ms)");
    assert_non_null(
        strstr(refused("empirical(x.csv, unit=apples)"), "a unit such as ms"));
    assert_non_null(strstr(refused("empirical(x.csv, unit=m9s)"), "a unit such as ms"));
    assert_non_null(strstr(refused("empirical(unit=ms)"), "a file in empirical"));
}

/* Pieces of the grammar put together at random, and broken: nothing but true or false
 * may come of it, and what is accepted has sound figures. */
static void hostile_text_is_read_or_refused(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "exp",    "uniform",   "erlang", "gamma", "lognormal", "hyperexp",  "weibull",
        "pareto", "empirical", "(",      "(",     "(",         ")",         ")",
        ",",      " ",         "=",      "6ms",   "1e9s",      "0",         "1e-300s",
        "-1",     "cv",        "scv",    "k=",    "alpha=",    "p50=",      "p99=",
        "mean=",  "1",         "2.5",    "1e6",   "nan",       "inf",       "\"",
        "'",      "\t",        "\xff",   "%s",    "..",        "/dev/zero", "unit=",
    };
    enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };
    struct random random;
    random_init(&random, 1, 0, "hostile");
    int accepted = 0;
    for (int round = 0; round < 50000; round++) {
        char text[400] = "";
        const uint32_t count = 1 + random_below(&random, 12);
        for (uint32_t i = 0; i < count; i++)
            strcat(text, pieces[random_below(&random, PIECES)]);
        struct distribution d;
        const char *expected = NULL;
        if (distribution_parse(&d, text, "/nowhere", &arena, &expected)) {
            accepted++;
            assert_true(isfinite(d.mean_s) && d.mean_s >= 0);
            const double x = distribution_draw(&d, &random);
            assert_true(isfinite(x) && x >= 0);
            assert_true(distribution_scv(&d) >= 0);
        } else {
            assert_non_null(expected);
        }
        arena_reset(&arena);
    }
    assert_true(accepted > 100); /* the pieces do make sense now and then */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_set_up, arena_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_listed_form_is_read),
        TEST(separators_are_commas_or_spaces),
        TEST(percentiles_come_in_any_order_and_number),
        TEST(mean_of_percentiles_is_the_lognormals),
        TEST(no_variation_is_a_constant),
        TEST(mean_of_zero_is_zero),
        TEST(what_is_expected_names_the_argument_and_the_form),
        TEST(misspelt_name_is_answered_with_the_nearest_form),
        TEST(what_is_no_duration_is_answered_with_all_forms),
        TEST(parameters_without_finite_results_are_refused),
        TEST(refusal_leaves_the_distribution_alone),
        TEST(empirical_file_is_looked_up_beside_the_scenario),
        TEST(hostile_text_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
