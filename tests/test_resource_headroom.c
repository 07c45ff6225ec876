/* What can run out: when it has, and how much more traffic it would have taken. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9

static const char one_service[] = "simulate: {duration: 10min}\n"
                                  "hosts: {h: {instance: {vcpus: %d, memory: 1GiB}}}\n"
                                  "services: {app: {on: h, %s, endpoints:"
                                  " {x: [{cpu: 10ms}]}}}\n"
                                  "traffic: {t: {executor: constant-arrival-rate,"
                                  " arrivals: regular, rate: %g/s, target: app.x}}\n";

static void a_quota_that_is_used_up_is_saturated(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, one_service, 2, "cpus: 0.5", 100.0);
    const struct resource_summary *quota = trial_resource(trial, "service.app.cpus");
    assert_near(quota->utilization, 1, 1e-3);
    assert_near(quota->saturated_at, 5, ROUNDING);
    assert_near(quota->headroom, 0.95 * 0.5, 1e-6); /* a whole core is asked for */
    trial_run(trial, one_service, 2, "cpus: 0.5", 20.0);
    quota = trial_resource(trial, "service.app.cpus");
    assert_near(quota->utilization, 0.4, 1e-3);
    assert_true(isnan(quota->saturated_at));
    assert_near(quota->headroom, 0.95 / 0.4, 0.01);
}

static void event_loops_saturate_while_cores_are_idle(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, one_service, 4, "async: true", 125.0);
    const struct resource_summary *loops = trial_resource(trial, "service.app.loops");
    assert_near(loops->utilization, 1, 1e-3);
    assert_near(loops->saturated_at, 5, ROUNDING);
    assert_near(loops->headroom, 0.95 / 1.25, 1e-6);
    assert_near(trial_host(trial, "h")->cpu_mean, 0.25, 1e-3);
    trial_run(trial, one_service, 4, "async: true, workers: 2", 125.0);
    loops = trial_resource(trial, "service.app.loops");
    assert_near(loops->utilization, 0.625, 1e-2);
    assert_true(isnan(loops->saturated_at));
}

static void what_is_offered_counts_when_a_core_can_give_no_more(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, one_service, 1, "threads: 400", 500.0);
    assert_near(trial_resource(trial, "host.h.cpu")->headroom, 0.95 / 5, 1e-6);
    /* Its threads are full because the core is. */
    const struct resource_summary *threads = trial_resource(trial, "service.app.threads");
    assert_false(isnan(threads->saturated_at));
    assert_true(threads->headroom < 0.2);
}

static void a_memory_limit_is_passed_at_an_exact_moment(void **state)
{
    struct trial *trial = *state;
    /* 70 MiB at rest, 1 MiB more with each of the requests, every 2 s from 0 on. */
    trial_run(trial,
              "simulate: {duration: 5min}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, oom_patience: 1h}}\n"
              "services: {app: {on: h, mem_limit: 100MiB, memory: {base: 50MiB,"
              " text: 20MiB, touch: 0, leak: {per_request: 1MiB}},"
              " endpoints: {x: [{sleep: 1ms}]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, arrivals: regular,"
              " rate: 0.5/s, target: app.x}}\n");
    const struct resource_summary *memory = trial_resource(trial, "service.app.memory");
    const double at_s = memory->saturated_at;
    assert_true(at_s > 60 && at_s <= 62.01);
    assert_near(fmod(at_s, 2), 0.001, 1e-6);
    assert_true(memory->peak > 1);
    assert_true(memory->headroom < 1);
    assert_true(isnan(trial_resource(trial, "host.h.memory")->saturated_at));
}

static const char gp2[] = "simulate: {duration: %s}\n"
                          "hosts: {h: {instance: {vcpus: 1, memory: 1GiB},"
                          " volume: {type: gp2, size: 30GiB}}}\n"
                          "services: {app: {on: h, endpoints: {x: [{read: 4KiB}]}}}\n"
                          "traffic: {t: {executor: constant-arrival-rate,"
                          " arrivals: regular, rate: 500/s, target: app.x}}\n";

static void a_burst_bucket_runs_dry_to_the_second(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, gp2, "4h"); /* 5.4 million / (500 - 100) = 13,500 s */
    const struct resource_summary *burst = trial_resource(trial, "host.h.volume.burst");
    assert_near(burst->saturated_at, 13500, 1);
    assert_near(trial_at_s(trial, "burst_empty", "h", 0), burst->saturated_at, 0);
    assert_int_equal(trial_count(trial, "burst_empty", NULL), 1);
    assert_non_null(strstr(trial_why(trial, "burst_empty", "h", 0), "100 IOPS"));
    assert_near(burst->headroom, (5.4e6 / 14400 + 100) / 500, 1e-3);
}

static void a_run_that_ends_before_the_bucket_does_tells_how_near_it_was(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, gp2, "2h");
    const struct resource_summary *burst = trial_resource(trial, "host.h.volume.burst");
    assert_true(isnan(burst->saturated_at));
    assert_int_equal(trial_count(trial, "burst_empty", NULL), 0);
    assert_near(burst->peak, 7200 * 400 / 5.4e6, 1e-3);
    assert_near(burst->headroom, (5.4e6 / 7200 + 100) / 500, 1e-3);
}

static void messages_wait_and_are_refused_by_a_full_queue(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10min}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  web: {on: h, endpoints: {x: [{publish: worker.job}]}}\n"
                     "  worker: {on: h, workers: 1, threads: 1, queue: {max: 100},"
                     " endpoints: {job: [{sleep: 500ms}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, arrivals: regular,"
                     " rate: 3/s, target: web.x}}\n");
    const struct instance_summary *worker = trial_service(trial, "worker");
    const struct resource_summary *queue = trial_resource(trial, "service.worker.queue");
    assert_true(worker->queue_mean > 90);
    assert_near(worker->refused, trial_requests(trial, "all")->failed, 0);
    assert_true(worker->refused > 400);
    assert_near(queue->saturated_at, 100, 6); /* a hundred more than are taken */
    assert_near(queue->headroom, 0.95 * 2 / 3, 1e-6);
}

static void cores_that_idle_while_a_thread_reads_wait_for_the_volume(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10min}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 1GiB},"
              " volume: {type: gp3, size: 30GiB}}}\n"
              "services: {app: {on: h, endpoints: {x: [{read: {size: 100MiB}}]}}}\n"
              "traffic: {t: {executor: constant-vus, vus: 1, target: app.x}}\n");
    assert_near(trial_host(trial, "h")->cpu_iowait, 0.25, 1e-6);
    assert_near(trial_host(trial, "h")->cpu_mean, 0, 0);
}

static void a_busy_core_does_not_wait(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10min}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB},"
                     " volume: {type: gp3, size: 30GiB}}}\n"
                     "services:\n"
                     "  app: {on: h, endpoints: {x: [{read: {size: 100MiB}}]}}\n"
                     "  other: {on: h, background: {cpu: 1}}\n"
                     "traffic: {t: {executor: constant-vus, vus: 5, target: app.x}}\n");
    assert_near(trial_host(trial, "h")->cpu_iowait, 0, ROUNDING);
    assert_near(trial_host(trial, "h")->cpu_user, 1, ROUNDING);
}

static void starts_are_no_traffic(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10min}\n"
              "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
              "services:\n"
              "  a: {on: h, start_at: 10s, start: {cpu: 60s}, memory: {base: 600MiB},"
              " endpoints: {x: [{cpu: 10ms}]}}\n"
              "  b: {on: h, start_at: 10s, start: {cpu: 60s}, memory: {base: 600MiB}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 10/s,"
              " target: a.x}}\n");
    assert_near(trial_resource(trial, "host.h.cpu")->headroom, 0.95 * 2 / 0.1, 1e-6);
    assert_near(trial_resource(trial, "host.h.memory")->headroom, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_quota_that_is_used_up_is_saturated),
        TRIAL_TEST(event_loops_saturate_while_cores_are_idle),
        TRIAL_TEST(what_is_offered_counts_when_a_core_can_give_no_more),
        TRIAL_TEST(a_memory_limit_is_passed_at_an_exact_moment),
        TRIAL_TEST(a_burst_bucket_runs_dry_to_the_second),
        TRIAL_TEST(a_run_that_ends_before_the_bucket_does_tells_how_near_it_was),
        TRIAL_TEST(messages_wait_and_are_refused_by_a_full_queue),
        TRIAL_TEST(cores_that_idle_while_a_thread_reads_wait_for_the_volume),
        TRIAL_TEST(a_busy_core_does_not_wait),
        TRIAL_TEST(starts_are_no_traffic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
