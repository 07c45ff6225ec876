/* Several stations: closed networks, tandems, forks, pools, retries, choices.
 *
 * Formulas: machine repairman and Jackson networks in Kleinrock I (1975); mean value
 * analysis: Reiser & Lavenberg, JACM 27 (1980); BCMP: Baskett et al., JACM 22 (1975);
 * fork-join: Flatto & Hahn, SIAM J. Appl. Math. 44 (1984).
 */
#include "tests/theory/theory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define OPEN     "{executor: constant-arrival-rate, rate: %g/s, target: front.go}"
#define ONE_HOST "hosts: {h: {instance: {vcpus: 4, memory: 64GiB}}}\n"

/* ---- closed networks ---- */

/* Throughput of n users who think z seconds and meet c servers of mean s: the chain of
 * the machine repairman. */
static double repairman(int users, double think_s, int servers, double mean_s)
{
    double p = 1, sum = 1, thinking = users;
    for (int n = 1; n <= users; n++) {
        p *= (users - n + 1) / think_s * mean_s / (n < servers ? n : servers);
        sum += p;
        thinking += (users - n) * p;
    }
    return thinking / sum / think_s;
}

static void closed_users_are_the_machine_repairman(void **state)
{
    static const struct {
        int users, servers;
        const char *threads;
    } cases[] = {{20, 1, "1"}, {20, 1, "unlimited"}, {30, 3, "3"}, {30, 3, "unlimited"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int users = cases[i].users, c = cases[i].servers;
        const double rate = repairman(users, 1, c, c * 0.05);
        theory_run(
            *state,
            "simulate: {duration: 4000s, warmup: 100s}\n"
            "hosts: {h: {instance: {vcpus: %d, memory: 1GiB}}}\n"
            "services: {s: {on: h, threads: %s, endpoints: {go: [cpu: exp(%dms)]}}}\n"
            "traffic: {u: {executor: constant-vus, vus: %d, think: exp(1s),"
            " target: s.go}}\n",
            c, cases[i].threads, c * 50, users);
        theory_agrees(*state, "requests/all/rate", rate, 0.01);
        theory_agrees(*state, "requests/all/latency_s/mean", users / rate - 1, 0.04);
        theory_agrees(*state, "hosts/h/cpu/mean", rate * 0.05, 0.01);
    }
}

/* Exact mean value analysis of two PS stations and thinking. */
static void closed_users_of_two_stations_obey_mva(void **state)
{
    const double demands[2] = {0.03, 0.05};
    double queue[2] = {0, 0}, rate = 0, total = 0;
    for (int n = 1; n <= 25; n++) {
        double time[2];
        for (int k = 0; k < 2; k++)
            time[k] = demands[k] * (1 + queue[k]);
        total = time[0] + time[1];
        rate = n / (1 + total);
        for (int k = 0; k < 2; k++)
            queue[k] = rate * time[k];
    }
    theory_run(*state,
               "simulate: {duration: 4000s, warmup: 100s}\n"
               "hosts:\n"
               "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "services:\n"
               "  x: {on: a, endpoints: {go: [{cpu: exp(30ms)}, {call: y.go}]}}\n"
               "  y: {on: b, endpoints: {go: [{cpu: \"hyperexp(50ms, scv=4)\"}]}}\n"
               "traffic: {u: {executor: constant-vus, vus: 25, think: exp(1s),"
               " target: x.go}}\n");
    theory_agrees(*state, "requests/all/rate", rate, 0.01);
    theory_agrees(*state, "requests/all/latency_s/mean", total, 0.04);
}

/* ---- open networks ---- */

/* The front's thread waits while the back works; its core does not. */
static void a_tandem_is_two_independent_queues(void **state)
{
    theory_run(*state,
               "simulate: {duration: 3000s, warmup: 50s}\n"
               "hosts:\n"
               "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "services:\n"
               "  front: {on: a, endpoints: {go: [{cpu: exp(10ms)}, {call: back.go}]}}\n"
               "  back: {on: b, threads: 1, endpoints: {go: [{cpu: exp(12ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               60.);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.01 / 0.4 + 0.012 / 0.28, 0.04);
    theory_agrees(*state, "services/back/wait_s/mean", 0.012 * 0.72 / 0.28, 0.07);
    theory_agrees(*state, "services/front/in_flight_mean",
                  60 * (0.01 / 0.4 + 0.012 / 0.28), 0.04);
}

/* Before the call and after it the same cores work: BCMP counts the sum of both. */
static void a_station_may_be_visited_twice(void **state)
{
    theory_run(*state,
               "simulate: {duration: 3000s, warmup: 50s}\n"
               "hosts:\n"
               "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "services:\n"
               "  front: {on: a, endpoints: {go: [{cpu: exp(4ms)}, {call: back.go},"
               " {cpu: exp(6ms)}, {repeat: {times: 2, steps: [{call: back.go}]}}]}}\n"
               "  back: {on: b, endpoints: {go: [{cpu: exp(4ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               60.);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.01 / 0.4 + 0.012 / 0.28, 0.04);
    theory_agrees(*state, "hosts/b/cpu/mean", 0.72, 0.01);
}

static void two_way_fork_join_is_flatto_and_hahn(void **state)
{
    theory_run(*state,
               "simulate: {duration: 3000s, warmup: 50s}\n"
               "hosts:\n"
               "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "  f: {instance: {vcpus: 1, memory: 1GiB}}\n"
               "services:\n"
               "  front: {on: f, endpoints: {go: [{parallel: [[{call: x.go}],"
               " [{call: y.go}]]}]}}\n"
               "  x: {on: a, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
               "  y: {on: b, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               70.);
    theory_agrees(*state, "requests/all/latency_s/mean", (12 - 0.7) / 8 * 0.01 / 0.3,
                  0.03);
}

/* ---- steps, where nobody waits ---- */

static void steps_only(struct theory *theory, const char *steps)
{
    theory_run(theory,
               "simulate: {duration: 400s, warmup: 10s}\n" ONE_HOST
               "services: {front: {on: h, endpoints: {go: [%s]}}}\n"
               "traffic: {u: " OPEN "}\n",
               steps, 200.);
}

static void parallel_takes_as_long_as_its_longest_branch(void **state)
{
    steps_only(*state, "{parallel: [[{sleep: exp(60ms)}], [{sleep: exp(60ms)}],"
                       " [{sleep: exp(60ms)}]]}");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.06 * (1 + 1. / 2 + 1. / 3),
                  0.02);
    /* P(max <= t) = (1 - exp(-t / mean))^3 */
    theory_agrees(*state, "requests/all/latency_s/p90", -0.06 * log(1 - pow(0.9, 1. / 3)),
                  0.02);
}

static void choose_mixes_its_branches(void **state)
{
    steps_only(*state, "{choose: [{p: 20%, steps: [{sleep: exp(100ms)}]},"
                       " {p: 50%, steps: [{sleep: exp(10ms)}]}]}, {sleep: 1ms}");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.2 * 0.1 + 0.5 * 0.01 + 0.001,
                  0.04);
}

static void repeat_adds_its_rounds(void **state)
{
    steps_only(*state, "{repeat: {times: 2, steps: [{repeat: {times: 3, steps:"
                       " [{sleep: exp(10ms)}]}}, {sleep: 5ms}]}}");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.07, 0.01);
    theory_agrees(*state, "requests/all/latency_s/p95",
                  0.01 + gsl_cdf_gamma_Pinv(0.95, 6, 0.01), 0.01);
}

static void failing_steps_fail_their_share(void **state)
{
    steps_only(*state, "{fail: 10%}, {parallel: [[{fail: 20%}], [{fail: 20%}]]}");
    theory_ratio_agrees(*state, "requests/all/errors/application", "requests/all/count",
                        1 - 0.9 * 0.8 * 0.8, 0.02);
}

/* ---- calls ---- */

static void caller(struct theory *theory, const char *call, const char *callee)
{
    theory_run(theory,
               "simulate: {duration: 600s, warmup: 20s}\n" ONE_HOST "services:\n"
               "  front: {on: h, endpoints: {go: [{call: {to: back.go, %s}}]}}\n"
               "  back: {on: h, endpoints: {go: [%s]}}\n"
               "traffic: {u: " OPEN "}\n",
               call, callee, 200.);
}

/* Three tries of an exponential call with a limit t; p of them run out of it. */
static void call_timeouts_and_retries_follow_their_arithmetic(void **state)
{
    const double t = 0.05, mean = 0.04, p = exp(-t / mean), backoff = 0.02;
    const double inside = mean - t * p / (1 - p); /* of those within the limit */
    double answered = 0, work = 0, before = 0;
    for (int k = 0; k < 3; k++) {
        const double share = pow(p, k) * (1 - p);
        answered += share;
        work += share * (before + inside);
        before += t + backoff * pow(2, k);
    }
    caller(*state, "timeout: 50ms, retries: 2, backoff: 20ms", "{sleep: exp(40ms)}");
    theory_ratio_agrees(*state, "requests/all/errors/timeout", "requests/all/count",
                        pow(p, 3), 0.05);
    theory_agrees(*state, "requests/all/latency_s/mean", work / answered, 0.02);
    /* The callee does not know and works on. */
    theory_agrees(*state, "services/back/in_flight_mean", 200 * mean * (1 + p + p * p),
                  0.02);
    theory_agrees(*state, "requests/front.go/attempts", 200 * 580., 0.02);
}

static void jitter_draws_a_share_of_the_backoff_away(void **state)
{
    caller(*state, "retries: 1, backoff: 100ms, jitter: 40%", "{fail: 50%}");
    theory_agrees(*state, "requests/all/failed_rate", 0.25, 0.02);
    /* Two thirds of those answered were answered at once. */
    theory_agrees(*state, "requests/all/latency_s/mean", 0.1 * (1 - 0.4 / 2) / 3, 0.03);
    theory_agrees(*state, "requests/all/latency_s/max", 0.1, 0.001);
}

static void ignored_errors_are_no_errors(void **state)
{
    caller(*state, "on_error: ignore", "{sleep: 5ms}, {fail: 100%}");
    theory_is(*state, "requests/all/failed", 0);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.005, 0.001);
}

static void users_try_again(void **state)
{
    theory_run(
        *state,
        "simulate: {duration: 600s, warmup: 20s}\n" ONE_HOST
        "services: {front: {on: h, endpoints: {go: [{sleep: 10ms}, {fail: 30%%}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 200/s, target: front.go,"
        " retries: 2, retry_delay: 40ms}}\n");
    const double p = 0.3, answered = 1 - p * p * p;
    theory_agrees(*state, "requests/all/failed_rate", p * p * p, 0.05);
    theory_ratio_agrees(*state, "requests/all/attempts", "requests/all/count",
                        1 + p + p * p, 0.01);
    theory_agrees(*state, "requests/all/latency_s/mean",
                  0.01 + 0.05 * (p * (1 - p) + 2 * p * p * (1 - p)) / answered, 0.02);
}

/* ---- pools ---- */

static double erlang_c(int c, double a)
{
    double b = 1;
    for (int n = 1; n <= c; n++)
        b = a * b / (n + a * b);
    return b / (1 - a / c * (1 - b));
}

static void pooled(struct theory *theory, const char *pool, double rate)
{
    theory_run(theory,
               "simulate: {duration: 1500s, warmup: 20s}\n" ONE_HOST "services:\n"
               "  front: {on: h, pools: {back: %s}, endpoints: {go: [{call: back.go}]}}\n"
               "  back: {on: h, endpoints: {go: [{sleep: exp(20ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               pool, rate);
}

static void a_pool_is_as_many_servers(void **state)
{
    const double wait_s = erlang_c(3, 2.4) / (150 - 120);
    pooled(*state, "3", 120);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.02 + wait_s, 0.05);
    theory_agrees(*state, "resources/#id=service.front.pool.back/utilization", 0.8, 0.01);
    theory_agrees(*state, "services/back/in_flight_mean", 2.4, 0.01);
}

/* M/M/c + D: Gross et al., section 2.10; here by the transforms of Baccelli & Hebuterne
 * (1981) for a constant limit: P(lost) = Erlang-like sums with exp(-(c mu - lambda) t). */
static void waiting_for_a_pool_has_its_limit(void **state)
{
    const double rate = 170, mu = 50, t = 0.03, a = rate / mu;
    const int c = 3;
    double sum = 0, p = 1; /* p_n / p_0 for n <= c - 1 */
    for (int n = 0; n < c; n++) {
        sum += p;
        p *= n + 1 < c ? a / (n + 1) : 1;
    }
    /* Density of the virtual wait: p_{c-1} rate exp(-(c mu - rate) w) up to t, then the
     * queue only drains: exp(-(c mu - rate) t) exp(-c mu (w - t)). */
    const double drift = c * mu - rate;
    const double below = rate * (1 - exp(-drift * t)) / drift;
    const double above = rate * exp(-drift * t) / (c * mu);
    const double lost = p * above / (sum + p * (below + above));
    pooled(*state, "{size: 3, timeout: 30ms}", rate);
    theory_ratio_agrees(*state, "requests/all/errors/pool_timeout", "requests/all/count",
                        lost, 0.04);
    theory_agrees(*state, "services/back/in_flight_mean", a * (1 - lost), 0.01);
}

/* ---- between machines ---- */

static void calls_between_machines_take_the_network_delay(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 100s}\n"
                    "hosts:\n"
                    "  a: {instance: {vcpus: 1, memory: 1GiB}}\n"
                    "  b: {instance: {vcpus: 1, memory: 1GiB}}\n"
                    "  c: {instance: {vcpus: 1, memory: 1GiB}, zones: [c]}\n"
                    "network: {same_zone: 3ms, cross_zone: 20ms}\n"
                    "services:\n"
                    "  x: {on: a, endpoints: {near: [{call: y.go}], far: [{call: z.go}],"
                    " own: [{call: w.go}]}}\n"
                    "  y: {on: b, endpoints: {go: [{sleep: 10ms}]}}\n"
                    "  z: {on: c, endpoints: {go: [{sleep: 10ms}]}}\n"
                    "  w: {on: a, endpoints: {go: [{sleep: 10ms}]}}\n"
                    "traffic:\n"
                    "  n: {executor: constant-vus, vus: 1, think: 1s, target: x.near}\n"
                    "  f: {executor: constant-vus, vus: 1, think: 1s, target: x.far}\n"
                    "  o: {executor: constant-vus, vus: 1, think: 1s, target: x.own}\n");
    theory_within(*state, "requests/x.near/latency_s/max", 0.013, 1e-12);
    theory_within(*state, "requests/x.far/latency_s/max", 0.030, 1e-12);
    theory_within(*state, "requests/x.own/latency_s/max", 0.010, 1e-12);
}

/* nginx: weights 5, 1, 1 give a a b a c a a. Runs of 1 to 7 requests tell the order. */
static void weighted_round_robin_is_smooth(void **state)
{
    static const int order[] = {0, 0, 1, 0, 2, 0, 0};
    double served[3] = {0, 0, 0};
    for (int n = 1; n <= 7; n++) {
        theory_run_once(
            *state,
            "simulate: {duration: 100s}\n"
            "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 3}}\n"
            "services:\n"
            "  s:\n"
            "    on: h\n"
            "    balance: {policy: weighted, weights: {\"h[0]\": 5}}\n"
            "    endpoints: {go: [sleep: 1ms]}\n"
            "traffic: {u: {executor: shared-iterations, vus: 1, iterations: %d,"
            " target: s.go}}\n",
            n);
        served[order[n - 1]]++;
        theory_is(*state, "services/s/detail/0/served", served[0]);
        theory_is(*state, "services/s/detail/1/served", served[1]);
        theory_is(*state, "services/s/detail/2/served", served[2]);
    }
}

/* ---- messages ---- */

static void a_consumer_is_a_queue_of_its_own(void **state)
{
    theory_run(*state,
               "simulate: {duration: 3000s, warmup: 50s}\n"
               "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
               "services:\n"
               "  front: {on: h, endpoints: {go: [{publish: back.go}]}}\n"
               "  back: {on: h, threads: 1, queue: {prefetch: 1},"
               " endpoints: {go: [{cpu: exp(10ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               70.);
    theory_agrees(*state, "services/back/wait_s/mean", 0.01 * 0.7 / 0.3, 0.05);
    theory_agrees(*state, "services/back/queue_mean", 0.49 / 0.3, 0.05);
    theory_agrees(*state, "services/back/in_flight_mean", 0.7, 0.01);
    theory_is(*state, "requests/all/latency_s/max", 0);
}

/* M/M/1/K: one at work, one reserved by prefetch, three in the broker. */
static void a_full_queue_refuses_messages(void **state)
{
    double p = 1, sum = 0;
    for (int n = 0; n <= 4; n++) {
        sum += p;
        p *= 0.9;
    }
    theory_run(*state,
               "simulate: {duration: 1500s, warmup: 50s}\n"
               "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
               "services:\n"
               "  front: {on: h, endpoints: {go: [{publish: back.go}]}}\n"
               "  back: {on: h, threads: 1, queue: {prefetch: 1, max: 3},"
               " endpoints: {go: [{cpu: exp(10ms)}]}}\n"
               "traffic: {u: " OPEN "}\n",
               90.);
    theory_agrees(*state, "requests/all/failed_rate", pow(0.9, 4) / sum, 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_users_are_the_machine_repairman),
        cmocka_unit_test(closed_users_of_two_stations_obey_mva),
        cmocka_unit_test(a_tandem_is_two_independent_queues),
        cmocka_unit_test(a_station_may_be_visited_twice),
        cmocka_unit_test(two_way_fork_join_is_flatto_and_hahn),
        cmocka_unit_test(parallel_takes_as_long_as_its_longest_branch),
        cmocka_unit_test(choose_mixes_its_branches),
        cmocka_unit_test(repeat_adds_its_rounds),
        cmocka_unit_test(failing_steps_fail_their_share),
        cmocka_unit_test(call_timeouts_and_retries_follow_their_arithmetic),
        cmocka_unit_test(jitter_draws_a_share_of_the_backoff_away),
        cmocka_unit_test(ignored_errors_are_no_errors),
        cmocka_unit_test(users_try_again),
        cmocka_unit_test(a_pool_is_as_many_servers),
        cmocka_unit_test(waiting_for_a_pool_has_its_limit),
        cmocka_unit_test(calls_between_machines_take_the_network_delay),
        cmocka_unit_test(weighted_round_robin_is_smooth),
        cmocka_unit_test(a_consumer_is_a_queue_of_its_own),
        cmocka_unit_test(a_full_queue_refuses_messages),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
