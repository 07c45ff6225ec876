/* Armed time-outs: who expires when, and who never. */
#include "models/timeout.h"

#include "models/task.h"
#include "sim/core/distribution.h"
#include "tests/support/near.h"

#include <stdlib.h>

enum { TASKS = 200 };

struct expiry {
    int task;
    double at_s;
};

static struct engine engine;
static struct timeout_list list;
static struct distribution duration;
static struct task tasks[TASKS];
static struct timeout timeouts[TASKS];
static struct expiry expiries[4 * TASKS];
static int expired;

static void expire(struct task *task, double now_s)
{
    assert_null(timeouts[task - tasks].list); /* disarmed before it is told */
    expiries[expired++] = (struct expiry){(int)(task - tasks), now_s};
}

static void begin_with(const char *text, timeout_handler *handler)
{
    const char *expected = NULL;
    engine_reset(&engine, 1, 0);
    expired = 0;
    for (int i = 0; i < TASKS; i++)
        timeouts[i] = (struct timeout){.list = NULL};
    assert_true(distribution_parse(&duration, text, ".", &engine.arena, &expected));
    timeout_list_init(&list, &engine, &duration, handler, "patience");
}

static void arm(int i)
{
    timeout_arm(&list, &timeouts[i], &tasks[i], engine_now(&engine));
}

static void run_until(double until_s)
{
    event_queue_run(&engine.queue, until_s);
    engine.queue.now_s = until_s; /* also when nothing was left to do */
}

static void expect(int number, int task, double at_s)
{
    assert_true(number < expired);
    assert_int_equal(expiries[number].task, task);
    assert_near(expiries[number].at_s, at_s, 1e-12);
}

/* ---- one duration ---- */

static void equal_durations_expire_in_the_order_of_arming(void **state)
{
    (void)state;
    begin_with("3s", expire);
    for (int i = 0; i < 10; i++) {
        run_until(i);
        arm(9 - i);
    }
    run_until(100);
    assert_int_equal(expired, 10);
    for (int i = 0; i < 10; i++)
        expect(i, 9 - i, i + 3);
}

static void those_armed_together_expire_together(void **state)
{
    (void)state;
    begin_with("3s", expire);
    for (int i = 0; i < 5; i++)
        arm(i);
    run_until(3);
    assert_int_equal(expired, 5);
    for (int i = 0; i < 5; i++)
        expect(i, i, 3);
}

static void many_armed_are_one_event(void **state)
{
    (void)state;
    begin_with("3s", expire);
    for (int i = 0; i < TASKS; i++) {
        run_until(i * 1e-3);
        arm(i);
    }
    assert_int_equal(engine.queue.count, 1);
}

static void the_head_disarmed_delays_nobody(void **state)
{
    (void)state;
    begin_with("3s", expire);
    arm(0);
    run_until(1);
    arm(1);
    timeout_disarm(&timeouts[0]);
    run_until(100);
    assert_int_equal(expired, 1);
    expect(0, 1, 4);
}

static void any_of_them_can_be_disarmed(void **state)
{
    (void)state;
    for (int gone = 0; gone < 4; gone++) {
        begin_with("3s", expire);
        for (int i = 0; i < 4; i++) {
            run_until(0.5 * i);
            arm(i);
        }
        timeout_disarm(&timeouts[gone]);
        run_until(2);
        arm(4); /* the list still takes more */
        run_until(100);
        assert_int_equal(expired, 4);
        for (int i = 0, at = 0; i < 5; i++)
            if (i != gone)
                expect(at++, i, 0.5 * i + 3);
    }
}

static void disarming_twice_does_nothing(void **state)
{
    (void)state;
    begin_with("3s", expire);
    arm(0);
    arm(1);
    timeout_disarm(&timeouts[0]);
    timeout_disarm(&timeouts[0]);
    run_until(100);
    assert_int_equal(expired, 1);
}

static void after_all_were_disarmed_a_new_one_expires_in_its_time(void **state)
{
    (void)state;
    begin_with("3s", expire);
    arm(0);
    timeout_disarm(&timeouts[0]);
    run_until(2.5);
    arm(1); /* the event left at 3 s comes too early for it */
    run_until(100);
    assert_int_equal(expired, 1);
    expect(0, 1, 5.5);
}

/* ---- handlers that arm and disarm ---- */

static void expire_and_arm_again(struct task *task, double now_s)
{
    expire(task, now_s);
    if (now_s < 8.5)
        arm((int)(task - tasks));
}

static void a_handler_may_arm_again(void **state)
{
    (void)state;
    begin_with("3s", expire_and_arm_again);
    arm(0);
    run_until(1);
    arm(1);
    run_until(100);
    assert_int_equal(expired, 6);
    for (int i = 0; i < 6; i++)
        expect(i, i % 2, 3 * (i / 2 + 1) + i % 2);
}

static void expire_and_disarm_the_next(struct task *task, double now_s)
{
    expire(task, now_s);
    timeout_disarm(&timeouts[task - tasks + 1]);
}

static void one_disarmed_at_the_very_moment_does_not_expire(void **state)
{
    (void)state;
    begin_with("3s", expire_and_disarm_the_next);
    for (int i = 0; i < 4; i++)
        arm(i);
    run_until(100);
    assert_int_equal(expired, 2);
    expect(0, 0, 3);
    expect(1, 2, 3);
}

/* ---- durations that vary ---- */

static void varied_durations_expire_each_in_its_time(void **state)
{
    (void)state;
    double due_s[TASKS];
    begin_with("uniform(1s, 9s)", expire);
    for (int i = 0; i < TASKS; i++) {
        run_until(i * 0.01);
        arm(i);
        due_s[i] = timeouts[i].at_s;
        assert_true(due_s[i] >= i * 0.01 + 1 && due_s[i] <= i * 0.01 + 9);
    }
    for (int i = 0; i < TASKS; i += 3)
        if (timeouts[i].list)
            timeout_disarm(&timeouts[i]);
        else
            due_s[i] = NAN; /* had expired before */
    run_until(100);
    int seen[TASKS] = {0};
    for (int i = 0; i < expired; i++) {
        const int task = expiries[i].task;
        seen[task]++;
        if (!isnan(due_s[task]))
            assert_near(expiries[i].at_s, due_s[task], 0);
        if (i > 0)
            assert_true(expiries[i].at_s >= expiries[i - 1].at_s);
    }
    for (int i = 0; i < TASKS; i++)
        assert_int_equal(seen[i], i % 3 != 0 || isnan(due_s[i]));
}

static void a_shorter_one_armed_later_comes_first(void **state)
{
    (void)state;
    begin_with("uniform(1s, 9s)", expire);
    for (int i = 0; i < TASKS; i++)
        arm(i);
    double least_s = INFINITY;
    for (int i = 0; i < TASKS; i++)
        least_s = fmin(least_s, timeouts[i].at_s);
    assert_true(least_s < timeouts[0].at_s);
    run_until(least_s);
    assert_int_equal(expired, 1);
}

/* ---- none ---- */

static void without_a_duration_nothing_ever_expires(void **state)
{
    (void)state;
    engine_reset(&engine, 1, 0);
    expired = 0;
    timeouts[0] = (struct timeout){.list = NULL};
    duration = distribution_constant(INFINITY);
    timeout_list_init(&list, &engine, &duration, expire, "patience");
    arm(0);
    assert_null(timeouts[0].list);
    assert_int_equal(engine.queue.count, 0);
    timeout_disarm(&timeouts[0]);
    run_until(1e9);
    assert_int_equal(expired, 0);
}

static int set_up(void **state)
{
    (void)state;
    engine_init(&engine);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    engine_clear(&engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_durations_expire_in_the_order_of_arming),
        cmocka_unit_test(those_armed_together_expire_together),
        cmocka_unit_test(many_armed_are_one_event),
        cmocka_unit_test(the_head_disarmed_delays_nobody),
        cmocka_unit_test(any_of_them_can_be_disarmed),
        cmocka_unit_test(disarming_twice_does_nothing),
        cmocka_unit_test(after_all_were_disarmed_a_new_one_expires_in_its_time),
        cmocka_unit_test(a_handler_may_arm_again),
        cmocka_unit_test(one_disarmed_at_the_very_moment_does_not_expire),
        cmocka_unit_test(varied_durations_expire_each_in_its_time),
        cmocka_unit_test(a_shorter_one_armed_later_comes_first),
        cmocka_unit_test(without_a_duration_nothing_ever_expires),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
