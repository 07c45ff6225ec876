/* Where a series has forgotten how it began. */
#include "sim/core/mser.h"
#include "sim/core/random.h"
#include "tests/support/near.h"

enum { LONGEST = 3000 };

/* From its definition, each rest by itself. */
static uint32_t cut_by_definition(const double *values, uint32_t count)
{
    const uint32_t n = count / 5;
    double least = INFINITY;
    uint32_t best = 0;
    for (uint32_t d = 0; d + MSER_LEAST <= n; d++) {
        double mean = 0, sum = 0;
        for (uint32_t i = 5 * d; i < 5 * n; i++)
            mean += values[i] / (5 * (n - d));
        for (uint32_t k = d; k < n; k++) {
            double batch = 0;
            for (int i = 0; i < 5; i++)
                batch += values[5 * k + i] / 5;
            sum += (batch - mean) * (batch - mean);
        }
        const double z = sum / ((double)(n - d) * (n - d));
        if (z < least) {
            least = z;
            best = d;
        }
    }
    return 5 * best;
}

/* Batches of 9, 5, 1, 2, 1, 2, 1, 2, 1, 2: by hand
 *   z(0) = 60.4 / 100 = 0.604    z(1) = 12.222 / 81 = 0.151
 *   z(2) = 2 / 64 = 0.0313       z(3) = 1.714 / 49 = 0.0350   z(4) = 1.5 / 36 = 0.0417 */
static void the_cut_is_that_of_hand_arithmetic(void **state)
{
    (void)state;
    static const double batches[] = {9, 5, 1, 2, 1, 2, 1, 2, 1, 2};
    double values[50];
    for (int i = 0; i < 50; i++)
        values[i] = batches[i / 5] + (i % 5 - 2) * 0.1; /* the mean is the batch's */
    const struct mser found = mser_find(values, 50);
    assert_int_equal(found.cut, 10);
    assert_true(found.settled);
}

static void what_never_changes_needs_no_cut(void **state)
{
    (void)state;
    double values[100];
    for (int i = 0; i < 100; i++)
        values[i] = 0.1;
    assert_int_equal(mser_find(values, 100).cut, 0);
    assert_true(mser_find(values, 100).settled);
}

/* Constant from value 35 on: there the rest has no variance at all. */
static void a_step_is_cut_where_it_ends(void **state)
{
    (void)state;
    double values[100];
    for (int i = 0; i < 100; i++)
        values[i] = i < 35 ? 0 : 0.3;
    assert_int_equal(mser_find(values, 100).cut, 35);
    assert_true(mser_find(values, 100).settled);
}

static void what_grows_to_the_end_has_not_settled(void **state)
{
    (void)state;
    double values[500];
    for (int i = 0; i < 500; i++)
        values[i] = i * i;
    assert_false(mser_find(values, 500).settled);
    assert_true(mser_find(values, 500).cut <= 500 - MSER_BATCH * MSER_LEAST);
}

static void a_few_values_have_not_settled(void **state)
{
    (void)state;
    const double values[24] = {0};
    assert_false(mser_find(values, 24).settled);
    assert_int_equal(mser_find(values, 24).cut, 0);
    assert_false(mser_find(values, 0).settled);
}

/* Noise that depends on its past, around a mean that it approaches from afar. */
static void it_agrees_with_the_definition(void **state)
{
    (void)state;
    static double values[LONGEST];
    struct random random;
    random_init(&random, 1, 0, "mser");
    for (int round = 0; round < 40; round++) {
        const uint32_t count = 30 + random_below(&random, 400);
        const double far = 20 * random_uniform(&random), memory = 10 + count / 10.0;
        double noise = 0;
        for (uint32_t i = 0; i < count; i++) {
            noise = 0.8 * noise + random_normal(&random);
            values[i] = 5 + far * exp(-(double)i / memory) + noise;
        }
        assert_int_equal(mser_find(values, count).cut, cut_by_definition(values, count));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_is_that_of_hand_arithmetic),
        cmocka_unit_test(what_never_changes_needs_no_cut),
        cmocka_unit_test(a_step_is_cut_where_it_ends),
        cmocka_unit_test(what_grows_to_the_end_has_not_settled),
        cmocka_unit_test(a_few_values_have_not_settled),
        cmocka_unit_test(it_agrees_with_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
