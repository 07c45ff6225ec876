/* Calls that are cancelled where they stand. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define ROUNDING 1e-9

/* `a` calls `b`, which calls `c`. */
#define CHAIN                                                                            \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  a: {on: h, endpoints: {go: [{call: {to: b.do, timeout: 1s, cancels: %s}}]}}\n"    \
    "  b: {on: h, %s endpoints: {do: [%s]}}\n"                                           \
    "  c: {on: h, %s endpoints: {do: [%s]}}\n"                                           \
    "traffic: {t: {executor: per-vu-iterations, vus: %d, iterations: 1, target: "        \
    "a.go}}\n"

static void cancelled_work_is_not_done(void **state)
{
    static const char *const steps[] = {"{cpu: 3s}", "{sleep: 3s}",
                                        "{parallel: [[{cpu: 3s}], [{sleep: 3s}]]}"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        trial_run(*state, CHAIN, "true", "", steps[i], "", "{sleep: 1ms}", 1);
        const struct trial *trial = *state;
        assert_near(trial->summary->simulated_s, 1, ROUNDING);
        assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 1, 0);
        assert_near(trial_service(trial, "b")->in_flight_mean, 1, ROUNDING);
        trial_run(*state, CHAIN, "false", "", steps[i], "", "{sleep: 1ms}", 1);
        assert_near(trial->summary->simulated_s, 3, ROUNDING);
    }
}

static void cpu_is_free_at_once(void **state)
{
    trial_run(*state, CHAIN, "true", "", "{cpu: 9s}", "", "{sleep: 1ms}", 8);
    const struct trial *trial = *state;
    /* Four cores for a second. */
    assert_near(trial_service(trial, "b")->cpu_mean * trial->summary->simulated_s, 4,
                1e-6);
}

/* One thread, eight calls of 0.6 s: the first is answered, the second cancelled at its
 * work, six in the queue. Without cancelling all eight are served. */
static void cancelled_calls_leave_the_queue(void **state)
{
    trial_run(*state, CHAIN, "true", "threads: 1,", "{sleep: 600ms}", "", "{sleep: 1ms}",
              8);
    const struct trial *trial = *state;
    assert_near(trial->summary->simulated_s, 1, ROUNDING);
    assert_near(trial_requests(trial, "all")->answered, 1, 0);
    assert_near(trial_service(trial, "b")->served, 1, 0);
    trial_run(*state, CHAIN, "false", "threads: 1,", "{sleep: 600ms}", "", "{sleep: 1ms}",
              8);
    assert_near(trial_service(trial, "b")->served, 8, 0);
    assert_near(trial->summary->simulated_s, 8 * 0.6, 1e-6);
}

static void a_freed_thread_serves_the_next(void **state)
{
    trial_run(*state,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, endpoints: {go: [{call: {to: b.slow, timeout: 1s, cancels: "
              "true, on_error: ignore}}, {call: b.fast}]}}\n"
              "  b: {on: h, threads: 1, endpoints: {slow: [{sleep: 50s}], fast: "
              "[{sleep: 1s}]}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 1, target: "
              "a.go}}\n");
    const struct trial *trial = *state;
    assert_near(trial_requests(trial, "all")->latency.max, 2, ROUNDING);
}

static void what_is_behind_is_cancelled_where_it_cancels(void **state)
{
    trial_run(*state, CHAIN, "true", "", "{call: {to: c.do, cancels: true}}", "",
              "{sleep: 5s}", 1);
    const struct trial *trial = *state;
    assert_near(trial->summary->simulated_s, 1, ROUNDING);
    trial_run(*state, CHAIN, "true", "", "{call: c.do}", "", "{sleep: 5s}", 1);
    assert_near(trial->summary->simulated_s, 5, ROUNDING);
    assert_near(trial_service(trial, "b")->in_flight_mean * 5, 1, ROUNDING);
}

static void a_parallel_call_is_cancelled_in_all_its_branches(void **state)
{
    trial_run(*state, CHAIN, "true", "",
              "{parallel: [[{call: {to: c.do, cancels: true}}, {cpu: 1s}],"
              " [{memory: 16MiB}, {parallel: [[{sleep: 9s}],"
              " [{call: {to: c.do, cancels: true}}]]}]]}",
              "threads: 1,", "{sleep: 5s}", 3);
    const struct trial *trial = *state;
    assert_near(trial->summary->simulated_s, 1, ROUNDING);
    assert_near(trial_service(trial, "b")->memory_peak > 0, 1, 0);
    const struct series *memory = trial_series(trial, "host.h.memory.b");
    assert_near(memory->values[memory->count - 1], 0, 1e-3);
}

static void a_pool_that_is_waited_for_is_left(void **state)
{
    trial_run(*state, CHAIN, "true", "pools: {c: 1},",
              "{call: {to: c.do, cancels: true}}", "", "{sleep: 5s}", 3);
    const struct trial *trial = *state;
    assert_near(trial->summary->simulated_s, 1, ROUNDING);
    assert_near(trial_service(trial, "c")->served, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(cancelled_work_is_not_done),
        TRIAL_TEST(cpu_is_free_at_once),
        TRIAL_TEST(cancelled_calls_leave_the_queue),
        TRIAL_TEST(a_freed_thread_serves_the_next),
        TRIAL_TEST(what_is_behind_is_cancelled_where_it_cancels),
        TRIAL_TEST(a_parallel_call_is_cancelled_in_all_its_branches),
        TRIAL_TEST(a_pool_that_is_waited_for_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
