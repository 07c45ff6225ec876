/* One station, first come first served: M/M/1, M/M/c, M/G/1, finite rooms, impatience.
 *
 * Formulas: Kleinrock, Queueing Systems I (1975); Gross et al., Fundamentals of Queueing
 * Theory, 4th ed. (2008); Mandelbaum & Zeltyn, The Palm/Erlang-A queue (2005).
 */
#include "tests/theory/theory.h"

#include <math.h>

#define MEAN_S 0.010 /* of a request's work */

/* One machine with `cores`, one service with so many threads and further keys. */
static void station(struct theory *theory, const char *length, int cores, int threads,
                    const char *keys, const char *work, double rate)
{
    theory_run(theory,
               "simulate: {duration: %s, warmup: 20s}\n"
               "hosts: {h: {instance: {vcpus: %d, memory: 64GiB}}}\n"
               "services:\n"
               "  s: {on: h, threads: %d, %s endpoints: {go: [{cpu: \"%s\"}]}}\n"
               "traffic:\n"
               "  u: {executor: constant-arrival-rate, rate: %g/s, target: s.go}\n",
               length, cores, threads, keys, work, rate);
}

/* Probability that an arrival waits in M/M/c, offered a Erlangs (Erlang C). */
static double erlang_c(int c, double a)
{
    double b = 1; /* Erlang B by its recursion */
    for (int n = 1; n <= c; n++)
        b = a * b / (n + a * b);
    return b / (1 - a / c * (1 - b));
}

/* ---- M/M/1 ---- */

static void mm1_sojourn_times_are_exponential(void **state)
{
    const double rate = 70, left = 1 / MEAN_S - rate;
    station(*state, "5000s", 1, 1, "", "exp(10ms)", rate);
    theory_agrees(*state, "requests/all/latency_s/mean", 1 / left, 0.03);
    theory_agrees(*state, "requests/all/latency_s/p50", log(2) / left, 0.03);
    theory_agrees(*state, "requests/all/latency_s/p90", log(10) / left, 0.03);
    theory_agrees(*state, "requests/all/latency_s/p99", log(100) / left, 0.04);
    theory_agrees(*state, "requests/all/latency_s/p999", log(1000) / left, 0.06);
}

static void mm1_means_obey_littles_law(void **state)
{
    const double rate = 70, rho = rate * MEAN_S;
    station(*state, "1500s", 1, 1, "", "exp(10ms)", rate);
    theory_agrees(*state, "requests/all/rate", rate, 0.01);
    theory_agrees(*state, "hosts/h/cpu/mean", rho, 0.01);
    theory_agrees(*state, "hosts/h/cpu/user", rho, 0.01);
    theory_agrees(*state, "services/s/in_flight_mean", rho, 0.01);
    theory_agrees(*state, "services/s/queue_mean", rho * rho / (1 - rho), 0.05);
    theory_agrees(*state, "services/s/wait_s/mean", rho / (1 - rho) * MEAN_S, 0.05);
    /* P(wait > t) = rho exp(-(mu - lambda) t) */
    theory_agrees(*state, "services/s/wait_s/p95", log(rho / 0.05) / (1 / MEAN_S - rate),
                  0.05);
    theory_agrees(*state, "resources/#id=host.h.cpu/utilization", rho, 0.01);
    theory_agrees(*state, "resources/#id=service.s.threads/utilization", rho, 0.01);
}

static void a_core_of_half_the_speed_takes_twice_as_long(void **state)
{
    const double rate = 35, left = 50 - rate;
    theory_run(*state,
               "simulate: {duration: 2000s, warmup: 20s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, speed: 0.5}}}\n"
               "services: {s: {on: h, threads: 1, endpoints: {go: [cpu: "
               "exp(10ms)]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 35/s, target: "
               "s.go}}\n");
    theory_agrees(*state, "requests/all/latency_s/mean", 1 / left, 0.05);
    theory_agrees(*state, "hosts/h/cpu/mean", rate / 50, 0.01);
}

/* ---- M/M/c ---- */

static void mmc_waits_as_erlang_c_says(void **state)
{
    static const struct {
        int servers;
        double rate;
    } cases[] = {{2, 140}, {4, 340}, {16, 1400}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int c = cases[i].servers;
        const double rate = cases[i].rate, a = rate * MEAN_S;
        const double wait_s = erlang_c(c, a) / (c / MEAN_S - rate);
        station(*state, c > 4 ? "300s" : "600s", c, c, "", "exp(10ms)", rate);
        theory_agrees(*state, "services/s/wait_s/mean", wait_s, 0.07);
        theory_agrees(*state, "requests/all/latency_s/mean", wait_s + MEAN_S, 0.03);
        theory_agrees(*state, "services/s/queue_mean", rate * wait_s, 0.07);
        theory_agrees(*state, "services/s/in_flight_mean", a, 0.01);
        theory_agrees(*state, "hosts/h/cpu/mean", a / c, 0.01);
    }
}

/* Workers x threads serve alike: the queue in front is shared. */
static void workers_and_threads_are_the_same_servers(void **state)
{
    const double rate = 340, wait_s = erlang_c(4, 3.4) / (400 - rate);
    station(*state, "600s", 4, 1, "workers: 4,", "exp(10ms)", rate);
    theory_agrees(*state, "services/s/wait_s/mean", wait_s, 0.07);
    station(*state, "600s", 4, 2, "workers: 2,", "exp(10ms)", rate);
    theory_agrees(*state, "services/s/wait_s/mean", wait_s, 0.07);
}

/* ---- M/G/1 ---- */

static void mg1_waits_as_pollaczek_and_khinchine_say(void **state)
{
    static const struct {
        const char *work, *length;
        double scv; /* squared coefficient of variation */
    } cases[] = {
        {"10ms", "600s", 0},
        {"uniform(5ms, 15ms)", "600s", 1. / 12},
        {"erlang(10ms, k=4)", "600s", 0.25},
        {"gamma(10ms, cv=0.5)", "600s", 0.25},
        {"weibull(10ms, k=2)", "600s", 0.2732395447351627}, /* 4 / pi - 1 */
        {"lognormal(10ms, cv=1.2)", "1500s", 1.44},
        {"hyperexp(10ms, scv=4)", "2500s", 4},
        /* alpha / (alpha - 2) (alpha - 1)^2 / alpha - 1: fourth moments exist */
        {"pareto(10ms, alpha=6)", "600s", 1. / 24},
    };
    const double rate = 70, rho = rate * MEAN_S;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double wait_s = rho * MEAN_S * (1 + cases[i].scv) / 2 / (1 - rho);
        station(*state, cases[i].length, 1, 1, "", cases[i].work, rate);
        theory_agrees(*state, "services/s/wait_s/mean", wait_s, 0.1);
        theory_agrees(*state, "requests/all/latency_s/mean", wait_s + MEAN_S, 0.08);
        theory_agrees(*state, "hosts/h/cpu/mean", rho, 0.015);
    }
}

/* ---- finite rooms ---- */

/* M/M/c/K: the chain's probabilities up to K in the system. */
static double mmck(int c, int room, double a, double *mean)
{
    double p = 1, sum = 0, last = 0;
    *mean = 0;
    for (int n = 0; n <= room; n++) {
        if (n > 0)
            p *= a / (n < c ? n : c);
        sum += p;
        *mean += n * p;
        last = p;
    }
    *mean /= sum;
    return last / sum;
}

static void full_backlog_refuses_as_mmck_says(void **state)
{
    static const struct {
        int servers, backlog;
        double rate;
    } cases[] = {{1, 4, 90}, {1, 0, 50}, {3, 5, 330}, {2, 3, 150}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int c = cases[i].servers, room = c + cases[i].backlog;
        const double rate = cases[i].rate, a = rate * MEAN_S;
        double mean, refused = mmck(c, room, a, &mean);
        char keys[40];
        snprintf(keys, sizeof keys, "backlog: %d,", cases[i].backlog);
        station(*state, "800s", c, c, keys, "exp(10ms)", rate);
        theory_agrees(*state, "requests/all/failed_rate", refused, 0.05);
        theory_ratio_agrees(*state, "requests/all/errors/refused", "requests/all/count",
                            refused, 0.05);
        theory_ratio_agrees(*state, "services/s/refused", "requests/all/count", refused,
                            0.05);
        theory_agrees(*state, "requests/all/latency_s/mean",
                      mean / (rate * (1 - refused)), 0.03);
        theory_agrees(*state, "requests/all/goodput", rate * (1 - refused), 0.01);
        theory_agrees(*state, "hosts/h/cpu/mean", a * (1 - refused) / c, 0.01);
    }
}

/* ---- impatience ---- */

/* Erlang-A, M/M/c + M: birth rate lambda, death rate min(n, c) mu + (n - c)+ theta. */
static double erlang_a(int c, double rate, double mu, double theta, double *waiting)
{
    double p = 1, sum = 1;
    *waiting = 0;
    for (int n = 1; n < 2000; n++) {
        p *= rate / (fmin(n, c) * mu + fmax(0, n - c) * theta);
        sum += p;
        *waiting += fmax(0, n - c) * p;
    }
    *waiting /= sum;
    return theta * *waiting / rate; /* share that leaves */
}

static void impatient_callers_leave_as_erlang_a_says(void **state)
{
    static const struct {
        int servers;
        double rate;
    } cases[] = {{1, 90}, {3, 330}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double rate = cases[i].rate;
        double waiting;
        const double left =
            erlang_a(cases[i].servers, rate, 1 / MEAN_S, 1 / 0.05, &waiting);
        station(*state, "600s", cases[i].servers, cases[i].servers,
                "queue_timeout: exp(50ms),", "exp(10ms)", rate);
        theory_ratio_agrees(*state, "requests/all/errors/queue_timeout",
                            "requests/all/count", left, 0.03);
        theory_agrees(*state, "services/s/queue_mean", waiting, 0.05);
        theory_agrees(*state, "services/s/in_flight_mean", rate * (1 - left) * MEAN_S,
                      0.01);
    }
}

/* The user leaves, the server does not know: the queue is that of M/M/1. */
static void users_leave_when_their_answer_takes_too_long(void **state)
{
    const double rate = 70, left = 1 / MEAN_S - rate;
    theory_run(*state,
               "simulate: {duration: 4000s, warmup: 20s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, threads: 1, endpoints: {go: [cpu: "
               "exp(10ms)]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 70/s, target: "
               "s.go, timeout: 100ms}}\n");
    theory_ratio_agrees(*state, "requests/all/errors/timeout", "requests/all/count",
                        exp(-left * 0.1), 0.08);
    theory_agrees(*state, "hosts/h/cpu/mean", rate * MEAN_S, 0.01);
    theory_agrees(*state, "services/s/in_flight_mean", rate * MEAN_S, 0.01);
    /* mean of an exponential cut at 100 ms */
    const double cut = exp(-left * 0.1);
    theory_agrees(*state, "requests/all/latency_s/mean",
                  (1 / left - cut * (0.1 + 1 / left)) / (1 - cut), 0.03);
}

/* P(sojourn > exponential patience) = left^-1 transform: left / (left + theta) stay. */
static void drawn_patience_is_the_transform_of_the_sojourn(void **state)
{
    const double left = 30, theta = 1 / 0.2;
    theory_run(*state,
               "simulate: {duration: 1500s, warmup: 20s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, threads: 1, endpoints: {go: [cpu: "
               "exp(10ms)]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 70/s, target: "
               "s.go, timeout: exp(200ms)}}\n");
    theory_agrees(*state, "requests/all/failed_rate", theta / (left + theta), 0.04);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mm1_sojourn_times_are_exponential),
        cmocka_unit_test(mm1_means_obey_littles_law),
        cmocka_unit_test(a_core_of_half_the_speed_takes_twice_as_long),
        cmocka_unit_test(mmc_waits_as_erlang_c_says),
        cmocka_unit_test(workers_and_threads_are_the_same_servers),
        cmocka_unit_test(mg1_waits_as_pollaczek_and_khinchine_say),
        cmocka_unit_test(full_backlog_refuses_as_mmck_says),
        cmocka_unit_test(impatient_callers_leave_as_erlang_a_says),
        cmocka_unit_test(users_leave_when_their_answer_takes_too_long),
        cmocka_unit_test(drawn_patience_is_the_transform_of_the_sojourn),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
