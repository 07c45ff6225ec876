/* The timeline: as many values as steps, means that add up to the totals. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define MIB 1048576.0

/* Sums of a few hundred means. */
#define ROUNDING 1e-9

/* Half a core busy from the start, all of it from 300 s on. */
#define BUSY                                                                             \
    "simulate: {duration: %s, warmup: %s}\n"                                             \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  app: {on: h, background: {cpu: 0.5}, memory: {base: 100MiB},"                     \
    " endpoints: {go: [{cpu: 10ms}]}}\n"                                                 \
    "events: [{at: 300s, set: {services.app.background.cpu: 1}}]\n"

/* Sum over the steps of value x length, the last one as long as it was. */
static double integral(const struct trial *trial, const char *name)
{
    const struct series *series = trial_series(trial, name);
    const struct summary *summary = trial->summary;
    double sum = 0;
    for (uint32_t i = 0; i < series->count; i++)
        sum +=
            series->values[i] *
            (fmin((i + 1) * summary->step_s, summary->simulated_s) - i * summary->step_s);
    return sum;
}

/* ---- length ---- */

static void every_series_has_a_value_for_every_step(void **state)
{
    struct trial *trial = *state;
    const struct {
        const char *duration;
        double step_s;
        uint32_t steps;
    } cases[] = {{"4m", 1, 240},   {"241s", 2, 121}, {"600s", 5, 120},
                 {"602s", 5, 121}, {"1h", 15, 240},  {"500ms", 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial_run(trial, BUSY, cases[i].duration, "0s");
        assert_near(trial->summary->step_s, cases[i].step_s, 0);
        assert_int_equal(trial->summary->step_count, cases[i].steps);
        for (uint32_t k = 0; k < trial->summary->series_count; k++)
            assert_int_equal(trial->summary->series[k].count, cases[i].steps);
    }
}

static void a_run_that_ends_early_has_fewer_steps(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, endpoints: {go: [{cpu: 250ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, end: 9.5s, target: app.go}}\n");
    assert_near(trial->summary->simulated_s, 9.25, ROUNDING);
    assert_int_equal(trial->summary->step_count, 10);
    /* the last one is a quarter long, and busy all of it */
    assert_near(trial_series(trial, "host.h.cpu")->values[9], 1, ROUNDING);
    assert_near(trial_series(trial, "host.h.cpu")->values[8], 0.25, ROUNDING);
}

static void the_last_step_may_be_shorter(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUSY, "602s", "0s"); /* steps of 5 s and one of 2 */
    const struct series *cpu = trial_series(trial, "host.h.cpu");
    assert_near(cpu->values[59], 0.5, ROUNDING);
    assert_near(cpu->values[60], 1, ROUNDING);
    assert_near(cpu->values[120], 1, ROUNDING);
    assert_near(integral(trial, "host.h.cpu"), 300 * 0.5 + 302, 1e-6);
}

/* ---- sums ---- */

static void means_of_the_steps_add_up_to_the_totals(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 602s}\n"
                     "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
                     "services:\n"
                     "  app: {on: h, threads: 3, memory: {base: 100MiB},"
                     " endpoints: {go: [{cpu: exp(100ms)}, {fail: 10%%}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 15/s,"
                     " target: app.go}}\n");
    const struct summary *s = trial->summary;
    const struct request_summary *all = trial_requests(trial, "all");
    const struct instance_summary *app = trial_service(trial, "app");
    const double whole_s = s->simulated_s;
    assert_near(integral(trial, "requests.answered"), all->answered, 1e-6);
    assert_near(integral(trial, "requests.failed"), all->failed, 1e-6);
    assert_near(integral(trial, "host.h.cpu"), s->hosts[0].cpu_mean * whole_s, 1e-6);
    assert_near(integral(trial, "host.h.cpu.user"), s->hosts[0].cpu_user * whole_s, 1e-6);
    assert_near(integral(trial, "service.app.in_flight"), app->in_flight_mean * whole_s,
                1e-6);
    assert_near(integral(trial, "service.app.queue"), app->queue_mean * whole_s, 1e-6);
    assert_true(all->failed > 100 && app->queue_mean > 0.1);
}

static void cpu_is_the_sum_of_its_kinds(void **state)
{
    struct trial *trial = *state;
    /* Paging as in test_machine.c: user, system and iowait are all there. */
    trial_run(trial, "simulate: {duration: 10m}\n"
                     "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}}\n"
                     "services:\n"
                     "  app: {on: h, memory: {base: 3.75GiB, cold: 20%%, text: 1GiB,"
                     " touch: 200000}, background: {cpu: 2}}\n");
    const struct host_summary *h = trial_host(trial, "h");
    for (int i = 0; i < 120; i += 17) {
        const double user = trial_series(trial, "host.h.cpu.user")->values[i];
        const double system = trial_series(trial, "host.h.cpu.system")->values[i];
        assert_near(trial_series(trial, "host.h.cpu")->values[i], user + system,
                    ROUNDING);
        assert_near(user, h->cpu_user, ROUNDING);
        assert_near(system, h->cpu_system, ROUNDING);
        assert_near(trial_series(trial, "host.h.cpu.iowait")->values[i], h->cpu_iowait,
                    ROUNDING);
    }
    assert_true(h->cpu_user > 0.01 && h->cpu_system > 0.01 && h->cpu_iowait > 0.01);
}

static void peaks_are_the_highest_step_means(void **state)
{
    struct trial *trial = *state;
    /* Busy for 1.5 s of every 10: never more than that in a step of 5 s. */
    trial_run(trial, "simulate: {duration: 600s}\n"
                     "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
                     "services: {app: {on: h, memory: {per_request: 50MiB},"
                     " endpoints: {go: [{cpu: 1.5s}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 0.1/s,"
                     " arrivals: regular, start: 2s, target: app.go}}\n");
    assert_near(trial_host(trial, "h")->cpu_peak, 1.5 / 5 / 2, ROUNDING);
    assert_near(trial_service(trial, "app")->in_flight_peak, 1.5 / 5, ROUNDING);
    assert_near(trial_host(trial, "h")->memory_peak / MIB, 50 * 1.5 / 5, ROUNDING);
    assert_near(trial_host(trial, "h")->cpu_peak_5min, 1.5 / 10 / 2, 1e-6);
    /* What is highest within a step is told where memory is judged. */
    assert_near(trial_series(trial, "host.h.need")->values[2] / MIB, 50, ROUNDING);
    assert_near(trial_series(trial, "host.h.need")->values[3] / MIB, 0, ROUNDING);
}

static void latencies_of_a_step_are_of_those_that_ended_in_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {app: {on: h, endpoints: {go: [{sleep: 100ms}],"
              " slow: [{sleep: 400ms}]}}}\n"
              "traffic:\n"
              "  a: {executor: constant-arrival-rate, rate: 10/s, arrivals: regular,"
              " end: 50.05s, target: app.go}\n"
              "  b: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"
              " end: 50.05s, target: app.slow}\n");
    /* Nearest rank of eleven: the sixth and the eleventh; buckets are 1.6% wide. */
    const double p50 = trial_series(trial, "requests.latency_p50")->values[20];
    const double p95 = trial_series(trial, "requests.latency_p95")->values[20];
    assert_true(p50 >= 0.1 && p50 <= 0.1 * 1.016);
    assert_true(p95 >= 0.4 && p95 <= 0.4 * 1.016);
    assert_near(trial->summary->simulated_s, 50.4, ROUNDING);
}

static void where_nothing_ended_there_is_no_latency(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              BUSY "traffic: {t: {executor: constant-arrival-rate, rate: 0.1/s,"
                   " arrivals: regular, target: app.go}}\n",
              "100s", "0s");
    const struct series *latency = trial_series(trial, "requests.latency_p50");
    assert_true(isnan(latency->values[9]));
    assert_false(isnan(latency->values[10]));
    assert_true(isnan(latency->values[11]));
    assert_near(trial_series(trial, "requests.answered")->values[9], 0, 0);
}

/* ---- the window ---- */

static void only_the_window_counts(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUSY, "600s", "300s");
    assert_near(trial_host(trial, "h")->cpu_mean, 1, ROUNDING);
    trial_run(trial, BUSY, "600s", "150s");
    assert_near(trial_host(trial, "h")->cpu_mean, (150 * 0.5 + 300) / 450, ROUNDING);
    assert_near(trial_resource(trial, "host.h.cpu")->utilization, (150 * 0.5 + 300) / 450,
                ROUNDING);
    /* the timeline tells the warm-up too */
    const struct series *cpu = trial_series(trial, "host.h.cpu");
    for (int i = 0; i < 120; i++)
        assert_near(cpu->values[i], i < 60 ? 0.5 : 1, ROUNDING);
}

static void a_window_may_open_within_a_step(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUSY, "600s", "302s"); /* steps of 5 s */
    assert_near(trial_host(trial, "h")->cpu_mean, 1, ROUNDING);
    assert_near(trial_resource(trial, "host.h.cpu")->utilization, 1, ROUNDING);
    assert_near(trial_resource(trial, "host.h.cpu")->peak, 1, ROUNDING);
    assert_near(trial_resource(trial, "host.h.cpu")->saturated_share, 1, ROUNDING);
    assert_near(trial_resource(trial, "host.h.cpu")->saturated_at, 305, ROUNDING);
    assert_near(trial_service(trial, "app")->cpu_mean, 1, ROUNDING);
}

static void peaks_of_the_warm_up_are_forgotten(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 600s, warmup: 200s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, threads: 2, memory: {per_request: 300MiB},"
                     " endpoints: {go: [{cpu: 50s}], do: [{cpu: 1s}]}}}\n"
                     "traffic:\n"
                     "  a: {executor: per-vu-iterations, vus: 3, iterations: 1,"
                     " target: app.go}\n"
                     "  b: {executor: constant-arrival-rate, rate: 0.1/s,"
                     " arrivals: regular, start: 200s, target: app.do}\n");
    const struct instance_summary *app = trial_service(trial, "app");
    assert_near(trial_host(trial, "h")->cpu_peak, 0.2, ROUNDING);
    assert_near(app->in_flight_peak, 0.2, ROUNDING);
    assert_near(app->queue_peak, 0, ROUNDING);
    assert_near(app->memory_peak / MIB, 300 * 0.2, ROUNDING);
    assert_near(trial_host(trial, "h")->memory_need_peak / MIB, 300 * 0.2, ROUNDING);
    assert_near(app->served, 40, 1); /* the one of the last moment may still run */
    assert_near(trial_resource(trial, "service.app.threads")->saturated_share, 0, 0);
    assert_true(isnan(trial_resource(trial, "host.h.cpu")->saturated_at));
}

static void connections_held_in_the_warm_up_are_forgotten(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s, warmup: 50s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  app: {on: h, pools: {db: 1}, endpoints: {go: [{call: db.do}]}}\n"
              "  db: {on: h, endpoints: {do: [{sleep: 10s}]}}\n"
              "traffic: {t: {executor: constant-vus, vus: 2, end: 25s, target: app.go}}\n"
              "events: [{at: 99.9s, set: {services.app.pools.db: 2}}]\n");
    const struct resource_summary *pool = trial_resource(trial, "service.app.pool.db");
    assert_near(pool->utilization, 0, 0);
    assert_near(pool->saturated_share, 0, 0);
    const struct series *busy = trial_series(trial, "service.db.in_flight");
    assert_near(busy->values[19], 1, ROUNDING);
    assert_near(busy->values[50], 0, ROUNDING);
}

static void requests_begun_before_the_window_do_not_count(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s, warmup: 50s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, endpoints: {go: [{sleep: 2.5s}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, start: 0.25s, target: app.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    /* 50.25, ... 99.25 begin in it; those from 98.25 on have not ended. */
    assert_near(all->count, 50, 0);
    assert_near(all->answered, 48, 0);
    assert_near(all->in_flight_end, 2, 0);
    assert_near(all->rate, 48 / 50.0, ROUNDING);
    assert_near(trial_service(trial, "app")->served, 50, 0); /* ends in it */
}

/* A burst of 1 ms answers before the window, answers of 50 ms in it: the step of 15 s in
 * which the window opens knows both, the sections those of the window only. */
static double median_width(struct trial *trial, const char *warmup)
{
    trial_run(trial,
              "simulate: {duration: 1h, warmup: %s}\n"
              "hosts: {h: {instance: {vcpus: 8, memory: 1GiB}}}\n"
              "services: {s: {on: h, endpoints: {fast: [sleep: exp(1ms)],"
              " slow: [sleep: exp(50ms)]}}}\n"
              "traffic:\n"
              "  early: {executor: constant-arrival-rate, rate: 1500/s, target: s.fast,"
              " end: 14s}\n"
              "  later: {executor: constant-arrival-rate, rate: 3/s, target: s.slow}\n",
              warmup);
    const struct latency_summary *latency = &trial->summary->requests[0].latency;
    return latency->ci_p50[1] - latency->ci_p50[0];
}

static void a_window_that_opens_inside_a_step_knows_nothing_of_before(void **state)
{
    const double at_its_start = median_width(*state, "15s"),
                 inside = median_width(*state, "14.5s");
    assert_true(0.8 * at_its_start < inside && inside < 1.25 * at_its_start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(every_series_has_a_value_for_every_step),
        TRIAL_TEST(a_run_that_ends_early_has_fewer_steps),
        TRIAL_TEST(the_last_step_may_be_shorter),
        TRIAL_TEST(means_of_the_steps_add_up_to_the_totals),
        TRIAL_TEST(cpu_is_the_sum_of_its_kinds),
        TRIAL_TEST(peaks_are_the_highest_step_means),
        TRIAL_TEST(latencies_of_a_step_are_of_those_that_ended_in_it),
        TRIAL_TEST(where_nothing_ended_there_is_no_latency),
        TRIAL_TEST(only_the_window_counts),
        TRIAL_TEST(a_window_may_open_within_a_step),
        TRIAL_TEST(peaks_of_the_warm_up_are_forgotten),
        TRIAL_TEST(connections_held_in_the_warm_up_are_forgotten),
        TRIAL_TEST(requests_begun_before_the_window_do_not_count),
        TRIAL_TEST(a_window_that_opens_inside_a_step_knows_nothing_of_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
