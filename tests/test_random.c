/* test_random.c - streams of random numbers that have names.
 *
 * Shapes are tested with fixed seeds against GSL's distribution functions: chi-square on
 * cells of equal probability, and means within five standard errors.
 */
#include "sim/core/random.h"
#include "tests/support/fit.h"
#include "tests/support/near.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

enum { DRAWS = 2000000, CELLS = 500 };

/* Chi-square of `counts` against equal ones. */
static double chi_square(const uint32_t *counts, int cells)
{
    double total = 0, sum = 0;
    for (int i = 0; i < cells; i++)
        total += counts[i];
    for (int i = 0; i < cells; i++)
        sum += (counts[i] - total / cells) * (counts[i] - total / cells);
    return sum / (total / cells);
}

/* The chi-square of a true sample is below it, but for one seed in a million. */
static double chi_square_limit(int cells)
{
    return gsl_cdf_chisq_Qinv(FIT_ALARM, cells - 1);
}

/* Counts where the distribution function of a draw falls. */
static void count_cell(uint32_t *counts, double probability)
{
    const int cell = (int)(probability * CELLS);
    counts[cell < CELLS ? cell : CELLS - 1]++;
}

/* The sequence published with the generator's reference implementation. */
static void generator_gives_the_published_sequence(void **state)
{
    (void)state;
    static const uint64_t published[] = {
        41943041u,
        58720359u,
        3588806011781223u,
        3591011842654386u,
        9228616714210784205u,
        9973669472204895162u,
        14011001112246962877u,
        12406186145184390807u,
        15849039046786891736u,
        10450023813501588000u,
    };
    struct random random = {.state = {1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++)
        assert_int_equal(random_bits(&random), published[i]);
}

static void stream_depends_on_seed_replication_and_name_only(void **state)
{
    (void)state;
    struct random a, b;
    random_init(&a, 42, 7, "arrivals");
    random_init(&b, 42, 7, "arrivals");
    for (int i = 0; i < 1000; i++)
        assert_int_equal(random_bits(&a), random_bits(&b));
}

/* Nearby seeds, replications and names, and words cut at different places. */
static void streams_of_different_names_differ(void **state)
{
    (void)state;
    static const char *const names[] = {"", "a", "b", "aa", "ab", "ba", "web", "web[0]"};
    enum { SEEDS = 40, NAMES = sizeof(names) / sizeof(names[0]) };
    static double firsts[SEEDS * SEEDS * NAMES];
    size_t count = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (uint32_t replication = 0; replication < SEEDS; replication++)
            for (int i = 0; i < NAMES; i++) {
                struct random random;
                random_init(&random, seed, replication, names[i]);
                firsts[count++] = random_uniform(&random);
            }
    qsort(firsts, count, sizeof(double), fit_compare);
    for (size_t i = 1; i < count; i++)
        assert_true(firsts[i] > firsts[i - 1]);
}

static void seeds_that_differ_in_high_bits_only_differ(void **state)
{
    (void)state;
    struct random a, b;
    random_init(&a, 1, 0, "x");
    random_init(&b, 1 | (uint64_t)1 << 63, 0, "x");
    assert_true(random_bits(&a) != random_bits(&b));
}

/* The correlation of n independent pairs has standard error 1 / sqrt(n). */
static void streams_are_not_correlated(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        uint32_t replication;
        const char *name;
    } others[] = {{1, 0, "b"}, {1, 1, "a"}, {2, 0, "a"}, {1, 0, "aa"}};
    for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
        struct random a, b;
        random_init(&a, 1, 0, "a");
        random_init(&b, others[k].seed, others[k].replication, others[k].name);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++)
            sum += (random_uniform(&a) - 0.5) * (random_uniform(&b) - 0.5);
        assert_near(sum / DRAWS * 12, 0, 5 / sqrt(DRAWS));
    }
}

/* States whose next number is all zeroes, and all ones. */
static void uniform_stays_within_its_ends(void **state)
{
    (void)state;
    const struct random zeroes = {.state = {0, 1, 1, 0}};
    const struct random ones = {.state = {UINT64_MAX, 1, 1, 1}};
    struct random random = zeroes;
    assert_int_equal(random_bits(&random), 0);
    random = zeroes;
    assert_near(random_uniform(&random), 0, 0);
    random = zeroes;
    assert_true(random_uniform_positive(&random) > 0);
    random = ones;
    assert_int_equal(random_bits(&random), UINT64_MAX);
    random = ones;
    assert_true(random_uniform(&random) < 1);
    random = ones;
    assert_true(random_uniform_positive(&random) < 1);
}

static void uniform_is_uniform(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "uniform");
    uint32_t counts[CELLS] = {0}, positive[CELLS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        count_cell(counts, random_uniform(&random));
        count_cell(positive, random_uniform_positive(&random));
    }
    assert_true(chi_square(counts, CELLS) < chi_square_limit(CELLS));
    assert_true(chi_square(positive, CELLS) < chi_square_limit(CELLS));
}

static void below_gives_every_number_equally_often(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "below");
    uint32_t counts[7] = {0};
    for (int i = 0; i < DRAWS; i++)
        counts[random_below(&random, 7)]++;
    assert_true(chi_square(counts, 7) < chi_square_limit(7));
    for (int i = 0; i < 100; i++)
        assert_int_equal(random_below(&random, 1), 0);
}

/* Of 2^32 numbers shared out to 3 * 2^30 results, every third result would get two. */
static void below_has_no_bias_for_large_ranges(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "large");
    uint32_t counts[3] = {0};
    for (int i = 0; i < DRAWS; i++) {
        const uint32_t n = random_below(&random, 3u << 30);
        assert_true(n < 3u << 30);
        counts[n % 3]++;
    }
    assert_true(chi_square(counts, 3) < chi_square_limit(3));
}

static void exponential_is_exponential(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "exponential");
    uint32_t counts[CELLS] = {0};
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = random_exponential(&random);
        assert_true(x >= 0);
        count_cell(counts, gsl_cdf_exponential_P(x, 1));
        sum += x;
        squares += x * x;
    }
    assert_true(chi_square(counts, CELLS) < chi_square_limit(CELLS));
    assert_near(sum / DRAWS, 1, 5 / sqrt(DRAWS));
    /* E x^2 = 2, variance of x^2 = E x^4 - 4 = 20 */
    assert_near(squares / DRAWS, 2, 5 * sqrt(20. / DRAWS));
}

static void normal_is_normal(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "normal");
    uint32_t counts[CELLS] = {0};
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = random_normal(&random);
        count_cell(counts, gsl_cdf_ugaussian_P(x));
        sum += x;
        squares += x * x;
    }
    assert_true(chi_square(counts, CELLS) < chi_square_limit(CELLS));
    assert_near(sum / DRAWS, 0, 5 / sqrt(DRAWS));
    /* The variance of x^2 is 2. */
    assert_near(squares / DRAWS, 1, 5 * sqrt(2. / DRAWS));
}

/* A place in a layer's wedge is taken as often as the density there lies above the
 * layer's lower edge: counted in calls that all begin at this very place. */
static double taken(double (*slow)(struct random *, uint64_t), uint64_t bits, double x)
{
    enum { CALLS = 100000 };
    struct random random;
    random_init(&random, bits, 0, "wedge");
    int count = 0;
    for (int i = 0; i < CALLS; i++)
        count += slow(&random, bits) == x;
    return (double)count / CALLS;
}

/* bits: layer in the lowest 8, place from the 11th on */
static void wedges_are_filled_up_to_the_density(void **state)
{
    (void)state;
    static const int chosen[] = {1, 17, 100, 254, 255};
    const double error = 5 * sqrt(0.25 / 100000);
    for (int k = 0; k < 5; k++) {
        const int i = chosen[k];
        const struct ziggurat_layer e = ziggurat_exponential[i];
        const uint64_t place =
            (uint64_t)e.inside + ((UINT64_C(1) << 53) - (uint64_t)e.inside) / 3;
        const double x = (double)place * e.scale;
        const double low = exp(-e.scale * 0x1p53),
                     high = exp(-(double)e.inside * e.scale);
        assert_near(taken(random_exponential_slow, place << 11 | (uint64_t)i, x),
                    (exp(-x) - low) / (high - low), error);
    }
    for (int k = 0; k < 5; k++) {
        const int i = chosen[k];
        const struct ziggurat_layer n = ziggurat_normal[i];
        const int64_t half = INT64_C(1) << 52;
        const int64_t place = n.inside + (half - n.inside) / 3;
        const double x = (double)place * n.scale, width = n.scale * 0x1p52;
        const double inner = (double)n.inside * n.scale;
        const double low = exp(-width * width / 2), high = exp(-inner * inner / 2);
        const double expected = (exp(-x * x / 2) - low) / (high - low);
        for (int sign = -1; sign <= 1; sign += 2) {
            const uint64_t bits = (uint64_t)(sign * place + half) << 11 | (uint64_t)i;
            assert_near(taken(random_normal_slow, bits, sign * x), expected, error);
        }
    }
}

/* The tails come from code of their own: beyond r = 7.697 and |r| = 3.654. Given that
 * they were reached, they have their own distribution functions. */
static double exponential_tail(double x, const void *from)
{
    return gsl_cdf_exponential_P(x - *(const double *)from, 1);
}

static double normal_tail(double x, const void *from)
{
    return 1 - gsl_cdf_ugaussian_Q(x) / gsl_cdf_ugaussian_Q(*(const double *)from);
}

static void tails_have_their_weight_and_shape(void **state)
{
    (void)state;
    enum { LONG = 20 * DRAWS };
    const double from[] = {ziggurat_exponential[1].scale * 0x1p53,
                           ziggurat_normal[1].scale * 0x1p52};
    static double tails[3][2 * LONG / 1000];
    size_t counts[3] = {0};
    struct random random;
    random_init(&random, 1, 0, "tails");
    for (int i = 0; i < LONG; i++) {
        const double x = random_exponential(&random), z = random_normal(&random);
        if (x > from[0])
            tails[0][counts[0]++] = x;
        if (fabs(z) > from[1]) {
            const int side = z > 0 ? 1 : 2;
            tails[side][counts[side]++] = fabs(z);
        }
    }
    for (int i = 0; i < 3; i++) {
        const double start = from[i > 0];
        const double p = i > 0 ? gsl_cdf_ugaussian_Q(start) : exp(-start);
        assert_near((double)counts[i], LONG * p, 5 * sqrt(LONG * p));
        const double distance = fit_distance(
            tails[i], counts[i], i > 0 ? normal_tail : exponential_tail, &start);
        assert_true(distance < fit_limit(counts[i]));
    }
}

static void gsl_draws_from_the_same_stream(void **state)
{
    (void)state;
    struct random a, b;
    random_init(&a, 9, 0, "gsl");
    random_init(&b, 9, 0, "gsl");
    for (int i = 0; i < 100; i++) {
        assert_near(gsl_rng_uniform(&a.gsl), random_uniform(&b), 0);
        assert_int_equal(gsl_rng_get(&a.gsl), random_bits(&b));
    }
    assert_int_equal(gsl_rng_max(&a.gsl), UINT64_MAX);
}

static void gsl_generator_takes_seeds_of_64_bits(void **state)
{
    (void)state;
    gsl_rng *a = gsl_rng_alloc(random_gsl_type), *b = gsl_rng_alloc(random_gsl_type);
    gsl_rng_set(a, 1);
    gsl_rng_set(b, 1 | (uint64_t)1 << 40);
    assert_true(gsl_rng_get(a) != gsl_rng_get(b));
    gsl_rng_set(b, 1);
    gsl_rng_set(a, 1);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = gsl_ran_exponential(a, 1);
        assert_near(gsl_ran_exponential(b, 1), x, 0);
        sum += x;
    }
    assert_near(sum / DRAWS, 1, 5 / sqrt(DRAWS));
    gsl_rng_free(a);
    gsl_rng_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generator_gives_the_published_sequence),
        cmocka_unit_test(stream_depends_on_seed_replication_and_name_only),
        cmocka_unit_test(streams_of_different_names_differ),
        cmocka_unit_test(seeds_that_differ_in_high_bits_only_differ),
        cmocka_unit_test(streams_are_not_correlated),
        cmocka_unit_test(uniform_stays_within_its_ends),
        cmocka_unit_test(uniform_is_uniform),
        cmocka_unit_test(below_gives_every_number_equally_often),
        cmocka_unit_test(below_has_no_bias_for_large_ranges),
        cmocka_unit_test(exponential_is_exponential),
        cmocka_unit_test(normal_is_normal),
        cmocka_unit_test(wedges_are_filled_up_to_the_density),
        cmocka_unit_test(tails_have_their_weight_and_shape),
        cmocka_unit_test(gsl_draws_from_the_same_stream),
        cmocka_unit_test(gsl_generator_takes_seeds_of_64_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
