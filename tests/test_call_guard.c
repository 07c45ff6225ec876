/* Retry budgets and circuit breakers, in a running system. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* `a` calls `b` once a second. */
#define EVERY_SECOND                                                                     \
    "simulate: {duration: %s}\n"                                                         \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  a: {on: h, endpoints: {go: [{call: {to: b.do, %s}}]}}\n"                          \
    "  b: {on: h, %s endpoints: {do: [%s]}}\n"                                           \
    "traffic: {t: {executor: constant-arrival-rate, arrivals: regular, rate: %s, "       \
    "target: a.go}}\n"

/* Ten calls a second, all fail: a tenth of them may be tried again, and what is tried
 * again may not be tried a third time for free. */
static void a_budget_limits_retries_to_a_share_of_the_calls(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, EVERY_SECOND, "100.05s", "retries: 3, budget: 10%", "",
              "{fail: 100%}", "10/s");
    const double calls = trial_requests(trial, "all")->count;
    assert_near(calls, 1000, 0);
    /* A token earned in pieces may lose a piece with its slot: one in 10 s at most. */
    const double retries = trial_service(trial, "b")->served - calls;
    assert_true(retries <= 0.1 * calls && retries >= 0.1 * calls - 10);
    assert_near(trial_at_s(trial, "budget_spent", "a[0] to b", 0), 0.1, 1e-9);
}

static void without_a_budget_every_retry_is_made(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, EVERY_SECOND, "100.05s", "retries: 3", "", "{fail: 100%}", "10/s");
    assert_near(trial_service(trial, "b")->served, 4000, 0);
}

/* b fails all of the first 4; open for 10 s: calls 5 to 13 or 14 find it open. */
static void an_open_circuit_turns_calls_away(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, EVERY_SECOND, "100.5s",
              "breaker: {window: 4, failures: 50%, open: 9.5s}", "", "{fail: 100%}",
              "1/s");
    const struct request_summary *all = trial_requests(trial, "all");
    /* Opens at 4 s; 9 calls are turned away, 4 on trial (window < 10), and so on. */
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 0), 4, 1e-9);
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 1), 17, 1e-9);
    assert_near(trial_count(trial, "breaker_open", NULL), 8, 0);
    assert_near(all->errors[FAILURE_APPLICATION], 8 * 4, 0);
    assert_near(all->errors[FAILURE_CIRCUIT_OPEN], all->count - 8 * 4, 0);
    assert_near(trial_service(trial, "b")->served, 8 * 4, 0);
}

static void a_circuit_closes_when_the_trial_goes_well(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 200.5s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, endpoints: {go: [{call: {to: b.do, breaker: {window: 10, "
              "open: 20s}}}]}}\n"
              "  b: {on: h, start_at: 15.5s, endpoints: {do: [{sleep: 1ms}]}}\n"
              "traffic: {t: {executor: constant-arrival-rate, arrivals: regular, "
              "rate: 1/s, target: a.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 0), 10, 1e-9);
    assert_near(all->errors[FAILURE_CONNECTION], 10, 0);
    assert_near(all->errors[FAILURE_CIRCUIT_OPEN], 19, 0); /* 11 to 29 */
    assert_near(trial_at_s(trial, "breaker_close", "a[0] to b", 0), 39.001, 1e-9);
    assert_near(all->answered, 200 - 29, 0);
}

/* The window belongs to the calling instance. */
static void each_instance_has_its_own_breaker(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 20.5s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services:\n"
        "  a: {on: h, replicas: 2, endpoints: {go: [{call: {to: b.do, breaker: 4}}]}}\n"
        "  b: {on: h, endpoints: {do: [{fail: 100%%}]}}\n"
        "traffic: {t: {executor: constant-arrival-rate, arrivals: regular, "
        "rate: 1/s, target: a.go}}\n");
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 0), 7, 1e-9);
    assert_near(trial_at_s(trial, "breaker_open", "a[1] to b", 0), 8, 1e-9);
}

static void a_process_that_starts_again_has_a_closed_breaker(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, EVERY_SECOND "events: [{at: 8.5s, restart: a}]\n", "20.5s",
              "breaker: 4", "", "{fail: 100%}", "1/s");
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 0), 4, 1e-9);
    assert_near(trial_at_s(trial, "breaker_open", "a[0] to b", 1), 12, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_budget_limits_retries_to_a_share_of_the_calls),
        TRIAL_TEST(without_a_budget_every_retry_is_made),
        TRIAL_TEST(an_open_circuit_turns_calls_away),
        TRIAL_TEST(a_circuit_closes_when_the_trial_goes_well),
        TRIAL_TEST(each_instance_has_its_own_breaker),
        TRIAL_TEST(a_process_that_starts_again_has_a_closed_breaker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
