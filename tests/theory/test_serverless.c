/* Functions and tables in the cloud: environments are an M/G/c/c system, capacity a token
 * bucket.
 */
#include "tests/theory/theory.h"

#include <math.h>

static double erlang_b(int c, double a)
{
    double b = 1;
    for (int n = 1; n <= c; n++)
        b = a * b / (n + a * b);
    return b;
}

/* A function that sleeps, asked at `rate` a second. */
static void function(struct theory *theory, const char *keys, const char *sleep,
                     double rate)
{
    theory_run(
        theory,
        "simulate: {duration: 800s, warmup: 20s}\n"
        "services:\n"
        "  f: {kind: lambda, memory: 128MiB, cold_start: 0, %s,"
        " endpoints: {go: [{sleep: \"%s\"}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: %g/s, target: f.go}}\n",
        keys, sleep, rate);
}

/* M/G/inf: as many are busy as arrive in a mean duration. */
static void environments_in_use_are_the_offered_load(void **state)
{
    static const char *const sleeps[] = {"exp(50ms)", "50ms", "hyperexp(50ms, scv=4)"};
    for (size_t i = 0; i < sizeof sleeps / sizeof *sleeps; i++) {
        function(*state, "idle: 1h", sleeps[i], 200);
        theory_agrees(*state, "services/f/in_flight_mean", 10, 0.01);
        theory_is(*state, "requests/all/failed", 0);
    }
}

/* M/G/c/c: Erlang's formula holds whatever the distribution. */
static void
invocations_beyond_the_concurrency_are_throttled_as_erlang_b_says(void **state)
{
    static const char *const sleeps[] = {"exp(50ms)", "50ms", "hyperexp(50ms, scv=4)"};
    for (size_t i = 0; i < sizeof sleeps / sizeof *sleeps; i++) {
        function(*state, "concurrency: 5", sleeps[i], 80);
        theory_ratio_agrees(*state, "requests/all/errors/throttled", "requests/all/count",
                            erlang_b(5, 4), 0.03);
        theory_is(*state, "services/f/lambda/environments_peak", 5);
    }
}

/* Two functions that share one concurrency are one system; what one has reserved the
 * other cannot have. */
static void functions_share_what_none_has_reserved(void **state)
{
    theory_run(*state,
               "simulate: {duration: 800s, warmup: 20s}\n"
               "services:\n"
               "  f: {kind: lambda, memory: 128MiB, cold_start: 0,"
               " concurrency: 8, endpoints: {go: [{sleep: exp(50ms)}]}}\n"
               "  g: {kind: lambda, memory: 128MiB, cold_start: 0,"
               " endpoints: {go: [{sleep: exp(100ms)}]}}\n"
               "  h: {kind: lambda, memory: 128MiB, cold_start: 0, reserved: 3,"
               " endpoints: {go: [{sleep: exp(50ms)}]}}\n"
               "traffic:\n"
               "  u: {executor: constant-arrival-rate, rate: 40/s, target: f.go}\n"
               "  v: {executor: constant-arrival-rate, rate: 20/s, target: g.go}\n"
               "  w: {executor: constant-arrival-rate, rate: 40/s, target: h.go}\n");
    theory_ratio_agrees(*state, "requests/f.go/errors/throttled", "requests/f.go/count",
                        erlang_b(5, 4), 0.05);
    theory_ratio_agrees(*state, "requests/g.go/errors/throttled", "requests/g.go/count",
                        erlang_b(5, 4), 0.05);
    theory_ratio_agrees(*state, "requests/h.go/errors/throttled", "requests/h.go/count",
                        erlang_b(3, 2), 0.05);
}

/* Calls of no length: one is cold when the gap before it is longer than `idle`. */
static void a_slow_stream_starts_cold_after_each_long_gap(void **state)
{
    theory_run(*state, "simulate: {duration: 200000s, warmup: 1000s}\n"
                       "services:\n"
                       "  f: {kind: lambda, memory: 128MiB, idle: 100s, cold_start: 1ms,"
                       " endpoints: {go: []}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 0.6/m,"
                       " target: f.go}}\n");
    theory_ratio_agrees(*state, "services/f/lambda/cold_starts",
                        "services/f/lambda/invocations", exp(-1), 0.05);
}

/* Provisioned environments come first: what overflows them is what Erlang's formula says
 * they would have turned away; kept for no time, all others are new. */
static void what_overflows_the_provisioned_starts_cold(void **state)
{
    function(*state, "provisioned: 5, idle: 0", "exp(50ms)", 80);
    theory_ratio_agrees(*state, "services/f/lambda/cold_starts",
                        "services/f/lambda/invocations", erlang_b(5, 4), 0.03);
    theory_is(*state, "requests/all/failed", 0);
}

static void the_time_out_kills_the_tail(void **state)
{
    function(*state, "timeout: 100ms", "exp(50ms)", 80);
    theory_ratio_agrees(*state, "requests/all/errors/timeout", "requests/all/count",
                        exp(-2), 0.03);
    theory_agrees(*state, "services/f/in_flight_mean", 80 * 0.05 * (1 - exp(-2)), 0.01);
}

/* The bucket holds 300 s of capacity when the run begins. */
static void a_table_serves_what_it_has_saved_up_and_its_capacity(void **state)
{
    theory_run_once(*state, "simulate: {duration: 1000s}\n"
                            "services:\n"
                            "  t: {kind: dynamodb, mode: provisioned, wcu: 10, rcu: 1,"
                            " endpoints: {put: [{write: 1000B}]}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 20/s,"
                            " arrivals: regular, target: t.put}}\n");
    /* The bucket is full until the first take; from that to the last 999.9 s pass. A call
     * takes its units when its latency is over, and the last one comes as the run ends. */
    const double units = 10 * (300 + 999.9);
    theory_within(*state, "services/t/dynamodb/write_units", units - 0.5, 0.5 + 1e-9);
    theory_within(*state, "requests/all/errors/throttled", 19999 - units + 0.5,
                  0.5 + 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(environments_in_use_are_the_offered_load,
                                        theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(
            invocations_beyond_the_concurrency_are_throttled_as_erlang_b_says,
            theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(functions_share_what_none_has_reserved,
                                        theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(a_slow_stream_starts_cold_after_each_long_gap,
                                        theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(what_overflows_the_provisioned_starts_cold,
                                        theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(the_time_out_kills_the_tail, theory_begin,
                                        theory_end),
        cmocka_unit_test_setup_teardown(
            a_table_serves_what_it_has_saved_up_and_its_capacity, theory_begin,
            theory_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
