/* Bursts, days and journeys against their theory.
 *
 * Bursty gaps are hyperexponential with balanced means, so the queue behind them is
 * GI/M/1: with A*(s) the transform of the gaps and sigma the root in (0, 1) of
 *
 *   sigma = A*(mu (1 - sigma))
 *
 * an arrival finds the server busy with probability sigma and waits on average
 * sigma / (mu (1 - sigma)) (Kleinrock, Queueing Systems I, 1975, chapter 6; Gross et al.,
 * Fundamentals of Queueing Theory, section 5.3).
 *
 * Counts of a renewal process over long times have variance scv times their mean (Cox,
 * Renewal Theory, 1962, section 4.5), and a mean that exceeds the integrated rate by
 * (scv - 1) / 2 when the process starts with an arrival.
 */
#include "models/closed_network.h"
#include "tests/theory/theory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define AT_ONCE                                                                          \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {go: [{send: 1KiB}]}}}\n"

/* ---- bursts ---- */

/* Of the gaps' density with mean 1 / rate. */
static double transform(double rate, double scv, double s)
{
    const double p = 0.5 * (1 + sqrt((scv - 1) / (scv + 1))), q = 1 - p;
    const double a = 2 * p * rate, b = 2 * q * rate;
    return p * a / (a + s) + q * b / (b + s);
}

/* sigma by halving: the right side is above it below the root, and below it above. */
static double busy_share(double rate, double scv, double mu)
{
    double low = 0, high = 1 - 1e-9;
    for (int i = 0; i < 200; i++) {
        const double middle = 0.5 * (low + high);
        *(transform(rate, scv, mu * (1 - middle)) > middle ? &low : &high) = middle;
    }
    return low;
}

static void bursts_wait_as_in_h2_m_1(void **state)
{
    static const double scvs[] = {1, 4, 10};
    const double rate = 60, mu = 100;
    for (size_t i = 0; i < sizeof scvs / sizeof *scvs; i++) {
        const double sigma = busy_share(rate, scvs[i], mu);
        theory_run(*state,
                   "simulate: {duration: 3000s, warmup: 50s}\n"
                   "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                   "services: {s: {on: h, threads: 1,"
                   " endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
                   "traffic: {u: {executor: constant-arrival-rate, rate: %g/s,"
                   " arrivals: {bursty: %g}, target: s.go}}\n",
                   rate, scvs[i]);
        theory_agrees(*state, "requests/all/rate", rate, 0.02);
        theory_agrees(*state, "services/s/wait_s/mean", sigma / (mu * (1 - sigma)), 0.1);
        theory_agrees(*state, "requests/all/latency_s/mean", 1 / (mu * (1 - sigma)), 0.1);
    }
}

/* The variance of the counts of all steps of all runs, as a share of their mean: the sum
 * of squares of normal counts would be chi-square, and with 2000 and more in each step
 * they are close to it. */
static void counts_vary_by_the_gaps_scv(void **state)
{
    const double scv = 6, step_s = 60, mean = 40 * step_s;
    theory_run(*state, "simulate: {duration: 14400s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 40/s,"
                       " arrivals: {bursty: 6}, target: s.go}}\n");
    const struct theory *theory = *state;
    double sum = 0;
    uint32_t freedom = 0;
    for (int run = 0; run < theory->count; run++)
        for (uint32_t i = 0; i < theory_steps(theory, run, "requests.answered"); i++) {
            const double count =
                theory_step(theory, run, "requests.answered", i) * step_s;
            sum += pow(count - mean, 2) / (scv * mean);
            freedom++;
        }
    assert_int_equal(freedom, THEORY_RUNS * 240);
    /* Neighbouring steps are not quite independent and each lacks some 0.1% of its
     * variance to its edges: scv / (lambda step), of no weight here. */
    if (gsl_cdf_chisq_P(sum, freedom) < THEORY_ALARM / 2 ||
        gsl_cdf_chisq_Q(sum, freedom) < THEORY_ALARM / 2)
        fail_msg("the counts' variance is %g of their mean, expected %g",
                 scv * sum / freedom, scv);
}

static void bursts_follow_a_changing_rate(void **state)
{
    theory_run(*state, "simulate: {duration: 600s}\n" AT_ONCE
                       "traffic: {u: {executor: ramping-arrival-rate, target: s.go,"
                       " arrivals: {bursty: 5}, stages: [{duration: 5m, target: 100/s},"
                       " {duration: 5m, target: 20/s}],"
                       " spikes: [{at: 100s, for: 50s, times: 2}]}}\n");
    /* Areas of the ramps, and of the spike, 100 / 300 t over [100, 150] once more. */
    const double area = 15000 + 18000 + (150 * 150 - 100 * 100) / 6.;
    theory_agrees(*state, "requests/all/count", area + (5 - 1) / 2., 0.02);
}

static void a_set_rate_holds_for_bursts_too(void **state)
{
    theory_run(*state, "simulate: {duration: 240s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
                       " arrivals: {bursty: 3}, target: s.go}}\n"
                       "events: [{at: 80s, set: {traffic.u.rate: 300/s}, for: 80s}]\n");
    theory_agrees(*state, "requests/all/count", 16000 + 24000 + 1, 0.02);
}

/* ---- days ---- */

static double day_area(double hours)
{
    const double w = 2 * M_PI / 24; /* per hour; the rate below is per hour, too */
    return 1200 * hours +
           1000 / w * (sin(w * (hours - 14)) - sin(w * -14)); /* 2200 to 200 an hour */
}

/* A fortnight in steps of two hours; Poisson counts with the cosine's own integral. The
 * pieces' error, 5.9e-5 of 1000 an hour, is 0.001 of a count's standard deviation. */
static void daily_counts_follow_the_cosine_and_the_weekend(void **state)
{
    theory_run(*state, "simulate: {duration: 14d}\n" AT_ONCE
                       "traffic: {u: {executor: daily, peak: 2200/h, trough: 200/h,"
                       " peak_at: 14h, weekend: 40%%, target: s.go}}\n");
    const struct theory *theory = *state;
    double sum = 0;
    uint32_t freedom = 0;
    for (int run = 0; run < theory->count; run++) {
        assert_int_equal(theory_steps(theory, run, "requests.answered"), 168);
        for (uint32_t i = 0; i < 168; i++) {
            const double hour = 2. * (i % 12);
            const double expected =
                (i / 12 % 7 >= 5 ? 0.4 : 1) * (day_area(hour + 2) - day_area(hour));
            const double found = theory_step(theory, run, "requests.answered", i) * 7200;
            sum += pow(found - expected, 2) / expected;
            freedom++;
        }
    }
    if (gsl_cdf_chisq_P(sum, freedom) < THEORY_ALARM / 2 ||
        gsl_cdf_chisq_Q(sum, freedom) < THEORY_ALARM / 2)
        fail_msg("chi-square %g of %u degrees of freedom", sum, freedom);
}

/* Regular arrivals come at whole numbers of the integral: one more or less at an edge. */
static void the_clock_may_start_on_a_friday_evening(void **state)
{
    theory_run_once(*state, "simulate: {duration: 28h}\n" AT_ONCE
                            "traffic: {u: {executor: daily, peak: 2200/h, trough: 200/h,"
                            " weekend: 40%%, start_clock: 116h, arrivals: regular,"
                            " target: s.go}}\n");
    const double friday = day_area(24) - day_area(20), saturday = 0.4 * day_area(24);
    theory_within(*state, "requests/all/count", friday + saturday,
                  1 + 5.9e-5 * 1000 * 28);
}

/* ---- journeys ---- */

/* N users who log in, think and read twice: stations in product form see the demands of
 * an iteration, 60 ms of CPU, and its pauses, 1.5 s (BCMP 1975; exact mean value
 * analysis), and three requests an iteration. */
static void journeys_are_a_closed_network(void **state)
{
    struct arena arena;
    arena_init(&arena);
    const struct closed_station cpu = {0.060, 1};
    const double iterations = closed_network_throughput(&cpu, 1, 1.5, 25, &arena);
    arena_clear(&arena);
    theory_run(*state, "simulate: {duration: 2000s, warmup: 50s}\n"
                       "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                       "services: {s: {on: h, endpoints: {login: [{cpu: exp(40ms)}],"
                       " read: [{cpu: exp(10ms)}]}}}\n"
                       "traffic: {u: {executor: constant-vus, vus: 25, think: 500ms,"
                       " journey: [s.login, {think: exp(700ms)}, s.read, {think: 300ms},"
                       " s.read]}}\n");
    theory_agrees(*state, "requests/all/rate", 3 * iterations, 0.01);
    theory_agrees(*state, "requests/s.login/rate", iterations, 0.01);
    theory_agrees(*state, "requests/s.read/rate", 2 * iterations, 0.01);
    /* Little: N = X (Z + R), R the three answers together. */
    theory_agrees(*state, "requests/all/latency_s/mean", (25 / iterations - 1.5) / 3,
                  0.03);
}

/* ---- edges ---- */

static void an_edge_thins_poisson_arrivals(void **state)
{
    theory_run(*state, "simulate: {duration: 2000s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 50/s,"
                       " blocked: 80%%, target: s.go}}\n");
    theory_agrees(*state, "requests/all/count", 20000, 0.01);
    theory_agrees(*state, "requests/all/blocked", 80000, 0.01);
    theory_agrees(*state, "services/s/served", 20000, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_wait_as_in_h2_m_1),
        cmocka_unit_test(counts_vary_by_the_gaps_scv),
        cmocka_unit_test(bursts_follow_a_changing_rate),
        cmocka_unit_test(a_set_rate_holds_for_bursts_too),
        cmocka_unit_test(daily_counts_follow_the_cosine_and_the_weekend),
        cmocka_unit_test(the_clock_may_start_on_a_friday_evening),
        cmocka_unit_test(journeys_are_a_closed_network),
        cmocka_unit_test(an_edge_thins_poisson_arrivals),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
