/* test_series.c - a figure over time with bounded memory.
 */
#include "sim/core/series.h"
#include "tests/support/death.h"
#include "tests/support/near.h"

#include <signal.h>

static const double minute_s = 60, hour_s = 3600, day_s = 86400;

static void step_is_the_next_listed_one(void **state)
{
    (void)state;
    const struct {
        double duration_s, step_s;
    } cases[] = {
        {1, 1},
        {240, 1},
        {241, 2},
        {8 * minute_s, 2},
        {10 * minute_s, 5},
        {20 * minute_s, 5},
        {40 * minute_s, 10},
        {hour_s, 15},
        {2 * hour_s, 30},
        {4 * hour_s, minute_s},
        {8 * hour_s, 2 * minute_s},
        {20 * hour_s, 5 * minute_s},
        {day_s, 10 * minute_s},
        {2 * day_s, 15 * minute_s},
        {5 * day_s, 30 * minute_s},
        {10 * day_s, hour_s},
        {20 * day_s, 2 * hour_s},
        {30 * day_s, 6 * hour_s},
        {120 * day_s, 12 * hour_s},
        {121 * day_s, day_s},
        {240 * day_s, day_s},
        {241 * day_s, 2 * day_s},
        {3650 * day_s, 16 * day_s},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_near(series_step_s(cases[i].duration_s), cases[i].step_s, 0);
}

static void partial_last_step_counts(void **state)
{
    (void)state;
    assert_int_equal(series_steps(10), 10);
    assert_int_equal(series_steps(10.5), 11);
    assert_int_equal(series_steps(0.1), 1);
    assert_int_equal(series_steps(0), 0);
    assert_int_equal(series_steps(hour_s), 240);
    assert_int_equal(series_steps(hour_s + 1), 121); /* steps of 30 s */
}

/* Steps cover the duration, all but the last are needed, and there are at most 240. */
static void steps_cover_the_duration(void **state)
{
    (void)state;
    for (double duration_s = 0.3; duration_s < 1e9; duration_s *= 1.0137) {
        const double step_s = series_step_s(duration_s);
        const uint32_t steps = series_steps(duration_s);
        assert_true(steps >= 1 && steps <= SERIES_STEPS);
        assert_true(steps * step_s >= duration_s);
        assert_true((steps - 1) * step_s < duration_s);
    }
}

static void values_are_kept_in_order(void **state)
{
    (void)state;
    struct arena arena;
    struct series series;
    char name[] = "host.web.cpu";
    arena_init(&arena);
    series_init(&series, &arena, name, 3);
    name[0] = '!';
    assert_string_equal(series.name, "host.web.cpu");
    series_push(&series, 1);
    series_push(&series, NAN);
    series_push(&series, 3);
    assert_int_equal(series.count, 3);
    assert_near(series.values[0], 1, 0);
    assert_true(isnan(series.values[1]));
    assert_near(series.values[2], 3, 0);
    arena_clear(&arena);
}

static void push_one_too_many(void *argument)
{
    struct arena arena;
    struct series series;
    arena_init(&arena);
    series_init(&series, &arena, "x", 2);
    for (int i = 0; i < *(int *)argument; i++)
        series_push(&series, i);
    arena_clear(&arena);
}

static void more_than_the_capacity_asserts(void **state)
{
    (void)state;
    char text[300];
    int count = 3;
    const int status = death_of(push_one_too_many, &count, text, sizeof(text));
    assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, SIGABRT);
    count = 2;
    assert_int_equal(death_of(push_one_too_many, &count, text, sizeof(text)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_is_the_next_listed_one),
        cmocka_unit_test(partial_last_step_counts),
        cmocka_unit_test(steps_cover_the_duration),
        cmocka_unit_test(values_are_kept_in_order),
        cmocka_unit_test(more_than_the_capacity_asserts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
