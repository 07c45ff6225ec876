/* Scenarios at the edge: huge, empty, dead, shorter than a step. They end, quickly, and
 * the invariants hold.
 */
#include "tests/theory/theory.h"

#include <math.h>

#define HOST "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}}\n"

/* Clock at every handler stands still or goes on: a loop would run into the time limit of
 * the test runner. */
static void a_hundred_thousand_users_of_a_dead_service_pass_the_time(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 3s}\n" HOST
                "services: {s: {on: h, start_at: 1h, endpoints: {go: [{cpu: 1ms}]}}}\n"
                "traffic: {u: {executor: constant-vus, vus: 100000, think: 1s,"
                " retries: 2, target: s.go}}\n");
    theory_is(*state, "requests/all/answered", 0);
    theory_is(*state, "requests/all/errors/connection", 400000); /* at 0, 1, 2 and 3 s */
    theory_is(*state, "requests/all/attempts", 1200000);
}

static void users_without_pause_of_a_dead_service_pass_the_time(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 1s}\n" HOST
                "services: {s: {on: h, start_at: 1h, endpoints: {go: [{cpu: 1ms}]}}}\n"
                "traffic: {u: {executor: constant-vus, vus: 10, target: s.go}}\n");
    theory_within(*state, "requests/all/errors/connection", 10010, 10); /* 1 ms each */
}

/* Twenty thousand requests wait for one thread and then take no time at all: they must
 * not be nested in each other. */
static void a_long_queue_of_nothing_empties_at_once(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 100s}\n" HOST "services:\n"
                    "  s: {on: h, threads: 1, endpoints: {slow: [{sleep: 50s}],"
                    " go: [{send: 1KiB}]}}\n"
                    "traffic:\n"
                    "  first: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                    " target: s.slow}\n"
                    "  rest: {executor: per-vu-iterations, vus: 200000, iterations: 1,"
                    " start: 1s, target: s.go}\n"
                    "month: {like_this: 1h}\n");
    theory_is(*state, "requests/all/answered", 200001);
    theory_within(*state, "requests/s.go/latency_s/max", 49, 1e-9);
}

/* The same behind a pool of one connection, with calls that fail at once. */
static void a_long_queue_for_a_pool_empties_at_once(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 100s}\n" HOST "services:\n"
                "  s: {on: h, pools: {t: 1}, endpoints: {slow: [{call: t.slow}],"
                " go: [{call: t.go}]}}\n"
                "  t: {on: h, endpoints: {slow: [{sleep: 50s}], go: [{fail: 100%%}]}}\n"
                "traffic:\n"
                "  first: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                " target: s.slow}\n"
                "  rest: {executor: per-vu-iterations, vus: 50000, iterations: 1,"
                " start: 1s, target: s.go}\n"
                "month: {like_this: 1h}\n");
    theory_is(*state, "requests/all/errors/application", 50000);
}

static void a_flood_of_messages_does_not_nest(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 10s}\n" HOST "services:\n"
                    "  s: {on: h, endpoints: {go: [{repeat: {times: 100000, steps:"
                    " [{publish: t.do}]}}]}}\n"
                    "  t: {on: h, threads: 1, endpoints: {do: [{send: 1KiB}]}}\n"
                    "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                    " target: s.go}}\nmonth: {like_this: 1h}\n");
    theory_is(*state, "services/t/served", 100000);
}

/* ---- time ---- */

static void events_at_time_zero_happen(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 10s}\n" HOST
                "services: {s: {on: h, start: {time: 4s}, endpoints: {go: [{send:"
                " 1KiB}]}}}\n"
                "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                " arrivals: regular, target: s.go}}\n"
                "events: [{at: 0, restart: s}, {at: 0, set: {traffic.u.rate: 100/s}}]\n");
    theory_within(*state, "requests/all/count", 1000, 1);
    theory_within(*state, "requests/all/errors/connection", 400, 1);
}

static void a_run_may_be_shorter_than_a_step(void **state)
{
    theory_run_once(*state, "simulate: {duration: 300ms, warmup: 100ms}\n" HOST
                            "services: {s: {on: h, endpoints: {go: [{sleep: 1ms}]}}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 1000/s,"
                            " arrivals: regular, target: s.go}}\n");
    theory_within(*state, "requests/all/count", 200, 1.5);
    theory_within(*state, "services/s/in_flight_mean", 1, 0.01);
    assert_int_equal(theory_steps(*state, 0, "requests.answered"), 1);
    theory_within(*state, "services/s/in_flight_peak", 1, 0.01);
}

/* At the border of two steps, inside one, and after the last whole one. */
static void the_window_may_open_anywhere(void **state)
{
    static const double warmups[] = {0, 10, 10.5, 99.75};
    for (size_t i = 0; i < sizeof warmups / sizeof *warmups; i++) {
        const double length = 100 - warmups[i];
        theory_run_once(
            *state,
            "simulate: {duration: 100s, warmup: %gs}\n" HOST
            "services: {s: {on: h, background: {cpu: 0.6}, memory: {base: 1MiB},"
            " endpoints: {go: [{sleep: 50ms}]}}}\n"
            "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
            " arrivals: regular, target: s.go}}\n",
            warmups[i]);
        theory_within(*state, "requests/all/count", 100 * length, 1);
        theory_is(*state, "hosts/h/cpu/mean", 0.3);
        theory_is(*state, "hosts/h/cpu/peak", 0.3);
        theory_is(*state, "hosts/h/memory/peak", 1048576);
        theory_is(*state, "resources/#id=host.h.cpu/peak", 0.3);
        theory_within(*state, "services/s/in_flight_peak", 5, 0.01);
        theory_within(*state, "requests/all/rate", 100, 101 / length);
    }
}

static void nothing_at_all_is_a_run_too(void **state)
{
    theory_run_once(*state, "simulate: {duration: 100s}\n" HOST
                            "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 0/s,"
                            " target: s.go}}\n");
    theory_is(*state, "requests/all/count", 0);
    theory_is(*state, "scenario/simulated_s", 100);
    assert_true(isnan(theory_value(*state, 0, "requests/all/latency_s/p95")));
    assert_true(isnan(theory_value(*state, 0, "requests/all/failed_rate")));
}

/* ---- size ---- */

/* Limits drawn for each request: the list of those armed must stay cheap. */
static void many_drawn_timeouts_may_be_armed_at_once(void **state)
{
    theory_run_once(*state, "simulate: {duration: 30s}\n" HOST
                            "services: {s: {on: h, endpoints: {go: [{sleep: 1h}]}}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 2000/s,"
                            " timeout: uniform(10s 20s), target: s.go}}\n");
    theory_within(*state, "services/s/in_flight_peak", 60000, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_thousand_users_of_a_dead_service_pass_the_time),
        cmocka_unit_test(users_without_pause_of_a_dead_service_pass_the_time),
        cmocka_unit_test(a_long_queue_of_nothing_empties_at_once),
        cmocka_unit_test(a_long_queue_for_a_pool_empties_at_once),
        cmocka_unit_test(a_flood_of_messages_does_not_nest),
        cmocka_unit_test(events_at_time_zero_happen),
        cmocka_unit_test(a_run_may_be_shorter_than_a_step),
        cmocka_unit_test(the_window_may_open_anywhere),
        cmocka_unit_test(nothing_at_all_is_a_run_too),
        cmocka_unit_test(many_drawn_timeouts_may_be_armed_at_once),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
