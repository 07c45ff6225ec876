/* A rate limit's tokens, counted by hand. */
#include "models/limit.h"
#include "tests/support/near.h"

static struct limit limit_of(double rate_per_s)
{
    struct limit limit;
    limit_init(&limit, rate_per_s);
    return limit;
}

static void a_seconds_worth_may_come_at_once(void **state)
{
    (void)state;
    struct limit limit = limit_of(5);
    for (int i = 0; i < 5; i++)
        assert_near(limit_take(&limit, 10), 0, 0);
    assert_near(limit_take(&limit, 10), 0.2, 1e-12);
    assert_near(limit_take(&limit, 10), 0.4, 1e-12);
}

static void a_slow_limit_counts_by_the_minute(void **state)
{
    (void)state;
    struct limit limit = limit_of(5 / 60.0); /* five a minute */
    for (int i = 0; i < 5; i++)
        assert_near(limit_take(&limit, 0), 0, 0);
    assert_near(limit_take(&limit, 0), 12, 1e-9);
}

static void one_call_always_goes_through(void **state)
{
    (void)state;
    struct limit limit = limit_of(1 / 3600.0); /* a minute's worth is no whole call */
    assert_near(limit_take(&limit, 0), 0, 0);
    assert_near(limit_take(&limit, 0), 3600, 1e-6);
}

static void tokens_come_back_at_the_rate_and_no_further_than_full(void **state)
{
    (void)state;
    struct limit limit = limit_of(4);
    for (int i = 0; i < 4; i++)
        limit_take(&limit, 0);
    assert_near(limit_take(&limit, 0.25), 0, 0); /* one has come back */
    assert_near(limit_take(&limit, 0.25), 0.25, 1e-12);
    limit_refund(&limit);
    for (int i = 0; i < 4; i++)
        assert_near(limit_take(&limit, 3600), 0, 0);
    assert_near(limit_take(&limit, 3600), 0.25, 1e-12);
}

static void waiters_are_let_through_at_the_rate(void **state)
{
    (void)state;
    struct limit limit = limit_of(10);
    double last_s = 0;
    for (int i = 0; i < 1000; i++) { /* 100 a second ask, 10 a second may */
        const double now_s = i / 100.0;
        const double goes_s = now_s + limit_take(&limit, now_s);
        if (i >= 20)
            assert_near(goes_s - last_s, 0.1, 1e-9);
        last_s = goes_s;
    }
}

static void a_refused_call_costs_no_token(void **state)
{
    (void)state;
    struct limit limit = limit_of(2);
    limit_take(&limit, 0);
    limit_take(&limit, 0);
    for (int i = 0; i < 100; i++) {
        assert_true(limit_take(&limit, 0.1) > 0);
        limit_refund(&limit);
    }
    assert_near(limit_take(&limit, 0.5), 0, 1e-12);
}

static void without_a_limit_nobody_waits(void **state)
{
    (void)state;
    struct limit limit = limit_of(INFINITY);
    for (int i = 0; i < 1000; i++)
        assert_near(limit_take(&limit, 0), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seconds_worth_may_come_at_once),
        cmocka_unit_test(a_slow_limit_counts_by_the_minute),
        cmocka_unit_test(one_call_always_goes_through),
        cmocka_unit_test(tokens_come_back_at_the_rate_and_no_further_than_full),
        cmocka_unit_test(waiters_are_let_through_at_the_rate),
        cmocka_unit_test(a_refused_call_costs_no_token),
        cmocka_unit_test(without_a_limit_nobody_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
