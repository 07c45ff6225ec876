/* Messages and caches: consumers as M/M/c, a backlog that grows, a cache that warms up.
 *
 * Kleinrock, Queueing Systems I (1975), for M/M/c. The cache: the n-th lookup after an
 * empty start asks for key k with probability p_k and finds it when one of the n - 1
 * before asked for it (independent reference model; Fagin, "Asymptotic miss ratios over
 * independent references", J. Computer and System Sciences 14 (1977) 222-250).
 */
#include "sim/core/zipf.h"
#include "tests/theory/theory.h"

#include <math.h>
#include <stdlib.h>

/* ---- consumers ---- */

/* Probability that an arrival waits in M/M/c, offered a Erlangs (Erlang C). */
static double erlang_c(int c, double a)
{
    double b = 1; /* Erlang B by its recursion */
    for (int n = 1; n <= c; n++)
        b = a * b / (n + a * b);
    return b / (1 - a / c * (1 - b));
}

static void consume(struct theory *theory, int workers, const char *queue, double rate)
{
    theory_run(
        theory,
        "simulate: {duration: 4000s, warmup: 100s}\n"
        "hosts: {h: {instance: {vcpus: 4, memory: 64GiB}}}\n"
        "services:\n"
        "  s: {on: h, endpoints: {go: [{publish: t.do}]}}\n"
        "  b: {on: h, memory: {base: 1MiB}}\n"
        "  t: {on: h, workers: %d, threads: 1, queue: {broker: b, message: 4KiB%s}, "
        "endpoints: {do: [{sleep: exp(50ms)}]}}\n"
        "traffic:\n"
        "  u: {executor: constant-arrival-rate, rate: %g/s, target: s.go}\n",
        workers, queue, rate);
}

/* Whatever is reserved by whom: with one instance the queue is one. */
static void consumers_are_servers_of_one_queue(void **state)
{
    const double rate = 48, mean_s = 0.05, a = rate * mean_s;
    const double wait_s = erlang_c(3, a) * mean_s / (3 - a);
    static const char *const queues[] = {"", ", ack: late", ", prefetch: 1"};
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        consume(*state, 3, queues[i], rate);
        theory_agrees(*state, "services/t/messages/wait_mean_s", wait_s, 0.05);
        theory_agrees(*state, "services/t/wait_s/mean", wait_s, 0.05);
        theory_agrees(*state, "services/t/queue_mean", rate * wait_s, 0.05);
        theory_agrees(*state, "services/t/in_flight_mean", a, 0.02);
    }
}

/* Little's law: the broker keeps lambda x (wait + work) messages on average when they are
 * acknowledged late, lambda x wait when early. */
static void broker_keeps_what_littles_law_says(void **state)
{
    const double rate = 48, mean_s = 0.05, a = rate * mean_s, base = 1048576;
    const double wait_s = erlang_c(3, a) * mean_s / (3 - a);
    consume(*state, 3, ", ack: early", rate);
    theory_agrees(*state, "services/b/memory_mean", base + 4096 * rate * wait_s, 0.01);
    consume(*state, 3, ", ack: late", rate);
    theory_agrees(*state, "services/b/memory_mean",
                  base + 4096 * rate * (wait_s + mean_s), 0.01);
}

/* Above what they can do the backlog grows by the difference. */
static void overloaded_consumers_fall_behind_by_the_difference(void **state)
{
    const double rate = 80, served = 3 / 0.05, window_s = 3900;
    consume(*state, 3, "", rate);
    theory_agrees(*state, "services/t/messages/consumed", served * window_s, 0.01);
    theory_agrees(*state, "services/t/messages/waiting_end", (rate - served) * 4000,
                  0.02);
    theory_agrees(*state, "services/t/messages/lag_end_s", 4000 * (1 - served / rate),
                  0.02);
}

/* ---- caches ---- */

/* Mean hit ratio of the first `lookups` after an empty start. */
static double warming(uint32_t keys, double skew, double hit, int lookups)
{
    struct zipf zipf;
    double *p = calloc(keys, sizeof *p), sum = 0;
    zipf_init(&zipf, keys, skew);
    zipf_probabilities(&zipf, p);
    for (uint32_t k = 0; k < keys; k++) /* sum over n of 1 - q^(n-1), q = 1 - p_k */
        sum += p[k] * (lookups - (1 - pow(1 - p[k], lookups)) / p[k]);
    free(p);
    return hit * sum / lookups;
}

/* 1000 lookups a second, the first at 1 s: exactly so many of them. */
static void warm(struct theory *theory, int keys, double skew, double hit, int lookups)
{
    theory_run(theory,
               "simulate: {duration: %gs}\n"
               "hosts: {h: {instance: {vcpus: 4, memory: 64GiB}}}\n"
               "services:\n"
               "  s: {on: h, endpoints: {go: [{cache: {in: r.get, hit: %g, keys: %d, "
               "skew: %g}}]}}\n"
               "  r: {on: h, start_at: 0, endpoints: {get: []}}\n"
               "traffic:\n"
               "  u: {executor: shared-iterations, vus: 1, iterations: %d, think: 1ms, "
               "start: 1s, target: s.go}\n",
               2 + lookups * 0.002, hit, keys, skew, lookups);
    theory_is(theory, "services/r/cache/lookups", lookups);
}

static void cache_warms_up_as_its_keys_are_read(void **state)
{
    static const struct {
        int keys;
        double skew, hit;
    } caches[] = {{1000, 1, 0.9}, {1000, 0, 1}, {100000, 0.8, 0.95}, {200, 1.5, 1}};
    static const int lookups[] = {100, 1000, 3000};
    for (size_t c = 0; c < sizeof caches / sizeof *caches; c++)
        for (size_t i = 0; i < sizeof lookups / sizeof *lookups; i++) {
            warm(*state, caches[c].keys, caches[c].skew, caches[c].hit, lookups[i]);
            theory_agrees(*state, "services/r/cache/hit_ratio",
                          warming((uint32_t)caches[c].keys, caches[c].skew, caches[c].hit,
                                  lookups[i]),
                          lookups[i] == 100 ? 1 : 0.2);
        }
}

static void warm_cache_hits_with_its_share(void **state)
{
    theory_run(*state, "simulate: {duration: 500s}\n"
                       "hosts: {h: {instance: {vcpus: 4, memory: 64GiB}}}\n"
                       "services:\n"
                       "  s: {on: h, endpoints: {go: [{cache: {in: r.get, hit: 90%%, "
                       "miss: [{call: d.q}]}}]}}\n"
                       "  r: {on: h, endpoints: {get: [{cpu: 10us}]}}\n"
                       "  d: {on: h, endpoints: {q: [{cpu: 1ms}]}}\n"
                       "traffic:\n"
                       "  u: {executor: constant-arrival-rate, rate: 100/s, target: "
                       "s.go}\n");
    theory_agrees(*state, "services/r/cache/hit_ratio", 0.9, 0.01);
    theory_agrees(*state, "services/d/cpu_mean", 100 * 0.1 * 0.001, 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(consumers_are_servers_of_one_queue, theory_begin,
                                        theory_end),
        cmocka_unit_test_setup_teardown(broker_keeps_what_littles_law_says, theory_begin,
                                        theory_end),
        cmocka_unit_test_setup_teardown(
            overloaded_consumers_fall_behind_by_the_difference, theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(cache_warms_up_as_its_keys_are_read, theory_begin,
                                        theory_end),
        cmocka_unit_test_setup_teardown(warm_cache_hits_with_its_share, theory_begin,
                                        theory_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
