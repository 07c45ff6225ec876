/* Sockets: of requests, of proxies, of pools. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define ROUNDING 1e-9

#define HOSTS                                                                            \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"

#define USERS(count, target)                                                             \
    "traffic: {t: {executor: per-vu-iterations, vus: " count                             \
    ", iterations: 1, target: " target "}}\n"

static void a_request_holds_one_and_the_next_fails_at_once(void **state)
{
    trial_run(*state,
              HOSTS "services: {s: {on: h, connections: 3, threads: 1, endpoints: "
                    "{go: [{sleep: 1s}]}}}\n" USERS("5", "s.go"));
    const struct trial *trial = *state;
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->answered, 3, 0); /* who waits for the thread holds one, too */
    assert_near(all->errors[FAILURE_CONNECTION], 2, 0);
    assert_near(all->error_at[FAILURE_CONNECTION], 0, 0);
    const struct resource_summary *one = trial_resource(trial, "service.s.connections");
    assert_near(one->utilization, (3 + 2 + 1) / 3. / 3., ROUNDING);
    assert_near(one->saturated_at, 0, 0);
    assert_true(one->headroom <= 1);
}

/* Six sockets: three requests that call onward. */
static void a_proxied_request_takes_two(void **state)
{
    trial_run(*state,
              HOSTS "services:\n"
                    "  p: {on: h, connections: 6, forward: s}\n"
                    "  s: {on: h, endpoints: {go: [{sleep: 1s}]}}\n" USERS("5", "p.go"));
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->answered, 3, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 2, 0);
    assert_near(trial_resource(trial, "service.p.connections")->utilization, 1, ROUNDING);
}

/* A fourth client gets the seventh socket, and then none for its call. */
static void a_proxy_may_have_a_socket_for_the_client_only(void **state)
{
    trial_run(*state, HOSTS
              "services:\n"
              "  p: {on: h, connections: 7, forward: s, each: [{sleep: "
              "100ms}]}\n"
              "  s: {on: h, endpoints: {go: [{sleep: 900ms}]}}\n" USERS("4", "p.go"));
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->answered, 3, 0);
    assert_near(trial_requests(trial, "all")->error_at[FAILURE_CONNECTION], 0.1,
                ROUNDING);
}

static void a_service_that_forwards_nothing_takes_one(void **state)
{
    trial_run(*state,
              HOSTS "services:\n"
                    "  p: {on: h, connections: 5, endpoints: {go: [{call: s.go}]}}\n"
                    "  s: {on: h, endpoints: {go: [{sleep: 1s}]}}\n" USERS("5", "p.go"));
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->answered, 5, 0);
}

/* ---- pools ---- */

#define POOLED                                                                           \
    HOSTS                                                                                \
    "services:\n"                                                                        \
    "  a: {on: h, replicas: 2, pools: {db: {size: 3, timeout: 500ms}}, endpoints: "      \
    "{go: [{call: db.do}]}}\n"                                                           \
    "  b: {on: h, endpoints: {go: [{call: db.do}]}}\n"                                   \
    "  db: {on: h, connections: %d, endpoints: {do: [{sleep: 1s}]}}\n"

static void a_pool_holds_its_connections_from_the_start(void **state)
{
    trial_run(*state, POOLED USERS("2", "b.go"), 7);
    const struct trial *trial = *state;
    /* Six are held by two pools that nobody uses. */
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 1, 0);
    assert_near(trial_resource(trial, "service.db.connections")->utilization, 1,
                ROUNDING);
}

static void calls_over_a_pool_need_no_other_connection(void **state)
{
    trial_run(*state, POOLED USERS("6", "a.go"), 6);
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->answered, 6, 0);
}

static void a_pool_that_finds_too_few_stays_small(void **state)
{
    trial_run(*state, POOLED USERS("6", "a.go"), 4);
    const struct trial *trial = *state;
    assert_string_equal(trial_why(trial, "pool_short", "a[1] to db", 0),
                        "it gets 1 of its 3 connections, db has no more");
    assert_near(trial_requests(trial, "all")->answered, 4, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_POOL_TIMEOUT], 2, 0);
    assert_true(
        scenario_says(&trial->scenario, "pools want 6 connections (a 2 x 3), 4 exist"));
}

/* a[0] dies at 10 s and is up again at 20 s: a[1] has taken what it lost. */
static void what_a_dead_caller_held_goes_to_others(void **state)
{
    trial_run(*state, HOSTS
              "services:\n"
              "  a: {on: h, start: {time: 10s}, pools: {db: 3}, endpoints: {go: [{call: "
              "db.do}]}}\n"
              "  b: {on: h, pools: {db: 3}, endpoints: {go: [{call: db.do}]}}\n"
              "  db: {on: h, connections: 4, endpoints: {do: [{sleep: 1s}]}}\n"
              "events: [{at: 10s, restart: a}]\n"
              "traffic:\n"
              "  t: {executor: per-vu-iterations, vus: 3, iterations: 1, start: 11s, "
              "target: b.go}\n"
              "  u: {executor: per-vu-iterations, vus: 1, iterations: 1, start: 30s, "
              "target: a.go}\n");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "b.go")->latency.max, 1, ROUNDING);
    assert_string_equal(trial_why(trial, "pool_short", "a[0] to db", 0),
                        "it gets 1 of its 3 connections, db has no more");
    assert_near(trial_requests(trial, "all")->answered, 4, 0);
}

static void a_pool_that_grows_takes_more(void **state)
{
    trial_run(*state, HOSTS
              "services:\n"
              "  a: {on: h, pools: {db: 1}, endpoints: {go: [{call: db.do}]}}\n"
              "  db: {on: h, connections: 3, endpoints: {do: [{sleep: 1s}]}}\n"
              "events: [{at: 10s, set: {services.a.pools.db.size: 5}, for: 10s}]\n"
              "traffic:\n"
              "  t: {executor: per-vu-iterations, vus: 6, iterations: 1, start: 11s, "
              "target: a.go}\n"
              "  u: {executor: per-vu-iterations, vus: 2, iterations: 1, start: 30s, "
              "target: a.go}\n");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "traffic.t")->latency.max, 2, 2e-3);
    assert_near(trial_requests(trial, "traffic.u")->latency.max, 2, 2e-3);
}

/* Nothing stays taken, whatever becomes of the requests. */
static void every_connection_comes_back(void **state)
{
    trial_run(
        *state,
        "simulate: {duration: 100s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services:\n"
        "  p: {on: h, connections: 40, forward: s, queue_timeout: 100ms, threads: 9}\n"
        "  s: {on: h, connections: 4, threads: 2, backlog: {size: 3, full: "
        "retry_syn}, worker_timeout: 900ms, endpoints: {go: [{cpu: exp(50ms)}, "
        "{fail: 10%%}, {sleep: exp(200ms)}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 30/s, end: 50s, "
        "target: p.go, timeout: 700ms, retries: 1}}\n"
        "events: [{at: 20s, restart: s}, {at: 30s, restart: p}]\n");
    const struct trial *trial = *state;
    assert_near(trial->summary->simulated_s < 100, 1, 0); /* nobody is left */
    assert_true(trial_requests(trial, "all")->errors[FAILURE_CONNECTION] > 0);
    trial_run(*state, HOSTS
              "services: {s: {on: h, connections: 2, queue_timeout: 100ms, threads: 1,"
              " endpoints: {go: [{sleep: 1s}]}}}\n"
              "traffic:\n"
              "  t: {executor: per-vu-iterations, vus: 2, iterations: 1, target: s.go}\n"
              "  u: {executor: per-vu-iterations, vus: 1, iterations: 1, start: 500ms, "
              "target: s.go, timeout: 10ms}\n"
              "  v: {executor: per-vu-iterations, vus: 2, iterations: 1, start: 2s, "
              "target: s.go}\n");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_request_holds_one_and_the_next_fails_at_once),
        TRIAL_TEST(a_proxied_request_takes_two),
        TRIAL_TEST(a_proxy_may_have_a_socket_for_the_client_only),
        TRIAL_TEST(a_service_that_forwards_nothing_takes_one),
        TRIAL_TEST(a_pool_holds_its_connections_from_the_start),
        TRIAL_TEST(calls_over_a_pool_need_no_other_connection),
        TRIAL_TEST(a_pool_that_finds_too_few_stays_small),
        TRIAL_TEST(what_a_dead_caller_held_goes_to_others),
        TRIAL_TEST(a_pool_that_grows_takes_more),
        TRIAL_TEST(every_connection_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
