/* Credit balances against the straight lines of AWS's own description. */
#include "models/credits.h"
#include "tests/support/near.h"

#include <math.h>

#define HOUR 3600.0

/* The rounding of a bank account after a few hundred entries. */
#define ROUNDING 1e-9

static struct instance_type burstable(double launch, int survives)
{
    struct instance_type type = {.vcpus = 2, .memory_bytes = 4e9, .speed = 1};
    type.burst.baseline = 0.2; /* t2.medium, t3.medium: 24 credits an hour */
    type.burst.credits_per_hour = 24;
    type.burst.max_credits = 576;
    type.burst.launch_credits = launch;
    type.burst.survive_stop = survives;
    type.burst.mode = CREDIT_MODE_STANDARD;
    return type;
}

static struct credits credits_of(int mode, const char *initial)
{
    const struct instance_type t2 = burstable(60, 0);
    const struct credits_def definition = {.mode = mode, .initial = initial};
    struct credits credits;
    credits_init(&credits, &t2, &definition);
    return credits;
}

/* `cores` are in use from from_s on, until to_s. */
static void use(struct credits *credits, double from_s, double to_s, double cores)
{
    credits_use(credits, from_s, cores);
    credits_use(credits, to_s, cores);
}

/* ---- balances ---- */

static void a_credit_is_a_core_for_a_minute(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "100");
    use(&c, 0, 60, 2);
    assert_near(credits_balance(&c), 100 - 2 + 24 / 60.0, ROUNDING);
    assert_near(c.spent, 2, ROUNDING);
}

static void the_balance_begins_as_told(void **state)
{
    (void)state;
    const struct {
        const char *initial;
        int mode;
        double balance;
    } cases[] = {
        {"launch", -1, 60},
        {NULL, -1, 60},
        {"full", -1, 576},
        {"empty", -1, 0},
        {"12.5", -1, 12.5},
        {"9999", -1, 576},
        {"launch", CREDIT_MODE_UNLIMITED, 0}, /* launch credits are for T2 standard */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct credits c = credits_of(cases[i].mode, cases[i].initial);
        assert_near(credits_balance(&c), cases[i].balance, 0);
        assert_near(c.start, cases[i].balance, 0);
    }
}

static void launch_credits_pay_first_while_others_accrue(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "launch");
    use(&c, 0, 600, 1);
    assert_near(c.launch, 50, ROUNDING);
    assert_near(c.earned, 4, ROUNDING);
    use(&c, 600, 2400, 2); /* 60 more, of which launch credits pay 50; 12 earned */
    assert_near(c.launch, 0, ROUNDING);
    assert_near(c.earned, 4 + 12 - 10, ROUNDING);
}

static void launch_credits_stand_outside_the_cap(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "launch");
    use(&c, 0, 23 * HOUR, 0);
    assert_near(credits_balance(&c), 60 + 552, ROUNDING);
    use(&c, 23 * HOUR, 48 * HOUR, 0);
    assert_near(credits_balance(&c), 60 + 576, ROUNDING);
    use(&c, 48 * HOUR, 49 * HOUR, 0.4); /* 24 spent, 24 earned but for the cap */
    assert_near(c.launch, 36, ROUNDING);
    assert_near(c.earned, 576, ROUNDING);
}

static void the_lowest_balance_is_remembered(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "100");
    use(&c, 0, HOUR, 1); /* -60 + 24 */
    use(&c, HOUR, 3 * HOUR, 0);
    assert_near(credits_balance(&c), 112, ROUNDING);
    assert_near(c.minimum, 64, ROUNDING);
}

static void a_machine_without_burst_has_no_credits(void **state)
{
    (void)state;
    struct instance_type m5 = burstable(0, 0);
    m5.burst.baseline = NAN;
    const struct credits_def definition = {.mode = -1, .initial = "full"};
    struct credits c;
    credits_init(&c, &m5, &definition);
    assert_false(c.present);
    use(&c, 0, HOUR, 2);
    assert_near(credits_balance(&c), 0, 0);
    assert_false(credits_is_close(&c));
    assert_true(isinf(credits_next_check_s(&c, HOUR)));
}

/* ---- the moment of depletion ---- */

/* Uses busy_s of every period_s, at `cores`, and looks when the model wants to look, as
 * machine_cpu.c does. Returns when the throttle begins. */
static double throttled_at_s(struct credits *c, double cores, double busy_s,
                             double period_s)
{
    double now_s = 0, change_s = 0, check_s = credits_next_check_s(c, 0);
    bool busy = false;
    while (now_s < 1e6) {
        if (change_s <= check_s) {
            now_s = change_s;
            busy = !busy || busy_s >= period_s;
            change_s += busy ? busy_s : period_s - busy_s;
            credits_use(c, now_s, busy ? cores : 0);
            if (credits_is_close(c))
                check_s = credits_next_check_s(c, now_s);
            continue;
        }
        now_s = check_s;
        if (credits_check(c, now_s))
            return now_s;
        check_s = credits_next_check_s(c, now_s);
    }
    return INFINITY;
}

static void constant_use_depletes_where_the_line_meets_zero(void **state)
{
    (void)state;
    const double cores[] = {2, 1, 0.5};
    for (int i = 0; i < 3; i++) {
        struct credits c = credits_of(-1, "launch");
        const double drain_per_s = cores[i] / 60 - 24 / HOUR;
        const double at_s = throttled_at_s(&c, cores[i], HOUR, HOUR);
        assert_near(at_s, 60 / drain_per_s, 2e-6);
        assert_near(c.depleted_at_s, at_s, 0);
        assert_true(c.throttled);
        assert_near(c.minimum, 0, 0);
    }
}

static void at_the_baseline_credits_last_for_ever(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "launch");
    assert_true(isinf(throttled_at_s(&c, 0.4, HOUR, HOUR)));
    assert_true(isnan(c.depleted_at_s));
}

static void use_that_comes_and_goes_depletes_in_the_last_busy_spell(void **state)
{
    (void)state;
    /* 10 s at two cores lose 20/60 - 10 x 24/3600 = 4/15, 10 s idle bring 1/15: 1/5 a
     * period. 60 - 1/5 n <= 4/15 first for n = 299; the fifth that is left then lasts
     * 1/5 / (2/75) = 7.5 s. */
    struct credits c = credits_of(-1, "launch");
    assert_near(throttled_at_s(&c, 2, 10, 20), 299 * 20 + 7.5, 2e-6);
}

static void full_use_cannot_empty_the_balance_before_the_check(void **state)
{
    (void)state;
    const struct credits c = credits_of(-1, "100");
    assert_near(credits_next_check_s(&c, 7), 7 + 100 / (2 / 60.0 - 24 / HOUR), 1e-6);
    assert_false(credits_is_close(&c));
    const struct credits few = credits_of(-1, "0.02"); /* lasts 0.75 s */
    assert_true(credits_is_close(&few));
}

/* ---- the throttle ---- */

static void no_throttle_is_lifted_by_a_drop_of_credit(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "launch");
    const double at_s = throttled_at_s(&c, 2, HOUR, HOUR);
    credits_use(&c, at_s, 0.4); /* all of the baseline: nothing comes back */
    assert_false(credits_recovered(&c, at_s + HOUR));
    credits_use(&c, at_s + HOUR, 0); /* a second of two cores: 2/60, at 24 an hour 5 s */
    assert_false(credits_recovered(&c, at_s + HOUR + 4.99));
    assert_true(c.throttled);
    assert_true(isinf(credits_next_check_s(&c, at_s + HOUR + 4.99)));
    assert_true(credits_recovered(&c, at_s + HOUR + 5.01));
    assert_false(c.throttled);
}

static void only_the_first_depletion_is_dated(void **state)
{
    (void)state;
    struct credits c = credits_of(-1, "launch");
    const double first_s = throttled_at_s(&c, 2, HOUR, HOUR);
    credits_use(&c, first_s, 0);
    assert_true(credits_recovered(&c, first_s + 60));
    credits_use(&c, first_s + 60, 2); /* 0.4 credits last 15 s */
    assert_true(credits_check(&c, first_s + 75));
    assert_near(c.depleted_at_s, first_s, 0);
}

/* ---- unlimited ---- */

static void unlimited_borrows_and_pays_above_the_free_limit(void **state)
{
    (void)state;
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "empty");
    use(&c, 0, HOUR, 2); /* 120 used, 24 earned */
    assert_near(c.surplus, 96, ROUNDING);
    assert_near(credits_balance(&c), -96, ROUNDING);
    use(&c, HOUR, 6 * HOUR, 2);
    assert_near(c.surplus, 576, ROUNDING);
    assert_near(c.billed, 0, ROUNDING);
    use(&c, 6 * HOUR, 7 * HOUR, 2);
    assert_near(c.surplus, 576, ROUNDING);
    assert_near(c.billed, 96, ROUNDING);
    assert_near(c.spent, 7 * 120, ROUNDING);
}

static void unlimited_spends_its_balance_before_it_borrows(void **state)
{
    (void)state;
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "48");
    use(&c, 0, HOUR, 2);
    assert_near(c.earned, 0, ROUNDING);
    assert_near(c.surplus, 48, ROUNDING);
}

static void what_was_borrowed_is_repaid_before_the_balance_grows(void **state)
{
    (void)state;
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "empty");
    use(&c, 0, HOUR, 2);
    use(&c, HOUR, 3 * HOUR, 0);
    assert_near(c.surplus, 48, ROUNDING);
    assert_near(c.earned, 0, ROUNDING);
    use(&c, 3 * HOUR, 6 * HOUR, 0);
    assert_near(c.surplus, 0, ROUNDING);
    assert_near(c.earned, 24, ROUNDING);
    assert_near(c.billed, 0, 0);
}

static void unlimited_is_never_throttled_but_dates_when_it_came_to_zero(void **state)
{
    (void)state;
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "48");
    credits_use(&c, 0, 2);
    const double owed_s = credits_next_check_s(&c, 0);
    assert_near(owed_s, HOUR * 49 / 96, 1e-6); /* 48 and one that is owed */
    assert_false(credits_check(&c, owed_s));
    assert_false(c.throttled);
    assert_near(c.depleted_at_s, HOUR * 48 / 96, 1e-6);
    assert_true(isinf(credits_next_check_s(&c, owed_s)));
}

static void a_trifle_owed_is_no_depletion(void **state)
{
    (void)state;
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "empty");
    credits_use(&c, 0, 2);
    assert_false(credits_check(&c, 30)); /* 1 used, 0.2 earned */
    assert_near(c.surplus, 0.8, ROUNDING);
    assert_true(isnan(c.depleted_at_s));
    use(&c, 30, 30 + 0.8 * 150, 0); /* repaid */
    assert_near(credits_balance(&c), 0, 0);
}

/* ---- stop and start ---- */

static void t2_loses_its_balance_and_gets_launch_credits(void **state)
{
    (void)state;
    const struct instance_type t2 = burstable(60, 0);
    struct credits c = credits_of(-1, "launch");
    use(&c, 0, HOUR, 0.5); /* 30 spent, 24 earned */
    credits_restart(&c, HOUR, &t2);
    assert_near(c.launch, 60, 0);
    assert_near(c.earned, 0, 0);
}

static void t3_keeps_its_balance(void **state)
{
    (void)state;
    const struct instance_type t3 = burstable(0, 1);
    const struct credits_def definition = {.mode = -1, .initial = "100"};
    struct credits c;
    credits_init(&c, &t3, &definition);
    use(&c, 0, HOUR, 1); /* -60 + 24 */
    credits_restart(&c, HOUR, &t3);
    assert_near(credits_balance(&c), 64, ROUNDING);
}

static void open_surplus_is_billed_at_a_stop(void **state)
{
    (void)state;
    const struct instance_type t3 = burstable(0, 1);
    struct credits c = credits_of(CREDIT_MODE_UNLIMITED, "empty");
    credits_use(&c, 0, 2);
    credits_restart(&c, HOUR, &t3);
    assert_near(c.billed, 96, ROUNDING);
    assert_near(c.surplus, 0, 0);
    use(&c, HOUR, 2 * HOUR, 0);
    assert_near(credits_balance(&c), 24, ROUNDING);
}

static void a_restart_lifts_the_throttle(void **state)
{
    (void)state;
    const struct instance_type t2 = burstable(60, 0);
    struct credits c = credits_of(-1, "launch");
    const double at_s = throttled_at_s(&c, 2, HOUR, HOUR);
    credits_restart(&c, at_s + 1, &t2);
    assert_false(c.throttled);
    assert_near(credits_balance(&c), 60, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_credit_is_a_core_for_a_minute),
        cmocka_unit_test(the_balance_begins_as_told),
        cmocka_unit_test(launch_credits_pay_first_while_others_accrue),
        cmocka_unit_test(launch_credits_stand_outside_the_cap),
        cmocka_unit_test(the_lowest_balance_is_remembered),
        cmocka_unit_test(a_machine_without_burst_has_no_credits),
        cmocka_unit_test(constant_use_depletes_where_the_line_meets_zero),
        cmocka_unit_test(at_the_baseline_credits_last_for_ever),
        cmocka_unit_test(use_that_comes_and_goes_depletes_in_the_last_busy_spell),
        cmocka_unit_test(full_use_cannot_empty_the_balance_before_the_check),
        cmocka_unit_test(no_throttle_is_lifted_by_a_drop_of_credit),
        cmocka_unit_test(only_the_first_depletion_is_dated),
        cmocka_unit_test(unlimited_borrows_and_pays_above_the_free_limit),
        cmocka_unit_test(unlimited_spends_its_balance_before_it_borrows),
        cmocka_unit_test(what_was_borrowed_is_repaid_before_the_balance_grows),
        cmocka_unit_test(unlimited_is_never_throttled_but_dates_when_it_came_to_zero),
        cmocka_unit_test(a_trifle_owed_is_no_depletion),
        cmocka_unit_test(t2_loses_its_balance_and_gets_launch_credits),
        cmocka_unit_test(t3_keeps_its_balance),
        cmocka_unit_test(open_surplus_is_billed_at_a_stop),
        cmocka_unit_test(a_restart_lifts_the_throttle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
