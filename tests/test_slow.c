/* Paths that are slow, lose messages, or are cut. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>

#define ROUNDING 1e-9

/* A call each second from web to db and back, which itself takes no time. */
#define CALLS                                                                            \
    "simulate: {duration: 400s}\n"                                                       \
    "hosts:\n"                                                                           \
    "  web: {instance: {vcpus: 1, memory: 1GiB}, count: 2}\n"                            \
    "  db: {instance: {vcpus: 1, memory: 1GiB}}\n"                                       \
    "services:\n"                                                                        \
    "  s: {on: \"web[0]\", endpoints: {go: [{call: {to: t.go, %s}}]}}\n"                 \
    "  t: {on: %s, endpoints: {go: [{sleep: 10ms}]}}\n"                                  \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"       \
    " end: %s, target: s.go}}\n"                                                         \
    "events: [%s]\n"

static const struct request_summary *all(const struct trial *trial)
{
    return trial_requests(trial, "all");
}

static void a_delay_counts_in_its_direction(void **state)
{
    struct trial *trial = *state;
    const char *const ways[] = {"{at: 0, slow: {from: web, to: db, delay: 40ms}}",
                                "{at: 0, slow: {from: db, to: web, delay: 40ms}}"};
    for (int i = 0; i < 2; i++) { /* the request, the reply */
        trial_run(trial, CALLS, "retries: 0", "db", "400s", ways[i]);
        assert_near(all(trial)->latency.mean, 0.05, ROUNDING);
    }
    trial_run(trial, CALLS, "retries: 0", "db", "400s",
              "{at: 0, slow: {from: \"web[1]\", to: db, delay: 40ms}}");
    assert_near(all(trial)->latency.mean, 0.01, ROUNDING); /* nobody's way */
    trial_run(trial, CALLS, "retries: 0", "\"web[0]\"", "400s",
              "{at: 0, slow: {from: web, to: web, delay: 40ms}}");
    assert_near(all(trial)->latency.mean, 0.01, ROUNDING); /* stays on its machine */
}

static void delays_add_up_and_end(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CALLS, "retries: 0", "db", "400s",
              "{at: 100.5s, slow: {from: web, to: db, delay: 40ms}, for: 100s},"
              "{at: 150.5s, slow: {from: \"web[0]\", to: db, delay: 5ms}, for: 100s}");
    /* 400 calls but the one at 400 s: 100 with 40 ms, 100 with 5, 50 of them with both. */
    assert_near(all(trial)->latency.mean, 0.01 + 100 * 0.045 / all(trial)->answered,
                ROUNDING);
    assert_near(all(trial)->latency.max, 0.055, 0.055e-3);
    assert_near(trial_at_s(trial, "slow", "from web to db", 0), 100.5, 0);
    assert_string_equal(trial_why(trial, "slow", "from web to db", 0), "40 ms more");
    assert_near(trial_at_s(trial, "slow_end", "from web to db", 0), 200.5, 0);
}

/* What is cut off is sent again 0.2, 0.6, 1.4, 3, 6.2, ... s after the first time. */
static void after_a_cut_what_waited_is_sent_again(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CALLS, "retries: 0", "db", "10.5s",
              "{at: 9.5s, slow: {from: web, to: db, loss: 100%}, for: 4s}");
    /* The call of 10 s: tries until 13.0 s fail, that of 16.2 s gets through. */
    assert_near(all(trial)->answered, 10, 0);
    assert_near(all(trial)->latency.max, 6.21, 6.21e-3);
    assert_string_equal(trial_why(trial, "cut", "from web to db", 0), "all are lost");
}

static void in_a_partition_calls_hang_until_their_timeout(void **state)
{
    struct trial *trial = *state;
    const char *const ways[] = {"{at: 100.5s, slow: {from: web, to: db, loss: 100%}}",
                                "{at: 100.5s, slow: {from: db, to: web, loss: 100%}}"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial, CALLS, "timeout: 3s", "db", "200.5s", ways[i]);
        assert_near(all(trial)->errors[FAILURE_TIMEOUT], 100, 0);
        assert_near(all(trial)->error_at[FAILURE_TIMEOUT], 104, ROUNDING);
        assert_near(all(trial)->answered, 100, 0);
        assert_near(all(trial)->in_flight_end, 0, 0);
    }
    assert_near(trial_service(trial, "t")->served, 200, 0); /* only replies were lost */
}

static void after_fifteen_tries_the_connection_is_given_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 30m}\n"
                     "hosts:\n"
                     "  web: {instance: {vcpus: 1, memory: 1GiB}}\n"
                     "  db: {instance: {vcpus: 1, memory: 1GiB}}\n"
                     "services:\n"
                     "  s: {on: web, endpoints: {go: [{call: t.go}]}}\n"
                     "  t: {on: db, endpoints: {go: [{sleep: 10ms}]}}\n"
                     "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " target: s.go}}\n"
                     "events: [{at: 0, slow: {from: web, to: db, loss: 100%%}}]\n");
    /* 0.2 + 0.4 + ... + 102.4, then six times 120: as Linux documents, 924.6 s. */
    assert_near(all(trial)->errors[FAILURE_CONNECTION], 1, 0);
    assert_near(all(trial)->error_at[FAILURE_CONNECTION], 924.6, 1e-6);
}

/* The caller leaves while its request, or the reply, is held up. */
static void a_cancelled_call_leaves_the_path(void **state)
{
    struct trial *trial = *state;
    const char *const ways[] = {
        "{at: 0, slow: {from: web, to: db, delay: 5s, loss: 50%}}",
        "{at: 0, slow: {from: db, to: web, delay: 5s, loss: 50%}}"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial, CALLS, "timeout: 2s, cancels: true", "db", "200.5s", ways[i]);
        assert_near(all(trial)->errors[FAILURE_TIMEOUT], 200, 0);
        assert_near(all(trial)->in_flight_end, 0, 0);
        assert_near(trial_service(trial, "t")->served, i == 0 ? 0 : 200, 0);
    }
}

/* Half of the calls go the way that is cut, time out, and are tried on the other one. */
static void a_call_that_is_cut_off_is_tried_elsewhere(void **state)
{
    struct trial *trial = *state;
    const char *const ways[] = {"from: w, to: a", "from: a, to: w"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial,
                  "simulate: {duration: 400s}\n"
                  "hosts:\n"
                  "  w: {instance: {vcpus: 1, memory: 1GiB}}\n"
                  "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
                  "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
                  "services:\n"
                  "  s: {on: w, endpoints: {go: [{call: {to: t.go, timeout: 2s}}]}}\n"
                  "  t: {on: [a, b], balance: {max_fails: 0, next_upstream: 1},"
                  " endpoints: {go: [{sleep: 10ms}]}}\n"
                  "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
                  " arrivals: regular, end: 200.5s, target: s.go}}\n"
                  "events: [{at: 0, slow: {%s, delay: 1ms, loss: 100%%}}]\n",
                  ways[i]);
        assert_near(all(trial)->answered, 200, 0);
        assert_near(all(trial)->latency.max, 2.01, 2.01e-3);
        assert_true(all(trial)->latency.mean > 0.9);
        assert_near(all(trial)->in_flight_end, 0, 0);
    }
}

/* The share p^k is lost k times: the mean wait is the sum of p^k 0.2 2^(k-1). */
static void each_message_is_lost_by_chance(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 20000s}\n"
        "hosts:\n"
        "  web: {instance: {vcpus: 1, memory: 1GiB}}\n"
        "  db: {instance: {vcpus: 1, memory: 1GiB}}\n"
        "services:\n"
        "  s: {on: web, endpoints: {go: [{call: t.go}]}}\n"
        "  t: {on: db, endpoints: {go: []}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 10/s, target: s.go}}\n"
        "events: [{at: 0, slow: {from: web, to: db, loss: 10%%}}]\n");
    const double p = 0.1, n = all(trial)->answered;
    double mean = 0, square = 0, probability = 1 - p;
    for (int k = 1; k < 12; k++) {
        const double wait_s = 0.2 * (ldexp(1, k) - 1);
        probability *= p;
        mean += probability * wait_s;
        square += probability * wait_s * wait_s;
    }
    const double half_s = 3.9 * sqrt((square - mean * mean) / n); /* 1 in 10,000 */
    assert_near(all(trial)->latency.mean, mean, half_s);
    assert_true(half_s < 0.1 * mean);
    assert_near(all(trial)->count, all(trial)->answered + all(trial)->in_flight_end, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_delay_counts_in_its_direction),
        TRIAL_TEST(delays_add_up_and_end),
        TRIAL_TEST(after_a_cut_what_waited_is_sent_again),
        TRIAL_TEST(in_a_partition_calls_hang_until_their_timeout),
        TRIAL_TEST(after_fifteen_tries_the_connection_is_given_up),
        TRIAL_TEST(a_cancelled_call_leaves_the_path),
        TRIAL_TEST(a_call_that_is_cut_off_is_tried_elsewhere),
        TRIAL_TEST(each_message_is_lost_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
