/* A network card, and a NAT gateway, as a processor-sharing server of bytes.
 *
 * Insensitivity of M/G/1-PS: Kelly, Reversibility and Stochastic Networks (1979),
 * chapter 3; a bucket against time: income and spending.
 */
#include "tests/theory/theory.h"

#include <math.h>

/* Sizes of a mean of 10 kB, on 1 MB/s: 10 ms; 60 of them a second load it to 60%. */
static void a_card_is_mg1_ps(void **state)
{
    static const char *const sends[] = {
        "{send: 10kB}",
        "{choose: [{p: 90%, steps: [{send: 4kB}]}, {p: 10%, steps: [{send: 64kB}]}]}",
        "{choose: [{p: 98%, steps: [{send: 5kB}]}, {p: 2%, steps: [{send: 255kB}]}]}",
    };
    for (size_t i = 0; i < sizeof sends / sizeof *sends; i++) {
        theory_run(*state,
                   "simulate: {duration: 4000s, warmup: 20s}\n"
                   "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, network: 8Mbps}}}\n"
                   "services: {s: {on: h, endpoints: {go: [%s]}}}\n"
                   "traffic: {u: {executor: constant-arrival-rate, rate: 60/s,"
                   " target: s.go}}\n",
                   sends[i]);
        theory_agrees(*state, "requests/all/latency_s/mean", 0.010 / 0.4, 0.05);
        theory_agrees(*state, "services/s/in_flight_mean", 1.5, 0.05);
        theory_agrees(*state, "hosts/h/network/utilization", 0.6, 0.02);
    }
}

/* 3 MB/s asked of a card with 1 MB/s and 5 MB/s for 100 s: the bucket of 400 MB loses
 * 2 MB/s and is dry after 200 s; the card, full from then on, is so to the second. */
static void a_burst_ends_to_the_second(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 300s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, network: 8Mbps,"
                    " network_burst: 40Mbps, network_burst_time: 100s}}}\n"
                    "services: {s: {on: h, endpoints: {go: [{send: 3kB}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 1000/s,"
                    " arrivals: regular, target: s.go}}\n");
    for (uint32_t step = 0; step < 100; step++) {
        const double share = theory_step(*state, 0, "host.h.network", step);
        const double end_s = 2.0 * (step + 1);
        if (end_s <= 200) /* one transfer more or less in a step of 2 s */
            assert_true(fabs(share - 0.6) < 0.001);
        else
            assert_true(share > 0.999);
    }
    /* The first request comes after 1 ms. */
    theory_within(*state, "events/0/at_s", 200, 0.002);
}

/* What one machine sends is what the other receives, and both cards carry all of it. */
static void two_machines_conserve_bytes(void **state)
{
    theory_run(*state, "simulate: {duration: 2000s}\n"
                       "hosts:\n"
                       "  h: {instance: {vcpus: 1, memory: 1GiB, network: 16Mbps}}\n"
                       "  g: {instance: {vcpus: 1, memory: 1GiB, network: 8Mbps}}\n"
                       "services:\n"
                       "  s: {on: h, endpoints: {go: [{call: t.go}]}}\n"
                       "  t: {on: g, endpoints: {go: [{send: 10kB}]}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 50/s,"
                       " target: s.go}}\n");
    theory_ratio_agrees(*state, "hosts/h/network/in_bytes", "hosts/g/network/out_bytes",
                        1, 1e-9);
    theory_agrees(*state, "hosts/g/network/utilization", 0.5, 0.02);
    theory_agrees(*state, "hosts/h/network/utilization", 0.25, 0.02);
    /* Never faster than the slower card alone, M/D/1-PS. */
    theory_agrees(*state, "requests/all/latency_s/mean", 0.010 / 0.5, 0.05);
    for (int run = 0; run < THEORY_RUNS; run++)
        assert_true(theory_value(*state, run, "requests/all/latency_s/min") > 0.0099);
}

/* 70 answers a second of a mean of 10 kB load a gateway of 1 MB/s to 70%. */
static void a_gateway_is_mg1_ps(void **state)
{
    static const char *const sends[] = {
        "{send: 10kB}",
        "{choose: [{p: 90%, steps: [{send: 4kB}]}, {p: 10%, steps: [{send: 64kB}]}]}",
    };
    for (size_t i = 0; i < sizeof sends / sizeof *sends; i++) {
        theory_run(*state,
                   "simulate: {duration: 4000s, warmup: 20s}\n"
                   "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, egress: nat}}\n"
                   "services:\n"
                   "  nat: {kind: nat_gateway, bandwidth: 8Mbps}\n"
                   "  api: {kind: external, latency: 0, endpoints: {get: [%s]}}\n"
                   "  s: {on: h, endpoints: {go: [{call: api.get}]}}\n"
                   "traffic: {u: {executor: constant-arrival-rate, rate: 70/s,"
                   " target: s.go}}\n",
                   sends[i]);
        theory_agrees(*state, "requests/all/latency_s/mean", 0.010 / 0.3, 0.05);
        theory_agrees(*state, "resources/#id=service.nat.bandwidth/utilization", 0.7,
                      0.02);
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, theory_begin, theory_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_card_is_mg1_ps),
        CASE(a_burst_ends_to_the_second),
        CASE(two_machines_conserve_bytes),
        CASE(a_gateway_is_mg1_ps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
