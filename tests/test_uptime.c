/* For how long a machine is billed: alone, and in a run with failures and restarts. */
#include "models/cost.h"
#include "models/uptime.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

static void a_machine_that_was_on_is_billed_from_the_windows_beginning(void **state)
{
    (void)state;
    struct uptime uptime;
    uptime_init(&uptime, true, 60);
    uptime_open_window(&uptime, 10);
    assert_near(uptime_billed_s(&uptime, 25), 15, 0); /* no start, no minimum */
    uptime_stop(&uptime, 30);
    assert_near(uptime_billed_s(&uptime, 500), 20, 0);
    uptime_stop(&uptime, 40);
    assert_near(uptime_billed_s(&uptime, 500), 20, 0);
}

static void each_start_is_billed_for_a_minute_at_least(void **state)
{
    (void)state;
    struct uptime uptime;
    uptime_init(&uptime, false, 60);
    uptime_start(&uptime, 100);
    assert_near(uptime_billed_s(&uptime, 101), 60, 0);
    assert_near(uptime_billed_s(&uptime, 190), 90, 0);
    uptime_stop(&uptime, 110);
    assert_near(uptime_billed_s(&uptime, 120), 60, 0);
    /* Started again within that minute: both are billed. */
    uptime_start(&uptime, 120);
    uptime_start(&uptime, 125);
    uptime_stop(&uptime, 300);
    assert_near(uptime_billed_s(&uptime, 300), 60 + 180, 0);
}

static void a_window_counts_what_falls_into_it(void **state)
{
    (void)state;
    struct uptime uptime;
    uptime_init(&uptime, false, 60);
    uptime_start(&uptime, 100);
    uptime_open_window(&uptime, 130);
    uptime_stop(&uptime, 140); /* billed to 160 */
    assert_near(uptime_billed_s(&uptime, 200), 30, 0);
}

/* ---- in a run ---- */

#define MACHINE                                                                          \
    "simulate: {duration: 1h, warmup: %s}\n"                                             \
    "hosts: {web: {instance: {vcpus: 1, memory: 1GiB, price: 3600 USD/h}}}\n"            \
    "services: {api: {on: web, endpoints: {go: [{cpu: 1ms}]}}}\n"                        \
    "events: [%s]\n"                                                                     \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/m, target: api.go}}\n"

/* At 1 USD a second, what the run cost is the seconds that were billed. */
static double billed_s(struct trial *trial, const char *warmup, const char *events)
{
    trial_run(trial, MACHINE, warmup, events);
    static struct summary priced;
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    assert_int_equal(priced.cost.line_count, 1);
    assert_near(priced.cost.lines[0].quantity, 730, 0); /* the month goes on */
    return priced.cost.lines[0].run_usd;
}

static void a_run_bills_the_time_its_machine_was_on(void **state)
{
    assert_near(billed_s(*state, "0", ""), 3600, 1e-9);
    assert_near(billed_s(*state, "10m", ""), 3000, 1e-9);
    /* Off for 5 minutes; it boots when it is started again, and is billed meanwhile. */
    assert_near(billed_s(*state, "0", "{at: 10m, fail: web, for: 5m}"), 3300, 1e-9);
    assert_near(billed_s(*state, "12m", "{at: 10m, fail: web, for: 5m}"), 45 * 60, 1e-9);
    assert_near(billed_s(*state, "0", "{at: 10m, fail: web}"), 600, 1e-9);
}

static void a_restart_is_a_stop_and_a_start(void **state)
{
    assert_near(billed_s(*state, "0", "{at: 10m, restart: web}"), 3600, 1e-9);
    /* The start at 10 min is billed for a minute, the one at 10 min 20 s to the end. */
    assert_near(
        billed_s(*state, "0", "{at: 10m, restart: web}, {at: 620s, restart: web}"),
        600 + 60 + 2980, 1e-9);
    /* The last 5 s count as a minute. */
    assert_near(billed_s(*state, "0", "{at: 3595s, restart: web}"), 3595 + 60, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_that_was_on_is_billed_from_the_windows_beginning),
        cmocka_unit_test(each_start_is_billed_for_a_minute_at_least),
        cmocka_unit_test(a_window_counts_what_falls_into_it),
        TRIAL_TEST(a_run_bills_the_time_its_machine_was_on),
        TRIAL_TEST(a_restart_is_a_stop_and_a_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
