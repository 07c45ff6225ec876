/* Cores shared by many: processor sharing, weights, quotas, event loops, collection, TLS.
 *
 * Formulas: Kleinrock, Queueing Systems II (1976), chapter 4; insensitivity of M/G/1-PS:
 * Kelly, Reversibility and Stochastic Networks (1979), chapter 3; GI/M/1: Kleinrock I,
 * section 6.4.
 */
#include "tests/theory/theory.h"

#include <math.h>

#define MEAN_S 0.010

static void station(struct theory *theory, const char *length, int cores,
                    const char *keys, const char *steps, double rate)
{
    theory_run(theory,
               "simulate: {duration: %s, warmup: 20s}\n"
               "hosts: {h: {instance: {vcpus: %d, memory: 64GiB}}}\n"
               "services:\n"
               "  s: {on: h, %s endpoints: {go: [%s]}}\n"
               "traffic:\n"
               "  u: {executor: constant-arrival-rate, rate: %g/s, target: s.go}\n",
               length, cores, keys, steps, rate);
}

/* ---- processor sharing ---- */

static void mm1_ps_has_the_mean_of_mm1(void **state)
{
    const double rate = 70, rho = rate * MEAN_S;
    station(*state, "2500s", 1, "", "{cpu: exp(10ms)}", rate);
    theory_agrees(*state, "requests/all/latency_s/mean", MEAN_S / (1 - rho), 0.03);
    theory_agrees(*state, "services/s/in_flight_mean", rho / (1 - rho), 0.03);
    theory_agrees(*state, "hosts/h/cpu/mean", rho, 0.01);
}

static void mg1_ps_depends_on_the_mean_alone(void **state)
{
    static const char *const works[] = {"10ms",
                                        "erlang(10ms, k=4)",
                                        "lognormal(10ms, cv=1.2)",
                                        "hyperexp(10ms, scv=9)",
                                        "weibull(10ms, k=0.7)",
                                        "pareto(10ms, alpha=2.5)"};
    const double rate = 60;
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        char steps[64];
        snprintf(steps, sizeof steps, "{cpu: \"%s\"}", works[i]);
        station(*state, "2000s", 1, "", steps, rate);
        theory_agrees(*state, "requests/all/latency_s/mean", MEAN_S / 0.4, 0.05);
        theory_agrees(*state, "services/s/in_flight_mean", 1.5, 0.05);
    }
}

/* One core for a thread at most: as many in the system as in M/M/c. */
static void mmc_ps_has_the_mean_of_mmc(void **state)
{
    const double a = 3.4, b4 = a * a * a * a / 24;
    const double b = b4 / (1 + a + a * a / 2 + a * a * a / 6 + b4);
    const double wait = b / (1 - a / 4 * (1 - b));
    station(*state, "800s", 4, "", "{cpu: exp(10ms)}", 340);
    theory_agrees(*state, "requests/all/latency_s/mean", MEAN_S + wait / 60, 0.03);
}

/* Work in two parts is the same work. */
static void work_may_be_cut_into_steps(void **state)
{
    station(*state, "2500s", 1, "", "{cpu: exp(4ms)}, {cpu: exp(6ms)}", 70);
    theory_agrees(*state, "requests/all/latency_s/mean", MEAN_S / 0.3, 0.03);
}

/* ---- weights ---- */

static void two_services(struct theory *theory, int cores, const char *a, const char *b,
                         int users_a, int users_b)
{
    theory_run_once(theory,
                    "simulate: {duration: 100s, warmup: 10s}\n"
                    "hosts: {h: {instance: {vcpus: %d, memory: 64GiB}}}\n"
                    "services:\n"
                    "  a: {on: h, %s endpoints: {go: [{cpu: 7ms}]}}\n"
                    "  b: {on: h, %s endpoints: {go: [{cpu: 7ms}]}}\n"
                    "traffic:\n"
                    "  x: {executor: constant-vus, vus: %d, target: a.go}\n"
                    "  y: {executor: constant-vus, vus: %d, target: b.go}\n",
                    cores, a, b, users_a, users_b);
}

static void cpu_shares_divide_a_busy_machine(void **state)
{
    two_services(*state, 1, "cpu_shares: 2048,", "", 1, 5);
    theory_is(*state, "services/a/cpu_mean", 2. / 3);
    theory_is(*state, "services/b/cpu_mean", 1. / 3);
    theory_is(*state, "hosts/h/cpu/mean", 1);
    /* One thread uses one core at most: the rest goes to the other. */
    two_services(*state, 4, "cpu_shares: 20480,", "", 1, 5);
    theory_is(*state, "services/a/cpu_mean", 1);
    theory_is(*state, "services/b/cpu_mean", 3);
    two_services(*state, 4, "cpu_shares: 3072,", "", 4, 4);
    theory_is(*state, "services/a/cpu_mean", 3);
    theory_is(*state, "services/b/cpu_mean", 1);
}

static void a_share_is_no_limit_while_cores_are_free(void **state)
{
    two_services(*state, 4, "cpu_shares: 2,", "", 2, 2);
    theory_is(*state, "services/a/cpu_mean", 2);
    theory_is(*state, "services/b/cpu_mean", 2);
}

/* Two classes, each with one customer always there: work is done 2 : 1. */
static void throughput_follows_the_weights(void **state)
{
    two_services(*state, 1, "cpu_shares: 2048,", "", 3, 3);
    theory_within(*state, "requests/a.go/count", 90 * 2. / 3 / 0.007, 3);
    theory_within(*state, "requests/b.go/count", 90 * 1. / 3 / 0.007, 3);
}

/* ---- quotas ---- */

static void a_quota_limits_what_is_used(void **state)
{
    two_services(*state, 4, "cpus: 0.5,", "cpus: 1.25,", 3, 3);
    theory_is(*state, "services/a/cpu_mean", 0.5);
    theory_is(*state, "services/b/cpu_mean", 1.25);
    theory_is(*state, "hosts/h/cpu/mean", 1.75 / 4);
}

/* A bucket of 0.1 s x 0.5 lasts 0.1 s at full speed; the rest goes on at half of it. */
static void a_quota_is_a_bucket_of_a_tenth_of_a_second(void **state)
{
    static const double works[] = {0.02, 0.1, 0.2};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        const double rest = fmax(0, works[i] - 0.1);
        theory_run_once(
            *state,
            "simulate: {duration: 100s}\n"
            "hosts: {h: {instance: {vcpus: 2, memory: 64GiB}}}\n"
            "services: {s: {on: h, cpus: 0.5, endpoints: {go: [cpu: %gms]}}}\n"
            "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
            " arrivals: regular, target: s.go}}\n",
            works[i] * 1000);
        theory_is(*state, "requests/all/latency_s/max", fmin(works[i], 0.1) + rest / 0.5);
        theory_is(*state, "requests/all/latency_s/min", fmin(works[i], 0.1) + rest / 0.5);
    }
}

/* ---- event loops ---- */

static void an_event_loop_serves_in_order(void **state)
{
    const double rho = 0.7;
    station(*state, "1500s", 4, "async: true,", "{cpu: 10ms}", 70);
    theory_agrees(*state, "requests/all/latency_s/mean",
                  MEAN_S * (1 + rho / 2 / (1 - rho)), 0.03);
    theory_agrees(*state, "hosts/h/cpu/mean", rho / 4, 0.01);
    station(*state, "3000s", 4, "async: true,", "{cpu: exp(10ms)}", 70);
    theory_agrees(*state, "requests/all/latency_s/mean", MEAN_S / 0.3, 0.04);
    theory_agrees(*state, "requests/all/latency_s/p99", MEAN_S / 0.3 * log(100), 0.06);
}

static void a_sleeping_request_leaves_the_loop_to_others(void **state)
{
    station(*state, "3000s", 1, "async: true,", "{cpu: exp(10ms)}, {sleep: 500ms}", 70);
    theory_agrees(*state, "requests/all/latency_s/mean", 0.5 + MEAN_S / 0.3, 0.01);
}

/* Two loops take turns: each sees Erlang gaps, E2/M/1. */
static void loops_take_turns(void **state)
{
    const double rate = 140, mu = 1 / MEAN_S;
    double sigma = 0.5; /* of waiting; fixed point of the gaps' transform */
    for (int i = 0; i < 200; i++)
        sigma = pow(rate / (rate + mu * (1 - sigma)), 2);
    station(*state, "1500s", 2, "async: true, workers: 2,", "{cpu: exp(10ms)}", rate);
    theory_agrees(*state, "requests/all/latency_s/mean", 1 / (mu * (1 - sigma)), 0.03);
    theory_agrees(*state, "requests/all/latency_s/p90", log(10) / (mu * (1 - sigma)),
                  0.03);
}

/* ---- work that comes with requests ---- */

/* 0.17 + 0.22 L / (0.965 H - L) ms for each MiB allocated (MODEL: Java heap). */
static void collection_adds_its_formula_to_the_work(void **state)
{
    static const double lives[] = {32, 128, 200, 236};
    for (size_t i = 0; i < sizeof lives / sizeof *lives; i++) {
        const double ms = 0.17 + 0.22 * lives[i] / (0.965 * 256 - lives[i]);
        theory_run_once(*state,
                        "simulate: {duration: 101s, warmup: 1s}\n"
                        "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
                        "services:\n"
                        "  s:\n"
                        "    on: h\n"
                        "    jvm: {heap: 256MiB, live: %gMiB, alloc: 4MiB}\n"
                        "    endpoints: {go: [cpu: 5ms]}\n"
                        "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                        " arrivals: regular, target: s.go}}\n",
                        lives[i]);
        theory_is(*state, "requests/all/latency_s/max", 0.005 + 4 * ms / 1000);
        theory_is(*state, "hosts/h/cpu/mean", 0.05 + 0.04 * ms);
    }
}

static void allocations_of_a_step_are_collected_too(void **state)
{
    const double ms = 0.17 + 0.22 * 200 / (0.965 * 256 - 200);
    theory_run_once(*state, "simulate: {duration: 100s}\n"
                            "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
                            "services:\n"
                            "  s:\n"
                            "    on: h\n"
                            "    jvm: {heap: 256MiB, live: 200MiB}\n"
                            "    endpoints: {go: [{cpu: 5ms}, {allocate: 2MiB}]}\n"
                            "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                            " arrivals: regular, target: s.go}}\n");
    theory_is(*state, "requests/all/latency_s/max", 0.005 + 2 * ms / 1000);
}

/* One handshake for ten requests, a fifth of them resumed. */
static void tls_costs_cpu_for_each_connection(void **state)
{
    theory_run(*state,
               "simulate: {duration: 100s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
               "services: {s: {on: h, tls: {certificate: ecdsa_p256, resumed: 20%%},"
               " endpoints: {go: [cpu: 1us]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 1000/s,"
               " arrivals: regular, requests_per_connection: 10, target: s.go}}\n");
    theory_agrees(*state, "hosts/h/cpu/mean",
                  1000 * 1e-6 + 100 * (0.8 * 0.32e-3 + 0.2 * 0.155e-3), 0.01);
}

static void background_work_takes_its_cores(void **state)
{
    theory_run_once(*state, "simulate: {duration: 100s}\n"
                            "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}}\n"
                            "services: {s: {on: h, background: {cpu: 0.7}}}\n");
    theory_is(*state, "hosts/h/cpu/mean", 0.35);
    theory_is(*state, "services/s/cpu_mean", 0.7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mm1_ps_has_the_mean_of_mm1),
        cmocka_unit_test(mg1_ps_depends_on_the_mean_alone),
        cmocka_unit_test(mmc_ps_has_the_mean_of_mmc),
        cmocka_unit_test(work_may_be_cut_into_steps),
        cmocka_unit_test(cpu_shares_divide_a_busy_machine),
        cmocka_unit_test(a_share_is_no_limit_while_cores_are_free),
        cmocka_unit_test(throughput_follows_the_weights),
        cmocka_unit_test(a_quota_limits_what_is_used),
        cmocka_unit_test(a_quota_is_a_bucket_of_a_tenth_of_a_second),
        cmocka_unit_test(an_event_loop_serves_in_order),
        cmocka_unit_test(a_sleeping_request_leaves_the_loop_to_others),
        cmocka_unit_test(loops_take_turns),
        cmocka_unit_test(collection_adds_its_formula_to_the_work),
        cmocka_unit_test(allocations_of_a_step_are_collected_too),
        cmocka_unit_test(tls_costs_cpu_for_each_connection),
        cmocka_unit_test(background_work_takes_its_cores),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
