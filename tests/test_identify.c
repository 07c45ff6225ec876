/* How sure parameters are, against linear regression, where it is known. */
#include "sim/core/random.h"
#include "sim/run/identify.h"
#include "tests/support/near.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 5, RUNS = 30 };

static int set_up(void **state)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    gsl_set_error_handler_off();
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

static const double residuals[ROWS] = {0.5, -1, 0.2, 0.1, 0.2};

static const struct identified *identify(void *arena, const double *jacobian, uint32_t p,
                                         const double *covariance)
{
    const struct identify of = {jacobian, residuals, covariance, ROWS, p, RUNS};
    return identify_run(&of, arena);
}

static void unit_covariance(double covariance[ROWS * ROWS], double together)
{
    for (int i = 0; i < ROWS * ROWS; i++)
        covariance[i] = i % (ROWS + 1) == 0 ? 1 : together;
}

/* Of a line through x = 0..4: variances 1/5 + 2^2/10 and 1/10, covariance -2/10. */
static void of_a_line_they_are_those_of_the_textbook(void **state)
{
    double jacobian[2 * ROWS], covariance[ROWS * ROWS];
    for (int i = 0; i < ROWS; i++) {
        jacobian[2 * i] = 1;
        jacobian[2 * i + 1] = i;
    }
    unit_covariance(covariance, 0);
    const struct identified *found = identify(*state, jacobian, 2, covariance);
    assert_near(found->deviation[0], sqrt(0.6), 1e-12);
    assert_near(found->deviation[1], sqrt(0.1), 1e-12);
    assert_near(found->correlation[1], -0.2 / sqrt(0.6 * 0.1), 1e-12);
    double rest = 0; /* residuals beside the line */
    const double mean = 0, slope = (-1 + 0.4 + 0.3 + 0.8) / 10;
    for (int i = 0; i < ROWS; i++)
        rest += pow(residuals[i] - mean - slope * (i - 2), 2);
    assert_near(found->misfit, rest, 1e-12);
}

/* Figures that go together say less: the mean of five with correlation r has the variance
 * (1 + 4 r) / 5. */
static void figures_that_go_together_count_less(void **state)
{
    double jacobian[ROWS] = {1, 1, 1, 1, 1}, covariance[ROWS * ROWS];
    unit_covariance(covariance, 0.8);
    const struct identified *found = identify(*state, jacobian, 1, covariance);
    assert_near(found->deviation[0], sqrt((1 + 4 * 0.8) / 5), 1e-12);
    assert_near(found->condition, 1, 1e-12);
}

static void two_parameters_that_do_the_same_are_not_determined(void **state)
{
    double jacobian[3 * ROWS], covariance[ROWS * ROWS];
    for (int i = 0; i < ROWS; i++) {
        jacobian[3 * i] = 1 + i;
        jacobian[3 * i + 1] = 2 + 2 * i;
        jacobian[3 * i + 2] = i * i;
    }
    unit_covariance(covariance, 0);
    const struct identified *found = identify(*state, jacobian, 3, covariance);
    assert_true(isinf(found->deviation[0]) && isinf(found->deviation[1]));
    assert_true(isfinite(found->deviation[2]));
    assert_true(found->condition > 1e4);
}

static void a_parameter_nothing_depends_on_is_not_determined(void **state)
{
    double jacobian[2 * ROWS] = {0}, covariance[ROWS * ROWS];
    for (int i = 0; i < ROWS; i++)
        jacobian[2 * i] = 1;
    unit_covariance(covariance, 0);
    const struct identified *found = identify(*state, jacobian, 2, covariance);
    assert_near(found->deviation[0], sqrt(0.2), 1e-12);
    assert_true(isinf(found->deviation[1]));
}

/* Residuals that are luck, with a covariance estimated from RUNS runs of them: a tenth of
 * all trials is below a chance of 10%. */
static void the_chance_is_uniform_when_it_is_luck(void **state)
{
    enum { TRIALS = 2000 };
    struct random random;
    int below = 0;
    random_init(&random, 6, 0, "test");
    for (int trial = 0; trial < TRIALS; trial++) {
        struct arena arena;
        double runs[RUNS][ROWS], means[ROWS] = {0}, measured[ROWS];
        double covariance[ROWS * ROWS] = {0}, jacobian[ROWS] = {1, 1, 2, 1, 0.5};
        for (int k = 0; k <= RUNS; k++) {
            const double shared = random_normal(&random);
            double *row = k < RUNS ? runs[k] : measured;
            for (int i = 0; i < ROWS; i++)
                row[i] = 2 * shared + random_normal(&random);
        }
        for (int k = 0; k < RUNS; k++)
            for (int i = 0; i < ROWS; i++)
                means[i] += runs[k][i] / RUNS;
        for (int k = 0; k < RUNS; k++)
            for (int i = 0; i < ROWS * ROWS; i++)
                covariance[i] += (runs[k][i / ROWS] - means[i / ROWS]) *
                                 (runs[k][i % ROWS] - means[i % ROWS]) / (RUNS - 1);
        arena_init(&arena);
        const struct identify of = {jacobian, measured, covariance, ROWS, 1, RUNS};
        below += identify_run(&of, &arena)->chance < 0.1;
        arena_clear(&arena);
    }
    /* Removing the parameter with an estimated covariance costs a little. */
    assert_near((double)below / TRIALS, 0.1, 4 * sqrt(0.1 * 0.9 / TRIALS) + 0.03);
    (void)state;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(of_a_line_they_are_those_of_the_textbook),
        TEST(figures_that_go_together_count_less),
        TEST(two_parameters_that_do_the_same_are_not_determined),
        TEST(a_parameter_nothing_depends_on_is_not_determined),
        TEST(the_chance_is_uniform_when_it_is_luck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
