/* Calls between services: patience, second tries, connections. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

/* `a` calls `b`; both have all the threads they want. */
#define TWO_SERVICES                                                                     \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  a: {on: h, %s endpoints: {go: [{call: {to: b.do, %s}}]}}\n"                       \
    "  b: {on: h, %s endpoints: {do: [%s]}}\n"                                           \
    "traffic: {t: {executor: per-vu-iterations, vus: %d, iterations: 1, target: "        \
    "a.go}}\n"

/* ---- time-outs ---- */

static void who_stops_waiting_does_not_stop_the_work(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "timeout: 1s", "", "{sleep: 3s}", 1);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_TIMEOUT], 1, 0);
    assert_near(all->error_at[FAILURE_TIMEOUT], 1, ROUNDING);
    /* The run goes on until b has done what nobody waits for any more. */
    assert_near(trial->summary->simulated_s, 3, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 1, 0);
    assert_near(trial_service(trial, "a")->in_flight_mean, 1 / 3.0, ROUNDING);
    assert_near(trial_service(trial, "b")->in_flight_mean, 1, ROUNDING);
}

static void who_left_the_queue_still_has_its_turn(void **state)
{
    struct trial *trial = *state;
    /* The server does not know that the second caller has gone. */
    trial_run(trial, TWO_SERVICES, "", "timeout: 4s", "threads: 1,", "{sleep: 3s}", 2);
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 1, 0);
    assert_near(trial->summary->simulated_s, 6, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 2, 0);
}

static void an_answer_in_time_ends_the_patience(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "timeout: 3.001s", "", "{sleep: 3s}", 1);
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 3, ROUNDING);
}

static void patience_can_vary_from_call_to_call(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "timeout: 'uniform(1s, 2s)', on_error: ignore", "",
              "{sleep: 10s}", 1000);
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_true(latency->min >= 1 && latency->min < 1.01);
    assert_true(latency->max <= 2 && latency->max > 1.99);
    assert_near(latency->mean, 1.5, 4 / sqrt(12 * 1000));
}

/* ---- retries ---- */

static void retries_wait_twice_as_long_each_time(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "retries: 3, backoff: 1s", "", "{fail: 100%}", 1);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_APPLICATION], 1, 0);
    assert_near(all->error_at[FAILURE_APPLICATION], 1 + 2 + 4, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 4, 0);
    assert_near(all->attempts, 1, 0); /* the user tried once */
}

static void a_call_that_fails_may_be_ignored(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "retries: 2, backoff: 1s, on_error: ignore", "",
              "{fail: 100%}", 1);
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 1 + 2, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 3, 0);
}

static void each_try_has_its_own_patience(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "", "timeout: 1s, retries: 1, backoff: 500ms", "",
              "{sleep: 3s}", 1);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->error_at[FAILURE_TIMEOUT], 1 + 0.5 + 1, ROUNDING);
    assert_near(trial->summary->simulated_s, 1.5 + 3, ROUNDING);
    assert_near(trial_service(trial, "b")->in_flight_mean, 6 / 4.5, ROUNDING);
}

static void jitter_draws_a_share_of_the_wait_away(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "",
              "retries: 1, backoff: 2s, jitter: 50%, on_error: ignore", "",
              "{fail: 100%}", 2000);
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_true(latency->min >= 1 && latency->min < 1.01);
    assert_true(latency->max <= 2 && latency->max > 1.99);
    assert_near(latency->mean, 1.5, 4 / sqrt(12 * 2000));
}

static void tries_are_counted_anew_for_each_call(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  a: {on: h, endpoints: {go: [{repeat: {times: 3, steps: [{call:"
                     " {to: b.do, retries: 1, backoff: 1s, on_error: ignore}}]}}]}}\n"
                     "  b: {on: h, endpoints: {do: [{fail: 100%%}]}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " target: a.go}}\n");
    assert_near(trial_requests(trial, "all")->latency.max, 3, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 6, 0);
}

/* ---- the user's tries ---- */

#define RETRYING_USER                                                                    \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  a: {on: h, endpoints: {go: [{call: {to: b.do, %s}}, {fail: %s}]}}\n"              \
    "  b: {on: h, endpoints: {do: [%s]}}\n"                                              \
    "traffic: {t: {executor: per-vu-iterations, vus: %d, iterations: 1, target: a.go,"   \
    " retries: %d, rtt: %s}}\n"

static void tries_of_the_user_are_not_those_of_a_call(void **state)
{
    struct trial *trial = *state;
    enum { USERS = 4000 };
    trial_run(trial, RETRYING_USER, "retries: 2", "50%", "{sleep: 1ms}", USERS, 2, "0");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_APPLICATION] / USERS, 0.125,
                4 * sqrt(0.125 * 0.875 / USERS));
    assert_near(all->attempts / USERS, 1.75, 4 * sqrt(0.6875 / USERS));
    assert_near(trial_service(trial, "b")->served, all->attempts, 0);
}

static void a_user_whose_every_try_fails_stops_trying(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RETRYING_USER, "retries: 1", "100%", "{send: 1KiB}", 1, 1, "0");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->attempts, 2, 0);
    assert_near(all->errors[FAILURE_APPLICATION], 1, 0);
}

static void a_retry_waits_for_the_reply_of_the_failed_try(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RETRYING_USER, "retries: 0", "50%", "{send: 1KiB}", 200, 1, "1s");
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_near(latency->min, 1, ROUNDING);
    assert_near(latency->max, 2, ROUNDING);
}

/* ---- failures travel up ---- */

static void the_innermost_cause_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, endpoints: {go: [{call: b.do}]}}\n"
              "  b: {on: h, endpoints: {do: [{call: c.do}]}}\n"
              "  c: {on: h, threads: 1, backlog: 0, endpoints: {do: [{sleep: 1s}]}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 2, iterations: 1,"
              " target: a.go}}\n");
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_REFUSED], 1, 0);
    assert_near(trial_service(trial, "c")->refused, 1, 0);
}

static void a_failed_branch_fails_the_whole_when_all_are_done(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  a: {on: h, endpoints: {go: [{parallel: [[{sleep: 5s}],"
                     " [{call: b.do}], [{sleep: 2s}]]}]}}\n"
                     "  b: {on: h, endpoints: {do: [{sleep: 1s}, {fail: 100%%}]}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " target: a.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_APPLICATION], 1, 0);
    assert_near(all->error_at[FAILURE_APPLICATION], 5, ROUNDING);
}

/* ---- connections ---- */

static void connections_are_waited_for_in_order_and_not_for_ever(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "pools: {b: {size: 1, timeout: 1.5s}},", "retries: 0",
              "", "{sleep: 1s}", 4);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->answered, 2, 0);
    assert_near(all->latency.max, 2, ROUNDING);
    assert_near(all->errors[FAILURE_POOL_TIMEOUT], 2, 0);
    assert_near(all->error_at[FAILURE_POOL_TIMEOUT], 1.5, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 2, 0);
    assert_near(trial_resource(trial, "service.a.pool.b")->utilization, 1, ROUNDING);
}

static void a_pool_holds_as_many_calls_as_it_is_large(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "pools: {b: {size: 3}},", "retries: 0", "",
              "{sleep: 1s}", 7);
    const struct latency_summary *latency = &trial_requests(trial, "all")->latency;
    assert_near(latency->mean, (3 * 1 + 3 * 2 + 3) / 7.0, ROUNDING);
    assert_near(latency->max, 3, ROUNDING);
}

static void a_call_timed_out_gives_its_connection_back(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_SERVICES, "pools: {b: 1},", "timeout: 1s", "", "{sleep: 10s}",
              3);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_TIMEOUT], 3, 0); /* at 1, 2 and 3 s */
    assert_near(trial->summary->simulated_s, 12, ROUNDING);
    assert_near(trial_service(trial, "a")->in_flight_mean, (1 + 2 + 3) / 12.0, ROUNDING);
}

static void a_retry_asks_for_a_connection_again(void **state)
{
    struct trial *trial = *state;
    /* Two callers and one connection: 0-1, 1-2, then their second tries, due at 2 and
     * 3 s: 2-3 and 3-4. */
    trial_run(trial, TWO_SERVICES, "pools: {b: 1},", "retries: 1, backoff: 1s", "",
              "{sleep: 1s}, {fail: 100%}", 2);
    assert_near(trial_requests(trial, "all")->failed, 2, 0);
    assert_near(trial->summary->simulated_s, 4, ROUNDING);
    assert_near(trial_service(trial, "b")->in_flight_mean, 1, ROUNDING);
}

static void a_killed_caller_gives_its_connection_back(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, workers: 2, threads: 1, worker_timeout: 3s, pools: {b: 1},"
              " endpoints: {hang: [{call: b.hang}], go: [{call: b.do}]}}\n"
              "  b: {on: h, endpoints: {hang: [{sleep: 50s}], do: [{sleep: 1s}]}}\n"
              "traffic:\n"
              "  s: {executor: per-vu-iterations, vus: 1, iterations: 1,"
              " target: a.hang}\n"
              "  t: {executor: per-vu-iterations, vus: 1, iterations: 1, start: 2s,"
              " target: a.go}\n");
    const double killed_s = trial_at_s(trial, "worker_killed", "a[0]", 0);
    assert_near(trial_requests(trial, "traffic.s")->errors[FAILURE_KILLED], 1, 0);
    assert_near(trial_requests(trial, "traffic.t")->answered, 1, 0);
    assert_near(trial_requests(trial, "traffic.t")->latency.max, killed_s - 2 + 1,
                ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(who_stops_waiting_does_not_stop_the_work),
        TRIAL_TEST(who_left_the_queue_still_has_its_turn),
        TRIAL_TEST(an_answer_in_time_ends_the_patience),
        TRIAL_TEST(patience_can_vary_from_call_to_call),
        TRIAL_TEST(retries_wait_twice_as_long_each_time),
        TRIAL_TEST(a_call_that_fails_may_be_ignored),
        TRIAL_TEST(each_try_has_its_own_patience),
        TRIAL_TEST(jitter_draws_a_share_of_the_wait_away),
        TRIAL_TEST(tries_are_counted_anew_for_each_call),
        TRIAL_TEST(tries_of_the_user_are_not_those_of_a_call),
        TRIAL_TEST(a_user_whose_every_try_fails_stops_trying),
        TRIAL_TEST(a_retry_waits_for_the_reply_of_the_failed_try),
        TRIAL_TEST(the_innermost_cause_is_told),
        TRIAL_TEST(a_failed_branch_fails_the_whole_when_all_are_done),
        TRIAL_TEST(connections_are_waited_for_in_order_and_not_for_ever),
        TRIAL_TEST(a_pool_holds_as_many_calls_as_it_is_large),
        TRIAL_TEST(a_call_timed_out_gives_its_connection_back),
        TRIAL_TEST(a_retry_asks_for_a_connection_again),
        TRIAL_TEST(a_killed_caller_gives_its_connection_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
