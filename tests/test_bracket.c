/* Bracketing: the change is found, in few questions, and nothing is claimed that was not
 * asked. Machines are made of rules that answer at once. */
#include "sim/run/bracket.h"
#include "tests/support/near.h"

#include <math.h>

typedef bool rule(double x);

struct found {
    struct bracket_answer answer;
    uint32_t asked;
    double least, most;
};

static bool below_123(double x)
{
    return x <= 123.4;
}

static bool from_37(double x)
{
    return x >= 37;
}

static bool always(double x)
{
    (void)x;
    return true;
}

static bool never(double x)
{
    (void)x;
    return false;
}

/* Holds, but for a stretch in the middle. */
static bool with_a_gap(double x)
{
    return x <= 123.4 && !(x > 30 && x < 50);
}

/* As `capacity` asks: rounds, and the direction is kept once it is seen. */
static struct found find(struct bracket bracket, rule *passes)
{
    struct found found = {.least = INFINITY, .most = -INFINITY};
    double next[BRACKET_ASKS];
    uint32_t count;
    while ((count = bracket_next(&bracket, next)) > 0) {
        for (uint32_t i = 0; i < count; i++) {
            assert_true(i == 0 || next[i] > next[i - 1]);
            found.least = fmin(found.least, next[i]);
            found.most = fmax(found.most, next[i]);
            bracket_tell(&bracket, next[i], passes(next[i]));
        }
        found.asked += count;
        assert_int_equal(bracket.count, found.asked); /* nothing is asked twice */
        bracket.direction = bracket_answer(&bracket).direction;
    }
    assert_true(found.asked < 60);
    found.answer = bracket_answer(&bracket);
    return found;
}

static struct bracket bracket_from(double start, enum bracket_direction direction)
{
    return (struct bracket){.start = start,
                            .least = 0,
                            .most = INFINITY,
                            .tolerance = 0.01,
                            .direction = direction};
}

static void a_load_is_bracketed_to_the_tolerance(void **state)
{
    (void)state;
    static const double starts[] = {0.9, 20, 100, 123.4, 130, 5000};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const struct found found = find(bracket_from(starts[i], BRACKET_LOAD), below_123);
        const struct bracket_answer answer = found.answer;
        assert_int_equal(answer.direction, BRACKET_LOAD);
        assert_true(answer.passes <= 123.4 && answer.fails > 123.4);
        assert_true(answer.fails - answer.passes <= 0.01 * answer.passes);
        const double doublings = ceil(fabs(log2(123.4 / starts[i])));
        assert_true(found.asked <= 1 + 2 * doublings + 2 * ceil(log(100) / log(3)));
    }
}

static void a_finer_tolerance_asks_a_little_more(void **state)
{
    (void)state;
    struct bracket bracket = bracket_from(100, BRACKET_LOAD);
    bracket.tolerance = 1e-6;
    const struct found found = find(bracket, below_123);
    assert_true(found.answer.fails - found.answer.passes <= 1e-6 * 123.4);
    assert_true(found.asked <= 3 + 2 * ceil(log(1 / 1e-6) / log(3)));
}

static void whole_numbers_are_found_exactly(void **state)
{
    (void)state;
    static const double starts[] = {1, 2, 3, 100, 123, 124, 1000};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct bracket bracket = bracket_from(starts[i], BRACKET_LOAD);
        bracket.whole = true;
        bracket.least = 1;
        bracket.tolerance = 0;
        const struct bracket_answer answer = find(bracket, below_123).answer;
        assert_true(answer.passes == 123 && answer.fails == 124);
    }
}

static void the_direction_of_a_machine_is_found_out(void **state)
{
    (void)state;
    static const double starts[] = {2, 36, 37, 100, 900};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct bracket bracket = bracket_from(starts[i], BRACKET_EITHER);
        bracket.whole = true;
        bracket.least = 1;
        bracket.tolerance = 0;
        const struct bracket_answer answer = find(bracket, from_37).answer;
        assert_int_equal(answer.direction, BRACKET_MACHINE);
        assert_true(answer.passes == 37 && answer.fails == 36);
    }
    const struct bracket_answer load =
        find(bracket_from(50, BRACKET_EITHER), below_123).answer;
    assert_int_equal(load.direction, BRACKET_LOAD);
    assert_true(load.passes <= 123.4 && load.fails > 123.4);
}

static void what_never_changes_has_no_answer(void **state)
{
    (void)state;
    struct found found = find(bracket_from(10, BRACKET_EITHER), always);
    assert_int_equal(found.answer.direction, BRACKET_EITHER);
    assert_true(isnan(found.answer.passes) && isnan(found.answer.fails));
    found = find(bracket_from(10, BRACKET_LOAD), always);
    assert_true(found.answer.passes == found.most && isnan(found.answer.fails));
    found = find(bracket_from(10, BRACKET_LOAD), never);
    assert_true(isnan(found.answer.passes) && found.answer.fails == found.least);
    assert_true(found.most == 10); /* more of it could only fail */
}

/* Too much takes the longest. */
static void a_load_is_never_asked_for_more_than_twice_one_that_passed(void **state)
{
    (void)state;
    struct found found = find(bracket_from(10, BRACKET_LOAD), below_123);
    assert_true(found.most <= 2 * 123.4);
    found = find(bracket_from(500, BRACKET_LOAD), below_123);
    assert_true(found.most == 500);
}

static void nothing_is_asked_outside_the_bounds(void **state)
{
    (void)state;
    struct bracket bracket = bracket_from(10, BRACKET_LOAD);
    bracket.least = 4;
    bracket.most = 70;
    struct found found = find(bracket, always);
    assert_true(found.answer.passes == 70 && found.most == 70);
    found = find(bracket, never);
    assert_true(found.answer.fails == 4 && found.least == 4);
    bracket.start = 70;
    found = find(bracket, below_123);
    assert_true(found.most == 70 && found.answer.passes == 70);
    bracket.start = 4;
    found = find(bracket, below_123);
    assert_true(found.least == 4 && found.answer.passes == 70);
}

/* A value told of before the first question: the start is asked for all the same, and the
 * gap from 0 ends although nothing is a share of 0. */
static void a_zero_that_fails_is_the_end_of_a_machine(void **state)
{
    (void)state;
    struct bracket bracket = bracket_from(40, BRACKET_EITHER);
    double next[BRACKET_ASKS];
    uint32_t count, asked = 0;
    bracket.most = 40;
    bracket_tell(&bracket, 0, false);
    while ((count = bracket_next(&bracket, next)) > 0) {
        for (uint32_t i = 0; i < count; i++)
            bracket_tell(&bracket, next[i], true);
        asked += count;
        bracket.direction = bracket_answer(&bracket).direction;
        assert_true(asked < 40);
    }
    const struct bracket_answer answer = bracket_answer(&bracket);
    assert_int_equal(answer.direction, BRACKET_MACHINE);
    assert_true(answer.fails == 0 && answer.passes > 0 && answer.passes <= 40. / 1024);
}

/* Of a load that must be from `enough` to 123.4. */
static struct found find_from(double start, double enough)
{
    struct bracket bracket = bracket_from(start, BRACKET_LOAD);
    struct found found = {.least = INFINITY, .most = -INFINITY};
    double next[BRACKET_ASKS];
    uint32_t count;
    while ((count = bracket_next(&bracket, next)) > 0)
        for (uint32_t i = 0; i < count; i++, found.asked++) {
            found.least = fmin(found.least, next[i]);
            found.most = fmax(found.most, next[i]);
            if (next[i] < enough && next[i] <= 123.4)
                bracket_tell_little(&bracket, next[i]);
            else
                bracket_tell(&bracket, next[i], next[i] <= 123.4);
        }
    assert_true(found.asked < 60);
    found.answer = bracket_answer(&bracket);
    return found;
}

static void a_load_that_is_too_little_is_followed_upwards(void **state)
{
    (void)state;
    static const double starts[] = {1, 50, 90, 110, 200, 3000}, enough[] = {100, 122};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        for (size_t k = 0; k < 2; k++) {
            const struct found found = find_from(starts[i], enough[k]);
            assert_true(found.answer.passes <= 123.4 && found.answer.fails > 123.4);
            assert_true(found.answer.fails <= 1.01 * found.answer.passes);
            assert_true(found.most <= fmax(2 * 123.4, starts[i]));
        }
}

static void between_too_little_and_too_much_may_be_nothing(void **state)
{
    (void)state;
    const struct found found = find_from(50, 130);
    assert_true(isnan(found.answer.passes));
    assert_true(found.answer.fails > 123.4 && found.answer.fails < 1.01 * 123.4);
    assert_true(found.least == 50); /* less would be less still */
}

static void where_answers_are_not_in_order_the_careful_one_counts(void **state)
{
    (void)state;
    const struct bracket_answer answer =
        find(bracket_from(10, BRACKET_LOAD), with_a_gap).answer;
    assert_true(answer.passes <= 30 && answer.fails > 30 && answer.fails < 50);
}

static void the_order_of_telling_does_not_matter(void **state)
{
    (void)state;
    struct bracket one = bracket_from(10, BRACKET_LOAD), two = one;
    static const double x[] = {10, 20, 40, 80, 160};
    double next_one[BRACKET_ASKS], next_two[BRACKET_ASKS];
    for (int i = 0; i < 5; i++) {
        bracket_tell(&one, x[i], below_123(x[i]));
        bracket_tell(&two, x[4 - i], below_123(x[4 - i]));
    }
    bracket_tell(&two, 80, true); /* told again */
    assert_int_equal(two.count, 5);
    assert_int_equal(bracket_next(&one, next_one), 2);
    assert_int_equal(bracket_next(&two, next_two), 2);
    assert_true(next_one[0] == next_two[0] && next_one[1] == next_two[1]);
    assert_true(bracket_left(&one) >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_is_bracketed_to_the_tolerance),
        cmocka_unit_test(a_finer_tolerance_asks_a_little_more),
        cmocka_unit_test(whole_numbers_are_found_exactly),
        cmocka_unit_test(the_direction_of_a_machine_is_found_out),
        cmocka_unit_test(what_never_changes_has_no_answer),
        cmocka_unit_test(a_load_is_never_asked_for_more_than_twice_one_that_passed),
        cmocka_unit_test(nothing_is_asked_outside_the_bounds),
        cmocka_unit_test(a_zero_that_fails_is_the_end_of_a_machine),
        cmocka_unit_test(a_load_that_is_too_little_is_followed_upwards),
        cmocka_unit_test(between_too_little_and_too_much_may_be_nothing),
        cmocka_unit_test(where_answers_are_not_in_order_the_careful_one_counts),
        cmocka_unit_test(the_order_of_telling_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
