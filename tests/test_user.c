/* Closed users: journeys, and from where latency counts. */
#include "models/closed_network.h"
#include "models/operational.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define HEAD                                                                             \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {login: [{sleep: 2s}], read: [{sleep: 1s}],"       \
    " broken: [{sleep: 1s}, {fail: 100%%}]}}}\n"

static void a_journey_is_one_iteration(void **state)
{
    struct trial *trial = *state;
    /* 2 + 3 + 1 + 1 + think 2: 9 s each; 3 iterations, the last thinking left out. */
    trial_run(trial, "simulate: {duration: 1h}\nmonth: {like_this: 1h}\n" HEAD
                     "traffic: {u: {executor: per-vu-iterations, vus: 2, iterations: 3,"
                     " think: 2s, journey: [s.login, {think: 3s}, s.read, s.read]}}\n");
    assert_near(trial_requests(trial, "s.login")->answered, 6, 0);
    assert_near(trial_requests(trial, "s.read")->answered, 12, 0);
    assert_near(trial_requests(trial, "all")->latency.mean, 4. / 3, 1e-9);
    assert_near(trial->summary->simulated_s, 27, 1e-9);
}

static void shared_iterations_are_journeys_too(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\nmonth: {like_this: 1h}\n" HEAD
                     "traffic: {u: {executor: shared-iterations, vus: 3, iterations: 7,"
                     " journey: [{think: 1s}, s.read, {think: 4s}]}}\n");
    assert_near(trial_requests(trial, "all")->answered, 7, 0);
    /* Two rounds of 6 s, and one user who walks once more. */
    assert_near(trial->summary->simulated_s, 18, 1e-9);
}

static void a_failed_call_does_not_end_the_journey(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\nmonth: {like_this: 1h}\n" HEAD
                     "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 5,"
                     " journey: [s.broken, s.read]}}\n");
    assert_near(trial_requests(trial, "s.broken")->failed, 5, 0);
    assert_near(trial_requests(trial, "s.read")->answered, 5, 0);
}

static void who_is_on_a_journey_walks_it_to_its_end(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n" HEAD
                     "traffic: {u: {executor: constant-vus, vus: 4, end: 3s,"
                     " journey: [s.login, {think: 5s}, s.read]}}\n");
    assert_near(trial_requests(trial, "s.login")->answered, 4, 0);
    assert_near(trial_requests(trial, "s.read")->answered, 4, 0);
    assert_near(trial->summary->simulated_s, 8, 1e-9);
}

static void a_user_who_comes_back_during_his_journey_goes_on_with_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 20s}\n" HEAD
                     "traffic: {u: {executor: constant-vus, vus: 2,"
                     " journey: [s.login, {think: 6s}, s.read]}}\n"
                     "events: [{at: 3s, set: {traffic.u.vus: 1}, for: 1s}]\n");
    /* Iterations of 9 s begin at 0, 9 and 18. */
    assert_near(trial_requests(trial, "s.login")->count, 6, 0);
    assert_near(trial_requests(trial, "s.read")->count, 4, 0);
}

static void a_journey_keeps_its_connection(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\nmonth: {like_this: 1h}\n" HEAD
                     "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 2,"
                     " connect: 1s, requests_per_connection: 4,"
                     " journey: [s.read, s.read]}}\n");
    assert_near(trial_requests(trial, "all")->latency.max, 2, 2e-3);
    assert_near(trial_requests(trial, "all")->latency.mean, 1.25, 1e-9);
}

/* Five arrivals in five seconds at a server that takes 2 s for each, one at a time: the
 * n-th waits for those before it, 2 n - (n - 1) s from when it came. A closed user asks
 * only when he was answered, so each of his requests takes 2 s. */
static void latency_counts_from_when_it_was_meant_to_begin(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {s: {on: h, threads: 1, endpoints: {go: [{sleep: 2s}]}}}\n"
              "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
              " arrivals: regular, end: 5.5s, target: s.go}}\n");
    assert_near(trial_requests(trial, "all")->answered, 5, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 6, 6e-3);
    assert_near(trial_requests(trial, "all")->latency.mean, 4, 1e-9);
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {s: {on: h, threads: 1, endpoints: {go: [{sleep: 2s}]}}}\n"
              "traffic: {u: {executor: constant-vus, vus: 1, target: s.go}}\n");
    assert_near(trial_requests(trial, "all")->latency.max, 2, 2e-3);
}

/* The same with what comes before the service: the connection, failed attempts. */
static void connecting_and_retries_are_part_of_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {s: {on: h, endpoints: {go: [{sleep: 2s}]}}}\n"
                     "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " connect: 1s, rtt: 500ms, timeout: 3200ms, retries: 1,"
                     " retry_delay: 4s, target: s.go}}\nmonth: {like_this: 1h}\n");
    assert_near(trial_requests(trial, "all")->failed, 1, 0);
    assert_near(trial_requests(trial, "all")->attempts, 2, 0);
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {s: {on: h, restart: {delay: 20s}, start_at: 4s,"
                     " endpoints: {go: [{sleep: 2s}]}}}\n"
                     "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " connect: 1s, rtt: 500ms, retries: 1,"
                     " retry_delay: 4s, target: s.go}}\nmonth: {like_this: 1h}\n");
    /* Connects 1, refused, rtt 0.5, waits 4, connects 1, served 2, rtt 0.5. */
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->latency.mean, 9, 1e-9);
}

/* What `check` says of a journey: requests are those of all its calls, each with its part
 * of the pauses, and the exact solution is that of its whole iteration. */
static void operational_laws_see_whole_journeys(void **state)
{
    struct trial *trial = *state;
    struct operational found;
    struct arena *arena = &trial->scenario.arena;
    const struct design *design = scenario_accept(
        &trial->scenario,
        "overstack: 1\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services: {s: {on: h, endpoints: {login: [{cpu: exp(40ms)}],"
        " read: [{cpu: exp(10ms)}]}}}\n"
        "traffic: {u: {executor: constant-vus, vus: 25, think: 500ms,"
        " journey: [s.login, {think: exp(700ms)}, s.read, {think: 300ms}, s.read]}}\n");
    operational_init(&found, design, arena);
    const struct closed_station cpu = {0.060, 1};
    const double iterations = closed_network_throughput(&cpu, 1, 1.5, 25, arena);
    assert_true(found.traffic[0].exact);
    assert_near(found.traffic[0].mean_per_s, 3 * iterations, 1e-9);
    assert_near(found.traffic[0].response_s, 0.020, 1e-12);
    assert_near(found.traffic[0].think_s, 0.5, 1e-12);
    assert_near(found.traffic[0].wanted_per_s, 3 * 25 / 1.56, 1e-9);
    assert_near(found.services[0].mean_per_s, 3 * iterations, 1e-9);
}

/* A tenth arrives; of iterations, three calls each. */
static void operational_laws_leave_out_what_an_edge_drops(void **state)
{
    struct trial *trial = *state;
    struct operational found;
    const struct design *design = scenario_accept(
        &trial->scenario,
        "overstack: 1\nsimulate: {duration: 100s}\nmonth: {like_this: 1h}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services: {s: {on: h, endpoints: {go: [{cpu: 10ms}]}}}\n"
        "traffic:\n"
        "  u: {executor: constant-arrival-rate, rate: 50/s, blocked: 90%, target: s.go}\n"
        "  v: {executor: per-vu-iterations, vus: 2, iterations: 10, blocked: 90%,"
        " journey: [s.go, s.go, s.go]}\n");
    operational_init(&found, design, &trial->scenario.arena);
    assert_near(found.traffic[0].mean_per_s, 5, 1e-9);
    assert_near(found.traffic[1].mean_per_s, 2 * 10 * 3 * 0.1 / 100, 1e-9);
    assert_false(found.traffic[0].exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_journey_is_one_iteration),
        TRIAL_TEST(shared_iterations_are_journeys_too),
        TRIAL_TEST(a_failed_call_does_not_end_the_journey),
        TRIAL_TEST(who_is_on_a_journey_walks_it_to_its_end),
        TRIAL_TEST(a_user_who_comes_back_during_his_journey_goes_on_with_it),
        TRIAL_TEST(a_journey_keeps_its_connection),
        TRIAL_TEST(operational_laws_see_whole_journeys),
        TRIAL_TEST(operational_laws_leave_out_what_an_edge_drops),
        TRIAL_TEST(latency_counts_from_when_it_was_meant_to_begin),
        TRIAL_TEST(connecting_and_retries_are_part_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
