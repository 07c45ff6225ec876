/* Morris's elementary effects against functions of which they are known. */
#include "sim/run/morris.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>

enum { INPUTS = 3, TRAJECTORIES = 400, ROWS = TRAJECTORIES * (INPUTS + 1) };

typedef double function(const double *u);

static const double pi = 3.14159265358979323846;

static double ishigami(const double *u)
{
    double x[INPUTS];
    for (int i = 0; i < INPUTS; i++)
        x[i] = pi * (2 * u[i] - 1);
    return sin(x[0]) + 7 * pow(sin(x[1]), 2) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static double linear(const double *u)
{
    return 5 - 3 * u[0] + 0.5 * u[2];
}

static double product(const double *u)
{
    return u[0] * u[1];
}

/* Not known where the second input is large. */
static double broken(const double *u)
{
    return u[1] > 0.5 ? NAN : 2 * u[0] + u[1];
}

struct study {
    double points[ROWS * INPUTS], outputs[ROWS];
    struct morris_effect effects[INPUTS];
};

static struct study *study_of(function *f, uint64_t seed)
{
    struct study *study = calloc(1, sizeof(*study));
    struct random random;
    random_init(&random, seed, 0, "test");
    morris_design(study->points, INPUTS, TRAJECTORIES, &random);
    for (int row = 0; row < ROWS; row++)
        study->outputs[row] = f(&study->points[row * INPUTS]);
    morris_effects(study->points, study->outputs, INPUTS, TRAJECTORIES, study->effects);
    return study;
}

/* All elementary effects of the grid, one after the other: what the estimates are of. */
static struct morris_effect all_effects(function *f, int input)
{
    double sum = 0, size = 0, square = 0;
    int count = 0;
    for (int cell = 0; cell < 64; cell++) {
        double u[INPUTS] = {cell % 4 / 3., cell / 4 % 4 / 3., cell / 16 / 3.};
        if (u[input] > 0.5)
            continue;
        const double before = f(u);
        u[input] += 2 / 3.;
        const double effect = (f(u) - before) / (2 / 3.);
        sum += effect;
        size += fabs(effect);
        square += effect * effect;
        count++;
    }
    const double mean = sum / count;
    return (struct morris_effect){mean, size / count, sqrt(square / count - mean * mean),
                                  (uint32_t)count};
}

static void each_input_moves_once_in_a_trajectory_on_four_levels(void **state)
{
    struct study *study = study_of(linear, 1);
    (void)state;
    for (int t = 0; t < TRAJECTORIES; t++) {
        int moved[INPUTS] = {0};
        for (int next = 1; next <= INPUTS; next++) {
            const double *row = &study->points[(t * (INPUTS + 1) + next) * INPUTS];
            int changes = 0;
            for (int i = 0; i < INPUTS; i++) {
                assert_near(row[i] * 3, round(row[i] * 3), 1e-12);
                assert_true(row[i] >= 0 && row[i] <= 1 + 1e-12);
                changes += row[i] != row[i - INPUTS];
                moved[i] += row[i] != row[i - INPUTS];
            }
            assert_int_equal(changes, 1);
        }
        for (int i = 0; i < INPUTS; i++)
            assert_int_equal(moved[i], 1);
    }
    free(study);
}

static void of_a_linear_function_they_are_the_slopes(void **state)
{
    struct study *study = study_of(linear, 2);
    (void)state;
    const double slopes[] = {-3, 0, 0.5};
    for (int i = 0; i < INPUTS; i++) {
        assert_near(study->effects[i].mu, slopes[i], 1e-12);
        assert_near(study->effects[i].mu_star, fabs(slopes[i]), 1e-12);
        assert_near(study->effects[i].sigma, 0, 0);
        assert_int_equal(study->effects[i].count, TRAJECTORIES);
    }
    free(study);
}

/* On 4 levels the effect of the second input of Ishigami and Homma's function is +-7 *
 * 0.75 / (2/3) everywhere: mu* is 7.875, as other programs print it too. The others'
 * vary; their estimates are as near the mean over the grid as their number says. */
static void of_ishigami_they_are_those_of_its_grid(void **state)
{
    struct study *study = study_of(ishigami, 3);
    (void)state;
    assert_near(study->effects[1].mu_star, 7.875, 1e-9);
    for (int i = 0; i < INPUTS; i++) {
        const struct morris_effect all = all_effects(ishigami, i);
        const double sd =
            sqrt(all.sigma * all.sigma + all.mu * all.mu - all.mu_star * all.mu_star);
        assert_near(study->effects[i].mu_star, all.mu_star,
                    4 * sd / sqrt(TRAJECTORIES) + 1e-9);
        assert_near(study->effects[i].mu, all.mu, 4 * all.sigma / sqrt(TRAJECTORIES));
        assert_near(study->effects[i].sigma, all.sigma, 0.15 * all.sigma);
    }
    assert_true(study->effects[2].mu_star > 4 * fabs(study->effects[2].mu)); /* cancels */
    free(study);
}

static void an_interaction_shows_in_sigma(void **state)
{
    struct study *study = study_of(product, 4);
    (void)state;
    assert_true(study->effects[0].sigma > 0.5 * study->effects[0].mu_star);
    assert_near(study->effects[0].mu, 0.5,
                4 * study->effects[0].sigma / sqrt(TRAJECTORIES));
    free(study);
}

static void what_was_not_measured_is_left_out(void **state)
{
    struct study *study = study_of(broken, 5);
    (void)state;
    assert_true(study->effects[0].count > 0 && study->effects[0].count < TRAJECTORIES);
    assert_near(study->effects[0].mu, 2, 1e-12);
    assert_int_equal(study->effects[1].count, 0); /* each crosses the line */
    assert_true(isnan(study->effects[1].mu_star));
    free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_input_moves_once_in_a_trajectory_on_four_levels),
        cmocka_unit_test(of_a_linear_function_they_are_the_slopes),
        cmocka_unit_test(of_ishigami_they_are_those_of_its_grid),
        cmocka_unit_test(an_interaction_shows_in_sigma),
        cmocka_unit_test(what_was_not_measured_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
