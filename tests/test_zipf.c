/* Ranks by Zipf's law against their probabilities. */
#include "sim/core/zipf.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DRAWS = 200000 };

/* Pearson's chi square of the draws, ranks with fewer than 10 expected pooled; a true
 * sampler exceeds the limit once in a million seeds. */
static void fits(uint32_t count, double exponent)
{
    struct zipf zipf;
    struct random random;
    double *p = calloc(count, sizeof *p), *seen = calloc(count, sizeof *seen);
    zipf_init(&zipf, count, exponent);
    zipf_probabilities(&zipf, p);
    random_init(&random, 1, 0, "zipf");
    for (int i = 0; i < DRAWS; i++) {
        const uint32_t k = zipf_draw(&zipf, &random);
        assert_in_range(k, 1, count);
        seen[k - 1] += 1;
    }
    double chi = 0, rest_seen = 0, rest_expected = 0;
    int groups = 0;
    for (uint32_t k = 0; k < count; k++) {
        rest_seen += seen[k];
        rest_expected += DRAWS * p[k];
        if (rest_expected < 10 && k + 1 < count)
            continue;
        chi += pow(rest_seen - rest_expected, 2) / fmax(rest_expected, 1e-9);
        rest_seen = rest_expected = 0;
        groups++;
    }
    if (groups > 1)
        assert_true(chi < gsl_cdf_chisq_Pinv(1 - 1e-6, groups - 1));
    free(p);
    free(seen);
}

static void draws_follow_the_probabilities(void **state)
{
    (void)state;
    static const double exponents[] = {0, 0.5, 0.99, 1, 1.01, 2, 10};
    for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++) {
        fits(2, exponents[i]);
        fits(37, exponents[i]);
        fits(100000, exponents[i]);
    }
}

static void a_single_key_is_always_drawn(void **state)
{
    (void)state;
    fits(1, 0);
    fits(1, 1);
    fits(1, 3);
}

static void probabilities_sum_to_one_and_fall_as_the_law_says(void **state)
{
    (void)state;
    struct zipf zipf;
    double p[5], sum = 0;
    zipf_init(&zipf, 5, 1.5);
    zipf_probabilities(&zipf, p);
    for (int k = 0; k < 5; k++)
        sum += p[k];
    assert_true(fabs(sum - 1) < 1e-12);
    assert_true(fabs(p[0] / p[3] - 8) < 1e-12); /* 4^1.5 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_follow_the_probabilities),
        cmocka_unit_test(a_single_key_is_always_drawn),
        cmocka_unit_test(probabilities_sum_to_one_and_fall_as_the_law_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
