/* Active health checks: who is taken out when, what they cost, and what happens when all
 * fail. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOSTS "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
#define USERS                                                                            \
    "traffic: {u: {executor: constant-arrival-rate, rate: %s, target: app.go}}\n"

/* Only health decides: no failure is remembered, none is tried elsewhere. Checked every
 * 10 s; a start takes 100 s. */
#define APP(more)                                                                        \
    "services:\n"                                                                        \
    "  app: {on: h, start: {time: 100s}, balance: {max_fails: 0, next_upstream: 0,"      \
    " health: {endpoint: ping, interval: 10s, timeout: 2s}}, " more                      \
    " endpoints: {go: [{sleep: 10ms}], ping: [{cpu: 5ms}]}}\n"

static void checks_cost_their_steps_and_are_no_requests(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1000s}\n" HOSTS APP("") USERS, "0/s");
    assert_near(trial_requests(trial, "all")->count, 0, 0);
    assert_near(trial_service(trial, "app")->served, 200, 0);
    assert_near(trial_host(trial, "h[0]")->cpu_mean, 100 * 0.005 / 1000, 1e-9);
}

/* Down from 105 to 205 s: two failed checks take it out, five passed ones bring it back.
 * Between them nobody is lost. */
static void two_failures_take_it_out_and_five_passes_bring_it_back(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 400s}\n" HOSTS APP("") USERS
              "events: [{at: 105s, restart: \"app[1]\"}]\n",
              "10/s");
    const double out_s = trial_at_s(trial, "unhealthy", "app[1]", 0);
    const double back_s = trial_at_s(trial, "healthy", "app[1]", 0);
    assert_true(out_s > 115 && out_s <= 125);           /* the second after 105 s */
    assert_true(back_s > 245 && back_s <= 255.1);       /* the fifth after 205 s */
    assert_near(fmod(back_s - out_s, 10), 0.005, 1e-6); /* a pass takes 5 ms of CPU */
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->failed, trial_instance(trial, "app[1]")->failed_tries, 0);
    assert_near(all->failed, 5 * (out_s - 105), 5 * sqrt(5 * (out_s - 105)));
    assert_int_equal(trial_count(trial, "unhealthy", NULL), 1);
}

/* A new one passes once. */
static void a_new_instance_needs_one_pass(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 400s}\n" HOSTS APP("start_at: 5s,") USERS,
              "10/s");
    for (int i = 0; i < 2; i++) { /* up at 105 s; not checked in vain for 100 s: */
        const char *name = i ? "app[1]" : "app[0]";
        const double at_s = trial_at_s(trial, "healthy", name, 0);
        assert_true(at_s > 145 && at_s <= 155.1); /* it failed before, so five */
    }
    trial_run(trial,
              "simulate: {duration: 400s}\n" HOSTS "services:\n"
              "  app: {on: h, start_at: 50ms, balance: {health: {endpoint: ping,"
              " interval: 10s}}, endpoints: {go: [{sleep: 10ms}],"
              " ping: [{cpu: 5ms}]}}\n" USERS,
              "10/s");
    assert_true(trial_at_s(trial, "healthy", "app[0]", 0) < 10.1);
}

/* Fail-open: with nobody healthy all are asked, and are found down. */
static void when_all_are_unhealthy_all_are_asked(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 200s}\n" HOSTS APP("") USERS
              "events: [{at: 105s, restart: app}]\n",
              "10/s");
    assert_int_equal(trial_count(trial, "unhealthy", NULL), 2);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_UNAVAILABLE], 0, 0);
    assert_near(all->errors[FAILURE_CONNECTION], 950, 5 * sqrt(950));
}

/* A check that is not answered in time has failed; its work goes on. */
static void a_slow_answer_is_a_failed_check(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 105s}\n" HOSTS "services:\n"
              "  app: {on: h, balance: {health: {endpoint: ping, interval: 10s,"
              " timeout: 2s, unhealthy: 3}}, endpoints: {go: [{sleep: 10ms}],"
              " ping: [{sleep: 3s}]}}\n" USERS,
              "1/s");
    assert_int_equal(trial_count(trial, "unhealthy", NULL), 2);
    assert_true(trial_at_s(trial, "unhealthy", "app[0]", 0) > 22);
    assert_true(trial_at_s(trial, "unhealthy", "app[0]", 0) <= 32);
}

/* What the balancer says holds for the service behind it, and what it asks for, too. */
static void an_alb_checks_what_is_behind_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 1000s}\n" HOSTS "services:\n"
              "  lb: {kind: alb, forward: app, balance: {policy: least_connections,"
              " health: ping}}\n"
              "  app: {on: h, endpoints: {go: [{sleep: 10ms}],"
              " ping: [{cpu: 5ms}]}}\n"
              "traffic: {u: {executor: constant-arrival-rate, rate: 0/s,"
              " target: lb.go}}\n");
    assert_near(trial_service(trial, "app")->served, 66, 1); /* each 30 s, both */
    assert_near(trial_service(trial, "lb")->served, 0, 0);
}

/* So do its weights: 3 of 4 requests. */
static void an_alb_weighs_what_is_behind_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" HOSTS "services:\n"
                     "  lb: {kind: alb, forward: app, balance: {policy: weighted,"
                     " weights: {\"h[1]\": 3}}}\n"
                     "  app: {on: h, endpoints: {go: [{sleep: 1ms}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                     " arrivals: regular, target: lb.go}}\n");
    assert_near(trial_instance(trial, "app[1]")->served, 750, 1);
    assert_near(trial_instance(trial, "app[0]")->served, 250, 1);
}

/* After its recovery its share grows from nothing over 100 s: in the mean over them
 * the integral of x / (1 + x), 1 - ln 2. */
static void a_slow_start_follows_recovery(void **state)
{
    struct trial *trial = *state;
    const char *scenario =
        "simulate: {duration: %gs}\n" HOSTS "services:\n"
        "  app: {on: h, start: {time: 30s}, balance: {slow_start: 100s, health:"
        " {endpoint: ping, interval: 1s, timeout: 500ms}}, endpoints: {go: [{sleep: "
        "1ms}],"
        " ping: [{sleep: 1ms}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 100/s, arrivals: regular,"
        " target: app.go}}\n"
        "events: [{at: 10.25s, restart: \"app[1]\"}]\n";
    trial_run(trial, scenario, 60.);
    const double back_s = trial_at_s(trial, "healthy", "app[1]", 0);
    double served[2];
    for (int i = 0; i < 2; i++) {
        trial_run(trial, scenario, back_s + 100 * i);
        served[i] = trial_instance(trial, "app[1]")->served;
    }
    /* Smooth round robin is never more than a pick away from its share; beside them one
     * check a second, two at most on the edges. */
    assert_near(served[1] - served[0], 100 + 10000 * (1 - log(2)), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(checks_cost_their_steps_and_are_no_requests),
        TRIAL_TEST(two_failures_take_it_out_and_five_passes_bring_it_back),
        TRIAL_TEST(a_new_instance_needs_one_pass),
        TRIAL_TEST(when_all_are_unhealthy_all_are_asked),
        TRIAL_TEST(a_slow_answer_is_a_failed_check),
        TRIAL_TEST(an_alb_checks_what_is_behind_it),
        TRIAL_TEST(an_alb_weighs_what_is_behind_it),
        TRIAL_TEST(a_slow_start_follows_recovery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
