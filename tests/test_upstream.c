/* A call's way through the instances of a service, second by second: failed tries, who is
 * left out for how long, and what the user gets.
 *
 * Users come at 1, 2, 3 ... s and ask app[0] at odd, app[1] at even times, until something
 * happens. An event at a quarter past, so that nothing ties.
 */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROUNDING 1e-6

#define HOSTS                                                                            \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2},"                         \
    " f: {instance: {vcpus: 4, memory: 1GiB}}}\n"
/* Answers in 10 ms; a start takes 100 s. */
#define APP(balance)                                                                     \
    "services:\n"                                                                        \
    "  app: {on: h, start: {time: 100s}, balance: {" balance "}, endpoints:"             \
    " {go: [{sleep: 10ms}]}}\n"
#define EVERY_SECOND                                                                     \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"       \
    " target: app.go}}\n"

static double tries(const struct trial *trial)
{
    return trial_service(trial, "app")->failed_tries;
}

static double errors(const struct trial *trial, enum failure why)
{
    return trial_requests(trial, "all")->errors[why];
}

/* ---- passive failure detection ---- */

/* app[1] fails at 12 s. It is out while no more than 10 s have passed: at 23 s both are
 * usable again, but its effective weight is 0. 23: a; 24: 1, 1: a; 25: 0, 2: the probe.
 * So every 13 s, until that of 116 s finds it up (since 110.25 s). */
static void one_of_two_down_costs_one_try_in_13_s(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n" HOSTS APP("") EVERY_SECOND
              "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(tries(trial), 8, 0); /* 12, 25, 38, 51, 64, 77, 90, 103 */
    assert_near(trial_instance(trial, "app[1]")->failed_tries, 8, 0);
    assert_near(trial_at_s(trial, "left_out", "app[1]", 0), 12, ROUNDING);
    assert_int_equal(trial_count(trial, "left_out", NULL), 1);
    assert_near(trial_at_s(trial, "taken_back", "app[1]", 0), 116.01, ROUNDING);
    assert_near(trial_requests(trial, "all")->attempts, /* no retries of the request */
                trial_requests(trial, "all")->count, 0);
}

/* Two failures: at 12 and 14 s. Its effective weight is whole (1 / 2 rounds to 0), so it
 * is probed in its turn: 26 s, and every 12 s. */
static void max_fails_2_waits_for_a_second_failure(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n" HOSTS APP("max_fails: 2") EVERY_SECOND
              "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(trial_at_s(trial, "left_out", "app[1]", 0), 14, ROUNDING);
    assert_near(tries(trial), 2 + 8, 0); /* 12, 14; 26, 38, ..., 110 */
    assert_near(trial_at_s(trial, "taken_back", "app[1]", 0), 122.01, ROUNDING);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* 12: fails; 15 (3 > 2) and 16: a, since its effective weight is 0 and 1; 17: the probe,
 * and so on every 5 s. */
static void fail_timeout_says_how_long(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" HOSTS APP("fail_timeout: 2s")
                         EVERY_SECOND "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(tries(trial), 18, 0); /* 12, 17, 22, ..., 97 */
}

static void max_fails_0_asks_it_every_time(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" HOSTS APP("max_fails: 0") EVERY_SECOND
              "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_int_equal(trial_count(trial, "left_out", NULL), 0);
    assert_near(tries(trial), 45, 0); /* 12, 14, ..., 100 */
}

static void without_next_upstream_the_first_try_is_the_answer(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n" HOSTS APP("next_upstream: 0")
                         EVERY_SECOND "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(errors(trial, FAILURE_CONNECTION), tries(trial), 0);
    assert_near(trial_requests(trial, "all")->failed, tries(trial), 0);
    assert_near(tries(trial), 8, 0);
}

/* Both down from 10.25 s. 11: app[0], then app[1] is tried, the call fails as its last try
 * did. Then nobody is left to ask, until 22 s (11 > 10). */
static void when_all_are_left_out_nobody_waits(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 21.5s}\n" HOSTS APP("") EVERY_SECOND
              "events: [{at: 10.25s, restart: app}]\n");
    assert_near(errors(trial, FAILURE_CONNECTION), 1, 0);
    assert_near(errors(trial, FAILURE_UNAVAILABLE), 10, 0); /* 12 ... 21 */
    assert_near(tries(trial), 2, 0);
}

static void the_only_one_is_asked_every_time(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n" APP("")
                         EVERY_SECOND "events: [{at: 10.25s, restart: app}]\n");
    assert_near(errors(trial, FAILURE_CONNECTION), 100, 0);
    assert_near(trial_requests(trial, "all")->failed, 100, 0);
    assert_near(tries(trial), 0, 0); /* no balancer keeps a list */
}

/* ---- whose state it is ---- */

static void run_proxy(struct trial *trial, const char *proxy)
{
    trial_run(trial,
              "simulate: {duration: 100s}\n" HOSTS APP(
                  "") "  p: {on: f, %s, forward: app}\n"
                      "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
                      " arrivals: regular, target: p.go}}\n"
                      "events: [{at: 10.25s, restart: \"app[1]\"}]\n",
              proxy);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* Four workers of an event loop find it out one by one, each with a try of its own; in
 * the threads and processes of any other server, and for its users, one is enough. */
static void each_worker_of_an_event_loop_learns_for_itself(void **state)
{
    struct trial *trial = *state;
    run_proxy(trial, "workers: 1");
    const double one = tries(trial);
    assert_near(one, 7, 0); /* as in the first test until 90 s */
    run_proxy(trial, "workers: 4, threads: 10");
    assert_near(tries(trial), one, 0);
    run_proxy(trial, "workers: 1, async: true");
    assert_near(tries(trial), one, 0);
    run_proxy(trial, "workers: 4, async: true");
    assert_true(tries(trial) > 1.5 * one);
    assert_int_equal(trial_count(trial, "left_out", "app[1]"), 1); /* told once */
    run_proxy(trial, "replicas: 4");
    assert_true(tries(trial) > 1.5 * one);
}

/* The proxy restarts at 20.25 s and asks app[1] again in its turn: 11 s too early for one
 * that remembers (12, 25, ... s). */
static void who_restarts_has_forgotten(void **state)
{
    struct trial *trial = *state;
    const char *scenario = "simulate: {duration: 24.5s}\n" HOSTS APP(
        "") "  p: {on: f, forward: app}\n"
            "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
            " arrivals: regular, target: p.go}}\n"
            "events: [{at: 10.25s, restart: \"app[1]\"}%s]\n";
    trial_run(trial, scenario, "");
    assert_near(tries(trial), 1, 0);
    trial_run(trial, scenario, ", {at: 20.25s, restart: p}");
    assert_near(tries(trial), 2, 0);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* ---- a machine that is down ---- */

/* h[1] is down from 10.25 to 40.25 s. The users of 12, 14 ... wait for an answer that
 * does not come and go to app[0] after 2 s. */
static void a_dead_machine_is_waited_for(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 30s}\n" HOSTS APP("connect_timeout: 2s")
                         EVERY_SECOND "events: [{at: 10.25s, restart: \"h[1]\"}]\n");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 2.01, 0.003);
    assert_near(trial_at_s(trial, "left_out", "app[1]", 0), 14, ROUNDING);
}

/* SYNs at 12, 13, 15, 19, 27 and 43 s: the last one finds the machine, but the service is
 * still starting: refused. */
static void a_machine_that_boots_meets_a_later_syn(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 100s}\n" HOSTS APP(
            "next_upstream: 0") "traffic: {u: {executor: per-vu-iterations, vus: 2, "
                                "iterations: 1,"
                                " start: 12s, target: app.go}}\nmonth: {like_this: 1h}\n"
                                "events: [{at: 10.25s, restart: \"h[1]\"}]\n");
    assert_near(errors(trial, FAILURE_CONNECTION), 1, 0);
    assert_near(trial_at_s(trial, "left_out", "app[1]", 0), 43, ROUNDING);
}

static void who_gives_up_sooner_times_out_and_leaves_nothing(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 200s}\n" HOSTS APP(
            "") "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, end: 39s,"
                " arrivals: regular, timeout: 500ms, target: app.go}}\n"
                "month: {like_this: 1h}\n"
                "events: [{at: 10.25s, restart: \"h[1]\"}]\n");
    assert_near(errors(trial, FAILURE_TIMEOUT), 14, 0); /* 12, 14, ..., 38 */
    assert_near(tries(trial), 0, 0);                    /* no failure, as in nginx */
    assert_near(trial_service(trial, "app")->served,
                trial_requests(trial, "all")->answered, 0);
}

/* ---- other failures ---- */

/* Whoever was being served when the process died is served by the other. */
static void a_killed_connection_is_tried_elsewhere(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 100s}\n" HOSTS "services:\n"
        "  app: {on: h, start: {time: 1s}, endpoints: {go: [{sleep: 5s}]}}\n" EVERY_SECOND
        "events: [{at: 10.25s, restart: \"app[1]\"}]\n");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(tries(trial), 3, 0); /* of 6, 8 and 10 s; the restart is over at 12 s */
    assert_near(trial_requests(trial, "all")->latency.max, 10.25 - 6 + 5, 0.01);
}

/* The caller's time-out is a failure: the second server is ten thousand times slower. */
static void a_time_out_is_tried_elsewhere(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 20s}\n"
              "hosts:\n"
              "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
              "  b: {instance: {vcpus: 1, memory: 1GiB, speed: 0.01}}\n"
              "services:\n"
              "  app: {on: [a, b], endpoints: {go: [{cpu: 1s}]}}\n"
              "  p: {on: a, endpoints: {go: [{call: {to: app.go, timeout: 3s}}]}}\n"
              "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 2,"
              " target: p.go}}\nmonth: {like_this: 1h}\n");
    assert_near(trial_requests(trial, "all")->answered, 2, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 4, 0.005);
    assert_near(trial_instance(trial, "app[1]")->failed_tries, 1, 0);
}

static void an_error_is_an_answer(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 50s}\n" HOSTS
        "services: {app: {on: h, endpoints: {go: [{fail: 100%%}]}}}\n" EVERY_SECOND);
    assert_near(tries(trial), 0, 0);
    assert_near(errors(trial, FAILURE_APPLICATION), 50, 0);
}

/* ---- sticky ---- */

static void a_user_stays_and_moves_only_when_he_must(void **state)
{
    struct trial *trial = *state;
    const char *scenario =
        "simulate: {duration: 100s}\n" HOSTS "services:\n"
        "  app: {on: h, start: {time: 20s}, balance: %s, endpoints: {go: [{sleep: "
        "1s}]}}\n"
        "  lb: {kind: alb, forward: app}\n"
        "traffic: {u: {executor: constant-vus, vus: 1, target: lb.go}}\n%s";
    trial_run(trial, scenario, "sticky", "");
    assert_near(trial_instance(trial, "app[0]")->served, 100, 1);
    assert_near(trial_instance(trial, "app[1]")->served, 0, 0);
    trial_run(trial, scenario, "round_robin", "");
    assert_near(trial_instance(trial, "app[1]")->served, 50, 1);
    trial_run(trial, scenario, "sticky", "events: [{at: 50.25s, restart: \"app[0]\"}]\n");
    assert_near(trial_instance(trial, "app[0]")->served, 50, 0);
    assert_near(trial_instance(trial, "app[1]")->served, 49, 1);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    /* Back in time, it does not get him back. */
    trial_run(trial, scenario, "sticky", "events: [{at: 20.25s, restart: \"app[0]\"}]\n");
    assert_near(trial_at_s(trial, "ready", "app[0]", 0), 40.25, 1e-9);
    assert_near(trial_instance(trial, "app[0]")->served, 20, 0);
}

/* Two clients are two homes: each has all requests of about half the clients. Of one
 * client all go to one instance. */
static void open_traffic_comes_from_drawn_clients(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" HOSTS APP(
                         "policy: sticky, clients: 1") EVERY_SECOND);
    assert_near(trial_instance(trial, "app[1]")->served, 0, 0);
    trial_run(trial, "simulate: {duration: 1000s}\n" HOSTS APP(
                         "policy: sticky, clients: 100") EVERY_SECOND);
    assert_near(trial_instance(trial, "app[1]")->served, 500, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(one_of_two_down_costs_one_try_in_13_s),
        TRIAL_TEST(max_fails_2_waits_for_a_second_failure),
        TRIAL_TEST(fail_timeout_says_how_long),
        TRIAL_TEST(max_fails_0_asks_it_every_time),
        TRIAL_TEST(without_next_upstream_the_first_try_is_the_answer),
        TRIAL_TEST(when_all_are_left_out_nobody_waits),
        TRIAL_TEST(the_only_one_is_asked_every_time),
        TRIAL_TEST(each_worker_of_an_event_loop_learns_for_itself),
        TRIAL_TEST(who_restarts_has_forgotten),
        TRIAL_TEST(a_dead_machine_is_waited_for),
        TRIAL_TEST(a_machine_that_boots_meets_a_later_syn),
        TRIAL_TEST(who_gives_up_sooner_times_out_and_leaves_nothing),
        TRIAL_TEST(a_killed_connection_is_tried_elsewhere),
        TRIAL_TEST(a_time_out_is_tried_elsewhere),
        TRIAL_TEST(an_error_is_an_answer),
        TRIAL_TEST(a_user_stays_and_moves_only_when_he_must),
        TRIAL_TEST(open_traffic_comes_from_drawn_clients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
