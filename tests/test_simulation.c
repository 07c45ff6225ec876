/* A whole replication: when it ends, what travels between machines, messages. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

#define ONE_CORE "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"

/* ---- the end ---- */

static double finite_run_s(struct trial *trial, const char *step)
{
    trial_run(trial,
              "simulate: {duration: 100s}\n" ONE_CORE
              "services: {app: {on: h, endpoints: {go: [%s]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
              " arrivals: regular, end: 10.5s, target: app.go}}\n",
              step);
    return trial->summary->simulated_s;
}

static void finite_traffic_ends_the_run_with_its_last_request(void **state)
{
    assert_near(finite_run_s(*state, "{sleep: 100ms}"), 10.1, ROUNDING);
    assert_near(finite_run_s(*state, "{cpu: 100ms}"), 10.1, ROUNDING);
    assert_near(finite_run_s(*state, "{memory: 80MiB}"), 10.016, ROUNDING);
    assert_near(finite_run_s(*state, "{fail: 100%}"), 10, ROUNDING);
}

static void endless_traffic_fills_the_duration(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" ONE_CORE
                     "services: {app: {on: h, endpoints: {go: [{cpu: 100ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    assert_near(trial->summary->simulated_s, 100, 0);
    assert_near(trial_requests(trial, "all")->count, 100, 0);
    assert_near(trial_requests(trial, "all")->answered, 99, 0);
    assert_near(trial_requests(trial, "all")->in_flight_end, 1, 0);
}

static void iterations_end_the_run(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" ONE_CORE
                     "services: {app: {on: h, endpoints: {go: [{cpu: 100ms}]}}}\n"
                     "traffic: {t: {executor: shared-iterations, vus: 1, iterations: 20,"
                     " target: app.go}}\n");
    assert_near(trial->summary->simulated_s, 2, ROUNDING);
    assert_near(trial_requests(trial, "all")->answered, 20, 0);
}

static void the_run_goes_on_while_anything_is_under_way(void **state)
{
    struct trial *trial = *state;
    /* Two messages of 3 s for one thread, published within a request of no time. */
    trial_run(
        trial,
        "simulate: {duration: 100s}\n" ONE_CORE "services:\n"
        "  app: {on: h, endpoints: {go: [{publish: jobs.do}, {publish: jobs.do}]}}\n"
        "  jobs: {on: h, threads: 1, endpoints: {do: [{cpu: 3s}]}}\n"
        "traffic: {t: {executor: shared-iterations, vus: 1, iterations: 1,"
        " target: app.go}}\n");
    assert_near(trial->summary->simulated_s, 6, ROUNDING);
    assert_near(trial_requests(trial, "all")->latency.max, 0, 0);
    assert_near(trial_service(trial, "jobs")->served, 2, 0);
}

/* ---- between machines ---- */

static double latency_to(struct trial *trial, const char *zones, const char *db)
{
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2, zones: %s}}\n"
              "services:\n"
              "  web: {on: 'h[0]', endpoints: {go: [{call: db.do}]}}\n"
              "  db: {on: '%s', endpoints: {do: [{sleep: 1s}]}}\n"
              "network: {same_zone: 10ms, cross_zone: 50ms}\n"
              "traffic: {t: {executor: shared-iterations, vus: 1, iterations: 1,"
              " target: web.go}}\n",
              zones, db);
    return trial_requests(trial, "all")->latency.max;
}

static void a_call_takes_longer_to_another_machine_and_zone(void **state)
{
    assert_near(latency_to(*state, "[a, c]", "h[0]"), 1, ROUNDING);
    assert_near(latency_to(*state, "[a]", "h[1]"), 1.01, ROUNDING);
    assert_near(latency_to(*state, "[a, c]", "h[1]"), 1.05, ROUNDING);
}

/* ---- messages ---- */

static void consumers_share_the_messages(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
              "services:\n"
              "  app: {on: 'h[0]', endpoints: {go: [{publish: jobs.do}]}}\n"
              "  jobs: {on: h, workers: 2, threads: 1, endpoints: {do: [{sleep: 1s}]}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 12, iterations: 1,"
              " target: app.go}}\n");
    assert_near(trial->summary->simulated_s, 12 / 4, ROUNDING);
    assert_near(trial_instance(trial, "jobs[0]")->served, 6, 0);
    assert_near(trial_instance(trial, "jobs[1]")->served, 6, 0);
}

static void a_full_queue_fails_who_publishes(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n" ONE_CORE "services:\n"
                     "  app: {on: h, endpoints: {go: [{publish: jobs.do}]}}\n"
                     "  jobs: {on: h, threads: 1, queue: {prefetch: 4, max: 3}, "
                     "endpoints: {do: [{sleep: 1s}]}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 10, iterations: 1,"
                     " target: app.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    /* One is at work, three more are reserved, three wait. */
    assert_near(trial_service(trial, "jobs")->served, 7, 0);
    assert_near(all->answered, 7, 0);
    assert_near(all->errors[FAILURE_REFUSED], 3, 0);
}

static double served_in_spite_of_a_restart(struct trial *trial, const char *ack)
{
    trial_run(
        trial,
        "simulate: {duration: 100s}\n" ONE_CORE "services:\n"
        "  app: {on: h, endpoints: {go: [{publish: jobs.do}]}}\n"
        "  jobs: {on: h, threads: 1, queue: {ack: %s}, endpoints: {do: [{sleep: 4s}]}}\n"
        "traffic: {t: {executor: per-vu-iterations, vus: 3, iterations: 1,"
        " target: app.go}}\n"
        "events: [{at: 5s, restart: jobs}]\n",
        ack);
    return trial_service(trial, "jobs")->served;
}

static void an_early_acknowledgement_loses_what_was_at_work(void **state)
{
    assert_near(served_in_spite_of_a_restart(*state, "early"), 2, 0);
    assert_near(((struct trial *)*state)->summary->simulated_s, 5 + 4, ROUNDING);
    assert_near(served_in_spite_of_a_restart(*state, "late"), 3, 0);
    assert_near(((struct trial *)*state)->summary->simulated_s, 5 + 8, ROUNDING);
}

/* ---- what is told ---- */

static void only_so_many_events_are_kept(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n" ONE_CORE
                     "services: {app: {on: h, memory: {base: 2GiB},"
                     " restart: {delay: 50ms, max_delay: 50ms}}}\n");
    /* Each of 1200 rounds: dies, starts, is ready. */
    assert_int_equal(trial->summary->event_count, OCCURRENCE_LIMIT);
    assert_true(trial->summary->events_dropped >= 3 * 1190 - OCCURRENCE_LIMIT);
    assert_true(trial->summary->events_dropped <= 3 * 1200 + 2 - OCCURRENCE_LIMIT);
}

static void the_same_seed_gives_the_same_run(void **state)
{
    struct trial *trial = *state;
    double latencies[3];
    const int seeds[] = {1, 1, 2};
    for (int i = 0; i < 3; i++) {
        trial_run(trial,
                  "simulate: {duration: 100s, seed: %d}\n" ONE_CORE
                  "services: {app: {on: h, endpoints: {go: [{cpu: exp(30ms)}]}}}\n"
                  "traffic: {t: {executor: constant-arrival-rate, rate: 20/s,"
                  " target: app.go}}\n",
                  seeds[i]);
        latencies[i] = trial_requests(trial, "all")->latency.mean;
    }
    assert_near(latencies[0], latencies[1], 0);
    assert_true(latencies[0] != latencies[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(finite_traffic_ends_the_run_with_its_last_request),
        TRIAL_TEST(endless_traffic_fills_the_duration),
        TRIAL_TEST(iterations_end_the_run),
        TRIAL_TEST(the_run_goes_on_while_anything_is_under_way),
        TRIAL_TEST(a_call_takes_longer_to_another_machine_and_zone),
        TRIAL_TEST(consumers_share_the_messages),
        TRIAL_TEST(a_full_queue_fails_who_publishes),
        TRIAL_TEST(an_early_acknowledgement_loses_what_was_at_work),
        TRIAL_TEST(only_so_many_events_are_kept),
        TRIAL_TEST(the_same_seed_gives_the_same_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
