/* Balancing against queueing theory: what a policy is worth.
 *
 * Round robin over two queues gives each Erlang-2 gaps: E2/M/1, whose waiting share is the
 * root of sigma = (2 lambda' / (2 lambda' + mu (1 - sigma)))^2 (Kleinrock I, 6.4; Cohen).
 * A random split of a Poisson stream leaves Poisson streams: M/M/1. Joining the shorter of
 * two queues has no closed form; the mean sojourn with service of mean 1 is 2.956 at a load
 * of 0.8 of each and 10.487 at 0.95 (numerical solution of its Markov chain, which the test
 * repeats). Two choices of two are the same.
 */
#include "tests/theory/theory.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Two servers, each of one thread on a core of its own. */
#define TWO(policy)                                                                      \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"                       \
    "services: {s: {on: h, threads: 1, balance: " policy                                 \
    ", endpoints: {go: [cpu: exp(1s)]}}}\n"                                              \
    "traffic: {u: {executor: constant-arrival-rate, rate: %g/s, target: s.go}}\n"

static bool is_long(void)
{
    return getenv("OVERSTACK_TEST_LONG") != NULL;
}

/* ---- joining the shorter queue ---- */

enum { MOST = 180 };

/* Mean sojourn: the chain's stationary distribution by Gauss-Seidel, both queues cut at
 * MOST (their tails fall like load^2n). Service rate 1, arrivals 2 load. */
static double shortest_of_two(double load)
{
    static double p[MOST + 1][MOST + 1];
    const double rate = 2 * load;
    memset(p, 0, sizeof p);
    for (int i = 0; i <= MOST; i++)
        for (int j = 0; j <= MOST; j++)
            p[i][j] = abs(i - j) < 5 ? pow(load, i + j) : 0;
    double change = 1;
    for (int sweep = 0; sweep < 20000 && change > 1e-13; sweep++) {
        change = 0;
        for (int i = 0; i <= MOST; i++)
            for (int j = 0; j <= i; j++) { /* symmetric: i >= j */
                const double out = (i < MOST || j < MOST ? rate : 0) + (i > 0) + (j > 0);
                double in = 0;
                if (i < MOST)
                    in += p[i + 1][j];
                if (j < MOST)
                    in += j + 1 <= i ? p[i][j + 1] : p[j + 1][i];
                if (i > j && i - 1 == j) /* from a tie: either, half each; two ways */
                    in += rate / 2 * p[j][j];
                if (j > 0 && j - 1 < i)
                    in += rate * (i == j ? 2 * p[i][j - 1] : p[i][j - 1]);
                const double value = in / out;
                change = fmax(change, fabs(value - p[i][j]));
                p[i][j] = value;
            }
        double sum = 0;
        for (int i = 0; i <= MOST; i++)
            for (int j = 0; j <= i; j++)
                sum += (i == j ? 1 : 2) * p[i][j];
        for (int i = 0; i <= MOST; i++)
            for (int j = 0; j <= i; j++)
                p[i][j] /= sum;
    }
    double number = 0;
    for (int i = 0; i <= MOST; i++)
        for (int j = 0; j <= i; j++)
            number += (i == j ? 1 : 2) * (i + j) * p[i][j];
    return number / rate;
}

static void the_chain_of_the_shorter_queue_has_the_known_means(void **state)
{
    (void)state;
    assert_true(fabs(shortest_of_two(0.8) - 2.956) < 0.0005);
    if (is_long())
        assert_true(fabs(shortest_of_two(0.95) - 10.487) < 0.0005);
}

static void least_connections_is_joining_the_shorter_queue(void **state)
{
    theory_run(*state,
               "simulate: {duration: 120000s, warmup: 200s}\n" TWO("least_connections"),
               1.6);
    theory_agrees(*state, "requests/all/latency_s/mean", 2.956, 0.03);
}

static void two_choices_of_two_are_the_same(void **state)
{
    theory_run(*state, "simulate: {duration: 120000s, warmup: 200s}\n" TWO("two_choices"),
               1.6);
    theory_agrees(*state, "requests/all/latency_s/mean", 2.956, 0.03);
}

static void near_saturation_it_holds_too(void **state)
{
    if (!is_long())
        skip();
    theory_run(
        *state,
        "simulate: {duration: 2500000s, warmup: 10000s}\n" TWO("least_connections"), 1.9);
    theory_agrees(*state, "requests/all/latency_s/mean", 10.487, 0.03);
}

/* ---- in turn, and by chance ---- */

static double e2_m_1_sojourn(double load)
{
    const double rate = 2 * load; /* of each of the two phases of a gap; mu = 1 */
    double sigma = 0.5;
    for (int i = 0; i < 1000; i++)
        sigma = pow(rate / (rate + 1 - sigma), 2);
    return 1 / (1 - sigma);
}

static void round_robin_over_two_queues_is_e2_m_1(void **state)
{
    theory_run(*state, "simulate: {duration: 120000s, warmup: 200s}\n" TWO("round_robin"),
               1.6);
    theory_agrees(*state, "requests/all/latency_s/mean", e2_m_1_sojourn(0.8), 0.03);
}

static void a_random_split_is_m_m_1(void **state)
{
    theory_run(*state, "simulate: {duration: 120000s, warmup: 200s}\n" TWO("random"),
               1.6);
    theory_agrees(*state, "requests/all/latency_s/mean", 5, 0.04);
}

/* By weights 3 and 1 the queues have loads 0.75 and 0.25. */
static void a_weighted_random_split_is_two_m_m_1(void **state)
{
    theory_run(*state,
               "simulate: {duration: 120000s, warmup: 200s}\n" TWO(
                   "{policy: random, weights: {\"h[0]\": 3}}"),
               1.0);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.75 / 0.25 + 0.25 / 0.75, 0.04);
    theory_agrees(*state, "hosts/h[0]/cpu/mean", 0.75, 0.01);
}

/* Each of many callers knows only what it sent itself: with as many callers as requests
 * in flight, fewest open says little, and the split is nearly random. One caller is JSQ. */
static void what_others_have_sent_a_caller_does_not_know(void **state)
{
    double means[2];
    for (int many = 0; many < 2; many++) {
        theory_run(*state,
                   "simulate: {duration: 80000s, warmup: 200s}\n"
                   "hosts:\n"
                   "  h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}\n"
                   "  f: {instance: {vcpus: 1, memory: 1GiB}}\n"
                   "services:\n"
                   "  p: {on: f, async: true, workers: %d, forward: s}\n"
                   "  s: {on: h, threads: 1, balance: least_connections,"
                   " endpoints: {go: [cpu: exp(1s)]}}\n"
                   "traffic: {u: {executor: constant-arrival-rate, rate: 1.6/s,"
                   " target: p.go}}\n",
                   many ? 64 : 1);
        means[many] = theory_mean(*state, "requests/all/latency_s/mean");
        if (!many)
            theory_agrees(*state, "requests/all/latency_s/mean", 2.956, 0.06);
    }
    assert_true(means[1] > 1.3 * means[0]);
}

#define THEORY(test) cmocka_unit_test_setup_teardown(test, theory_begin, theory_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chain_of_the_shorter_queue_has_the_known_means),
        THEORY(least_connections_is_joining_the_shorter_queue),
        THEORY(two_choices_of_two_are_the_same),
        THEORY(near_saturation_it_holds_too),
        THEORY(round_robin_over_two_queues_is_e2_m_1),
        THEORY(a_random_split_is_m_m_1),
        THEORY(a_weighted_random_split_is_two_m_m_1),
        THEORY(what_others_have_sent_a_caller_does_not_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
