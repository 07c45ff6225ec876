/* How many machines the policies ask for, with numbers that can be followed by hand. */
#include "models/placement.h"
#include "models/scaling_policy.h"
#include "models/scaling_reservation.h"
#include "tests/support/near.h"

static struct autoscale_def target(double value)
{
    return (struct autoscale_def){
        .policy = SCALING_TARGET, .target = value, .low = SCALING_LOW_EC2};
}

/* `minutes` datapoints of the same view; how many machines are wanted after the last. */
static double after(const struct autoscale_def *def, struct scaling_alarm *alarm,
                    uint32_t minutes, struct scaling_view view)
{
    for (uint32_t i = 0; i < minutes; i++)
        scaling_policy_observe(def, alarm, &view);
    return scaling_policy_wanted(def, alarm, &view);
}

/* All count, none warms up. */
static struct scaling_view steady(double counted, double metric)
{
    return (struct scaling_view){metric, counted, counted, false};
}

/* ---- target: out ---- */

static void the_third_minute_above_the_target_scales_out(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 2};
    assert_near(after(&def, &alarm, 2, steady(2, 0.7)), 2, 0);
    assert_near(after(&def, &alarm, 1, steady(2, 0.7)), 3, 0); /* 2 x 0.7 / 0.5 = 2.8 */
    assert_near(after(&def, &alarm, 1, steady(2, 1.4)), 6, 0); /* 5.6 */
}

static void a_minute_at_the_target_begins_anew(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 2};
    after(&def, &alarm, 2, steady(2, 0.9));
    after(&def, &alarm, 1, steady(2, 0.5));
    assert_near(after(&def, &alarm, 2, steady(2, 0.9)), 2, 0);
    assert_near(after(&def, &alarm, 1, steady(2, 0.9)), 4, 0);
}

static void six_machines_are_not_seven_by_rounding(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.1);
    struct scaling_alarm alarm = {.counted = 3};
    assert_near(after(&def, &alarm, 3, steady(3, 0.2)), 6, 0); /* 6.000000000000001 */
}

static void those_on_their_way_are_not_asked_for_twice(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 2};
    const struct scaling_view saturated = {1, 2, 4, true};
    assert_near(after(&def, &alarm, 9, saturated), 4, 0); /* 2 x 1 / 0.5 are there */
    const struct scaling_view more = {1.3, 2, 4, true};   /* by requests it can be more */
    assert_near(after(&def, &alarm, 1, more), 6, 0);
}

static void another_number_of_machines_is_measured_anew(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 2};
    after(&def, &alarm, 9, (struct scaling_view){1, 2, 4, true});
    assert_near(after(&def, &alarm, 2, steady(4, 0.85)), 4, 0);
    assert_near(after(&def, &alarm, 1, steady(4, 0.7)), 6, 0); /* 5.6: of the last one */
}

/* ---- target: in ---- */

static void the_fifteenth_minute_below_scales_in(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 6};
    assert_near(after(&def, &alarm, 14, steady(6, 0.2)), 6, 0);
    assert_near(after(&def, &alarm, 1, steady(6, 0.2)), 3, 0); /* 1.2 / 0.45 = 2.67 */
}

static void low_is_below_seven_tenths_of_the_target(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 10};
    assert_near(after(&def, &alarm, 99, steady(10, 0.35)), 10, 0);
    assert_near(after(&def, &alarm, 15, steady(10, 0.349)), 8, 0); /* 3.49 / 0.45 */
}

static void the_highest_minute_decides_what_may_go(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 6};
    after(&def, &alarm, 1, steady(6, 0.3));
    assert_near(after(&def, &alarm, 14, steady(6, 0.1)), 4, 0); /* 1.8 / 0.45 */
}

static void what_stays_keeps_a_tenth_below_the_target(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 3};
    /* Two would run at 0.495: the next busy minutes would bring the third back. */
    assert_near(after(&def, &alarm, 15, steady(3, 0.33)), 3, 0);
    alarm = (struct scaling_alarm){.counted = 3};
    assert_near(after(&def, &alarm, 15, steady(3, 0.3)), 2, 0); /* 0.9 / 0.45 */
}

static void nothing_goes_while_one_warms_up_or_is_protected(void **state)
{
    (void)state;
    struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 4};
    const struct scaling_view warming = {0.1, 4, 5, true};
    assert_near(after(&def, &alarm, 30, warming), 5, 0);
    def.protect = 1;
    assert_near(after(&def, &alarm, 30, steady(4, 0.1)), 4, 0);
}

static void nothing_measured_changes_nothing(void **state)
{
    (void)state;
    const struct autoscale_def def = target(0.5);
    struct scaling_alarm alarm = {.counted = 2};
    assert_near(after(&def, &alarm, 30, (struct scaling_view){NAN, 0, 2, true}), 2, 0);
}

/* ---- steps ---- */

/* ---- a capacity provider ---- */

static struct autoscale_def provider(double value)
{
    return (struct autoscale_def){.policy = SCALING_TARGET,
                                  .metric = SCALING_RESERVATION,
                                  .target = value,
                                  .low = 1};
}

static void what_tasks_need_of_what_is_there(void **state)
{
    (void)state;
    assert_near(scaling_reservation_share(98, 100), 0.98, 0); /* two are empty */
    assert_near(scaling_reservation_share(100, 100), 1, 0);
    assert_near(scaling_reservation_share(4, 2), 2, 0);
    assert_near(scaling_reservation_share(0, 0), 1, 0);
    assert_near(scaling_reservation_share(3, 0), 2, 0);
}

/* Machines of 4 units and 8 bytes. Five tasks of 2 units and 2 bytes: two on each. Then
 * tasks of 1 unit and 6 bytes: one finds room in the third, which has 2 units and 6 bytes
 * left, two want machines of their own. Those of 5 units fit none. */
static void tasks_without_room_are_packed(void **state)
{
    (void)state;
    const struct placement_size machine = {4, 8}, tasks[] = {{2, 2}, {1, 6}, {5, 1}};
    const uint32_t missing[] = {5, 3, 9};
    struct placement_size left[10];
    assert_int_equal(scaling_reservation_machines(machine, tasks, missing, 1, left, 10),
                     3);
    assert_int_equal(scaling_reservation_machines(machine, tasks, missing, 2, left, 10),
                     5);
    assert_int_equal(scaling_reservation_machines(machine, tasks, missing, 3, left, 10),
                     5);
    assert_int_equal(scaling_reservation_machines(machine, tasks, missing, 3, left, 4),
                     4);
}

static double wanted_for(double target, double needed, double there, uint32_t minutes)
{
    const struct autoscale_def def = provider(target);
    const struct scaling_view view = {needed / there, there, there, false};
    struct scaling_alarm alarm = {0};
    for (uint32_t i = 0; i < minutes; i++)
        scaling_policy_observe(&def, &alarm, &view);
    return scaling_policy_wanted(&def, &alarm, &view);
}

static void a_provider_grows_at_once_and_shrinks_by_halves(void **state)
{
    (void)state;
    assert_near(wanted_for(1, 4, 2, 1), 4, 0);
    assert_near(wanted_for(0.9, 9, 9, 1), 10, 0);   /* one of ten is kept empty */
    assert_near(wanted_for(0.9, 9, 10, 99), 10, 0); /* and stays so */
    assert_near(wanted_for(1, 98, 100, 14), 100, 0);
    assert_near(wanted_for(1, 98, 100, 15), 98, 0);
    assert_near(wanted_for(1, 2, 9, 15), 5, 0);
    assert_near(wanted_for(1, 2, 5, 16), 3, 0);
    assert_near(wanted_for(1, 2, 3, 17), 2, 0);
}

static struct autoscale_def steps(void)
{
    static struct scaling_step_def three[] = {
        {.above = 0.7, .below = NAN, .add = 1},
        {.above = 0.85, .below = NAN, .add = 3},
        {.above = NAN, .below = 0.3, .add = -1},
    };
    return (struct autoscale_def){.policy = SCALING_STEP, .steps = {three, 3}};
}

static void the_highest_step_passed_counts(void **state)
{
    (void)state;
    const struct autoscale_def def = steps();
    struct scaling_alarm alarm = {.counted = 2};
    assert_near(after(&def, &alarm, 2, steady(2, 0.8)), 2, 0);
    assert_near(after(&def, &alarm, 1, steady(2, 0.8)), 3, 0);
    assert_near(after(&def, &alarm, 1, steady(2, 0.86)), 5, 0);
}

/* Of three that a larger step wants one is on its way. */
static void a_larger_step_adds_the_difference(void **state)
{
    (void)state;
    const struct autoscale_def def = steps();
    struct scaling_alarm alarm = {.counted = 2};
    assert_near(after(&def, &alarm, 3, (struct scaling_view){0.8, 2, 3, true}), 3, 0);
    assert_near(after(&def, &alarm, 1, (struct scaling_view){0.9, 2, 3, true}), 5, 0);
}

static void one_goes_when_all_is_quiet(void **state)
{
    (void)state;
    const struct autoscale_def def = steps();
    struct scaling_alarm alarm = {.counted = 4};
    assert_near(after(&def, &alarm, 14, steady(4, 0.2)), 4, 0);
    assert_near(after(&def, &alarm, 1, steady(4, 0.2)), 3, 0);
    assert_near(after(&def, &alarm, 20, steady(4, 0.5)), 4, 0);
}

static void a_schedule_follows_no_metric(void **state)
{
    (void)state;
    const struct autoscale_def def = {.policy = SCALING_SCHEDULE};
    struct scaling_alarm alarm = {.counted = 2};
    assert_near(after(&def, &alarm, 30, steady(2, 1)), 2, 0);
    assert_near(after(&def, &alarm, 30, steady(2, 0)), 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_tasks_need_of_what_is_there),
        cmocka_unit_test(tasks_without_room_are_packed),
        cmocka_unit_test(a_provider_grows_at_once_and_shrinks_by_halves),
        cmocka_unit_test(the_third_minute_above_the_target_scales_out),
        cmocka_unit_test(a_minute_at_the_target_begins_anew),
        cmocka_unit_test(six_machines_are_not_seven_by_rounding),
        cmocka_unit_test(those_on_their_way_are_not_asked_for_twice),
        cmocka_unit_test(another_number_of_machines_is_measured_anew),
        cmocka_unit_test(the_fifteenth_minute_below_scales_in),
        cmocka_unit_test(low_is_below_seven_tenths_of_the_target),
        cmocka_unit_test(the_highest_minute_decides_what_may_go),
        cmocka_unit_test(what_stays_keeps_a_tenth_below_the_target),
        cmocka_unit_test(nothing_goes_while_one_warms_up_or_is_protected),
        cmocka_unit_test(nothing_measured_changes_nothing),
        cmocka_unit_test(the_highest_step_passed_counts),
        cmocka_unit_test(a_larger_step_adds_the_difference),
        cmocka_unit_test(one_goes_when_all_is_quiet),
        cmocka_unit_test(a_schedule_follows_no_metric),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
