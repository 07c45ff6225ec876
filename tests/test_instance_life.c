/* Deaths, back-offs and starts, to the millisecond. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define MIB 1048576.0

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

#define ONE_CORE "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"

/* ---- death and return ---- */

static void restarts_back_off_doubling_up_to_the_longest(void **state)
{
    struct trial *trial = *state;
    /* 2 GiB on a machine of 1 GiB, no file pages: dies as soon as it has started. */
    trial_run(trial, "simulate: {duration: 8s}\n" ONE_CORE
                     "services: {app: {on: h, memory: {base: 2GiB},"
                     " restart: {delay: 100ms, max_delay: 2s}}}\n");
    const double delays_s[] = {0.1, 0.2, 0.4, 0.8, 1.6, 2, 2};
    double died_s = 0;
    for (uint32_t i = 0; i < 7; i++) {
        assert_near(trial_at_s(trial, "oom_kill", "app[0]", i), died_s, ROUNDING);
        died_s += delays_s[i];
        assert_near(trial_at_s(trial, "start", "app[0]", i), died_s, ROUNDING);
    }
    assert_near(trial_service(trial, "app")->restarts, 7, 0);
    assert_near(trial_host(trial, "h")->oom_kills, 8, 0);
    /* the third death in a row */
    assert_int_equal(trial_count(trial, "crash_loop", "app[0]"), 1);
    assert_near(trial_at_s(trial, "crash_loop", "app[0]", 0), 0.3, ROUNDING);
}

static void who_may_not_restart_stays_down(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n" ONE_CORE
                     "services: {app: {on: h, memory: {base: 2GiB}, restart: no,"
                     " endpoints: {go: [{sleep: 1s}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    assert_int_equal(trial_count(trial, "start", NULL), 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 10, 0);
}

/* Leaks fill 512 MiB with the sixth request. `period` seconds apart. */
static void run_leak(struct trial *trial, double period_s)
{
    trial_run(trial,
              "simulate: {duration: %gs}\n" ONE_CORE
              "services: {app: {on: h, memory: {base: 512MiB,"
              " leak: {per_request: 100MiB}},"
              " endpoints: {go: [{sleep: 10ms}]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: %g/s,"
              " arrivals: regular, target: app.go}}\n",
              20 * period_s, 1 / period_s);
}

static void expect_deaths(struct trial *trial, double period_s, const double *delays_s)
{
    for (uint32_t i = 0; i < 3; i++) {
        const double died_s = trial_at_s(trial, "oom_kill", "app[0]", i);
        assert_near(died_s, 6 * period_s * (i + 1) + 0.01, ROUNDING);
        assert_near(trial_at_s(trial, "start", "app[0]", i) - died_s, delays_s[i],
                    ROUNDING);
    }
}

static void the_back_off_is_forgotten_after_ten_seconds_up(void **state)
{
    struct trial *trial = *state;
    const double quick[] = {0.1, 0.2, 0.4}, calm[] = {0.1, 0.1, 0.1};
    run_leak(trial, 1); /* dies every 6 s */
    expect_deaths(trial, 1, quick);
    assert_int_equal(trial_count(trial, "crash_loop", NULL), 1);
    run_leak(trial, 2); /* every 12 s */
    expect_deaths(trial, 2, calm);
    assert_int_equal(trial_count(trial, "crash_loop", NULL), 0);
}

static void what_leaks_stops_where_it_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 20s}\n" ONE_CORE
                     "services: {app: {on: h, workers: 2, memory: {base: 100MiB,"
                     " leak: {per_request: 40MiB, up_to: 90MiB}},"
                     " endpoints: {go: [{sleep: 10ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    const struct series *memory = trial_series(trial, "host.h.memory.app");
    assert_near(memory->values[2] / MIB, 100 + 2 * 40, ROUNDING); /* two until 3 s */
    assert_near(memory->values[19] / MIB, 100 + 2 * 90, ROUNDING);
}

/* ---- starting ---- */

static void memory_comes_in_64_steps_of_the_start(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 12s}\n" ONE_CORE
              "services: {app: {on: h, start_at: 850ms, start: {cpu: 6.4s, time: 2s},"
              " memory: {base: 640MiB, text: 64MiB},"
              " endpoints: {go: [{sleep: 10ms}]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
              " arrivals: regular, target: app.go}}\n");
    const struct series *memory = trial_series(trial, "host.h.memory.app");
    for (int t = 1; t <= 7; t++) /* at t seconds 1, 11, 21, ... steps are done */
        assert_near(memory->values[t - 1] / MIB, 11 * (10 * (t - 1) + 1), 1e-6);
    assert_near(memory->values[7] / MIB, 704, 1e-6);
    assert_near(trial_at_s(trial, "ready", "app[0]", 0), 0.85 + 6.4 + 2, ROUNDING);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 9, 0);
    assert_near(trial_requests(trial, "all")->answered, 2, 0); /* 10, 11 s */
}

static void two_starting_at_once_share_the_core(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 12s}\n" ONE_CORE "services:\n"
                     "  a: {on: h, start_at: 1s, start: {cpu: 2s}}\n"
                     "  b: {on: h, start_at: 1s, start: {cpu: 3s}}\n");
    assert_near(trial_at_s(trial, "ready", "a[0]", 0), 5, 1e-6);
    assert_near(trial_at_s(trial, "ready", "b[0]", 0), 6, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(restarts_back_off_doubling_up_to_the_longest),
        TRIAL_TEST(who_may_not_restart_stays_down),
        TRIAL_TEST(the_back_off_is_forgotten_after_ten_seconds_up),
        TRIAL_TEST(what_leaks_stops_where_it_is_told),
        TRIAL_TEST(memory_comes_in_64_steps_of_the_start),
        TRIAL_TEST(two_starting_at_once_share_the_core),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
