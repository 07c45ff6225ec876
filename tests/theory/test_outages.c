/* Servers that break down: the backlog an outage leaves, and the queue of a server that
 * breaks down again and again, against a second implementation of its own.
 */
#include "tests/theory/theory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a fluid: what an outage leaves ---- */

/* A minute of messages, then the consumer is away for 30 s: 60/s leave a backlog of 1800,
 * which a capacity of 100/s works off at 40/s in 45 s. */
static void an_outage_of_30_s_leaves_1800_messages_for_45_s(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 240s}\n"
                    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                    "services:\n"
                    "  web: {on: h, endpoints: {go: [{publish: job.do}]}}\n"
                    "  job: {on: h, threads: 1, queue: {prefetch: 1}, endpoints: {do:"
                    " [{sleep: 10ms}]}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 60/s, arrivals:"
                    " regular, target: web.go}}\n"
                    "events: [{at: 60s, fail: job, for: 30s}]\n");
    /* The timeline's step is 1 s: a mean over it, within a step's 60 messages. */
    theory_is(*state, "scenario/simulated_s", 240);
    const uint32_t before = 59, last = 89, after = 90 + 45;
    assert_true(theory_step(*state, 0, "service.job.queue", before) < 1);
    assert_true(fabs(theory_step(*state, 0, "service.job.queue", last) - 1770) <= 2);
    for (uint32_t i = 90; i < after; i++) /* falls in a line */
        assert_true(fabs(theory_step(*state, 0, "service.job.queue", i) -
                         (1800 - 40 * (i + 0.5 - 90))) <= 2);
    assert_true(theory_step(*state, 0, "service.job.queue", after + 1) < 1);
    /* The one under way is lost: it had been acknowledged. */
    theory_is(*state, "services/job/served", 240 * 60 - 1 - 1);
}

/* The same with a machine: 30 s more until it has booted. */
static void a_machine_is_away_for_its_boot_too(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 240s}\n"
                    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}},"
                    " g: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                    "services:\n"
                    "  web: {on: h, endpoints: {go: [{publish: job.do}]}}\n"
                    "  job: {on: g, threads: 1, queue: {prefetch: 1}, endpoints: {do:"
                    " [{sleep: 10ms}]}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 60/s, arrivals:"
                    " regular, target: web.go}}\n"
                    "events: [{at: 60s, fail: g, for: 30s}]\n");
    assert_true(fabs(theory_step(*state, 0, "service.job.queue", 119) - 3570) <= 2);
    assert_true(
        fabs(theory_step(*state, 0, "service.job.queue", 150) - (3600 - 40 * 30.5)) <= 2);
    assert_true(theory_step(*state, 0, "service.job.queue", 120 + 90 + 1) < 1);
}

/* ---- a queue whose server breaks down again and again ---- */

/* M/M/1 messages: the server fails at `up`, 2 up + down, ...; each failure loses the
 * message in hand, those that wait survive. */
static char *periodic_failures(double up_s, double down_s, double end_s)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const char *comma = "";
    for (double at_s = up_s; at_s < end_s; at_s += up_s + down_s) {
        fprintf(out, "%s{at: %gs, fail: job, for: %gs}", comma, at_s, down_s);
        comma = ", ";
    }
    fclose(out);
    return text;
}

/* A second, small implementation: the queue of such a server as a chain of its own, one
 * step for each event of the joint process (arrivals lambda, services mu), with the time
 * mean of the number in the system. Its randomness is another one. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static double exponential(uint64_t *state, double rate)
{
    const double u = ((double)(next_random(state) >> 11) + 0.5) * 0x1p-53;
    return -log(u) / rate;
}

struct breakdown {  /* what a run of the second implementation finds */
    double waiting; /* mean number that waits */
    double served;
};

static struct breakdown other_queue(uint64_t *random, double lambda, double mu,
                                    double up_s, double down_s, double end_s)
{
    struct breakdown found = {0, 0};
    double now_s = 0, edge_s = up_s, area = 0;
    unsigned long number = 0;
    bool up = true;
    while (now_s < end_s) {
        const double rate = lambda + (up && number > 0 ? mu : 0);
        double next_s = now_s + exponential(random, rate);
        const bool edge = next_s > edge_s;
        next_s = fmin(edge ? edge_s : next_s, end_s);
        const unsigned long busy = up && number > 0;
        area += (double)(number - busy) * (next_s - now_s);
        now_s = next_s;
        if (now_s >= end_s)
            break;
        if (edge) {
            number -= up && number > 0; /* the one in hand is lost */
            up = !up;
            edge_s += up ? up_s : down_s;
        } else if ((double)(next_random(random) >> 11) * 0x1p-53 * rate < lambda) {
            number++;
        } else {
            number--;
            found.served++;
        }
    }
    found.waiting = area / end_s;
    return found;
}

/* Do two independent means of n values each agree? Welch, at the theory tests' level. */
static void agree(const double *a, const double *b, int n, double power)
{
    double mean[2] = {0, 0}, square[2] = {0, 0};
    for (int i = 0; i < n; i++) {
        mean[0] += a[i] / n;
        mean[1] += b[i] / n;
    }
    for (int i = 0; i < n; i++) {
        square[0] += (a[i] - mean[0]) * (a[i] - mean[0]) / (n - 1);
        square[1] += (b[i] - mean[1]) * (b[i] - mean[1]) / (n - 1);
    }
    const double half = gsl_cdf_tdist_Pinv(1 - THEORY_ALARM / 2, n - 1) *
                        sqrt((square[0] + square[1]) / n);
    if (fabs(mean[0] - mean[1]) > half || half > power * mean[1])
        print_error("%g and %g, within %g\n", mean[0], mean[1], half);
    assert_true(fabs(mean[0] - mean[1]) <= half);
    assert_true(half <= power * mean[1]);
}

static void a_server_that_breaks_down_is_the_same_in_two_programs(void **state)
{
    const double lambda = 6, mu = 10, up_s = 50, down_s = 10, end_s = 6000;
    char *events = periodic_failures(up_s, down_s, end_s);
    double waiting[2][THEORY_RUNS], served[2][THEORY_RUNS];
    uint64_t random = 0x9E3779B97F4A7C15u;
    struct theory *theory = *state;
    theory_run(theory,
               "simulate: {duration: %gs}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services:\n"
               "  web: {on: h, endpoints: {go: [{publish: job.do}]}}\n"
               "  job: {on: h, threads: 1, queue: {prefetch: 1}, endpoints: {do:"
               " [{sleep: exp(100ms)}]}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 6/s,"
               " target: web.go}}\n"
               "events: [%s]\n",
               end_s, events);
    free(events);
    for (int i = 0; i < THEORY_RUNS; i++) {
        const struct breakdown other =
            other_queue(&random, lambda, mu, up_s, down_s, end_s);
        waiting[0][i] = theory_value(theory, i, "services/job/queue_mean");
        waiting[1][i] = other.waiting;
        served[0][i] = theory_value(theory, i, "services/job/served");
        served[1][i] = other.served;
    }
    agree(waiting[0], waiting[1], THEORY_RUNS, 0.15);
    agree(served[0], served[1], THEORY_RUNS, 0.01);
}

/* Failures so short that nobody notices them but the one in hand: M/M/1 as ever. */
static void a_moment_of_absence_changes_nothing_for_those_who_wait(void **state)
{
    char *events = periodic_failures(100, 1e-6, 8000);
    theory_run(*state,
               "simulate: {duration: 8000s, warmup: 50s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
               "services:\n"
               "  web: {on: h, endpoints: {go: [{publish: job.do}]}}\n"
               "  job: {on: h, threads: 1, queue: {prefetch: 1, ack: late}, endpoints:"
               " {do: [{sleep: exp(100ms)}]}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 6/s,"
               " target: web.go}}\n"
               "events: [%s]\n",
               events);
    free(events);
    /* The message in hand comes back and is served anew, as exponential as before. */
    theory_agrees(*state, "services/job/queue_mean", 0.36 / 0.4, 0.05);
    theory_agrees(*state, "services/job/in_flight_mean", 0.6, 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_outage_of_30_s_leaves_1800_messages_for_45_s,
                                        theory_begin, theory_end),
        cmocka_unit_test_setup_teardown(a_machine_is_away_for_its_boot_too, theory_begin,
                                        theory_end),
        cmocka_unit_test_setup_teardown(
            a_server_that_breaks_down_is_the_same_in_two_programs, theory_begin,
            theory_end),
        cmocka_unit_test_setup_teardown(
            a_moment_of_absence_changes_nothing_for_those_who_wait, theory_begin,
            theory_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
