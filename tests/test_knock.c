/* A full accept queue drops SYNs, and clients repeat them. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define ROUNDING 1e-9

/* One thread, one place to wait, work of that length; so many users at 0 s. */
#define FULL                                                                             \
    "simulate: {duration: 400s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  b: {on: h, threads: 1, backlog: {size: 1, full: retry_syn}, endpoints: "          \
    "{do: [{sleep: %s}]}}\n"                                                             \
    "traffic: {t: {executor: per-vu-iterations, vus: %d, iterations: 1, target: b.do"    \
    "%s}}\n"

/* Work of 200 ms: the third and fourth come again at 1 s, when all is free; of the next
 * three one is turned away a second time and comes at 3 s. */
static void a_dropped_syn_comes_again_after_a_second(void **state)
{
    trial_run(*state, FULL, "200ms", 5, "");
    const struct trial *trial = *state;
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->answered, 5, 0);
    assert_near(all->latency.mean * 5, 0.2 + 0.4 + 1.2 + 1.4 + 3.2, 1e-9);
    assert_near(trial_resource(trial, "service.b.backlog")->saturated_at, 0, 0);
    assert_near(trial_service(trial, "b")->refused, 0, 0);
}

/* The others find it full at 1, 3, 7, 15, 31 and 63 s, and stop at 127 s. */
static void a_connection_fails_after_127_seconds(void **state)
{
    trial_run(*state, FULL, "200s", 3, "");
    const struct trial *trial = *state;
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_CONNECTION], 1, 0);
    assert_near(all->error_at[FAILURE_CONNECTION], 127, ROUNDING);
    assert_near(trial_service(trial, "b")->served, 2, 0);
}

static void the_syn_times_are_those_of_the_kernel(void **state)
{
    /* Free from just before each of the times on: in at that time. */
    static const double times_s[] = {1, 3, 7, 15, 31, 63};
    for (size_t i = 0; i < sizeof times_s / sizeof *times_s; i++) {
        char work[32];
        snprintf(work, sizeof work, "%gs", times_s[i] - 0.01);
        trial_run(*state, FULL, work, 3, "");
        const struct trial *trial = *state;
        assert_near(trial_requests(trial, "all")->answered, 3, 0);
        /* The second has waited, and is at work until twice that. */
        assert_near(trial_requests(trial, "all")->latency.max, 3 * (times_s[i] - 0.01),
                    1e-3 * times_s[i]);
    }
}

static void who_leaves_stops_knocking(void **state)
{
    trial_run(*state, FULL, "5s", 3, ", timeout: 2.5s");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 3, 0);
    /* The third was turned away at 0 and 1 s, and does not come at 3 s. */
    assert_near(trial_service(trial, "b")->served, 2, 0);
    assert_near(trial->summary->simulated_s, 10, ROUNDING);
}

static void a_caller_that_leaves_stops_knocking(void **state)
{
    trial_run(*state,
              "simulate: {duration: 400s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, endpoints: {go: [{call: {to: b.do, timeout: 2.5s}}]}}\n"
              "  b: {on: h, threads: 1, backlog: {size: 1, full: retry_syn}, endpoints: "
              "{do: [{sleep: 5s}]}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 3, iterations: 1, target: "
              "a.go}}\n");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 3, 0);
    assert_near(trial_service(trial, "b")->served, 2, 0);
    assert_near(trial->summary->simulated_s, 10, ROUNDING);
}

static void a_dead_server_answers_with_a_reset(void **state)
{
    trial_run(*state, FULL "events: [{at: 2s, restart: b}]\n", "5s", 3, "");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->errors[FAILURE_KILLED], 2, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 3 + 5, 1e-2);
}

static void a_plain_backlog_refuses_at_once(void **state)
{
    trial_run(*state,
              "simulate: {duration: 400s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {b: {on: h, threads: 1, backlog: 1, endpoints: {do: [{sleep: "
              "5s}]}}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 3, iterations: 1, target: "
              "b.do}}\n");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->error_at[FAILURE_REFUSED], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_dropped_syn_comes_again_after_a_second),
        TRIAL_TEST(a_connection_fails_after_127_seconds),
        TRIAL_TEST(the_syn_times_are_those_of_the_kernel),
        TRIAL_TEST(who_leaves_stops_knocking),
        TRIAL_TEST(a_caller_that_leaves_stops_knocking),
        TRIAL_TEST(a_dead_server_answers_with_a_reset),
        TRIAL_TEST(a_plain_backlog_refuses_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
