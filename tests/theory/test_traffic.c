/* Arrivals and users: do they come when they should, and as many?
 *
 * Counts in the steps of the timeline are independent and Poisson with the integral of
 * the rate as mean; Pearson's sum of (found - expected)^2 / expected is then chi-square.
 * It must be neither too large (a wrong rate) nor too small (too even to be Poisson).
 */
#include "tests/theory/theory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* A service that answers at once: answers of a step are its arrivals. */
#define AT_ONCE                                                                          \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {go: [{send: 1KiB}]}}}\n"
#define SLOW                                                                             \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {go: [{sleep: %s}]}}}\n"

/* ---- open arrivals ---- */

/* `count` steps of `step_s` whose expected counts are given. */
static void assert_poisson(const struct theory *theory, const double *expected,
                           uint32_t count, double step_s)
{
    const int runs = theory->count;
    double sum = 0;
    uint32_t freedom = 0;
    for (int run = 0; run < runs; run++) {
        assert_int_equal(theory_steps(theory, run, "requests.answered"), count);
        for (uint32_t i = 0; i < count; i++) {
            const double found =
                theory_step(theory, run, "requests.answered", i) * step_s;
            if (expected[i] < 1e-9) {
                assert_true(found == 0);
                continue;
            }
            sum += pow(found - expected[i], 2) / expected[i];
            freedom++;
        }
    }
    assert_true(freedom > 100);
    if (gsl_cdf_chisq_P(sum, freedom) < THEORY_ALARM / 2 ||
        gsl_cdf_chisq_Q(sum, freedom) < THEORY_ALARM / 2)
        fail_msg("chi-square %g of %u degrees of freedom", sum, freedom);
}

static void poisson_arrivals_are_poisson(void **state)
{
    double expected[240];
    for (int i = 0; i < 240; i++)
        expected[i] = 200;
    theory_run(*state, "simulate: {duration: 1200s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 40/s,"
                       " target: s.go}}\n");
    assert_poisson(*state, expected, 240, 5);
}

/* 0 to 100/s in 120 s, falling to 20/s in 60 s, then staying. */
static double ramp_area(double t)
{
    const double up = fmin(t, 120), down = fmin(fmax(t - 120, 0), 60),
                 stay = t - up - down;
    return up * up * (100. / 240) + down * (100 - down * (80. / 120)) + stay * 20;
}

static void ramps_integrate_their_rate(void **state)
{
    double expected[240];
    for (int i = 0; i < 240; i++)
        expected[i] = ramp_area(i + 1) - ramp_area(i);
    theory_run(*state,
               "simulate: {duration: 240s}\n" AT_ONCE
               "traffic: {u: {executor: ramping-arrival-rate, target: s.go, stages:"
               " [{duration: 2m, target: 100/s}, {duration: 1m, target: 20/s}]}}\n");
    assert_poisson(*state, expected, 240, 1);
}

static void spikes_multiply_the_rate_between_start_and_end(void **state)
{
    double expected[240];
    for (int i = 0; i < 240; i++)
        expected[i] = (i < 20 || i >= 200 ? 0 : 30) * (i >= 50 && i < 90 ? 4. : 1) *
                      (i >= 80 && i < 100 ? 0.5 : 1);
    theory_run(*state,
               "simulate: {duration: 240s}\n" AT_ONCE
               "traffic: {u: {executor: constant-arrival-rate, rate: 30/s, start: 20s,"
               " end: 200s, target: s.go, spikes: [{at: 50s, for: 40s, times: 4},"
               " {at: 80s, for: 20s, times: 0.5}]}}\n");
    for (int run = 0; run < THEORY_RUNS; run++) /* the run ends with its traffic */
        assert_true(theory_value(*state, run, "scenario/simulated_s") < 200);
    theory_run(*state,
               "simulate: {duration: 240s}\n" AT_ONCE "traffic:\n"
               "  u: {executor: constant-arrival-rate, rate: 30/s, start: 20s,"
               " end: 200s, target: s.go, spikes: [{at: 50s, for: 40s, times: 4},"
               " {at: 80s, for: 20s, times: 0.5}]}\n"
               "  idle: {executor: constant-arrival-rate, rate: 0/s, target: s.go}\n");
    assert_poisson(*state, expected, 240, 1);
}

static void an_event_sets_the_rate(void **state)
{
    double expected[240];
    for (int i = 0; i < 240; i++)
        expected[i] = i < 60 ? 40 : i < 100 ? 90 : i < 140 ? 0 : i < 180 ? 40 : 10;
    theory_run(*state, "simulate: {duration: 240s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 40/s,"
                       " target: s.go}}\n"
                       "events:\n"
                       "  - {at: 60s, set: {traffic.u.rate: 90/s}}\n"
                       "  - {at: 80s, set: {traffic.u.rate: 90/s}, for: 20s}\n"
                       "  - {at: 100s, set: {traffic.u.rate: 0/s}}\n"
                       "  - {at: 140s, set: {traffic.u.rate: 40/s}}\n"
                       "  - {at: 180s, set: {traffic.u.rate: 10/s}}\n");
    assert_poisson(*state, expected, 240, 1);
}

/* The rate of zero for a while, and back to what it was. */
static void a_rate_comes_back_from_zero(void **state)
{
    double expected[240];
    for (int i = 0; i < 240; i++)
        expected[i] = i >= 100 && i < 140 ? 0 : 40;
    theory_run(*state, "simulate: {duration: 240s}\n" AT_ONCE
                       "traffic: {u: {executor: constant-arrival-rate, rate: 40/s,"
                       " target: s.go}}\n"
                       "events: [{at: 100s, set: {traffic.u.rate: 0/s}, for: 40s}]\n");
    assert_poisson(*state, expected, 240, 1);
}

/* Regular arrivals come where the integral of the rate passes whole numbers. */
static void regular_arrivals_come_at_whole_numbers(void **state)
{
    theory_run_once(*state, "simulate: {duration: 240s}\n" AT_ONCE
                            "traffic: {u: {executor: ramping-arrival-rate, target: s.go,"
                            " arrivals: regular, stages: [{duration: 2m, target: 100/s},"
                            " {duration: 1m, target: 20/s}]}}\n");
    double seen = 0;
    for (uint32_t i = 0; i < 240; i++) {
        seen += theory_step(*state, 0, "requests.answered", i);
        assert_true(fabs(seen - ramp_area(i + 1)) <= 1); /* the one at the edge */
    }
    theory_within(*state, "requests/all/count", ramp_area(240), 1);
}

static void a_mix_is_drawn_by_its_shares(void **state)
{
    theory_run(*state,
               "simulate: {duration: 1000s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services: {s: {on: h, endpoints: {a: [send: 1KiB], b: [send: 1KiB],"
               " c: [send: 1KiB]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
               " mix: {s.a: 20%%, s.b: 70%%, s.c: 10%%}}}\n");
    theory_ratio_agrees(*state, "requests/s.a/count", "requests/all/count", 0.2, 0.02);
    theory_ratio_agrees(*state, "requests/s.b/count", "requests/all/count", 0.7, 0.02);
    theory_ratio_agrees(*state, "requests/s.c/count", "requests/all/count", 0.1, 0.03);
    theory_ratio_agrees(*state, "hosts/h/network/out_bytes", "requests/all/count", 1024,
                        0.001);
}

/* ---- users ---- */

static void constant_users_go_round(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 99s}\n" SLOW
                    "traffic: {u: {executor: constant-vus, vus: 7, think: 1500ms,"
                    " target: s.go}}\n",
                    "500ms");
    theory_is(*state, "requests/all/count", 7 * 50);
    theory_is(*state, "services/s/in_flight_mean", 7 * 50 * 0.5 / 99);
}

static void iterations_are_done_and_no_more(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1h}\n" SLOW
                    "traffic: {u: {executor: per-vu-iterations, vus: 7, iterations: 13,"
                    " target: s.go}}\nmonth: {like_this: 1h}\n",
                    "500ms");
    theory_is(*state, "requests/all/answered", 7 * 13);
    theory_within(*state, "scenario/simulated_s", 6.5, 1e-9);
    theory_run_once(*state,
                    "simulate: {duration: 1h}\n" SLOW
                    "traffic: {u: {executor: shared-iterations, vus: 7, iterations: 100,"
                    " target: s.go}}\nmonth: {like_this: 1h}\n",
                    "500ms");
    theory_is(*state, "requests/all/answered", 100);
    theory_within(*state, "scenario/simulated_s", 7.5, 1e-9); /* 14 rounds and two more */
}

/* Users on a ramp: the n-th begins when the line reaches n. One that begins works all
 * the time, so those in flight are the users there are. */
static void ramping_users_are_as_many_as_the_line_says(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 240s}\n" SLOW
                    "traffic: {u: {executor: ramping-vus, target: s.go, stages:"
                    " [{duration: 100s, target: 50}, {duration: 50s, target: 0}]}}\n",
                    "10ms");
    for (uint32_t i = 0; i < 240; i++) {
        const double t = i + 0.5, line = t < 100 ? t / 2 : fmax(0, 150 - t);
        const double found = theory_step(*state, 0, "service.s.in_flight", i);
        assert_true(found >= line - 1.01 && found <= line + 1.01);
    }
    /* Means of whole numbers below a line are half a user lower. */
    double sum = 0;
    for (uint32_t i = 0; i < 100; i++)
        sum += theory_step(*state, 0, "service.s.in_flight", i);
    assert_true(fabs(sum - (2500 - 50)) < 2);
}

static void an_event_sets_the_users(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 240s}\n" SLOW
                    "traffic: {u: {executor: constant-vus, vus: 4, target: s.go}}\n"
                    "events: [{at: 100s, set: {traffic.u.vus: 12}, for: 40s},"
                    " {at: 200s, set: {traffic.u.vus: 0}}]\n",
                    "10ms");
    assert_true(fabs(theory_step(*state, 0, "service.s.in_flight", 50) - 4) < 1e-6);
    assert_true(fabs(theory_step(*state, 0, "service.s.in_flight", 120) - 12) < 1e-6);
    assert_true(fabs(theory_step(*state, 0, "service.s.in_flight", 180) - 4) < 1e-6);
    assert_true(theory_step(*state, 0, "service.s.in_flight", 220) == 0);
}

/* Each begins uniformly within the spread and then stays. */
static void users_start_over_their_spread(void **state)
{
    theory_run(*state,
               "simulate: {duration: 240s}\n" SLOW
               "traffic: {u: {executor: constant-vus, vus: 200, start_spread: 200s,"
               " target: s.go}}\n",
               "1h");
    theory_agrees(*state, "services/s/in_flight_mean", (200 * 100 + 40 * 200) / 240.,
                  0.05);
    theory_is(*state, "requests/all/in_flight_end", 200);
}

/* ---- what a user sees beyond the service ---- */

static void round_trips_are_added(void **state)
{
    theory_run(*state,
               "simulate: {duration: 300s, warmup: 10s}\n" SLOW
               "traffic: {u: {executor: constant-arrival-rate, rate: 200/s, target: s.go,"
               " rtt: exp(30ms)}}\n",
               "10ms");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.04, 0.01);
    theory_agrees(*state, "requests/all/latency_s/p90", 0.01 + 0.03 * log(10), 0.01);
    theory_agrees(*state, "services/s/in_flight_mean", 2, 0.01);
}

static void an_answer_on_the_way_is_late_too(void **state)
{
    theory_run(*state,
               "simulate: {duration: 300s, warmup: 10s}\n" SLOW
               "traffic: {u: {executor: constant-arrival-rate, rate: 200/s, target: s.go,"
               " rtt: exp(30ms), timeout: 70ms}}\n",
               "10ms");
    theory_ratio_agrees(*state, "requests/all/errors/timeout", "requests/all/count",
                        exp(-2), 0.03);
}

static void every_tenth_request_connects(void **state)
{
    theory_run(*state,
               "simulate: {duration: 200s}\n" SLOW
               "traffic: {u: {executor: constant-arrival-rate, rate: 100/s, target: s.go,"
               " arrivals: regular, connect: exp(40ms), requests_per_connection: 10}}\n",
               "10ms");
    theory_agrees(*state, "requests/all/latency_s/mean", 0.01 + 0.004, 0.02);
    theory_is(*state, "requests/all/latency_s/min", 0.01);
}

/* A user who gave up while connecting has no connection yet: the retry connects anew. */
static void a_retry_connects_again(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 200s}\n" SLOW
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " target: s.go, connect: 50ms, requests_per_connection: 1,"
                    " timeout: 30ms, retries: 3}}\n",
                    "10ms");
    theory_is(*state, "requests/all/answered", 0);
    theory_is(*state, "services/s/served", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson_arrivals_are_poisson),
        cmocka_unit_test(ramps_integrate_their_rate),
        cmocka_unit_test(spikes_multiply_the_rate_between_start_and_end),
        cmocka_unit_test(an_event_sets_the_rate),
        cmocka_unit_test(a_rate_comes_back_from_zero),
        cmocka_unit_test(regular_arrivals_come_at_whole_numbers),
        cmocka_unit_test(a_mix_is_drawn_by_its_shares),
        cmocka_unit_test(constant_users_go_round),
        cmocka_unit_test(iterations_are_done_and_no_more),
        cmocka_unit_test(ramping_users_are_as_many_as_the_line_says),
        cmocka_unit_test(an_event_sets_the_users),
        cmocka_unit_test(users_start_over_their_spread),
        cmocka_unit_test(round_trips_are_added),
        cmocka_unit_test(an_answer_on_the_way_is_late_too),
        cmocka_unit_test(every_tenth_request_connects),
        cmocka_unit_test(a_retry_connects_again),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
