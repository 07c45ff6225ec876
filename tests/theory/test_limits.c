/* Services elsewhere, with their limits; volumes with theirs.
 */
#include "tests/theory/theory.h"

#include <math.h>

static void outside(struct theory *theory, const char *keys, const char *traffic)
{
    theory_run(theory,
               "simulate: {duration: 800s, warmup: 20s}\n"
               "services: {api: {kind: external, %s}}\n"
               "traffic: {u: {executor: constant-arrival-rate, %s, target: api.ask}}\n",
               keys, traffic);
}

static double erlang_b(int c, double a)
{
    double b = 1;
    for (int n = 1; n <= c; n++)
        b = a * b / (n + a * b);
    return b;
}

/* ---- services elsewhere ---- */

/* M/G/c/c: Erlang's formula holds whatever the distribution. */
static void calls_beyond_the_concurrency_are_throttled_as_erlang_b_says(void **state)
{
    static const char *const latencies[] = {"exp(50ms)", "50ms", "hyperexp(50ms, scv=4)"};
    for (size_t i = 0; i < sizeof latencies / sizeof *latencies; i++) {
        char keys[120];
        snprintf(keys, sizeof keys, "latency: \"%s\", concurrency: 5", latencies[i]);
        outside(*state, keys, "rate: 80/s");
        theory_ratio_agrees(*state, "requests/all/errors/throttled", "requests/all/count",
                            erlang_b(5, 4), 0.03);
        theory_agrees(*state, "services/api/in_flight_mean", 4 * (1 - erlang_b(5, 4)),
                      0.01);
    }
}

static void calls_beyond_the_concurrency_may_wait(void **state)
{
    const double b = erlang_b(5, 4), c = b / (1 - 0.8 * (1 - b));
    outside(*state, "latency: exp(50ms), concurrency: 5, on_limit: wait", "rate: 80/s");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.05 + c / (100 - 80), 0.04);
    theory_is(*state, "requests/all/failed", 0);
}

/* A second's worth of tokens is there at the start and then as many as the rate. */
static void a_rate_limit_admits_its_rate(void **state)
{
    theory_run_once(*state, "simulate: {duration: 1000s}\n"
                            "services: {api: {kind: external, latency: 5ms,"
                            " rate_limit: 12/s}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 20/s,"
                            " arrivals: regular, target: api.ask}}\n");
    /* Tokens come from the first call on, at 0.05 s; less than one is left at the end,
     * and the last call may still be under way. */
    const double tokens = 12 + 12 * (1000 - 0.05);
    theory_within(*state, "requests/all/answered", tokens - 1, 1);
    theory_within(*state, "requests/all/errors/throttled", 20000 - tokens + 0.5, 0.5);
}

/* Waiting for tokens is a D/D/1 queue: the n-th call beyond the burst is late by n times
 * the difference of the gaps. */
static void a_rate_limit_may_be_waited_for(void **state)
{
    theory_run_once(*state, "simulate: {duration: 100s}\n"
                            "services: {api: {kind: external, latency: 5ms,"
                            " rate_limit: 10/s, on_limit: wait}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 20/s,"
                            " arrivals: regular, target: api.ask, end: 20s}}\n");
    /* The call at t = n / 20 gets the token of (n - 10) / 10: the last, n = 399, waits. */
    theory_within(*state, "requests/all/latency_s/max", 0.005 + 38.9 - 399 / 20., 0.11);
    theory_is(*state, "requests/all/failed", 0);
}

/* Poisson calls at a limit of r with one token at most: M/D/1 for those that wait. */
static void waiting_for_tokens_is_mdone(void **state)
{
    /* Below one a second the bucket holds a minute's worth; at 1/s it holds one token,
     * so that the virtual wait is that of M/D/1, shifted by one service time. */
    theory_run(*state, "simulate: {duration: 100000s, warmup: 1000s}\n"
                       "services: {api: {kind: external, latency: 0,"
                       " rate_limit: 1/s, on_limit: wait}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 0.7/s,"
                       " target: api.ask}}\n");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.7 / 2 / 0.3, 0.05);
}

static void a_balancer_adds_its_latency(void **state)
{
    theory_run(*state, "simulate: {duration: 500s, warmup: 10s}\n"
                       "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                       "services:\n"
                       "  lb: {kind: alb, forward: s, latency: exp(20ms)}\n"
                       "  s: {on: h, endpoints: {go: [{cpu: exp(5ms)}]}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
                       " target: lb.go}}\n");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.02 + 0.01, 0.02);
}

/* ---- volumes ---- */

static void disk(struct theory *theory, const char *volume, const char *step, double rate)
{
    theory_run(
        theory,
        "simulate: {duration: 400s, warmup: 20s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, volume: %s}}\n"
        "services: {s: {on: h, endpoints: {go: [{%s}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: %g/s, target: s.go}}\n",
        volume, step, rate);
}

/* M/D/1 at the volume, then 0.8 ms an operation that occupy nothing. */
static void a_volume_is_an_md1_queue_of_its_iops(void **state)
{
    const double service_s = 1. / 500, rho = 0.7;
    disk(*state, "{type: gp3, size: 100GiB, iops: 3000}", "read: {size: 4KiB, ops: 6}",
         350);
    theory_agrees(*state, "requests/all/latency_s/mean",
                  service_s * (1 + rho / 2 / (1 - rho)) + 6 * 0.8e-3, 0.03);
    theory_agrees(*state, "hosts/h/volume/utilization", rho, 0.01);
}

static void a_volume_is_an_md1_queue_of_its_throughput(void **state)
{
    const double service_s = 1. / 125, rho = 0.6; /* 1 MiB at 125 MiB/s: 4 operations */
    disk(*state, "{type: gp3, size: 100GiB, iops: 3000, throughput: 131072kB/s}",
         "write: 1MiB", 75);
    theory_agrees(*state, "hosts/h/volume/utilization", rho, 0.01);
    theory_agrees(*state, "requests/all/latency_s/mean",
                  service_s * (1 + rho / 2 / (1 - rho)) + 4 * 0.8e-3, 0.03);
}

/* 8 GiB of gp2 give 100 IOPS for ever and 5.4 million above that at up to 3,000. */
static void gp2_bursts_until_its_bucket_is_empty(void **state)
{
    const double used = 100. * 10, empty_s = 5.4e6 / (used - 100);
    theory_run_once(*state, "simulate: {duration: 8000s}\n"
                            "hosts: {h: {instance: {vcpus: 1, memory: 1GiB},"
                            " volume: {type: gp2, size: 8GiB}}}\n"
                            "services: {s: {on: h, endpoints: {go: [{read: {size: 4KiB,"
                            " ops: 100}}]}}}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                            " arrivals: regular, target: s.go}}\n");
    const double step_s = theory_value(*state, 0, "timeline/step_s");
    for (uint32_t i = 0; i < theory_steps(*state, 0, "host.h.volume"); i++) {
        const double share = theory_step(*state, 0, "host.h.volume", i);
        if ((i + 1) * step_s <= empty_s)
            assert_true(fabs(share - used / 3000) < 0.01);
        else if (i * step_s > empty_s)
            assert_true(share > 0.999);
    }
    /* From then on one request a second. */
    theory_within(*state, "requests/all/answered", empty_s * 10 + (8000 - empty_s), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_beyond_the_concurrency_are_throttled_as_erlang_b_says),
        cmocka_unit_test(calls_beyond_the_concurrency_may_wait),
        cmocka_unit_test(a_rate_limit_admits_its_rate),
        cmocka_unit_test(a_rate_limit_may_be_waited_for),
        cmocka_unit_test(waiting_for_tokens_is_mdone),
        cmocka_unit_test(a_balancer_adds_its_latency),
        cmocka_unit_test(a_volume_is_an_md1_queue_of_its_iops),
        cmocka_unit_test(a_volume_is_an_md1_queue_of_its_throughput),
        cmocka_unit_test(gp2_bursts_until_its_bucket_is_empty),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
