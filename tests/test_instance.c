/* Instances: workers, their ends, the waiting room, event loops; to the millisecond. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define MIB 1048576.0

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

#define ONE_CORE "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"

/* ---- workers ---- */

static void the_worker_idle_longest_takes_the_next_request(void **state)
{
    struct trial *trial = *state;
    /* The first request keeps a worker until 2.5 s and leaks into it, the second the
     * other one until 2.1 s. The third goes to that one, which then has had its two
     * requests and is replaced: the leak stays. */
    trial_run(trial,
              "simulate: {duration: 4s}\n" ONE_CORE "services:\n"
              "  app:\n"
              "    on: h\n"
              "    workers: 2\n"
              "    threads: 1\n"
              "    recycle: {max_requests: 2}\n"
              "    endpoints:\n"
              "      long: [{sleep: 1.5s}, {leak: 100MiB}]\n"
              "      short: [{sleep: 100ms}]\n"
              "traffic:\n"
              "  a: {executor: shared-iterations, vus: 1, iterations: 1, start: 1s,"
              " target: app.long}\n"
              "  b: {executor: per-vu-iterations, vus: 1, iterations: 2, start: 2s,"
              " think: 900ms, target: app.short}\n");
    assert_near(trial_service(trial, "app")->served, 3, 0);
    assert_near(trial_service(trial, "app")->recycles, 1, 0);
    const struct series *memory = trial_series(trial, "host.h.memory.app");
    assert_near(memory->values[memory->count - 1], 100 * MIB, 0);
}

static double recycles_after(struct trial *trial, int threads, int requests)
{
    trial_run(trial,
              "simulate: {duration: 40s}\n" ONE_CORE "services:\n"
              "  app:\n"
              "    on: h\n"
              "    workers: 3\n"
              "    threads: %d\n"
              "    recycle: {max_requests: 2}\n"
              "    endpoints: {go: [{sleep: 100ms}]}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: %d,"
              " think: 1s, target: app.go}}\n",
              threads, requests);
    return trial_service(trial, "app")->recycles;
}

static void requests_go_round_the_workers(void **state)
{
    /* Each worker's second request is the 4th, 5th, 6th, and of its successor, who
     * stands behind the others, the 10th, 11th, 12th. */
    const int recycles[] = {0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 5, 6};
    for (int threads = 1; threads <= 2; threads++)
        for (int i = 2; i < 12; i++)
            assert_near(recycles_after(*state, threads, i + 1), recycles[i], 0);
}

static void a_worker_is_replaced_after_its_last_request_and_pays_its_start(void **state)
{
    struct trial *trial = *state;
    /* Requests at 1, 2, 3 s; the third is the last: 3.01. Up again at 5.01, when the
     * requests of 4 and 5 s have waited 1.01 and 0.01 s. So every three seconds. */
    trial_run(trial, "simulate: {duration: 9.5s}\n" ONE_CORE "services:\n"
                     "  app:\n"
                     "    on: h\n"
                     "    threads: 1\n"
                     "    recycle: {max_requests: 3}\n"
                     "    start: {time: 2s}\n"
                     "    endpoints: {go: [{sleep: 10ms}]}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    assert_near(trial_service(trial, "app")->recycles, 3, 0);
    assert_near(trial_requests(trial, "all")->answered, 9, 0);
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_near(latency->max, 1.02, ROUNDING);
    assert_near(latency->min, 0.01, ROUNDING);
    /* 1, 2, 3 and 6, 9 at once; 4 and 7 after 1.01, 5 and 8 in turn behind them */
    assert_near(latency->mean, (5 * 0.01 + 2 * 1.02 + 2 * 0.03) / 9, ROUNDING);
}

static void a_worker_leaves_when_all_its_requests_are_done(void **state)
{
    struct trial *trial = *state;
    /* From 2 s on it takes nothing new, at 4 s its first request is done. */
    trial_run(trial,
              "simulate: {duration: 9s}\n" ONE_CORE "services:\n"
              "  app:\n"
              "    on: h\n"
              "    threads: 5\n"
              "    recycle: {max_requests: 2}\n"
              "    endpoints: {long: [{sleep: 3s}], short: [{sleep: 100ms}]}\n"
              "traffic:\n"
              "  a: {executor: per-vu-iterations, vus: 1, iterations: 1, start: 1s,"
              " target: app.long}\n"
              "  b: {executor: per-vu-iterations, vus: 1, iterations: 2, start: 2s,"
              " think: 900ms, target: app.short}\n");
    assert_near(trial_service(trial, "app")->recycles, 1, 0);
    assert_near(trial_requests(trial, "traffic.a")->latency.max, 3, ROUNDING);
    assert_near(trial_requests(trial, "traffic.b")->latency.min, 0.1, ROUNDING);
    assert_near(trial_requests(trial, "traffic.b")->latency.max, 1.1, ROUNDING);
}

static void recycling_gives_back_what_leaked(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 8s}\n" ONE_CORE
              "services: {app: {on: h, recycle: {max_requests: 4},"
              " memory: {base: 100MiB, per_worker: 20MiB, leak: {per_request: 10MiB}},"
              " endpoints: {go: [{sleep: 10ms}]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
              " arrivals: regular, target: app.go}}\n");
    const struct series *memory = trial_series(trial, "host.h.memory.app");
    const double expected[] = {120, 130, 140, 150, 120, 130, 140, 150};
    for (int i = 0; i < 8; i++) /* a step ends before the request of its last moment */
        assert_near(memory->values[i] / MIB, expected[i], ROUNDING);
}

static void recycling_draws_between_max_and_max_plus_jitter(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 6000s}\n" ONE_CORE "services:\n"
                     "  app:\n"
                     "    on: h\n"
                     "    recycle: {max_requests: 10, jitter: 10}\n"
                     "    endpoints: {go: [{sleep: 1ms}]}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    /* A renewal process: limits of mean 15, variance (11^2 - 1) / 12 = 10. */
    const double served = trial_service(trial, "app")->served;
    const double deviation = sqrt(served * 10 / (15 * 15 * 15));
    assert_near(trial_service(trial, "app")->recycles, served / 15, 4 * deviation);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* ---- killed by the arbiter ---- */

static void a_stuck_worker_is_killed_within_a_second_of_its_time(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 410s}\n" ONE_CORE "services:\n"
                     "  app:\n"
                     "    on: h\n"
                     "    workers: 2\n"
                     "    threads: 1\n"
                     "    worker_timeout: 5s\n"
                     "    endpoints: {hang: [{sleep: 1h}], fine: [{sleep: 4.9s}]}\n"
                     "traffic:\n"
                     "  bad: {executor: constant-arrival-rate, rate: 0.1/s,"
                     " arrivals: regular, end: 401s, target: app.hang}\n"
                     "  good: {executor: constant-arrival-rate, rate: 0.1/s,"
                     " arrivals: regular, end: 401s, target: app.fine}\n");
    double least = 1, most = 0;
    assert_int_equal(trial_count(trial, "worker_killed", "app[0]"), 40);
    for (uint32_t i = 0; i < 40; i++) {
        const double late =
            trial_at_s(trial, "worker_killed", "app[0]", i) - 10 * (i + 1) - 5;
        least = fmin(least, late);
        most = fmax(most, late);
    }
    assert_true(least >= 0 && most <= 1);
    assert_true(least < 0.3 && most > 0.7); /* of 40 uniform: missed once in a million */
    assert_near(trial_requests(trial, "traffic.bad")->errors[FAILURE_KILLED], 40, 0);
    assert_near(trial_requests(trial, "traffic.good")->answered, 40, 0);
    assert_near(trial_service(trial, "app")->kills, 40, 0);
}

static void nobody_behind_a_killed_worker_is_forgotten(void **state)
{
    struct trial *trial = *state;
    /* The stuck worker stands in the middle of the three when it is killed; afterwards
     * six requests find six threads. */
    trial_run(trial,
              "simulate: {duration: 30s}\n" ONE_CORE "services:\n"
              "  app:\n"
              "    on: h\n"
              "    workers: 3\n"
              "    threads: 2\n"
              "    worker_timeout: 5s\n"
              "    endpoints: {hang: [{sleep: 1h}], fine: [{sleep: 1s}]}\n"
              "traffic:\n"
              "  bad: {executor: shared-iterations, vus: 1, iterations: 1, start: 1s,"
              " target: app.hang}\n"
              "  one: {executor: shared-iterations, vus: 1, iterations: 1, start: 2s,"
              " target: app.fine}\n"
              "  six: {executor: per-vu-iterations, vus: 6, iterations: 1,"
              " start: 20s, target: app.fine}\n");
    assert_int_equal(trial_count(trial, "worker_killed", "app[0]"), 1);
    assert_near(trial_requests(trial, "traffic.six")->answered, 6, 0);
    assert_near(trial_requests(trial, "traffic.six")->latency.max, 1, ROUNDING);
}

/* ---- the waiting room ---- */

static void a_full_backlog_refuses_at_once(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n" ONE_CORE
                     "services: {app: {on: h, threads: 1, backlog: 2,"
                     " endpoints: {go: [{sleep: 1s}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 5, iterations: 1,"
                     " target: app.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->answered, 3, 0);
    assert_near(all->errors[FAILURE_REFUSED], 2, 0);
    assert_near(all->error_at[FAILURE_REFUSED], 0, 0);
    assert_near(all->latency.max, 3, ROUNDING);
    assert_near(all->latency.mean, 2, ROUNDING);
    assert_near(trial_service(trial, "app")->refused, 2, 0);
    assert_near(trial_service(trial, "app")->wait_mean, (0 + 1 + 2) / 3.0, ROUNDING);
}

static void who_waited_too_long_in_the_queue_fails_there(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n" ONE_CORE
                     "services: {app: {on: h, threads: 1, queue_timeout: 1.5s,"
                     " endpoints: {go: [{sleep: 1s}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 4, iterations: 1,"
                     " target: app.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->answered, 2, 0);
    assert_near(all->errors[FAILURE_QUEUE_TIMEOUT], 2, 0);
    assert_near(all->error_at[FAILURE_QUEUE_TIMEOUT], 1.5, ROUNDING);
    assert_near(all->latency.max, 2, ROUNDING);
    /* over after 2 s: those who left cost no thread; they waited 1, 1.5 and 1.5 s */
    assert_near(trial->summary->simulated_s, 2, ROUNDING);
    assert_near(trial_service(trial, "app")->queue_mean, (1 + 1.5 + 1.5) / 2, ROUNDING);
}

static void an_event_loop_runs_one_step_at_a_time(void **state)
{
    struct trial *trial = *state;
    /* Two loops on four cores: four jobs of a second take two seconds; with threads
     * they would take one. Sleeping does not hold the loop. */
    trial_run(trial, "simulate: {duration: 10s}\n"
                     "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                     "services: {app: {on: h, async: true, workers: 2,"
                     " endpoints: {go: [{sleep: 1s}, {cpu: 1s}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 4, iterations: 1,"
                     " target: app.go}}\n");
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_near(latency->min, 2, ROUNDING);
    assert_near(latency->max, 3, ROUNDING);
    assert_near(latency->mean, 2.5, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_worker_idle_longest_takes_the_next_request),
        TRIAL_TEST(requests_go_round_the_workers),
        TRIAL_TEST(a_worker_is_replaced_after_its_last_request_and_pays_its_start),
        TRIAL_TEST(a_worker_leaves_when_all_its_requests_are_done),
        TRIAL_TEST(recycling_gives_back_what_leaked),
        TRIAL_TEST(recycling_draws_between_max_and_max_plus_jitter),
        TRIAL_TEST(a_stuck_worker_is_killed_within_a_second_of_its_time),
        TRIAL_TEST(nobody_behind_a_killed_worker_is_forgotten),
        TRIAL_TEST(a_full_backlog_refuses_at_once),
        TRIAL_TEST(who_waited_too_long_in_the_queue_fails_there),
        TRIAL_TEST(an_event_loop_runs_one_step_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
