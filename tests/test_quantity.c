/* Numbers in values of the scenario, and evenly spread points: small parts of the
 * experiments. */
#include "sim/run/latin.h"
#include "sim/run/proportion.h"
#include "sim/run/quantity.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>

static int set_up(void **state)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    arena_init(arena);
    *state = arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_clear(*state);
    free(*state);
    return 0;
}

static void a_number_is_read_with_its_unit_and_written_exactly(void **state)
{
    static const struct {
        const char *text;
        enum quantity_unit unit;
        double value;
        const char *again; /* with 3 */
    } cases[] = {
        {"4", QUANTITY_NUMBER, 4, "3"},
        {"20,000", QUANTITY_NUMBER, 20000, "3"},
        {"80%", QUANTITY_SHARE, 0.8, "3"},
        {"8ms", QUANTITY_DURATION, 0.008, "3s"},
        {"1m30s", QUANTITY_DURATION, 90, "3s"},
        {"1.5 GiB", QUANTITY_SIZE, 1.5 * 0x1p30, "3B"},
        {"1200/m", QUANTITY_RATE, 20, "3/s"},
        {"5Gbps", QUANTITY_BANDWIDTH, 5e9, "3bps"},
        {"125MB/s", QUANTITY_THROUGHPUT, 125e6, "3B/s"},
        {"0.0116 USD/h", QUANTITY_MONEY, 0.0116, "3 USD/h"},
        {"exp(6ms)", QUANTITY_DURATION, 0.006, "exp(3s)"},
        {"lognormal(12ms, cv=1)", QUANTITY_DURATION, 0.012, "lognormal(3s, cv=1)"},
        {"lognormal(12ms cv=1)", QUANTITY_DURATION, 0.012, "lognormal(3s cv=1)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct quantity quantity;
        if (!quantity_read(&quantity, cases[i].text, *state))
            fail_msg("%s was not read", cases[i].text);
        assert_int_equal(quantity.unit, cases[i].unit);
        assert_near(quantity.value, cases[i].value, 1e-12 * cases[i].value);
        assert_string_equal(quantity_text(&quantity, 3, *state), cases[i].again);
    }
}

static void what_has_no_number_or_no_mean_is_not_one(void **state)
{
    static const char *const texts[] = {"unlimited",
                                        "",
                                        "web",
                                        "lognormal(p50=10ms, p99=80ms)",
                                        "8 ms 3",
                                        "uniform(1ms, 5ms)",
                                        "exp()",
                                        "empirical(a.csv)",
                                        "30%, of a heap 10%"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct quantity quantity;
        if (quantity_read(&quantity, texts[i], *state))
            fail_msg("'%s' was read as %g", texts[i], quantity.value);
    }
}

static bool alike(void *arena, const char *one, const char *other)
{
    struct quantity first, second;
    assert_true(quantity_read(&first, one, arena));
    assert_true(quantity_read(&second, other, arena));
    return quantity_alike(&first, &second);
}

static void only_values_of_one_kind_are_alike(void **state)
{
    assert_true(alike(*state, "8ms", "2s"));
    assert_true(alike(*state, "0", "2s"));
    assert_true(alike(*state, "0.5", "80%"));
    assert_true(alike(*state, "lognormal(1ms, cv=1)", "lognormal(2ms, cv=1)"));
    assert_false(alike(*state, "lognormal(1ms, cv=1)", "lognormal(2ms, cv=2)"));
    assert_false(alike(*state, "8ms", "exp(8ms)"));
    assert_false(alike(*state, "4", "4ms"));
    assert_false(alike(*state, "4 USD", "4 KRW"));
}

/* Clopper and Pearson's own table, and what follows by hand: with no hit of n the upper
 * end is 1 - 0.025^(1/n). */
static void a_proportion_has_its_exact_interval(void **state)
{
    double low, high;
    (void)state;
    proportion_interval(5, 10, 0.95, &low, &high);
    assert_near(low, 0.1871, 5e-5);
    assert_near(high, 0.8129, 5e-5);
    proportion_interval(0, 10, 0.95, &low, &high);
    assert_near(low, 0, 0);
    assert_near(high, 1 - pow(0.025, 0.1), 1e-9);
    proportion_interval(10, 10, 0.95, &low, &high);
    assert_near(low, pow(0.025, 0.1), 1e-9);
    assert_near(high, 1, 0);
    proportion_interval(0, 0, 0.95, &low, &high);
    assert_near(low, 0, 0);
    assert_near(high, 1, 0);
}

enum { INPUTS = 3, POINTS = 1000 };

static void each_strip_of_each_input_holds_one_point(void **state)
{
    static double points[POINTS * INPUTS];
    struct random random;
    (void)state;
    random_init(&random, 3, 0, "test");
    latin_hypercube(points, INPUTS, POINTS, &random);
    for (int i = 0; i < INPUTS; i++) {
        int seen[POINTS] = {0};
        for (int n = 0; n < POINTS; n++) {
            const double point = points[n * INPUTS + i];
            assert_true(point >= 0 && point < 1);
            seen[(int)(point * POINTS)]++;
        }
        for (int n = 0; n < POINTS; n++)
            assert_int_equal(seen[n], 1);
    }
}

/* Ishigami and Homma's (1990) function: its mean over the cube is a / 2, and what is not
 * additive in it, which alone a Latin hypercube leaves to chance, has the variance
 * b^2 pi^8 (1/18 - 1/50). */
static void the_mean_of_ishigami_is_known_better_than_by_chance(void **state)
{
    static double points[POINTS * INPUTS];
    const double pi = 3.14159265358979, a = 7, b = 0.1;
    const double interaction = b * b * pow(pi, 8) * (1 / 18. - 1 / 50.);
    struct random random;
    double sum = 0;
    (void)state;
    random_init(&random, 4, 0, "test");
    latin_hypercube(points, INPUTS, POINTS, &random);
    for (int n = 0; n < POINTS; n++) {
        double x[INPUTS];
        for (int i = 0; i < INPUTS; i++)
            x[i] = pi * (2 * points[n * INPUTS + i] - 1);
        sum += sin(x[0]) + a * pow(sin(x[1]), 2) + b * pow(x[2], 4) * sin(x[0]);
    }
    assert_near(sum / POINTS, a / 2, 4 * sqrt(interaction / POINTS));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_number_is_read_with_its_unit_and_written_exactly),
        TEST(what_has_no_number_or_no_mean_is_not_one),
        TEST(only_values_of_one_kind_are_alike),
        TEST(a_proportion_has_its_exact_interval),
        TEST(each_strip_of_each_input_holds_one_point),
        TEST(the_mean_of_ishigami_is_known_better_than_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
