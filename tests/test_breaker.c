/* Circuit breakers. */
#include "models/breaker.h"
#include "tests/support/near.h"

struct fuse {
    struct arena arena;
    struct breaker_def def;
    struct breaker breaker;
};

static void begin(struct fuse *fuse, double window)
{
    arena_init(&fuse->arena);
    fuse->def = (struct breaker_def){window, 0.5, 60};
    breaker_init(&fuse->breaker, &fuse->def, &fuse->arena);
}

static bool result(struct fuse *fuse, bool failed, double now_s)
{
    return breaker_record(&fuse->breaker, fuse->breaker.turn, failed, now_s);
}

static void it_waits_for_a_full_window(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 4);
    for (int i = 0; i < 3; i++) {
        assert_true(breaker_permits(&fuse.breaker, i));
        assert_false(result(&fuse, true, i));
    }
    assert_true(result(&fuse, false, 3)); /* three of four */
    assert_false(breaker_permits(&fuse.breaker, 62.9));
    assert_true(breaker_permits(&fuse.breaker, 63));
    assert_int_equal(fuse.breaker.state, BREAKER_HALF_OPEN);
    arena_clear(&fuse.arena);
}

static void it_opens_at_the_share_not_above_it(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 4);
    const bool failed[] = {true, false, false, false, true, false, false, true};
    for (int i = 0; i < 8; i++) /* the last four: true, false, false, true */
        assert_int_equal(result(&fuse, failed[i], i), i == 7);
    arena_clear(&fuse.arena);
}

static void open_it(struct fuse *fuse, int window)
{
    for (int i = 0; i < window; i++)
        result(fuse, true, 0);
    assert_int_equal(fuse->breaker.state, BREAKER_OPEN);
}

static void ten_calls_pass_on_trial(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 20);
    open_it(&fuse, 20);
    for (int i = 0; i < BREAKER_TRIALS; i++)
        assert_true(breaker_permits(&fuse.breaker, 60));
    assert_false(breaker_permits(&fuse.breaker, 60));
    for (int i = 0; i < BREAKER_TRIALS - 1; i++)
        assert_false(result(&fuse, i < 4, 61));
    assert_true(result(&fuse, false, 61)); /* four of ten failed */
    assert_int_equal(fuse.breaker.state, BREAKER_CLOSED);
    for (int i = 0; i < 19; i++) /* the window is empty again */
        assert_false(result(&fuse, true, 62));
    arena_clear(&fuse.arena);
}

static void a_bad_trial_opens_it_again(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 20);
    open_it(&fuse, 20);
    for (int i = 0; i < BREAKER_TRIALS; i++)
        assert_true(breaker_permits(&fuse.breaker, 70));
    for (int i = 0; i < BREAKER_TRIALS; i++)
        assert_int_equal(result(&fuse, i < 5, 71), i == 9);
    assert_int_equal(fuse.breaker.state, BREAKER_OPEN);
    assert_false(breaker_permits(&fuse.breaker, 130.9));
    assert_true(breaker_permits(&fuse.breaker, 131));
    arena_clear(&fuse.arena);
}

static void old_calls_say_nothing_about_the_trial(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 2);
    const uint32_t old = fuse.breaker.turn;
    open_it(&fuse, 2);
    assert_true(breaker_permits(&fuse.breaker, 60));
    assert_false(breaker_record(&fuse.breaker, old, true, 60));
    assert_false(breaker_record(&fuse.breaker, old, true, 60));
    assert_int_equal(fuse.breaker.state, BREAKER_HALF_OPEN);
    arena_clear(&fuse.arena);
}

static void a_trial_without_result_leaves_its_place_to_another(void **state)
{
    (void)state;
    struct fuse fuse;
    begin(&fuse, 20);
    open_it(&fuse, 20);
    for (int i = 0; i < BREAKER_TRIALS; i++)
        assert_true(breaker_permits(&fuse.breaker, 60));
    breaker_forget(&fuse.breaker, fuse.breaker.turn);
    assert_true(breaker_permits(&fuse.breaker, 60));
    assert_false(breaker_permits(&fuse.breaker, 60));
    arena_clear(&fuse.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_waits_for_a_full_window),
        cmocka_unit_test(it_opens_at_the_share_not_above_it),
        cmocka_unit_test(ten_calls_pass_on_trial),
        cmocka_unit_test(a_bad_trial_opens_it_again),
        cmocka_unit_test(old_calls_say_nothing_about_the_trial),
        cmocka_unit_test(a_trial_without_result_leaves_its_place_to_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
