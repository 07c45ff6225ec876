/* Least squares on functions whose minimum is known. */
#include "sim/run/least_squares.h"
#include "tests/support/near.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 6 };

struct fixture {
    struct arena arena;
    struct random random;
    uint32_t asked, most; /* points asked for; how many are answered */
    bool outside;         /* a point was outside the bounds */
};

static const double low[] = {-2, -2}, high[] = {3, 3};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    gsl_set_error_handler_off();
    arena_init(&fixture->arena);
    random_init(&fixture->random, 1, 0, "test");
    fixture->most = UINT32_MAX;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static bool note(struct fixture *fixture, const double *points, uint32_t count)
{
    for (uint32_t i = 0; i < 2 * count; i++)
        fixture->outside |= points[i] < low[i % 2] || points[i] > high[i % 2];
    fixture->asked += count;
    return fixture->asked <= fixture->most;
}

/* A line through points that lie on y = 1 + x/2, off by +-0.1 in turn. */
static bool line(void *object, const double *points, uint32_t count, double *residuals)
{
    for (uint32_t n = 0; n < count; n++)
        for (int i = 0; i < ROWS; i++)
            residuals[n * ROWS + i] = points[2 * n] + points[2 * n + 1] * i -
                                      (1 + 0.5 * i + (i % 2 ? 0.1 : -0.1));
    return note(object, points, count);
}

/* Rosenbrock's valley (1960), its minimum at (1, 1). */
static bool valley(void *object, const double *points, uint32_t count, double *residuals)
{
    for (uint32_t n = 0; n < count; n++) {
        const double x = points[2 * n], y = points[2 * n + 1];
        const double values[ROWS] = {10 * (y - x * x), 1 - x};
        memcpy(residuals + (size_t)n * ROWS, values, sizeof(values));
    }
    return note(object, points, count);
}

/* So rough that slopes lead astray; nothing to be had below x = 0. */
static bool rough(void *object, const double *points, uint32_t count, double *residuals)
{
    for (uint32_t n = 0; n < count; n++) {
        const double x = points[2 * n], y = points[2 * n + 1];
        const double values[ROWS] = {100 * fabs(x - 1.2) + 5 * (1 + sin(997 * x)),
                                     100 * fabs(y - 0.3) + 5 * (1 + sin(991 * y))};
        memcpy(residuals + (size_t)n * ROWS, values, sizeof(values));
        if (x < 0)
            residuals[(size_t)n * ROWS] = NAN;
    }
    return note(object, points, count);
}

/* Its minimum lies beyond the bound of x. */
static bool beyond(void *object, const double *points, uint32_t count, double *residuals)
{
    for (uint32_t n = 0; n < count; n++) {
        const double values[ROWS] = {points[2 * n] - 5, points[2 * n + 1] - 1};
        memcpy(residuals + (size_t)n * ROWS, values, sizeof(values));
    }
    return note(object, points, count);
}

static struct least_squares_fit *
fit(struct fixture *fixture, least_squares_evaluate *evaluate, double step, uint32_t look)
{
    const double start[] = {-1.2, 1};
    const struct least_squares problem = {.parameters = 2,
                                          .residuals = ROWS,
                                          .low = low,
                                          .high = high,
                                          .step = step,
                                          .look = look,
                                          .random = &fixture->random,
                                          .evaluate = evaluate,
                                          .object = fixture};
    return least_squares_run(&problem, start, &fixture->arena);
}

/* The normal equations by hand: sum x = 15, sum x^2 = 55, offsets -0.1, 0.1, ... */
static void a_line_is_that_of_the_normal_equations(void **state)
{
    struct fixture *fixture = *state;
    const struct least_squares_fit *found = fit(fixture, line, 0.05, 0);
    const double sum_e = 0, sum_xe = 0.1 * (-0 + 1 - 2 + 3 - 4 + 5);
    const double slope = (6 * sum_xe - 15 * sum_e) / (6 * 55 - 15 * 15);
    assert_near(found->point[1], 0.5 + slope, 1e-6); /* LM is damped */
    assert_near(found->point[0], 1 - slope * 15 / 6, 1e-6);
    for (int i = 0; i < ROWS; i++) {
        assert_near(found->jacobian[2 * i], 1, 1e-9);
        assert_near(found->jacobian[2 * i + 1], i, 1e-9);
    }
    assert_false(found->by_simplex);
}

static void a_bent_valley_is_walked_to_its_end(void **state)
{
    const struct least_squares_fit *found = fit(*state, valley, 1e-4, 0);
    assert_near(found->point[0], 1, 0.01);
    assert_near(found->point[1], 1, 0.02);
}

static void what_is_rough_is_left_to_the_simplex(void **state)
{
    const struct least_squares_fit *found = fit(*state, rough, 0.05, 20);
    assert_true(found->by_simplex);
    assert_near(found->point[0], 1.2, 0.1);
    assert_near(found->point[1], 0.3, 0.1);
}

static void points_stay_between_the_bounds(void **state)
{
    struct fixture *fixture = *state;
    const struct least_squares_fit *found = fit(fixture, beyond, 0.05, 10);
    assert_near(found->point[0], 3, 1e-9);
    assert_near(found->point[1], 1, 1e-3);
    assert_false(fixture->outside);
}

static void when_stopped_the_best_so_far_stays(void **state)
{
    struct fixture *fixture = *state;
    fixture->most = 12;
    const struct least_squares_fit *found = fit(fixture, valley, 0.05, 10);
    assert_true(found->stopped);
    assert_true(found->cost < 24.2); /* the start's */
    assert_true(fixture->asked < 30);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_line_is_that_of_the_normal_equations),
        TEST(a_bent_valley_is_walked_to_its_end),
        TEST(what_is_rough_is_left_to_the_simplex),
        TEST(points_stay_between_the_bounds),
        TEST(when_stopped_the_best_so_far_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
