/* Overload: waiting that is given up, outages, retries, budgets; and what connections cost.
 */
#include "tests/theory/theory.h"

#include <math.h>
#include <stdbool.h>

/* ---- abandonment ---- */

struct erlang_a {
    double abandoned, in_queue;
};

/* M/M/c+M (Palm's Erlang-A): a birth and death process, up at l, down at
 * min(n, c) m + max(0, n - c) a; in state n > c the queue loses (n - c) a a second. */
static struct erlang_a erlang_a(double l, double m, int c, double a)
{
    double p = 1, sum = 1, queue = 0;
    for (int n = 1; n < 100000 && (p > 1e-18 * sum || n <= 10 * c); n++) {
        p *= l / (fmin(n, c) * m + fmax(0, n - c) * a);
        sum += p;
        queue += fmax(0, n - c) * p;
    }
    return (struct erlang_a){queue / sum * a / l, queue / sum};
}

static void those_who_give_up_are_those_of_erlang_a(void **state)
{
    static const struct {
        double rate, patience_s;
        int threads;
    } table[] = {{4.5, 0.5, 5}, {8, 1, 5}, {1.4, 2, 1}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct erlang_a a =
            erlang_a(table[i].rate * 10, 10, table[i].threads, 1 / table[i].patience_s);
        theory_run(*state,
                   "simulate: {duration: 2000s, warmup: 50s}\n"
                   "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                   "services: {s: {on: h, threads: %d, queue_timeout: exp(%gs),"
                   " endpoints: {go: [{sleep: exp(100ms)}]}}}\n"
                   "traffic: {u: {executor: constant-arrival-rate, rate: %g/s, target: "
                   "s.go}}\n",
                   table[i].threads, table[i].patience_s, table[i].rate * 10);
        theory_ratio_agrees(*state, "requests/all/errors/queue_timeout",
                            "requests/all/count", a.abandoned, 0.05);
        theory_agrees(*state, "services/s/queue_mean", a.in_queue, 0.05);
    }
}

/* ---- an outage and what it leaves ---- */

/* A neighbour with all the shares takes the CPU away from 60 s to 90 s: `s` serves
 * nothing in them, 100 a second after. */
#define OUTAGE(keys)                                                                     \
    "  s: {on: h, threads: 1, cpu_shares: 2, " keys "endpoints: {go: [{cpu: 10ms}]}}\n"  \
    "  hog: {on: h, cpu_shares: 262144}\n"
#define HOG "events: [{at: 60s, set: {services.hog.background.cpu: 1}, for: 30s}]\n"
#define MACHINES                                                                         \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}},"                                   \
    " g: {instance: {vcpus: 1, memory: 1GiB}}}\n"

/* 30 s at 60/s are 1800; they go at 100 - 60 = 40/s, in 45 s: at 135 s it is over. */
static void an_outage_leaves_a_backlog_that_drains(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 240s}\n" MACHINES "services:\n" OUTAGE(
                        "") "traffic: {u: {executor: constant-arrival-rate, rate: 60/s,"
                            " arrivals: regular, target: s.go}}\n" HOG);
    /* Means over a second, linear in it but for steps of one request: in the second before
     * the outage ends 1770 on average, one of them at work. */
    for (int k = 0; k < 45; k++) {
        const double mean = 1800 - 40 * (k + 0.5);
        const double queue = theory_step(*state, 0, "service.s.queue", 90 + (uint32_t)k);
        assert_true(fabs(queue - mean) <= 2);
    }
    assert_true(fabs(theory_step(*state, 0, "service.s.queue", 89) - 1769) <= 2);
    assert_true(theory_step(*state, 0, "service.s.queue", 136) == 0);
    /* The last that was late came at 135 s; each request k of the 30 s + 45 s waits less. */
    theory_within(*state, "requests/all/latency_s/max", 30, 0.03);
    theory_is(*state, "requests/all/failed", 0);
}

/* Requests answered in the last minute, as a share of those that came. */
static double late_goodput(const struct theory *theory)
{
    double answered = 0, offered = 0;
    const uint32_t steps = theory_steps(theory, 0, "requests.answered");
    const double step_s = theory_value(theory, 0, "timeline/step_s");
    for (uint32_t i = steps - (uint32_t)(60 / step_s); i < steps; i++) {
        answered += theory_step(theory, 0, "requests.answered", i);
        offered += theory_step(theory, 0, "requests.offered", i);
    }
    return answered / offered;
}

static void after_an_outage(struct theory *theory, double rate, int retries)
{
    theory_run_once(theory,
                    "simulate: {duration: 480s}\n" MACHINES "services:\n" OUTAGE(
                        "") "traffic: {u: {executor: constant-arrival-rate, rate: %g/s,"
                            " target: s.go, timeout: 1s, retries: %d}}\n" HOG,
                    rate, retries);
}

/* Abandoned work is done all the same, so a storm of a attempts holds itself up when
 * a x load > capacity: 3 x 60 > 100, 2 x 60 > 100, but 1 x 60 and 3 x 30 are less. */
static void retries_turn_it_metastable_above_capacity(void **state)
{
    static const struct {
        double rate;
        int retries;
        bool stays;
    } table[] = {{60, 2, true}, {60, 1, true}, {60, 0, false}, {30, 2, false}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        after_an_outage(*state, table[i].rate, table[i].retries);
        const double goodput = late_goodput(*state);
        assert_true(table[i].stays ? goodput < 0.1 : goodput > 0.99);
    }
}

/* Every attempt fails while the storm lasts: a = 1 + retries of them for each request. */
static void a_storm_amplifies_by_its_attempts(void **state)
{
    after_an_outage(*state, 60, 2);
    double attempts = 0, offered = 0;
    for (uint32_t i = 60; i < 230; i++) {
        attempts += theory_step(*state, 0, "requests.attempts", i);
        offered += theory_step(*state, 0, "requests.offered", i);
    }
    /* Two of them are made 1 s and 2 s later: at most so many requests at the edges. */
    assert_true(fabs(attempts / offered - 3) < 0.05);
}

/* The caller's retries; 1.1 x 60 < 100. */
static void a_budget_of_a_tenth_lets_it_recover(void **state)
{
    static const struct {
        const char *keys;
        bool stays;
    } table[] = {{"retries: 2", true},
                 {"retries: 2, budget: 10%", false},
                 {"retries: 2, cancels: true", false}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        theory_run_once(
            *state,
            "simulate: {duration: 480s}\n" MACHINES "services:\n"
            "  front: {on: g, endpoints: {go: [{call: {to: s.go, timeout: 1s,"
            " %s}}]}}\n" OUTAGE(
                "") "traffic: {u: {executor: constant-arrival-rate, rate: 60/s,"
                    " target: front.go}}\n" HOG,
            table[i].keys);
        const double goodput = late_goodput(*state);
        assert_true(table[i].stays ? goodput < 0.1 : goodput > 0.99);
    }
}

/* ---- retries as feedback ---- */

/* A share p of the attempts fails whatever the load, k retries: the server is asked
 * 1 + p + ... + p^k times for each request. */
static void retries_multiply_the_load(void **state)
{
    theory_run(*state, "simulate: {duration: 1000s, warmup: 10s}\n"
                       "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                       "services: {s: {on: h, endpoints: {go: [{cpu: exp(10ms)},"
                       " {fail: 40%%}]}}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 40/s,"
                       " target: s.go, retries: 3}}\n");
    const double attempts = 1 + 0.4 + 0.16 + 0.064;
    theory_ratio_agrees(*state, "requests/all/attempts", "requests/all/count", attempts,
                        0.01);
    theory_agrees(*state, "hosts/h/cpu/mean", 40 * attempts * 0.01, 0.02);
    theory_ratio_agrees(*state, "requests/all/errors/application", "requests/all/count",
                        0.4 * 0.4 * 0.4 * 0.4, 0.05);
}

/* Layers multiply: 2 attempts at each of three are 8 at the last. */
static void layers_of_retries_multiply(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services:\n"
                    "  a: {on: h, endpoints: {go: [{call: {to: b.go, retries: 1}}]}}\n"
                    "  b: {on: h, endpoints: {go: [{call: {to: c.go, retries: 1}}]}}\n"
                    "  c: {on: h, endpoints: {go: [{fail: 100%%}]}}\n"
                    "traffic: {u: {executor: per-vu-iterations, vus: 10, iterations: 10,"
                    " think: 1s, target: a.go, retries: 1}}\n");
    theory_is(*state, "services/c/served", 800);
    theory_is(*state, "requests/all/failed", 100);
}

/* ---- connections ---- */

/* One request in r begins a connection; each costs a handshake where TLS ends. */
static void connect_and_handshake(struct theory *theory, const char *tls, double r)
{
    theory_run_once(theory,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services: {s: {on: h, tls: {%s}, endpoints: {go: [{sleep: 1ms}]}}}\n"
                    "traffic: {u: {executor: per-vu-iterations, vus: 1, iterations: 700,"
                    " think: 1s, requests_per_connection: %g, connect: 7ms,"
                    " target: s.go}}\n",
                    tls, r);
}

static void handshakes_are_those_of_the_connections(void **state)
{
    static const struct {
        const char *tls;
        double requests, handshake_s;
    } table[] = {{"certificate: ecdsa_p256", 1, 0.32e-3},
                 {"certificate: ecdsa_p256", 7, 0.32e-3},
                 {"certificate: rsa_2048", 7, 0.61e-3},
                 {"certificate: rsa_2048, resumed: 100%", 7, 0.155e-3}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        connect_and_handshake(*state, table[i].tls, table[i].requests);
        const double connections = 700 / table[i].requests;
        const double window_s = theory_value(*state, 0, "scenario/simulated_s");
        theory_within(*state, "hosts/h/cpu/mean",
                      connections * table[i].handshake_s / window_s, 1e-9);
        theory_within(*state, "requests/all/latency_s/mean",
                      1e-3 + connections / 700 * (7e-3 + table[i].handshake_s), 1e-9);
    }
}

/* Resumed ones are drawn: n of them full with probability 1 - q. */
static void resumed_handshakes_are_a_share(void **state)
{
    theory_run(*state,
               "simulate: {duration: 500s, warmup: 1s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, tls: {certificate: rsa_2048, resumed: 30%%},"
               " endpoints: {go: [{sleep: 1ms}]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 200/s,"
               " requests_per_connection: 4, target: s.go}}\n");
    theory_agrees(*state, "hosts/h/cpu/mean", 50 * (0.7 * 0.61e-3 + 0.3 * 0.155e-3),
                  0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_give_up_are_those_of_erlang_a),
        cmocka_unit_test(an_outage_leaves_a_backlog_that_drains),
        cmocka_unit_test(retries_turn_it_metastable_above_capacity),
        cmocka_unit_test(a_storm_amplifies_by_its_attempts),
        cmocka_unit_test(a_budget_of_a_tenth_lets_it_recover),
        cmocka_unit_test(retries_multiply_the_load),
        cmocka_unit_test(layers_of_retries_multiply),
        cmocka_unit_test(handshakes_are_those_of_the_connections),
        cmocka_unit_test(resumed_handshakes_are_a_share),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
