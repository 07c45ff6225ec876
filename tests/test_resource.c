/* What can run out: utilisation, the moment it did, how far from it. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define MIB 1048576.0

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

#define ONE_CORE "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"

static void cpu_is_saturated_from_95_percent_of_a_step(void **state)
{
    struct trial *trial = *state;
    const double shares[] = {0.949, 0.951};
    for (int i = 0; i < 2; i++) {
        /* Of 60 steps the last 30 are busy. */
        trial_run(trial,
                  "simulate: {duration: 60s}\n" ONE_CORE
                  "services: {app: {on: h, background: {cpu: 0.5}}}\n"
                  "events: [{at: 30s, set: {services.app.background.cpu: %g}}]\n",
                  shares[i]);
        const struct resource_summary *cpu = trial_resource(trial, "host.h.cpu");
        assert_near(cpu->utilization, (0.5 + shares[i]) / 2, ROUNDING);
        assert_near(cpu->peak, shares[i], ROUNDING);
        assert_near(cpu->saturated_share, i * 0.5, ROUNDING);
        if (i == 0)
            assert_true(isnan(cpu->saturated_at));
        else
            assert_near(cpu->saturated_at, 31, 0); /* known when the step is over */
    }
}

static void memory_is_saturated_at_the_moment_it_does_not_fit(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 1GiB,"
                     " volume: {type: gp3, size: 8GiB}}}\n"
                     "services: {app: {on: h, memory: {base: 512MiB,"
                     " leak: {per_request: 40MiB, up_to: 800MiB}},"
                     " endpoints: {go: [{sleep: 10ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    /* 512 + 40 n pass 1024 with n = 13; 800 are reached with n = 20. */
    const struct resource_summary *memory = trial_resource(trial, "host.h.memory");
    assert_near(memory->saturated_at, 13.01, ROUNDING);
    assert_near(memory->saturated_share, 47 / 60.0, ROUNDING);
    assert_near(memory->peak, 1312 / 1024.0, ROUNDING);
    /* what is there at rest does not grow with the traffic */
    assert_near(memory->headroom, (1024 - 512) / 800.0, ROUNDING);
    const struct resource_summary *swap = trial_resource(trial, "host.h.swap");
    assert_near(swap->peak, 288 / 1024.0, ROUNDING);
    assert_true(isnan(swap->saturated_at));
}

static void swap_is_saturated_at_the_moment_it_is_95_percent_full(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 200MiB,"
                     " volume: {type: gp3, size: 8GiB}}}\n"
                     "services: {app: {on: h, memory: {base: 1024MiB, touch: 0,"
                     " leak: {per_request: 10MiB, up_to: 200MiB}},"
                     " endpoints: {go: [{sleep: 10ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: app.go}}\n");
    assert_near(trial_resource(trial, "host.h.swap")->saturated_at, 19.01, ROUNDING);
}

static void credits_are_saturated_when_they_are_gone(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 240s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 10%%,"
              " credits_per_hour: 6, max_credits: 24, launch_credits: 1.5}}}}\n"
              "services: {app: {on: h, background: {cpu: 1}}}\n");
    const double gone_s = 1.5 / (1 / 60.0 - 6 / 3600.0); /* 100 s */
    const struct resource_summary *credits = trial_resource(trial, "host.h.credits");
    assert_near(credits->saturated_at, gone_s, 1e-5);
    assert_near(credits->saturated_share, 140 / 240.0, 1.1 / 240);
    assert_near(credits->peak, 1, ROUNDING);
}

static void threads_are_held_by_those_in_service(void **state)
{
    struct trial *trial = *state;
    /* Three of eight threads are busy; 95% of them are where it ends. */
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
                     "services: {app: {on: h, workers: 2, threads: 2,"
                     " endpoints: {go: [{sleep: 1s}]}}}\n"
                     "traffic: {t: {executor: constant-vus, vus: 3, target: app.go}}\n");
    const struct resource_summary *threads = trial_resource(trial, "service.app.threads");
    assert_near(threads->utilization, 3 / 8.0, ROUNDING);
    assert_near(threads->headroom, 0.95 / (3 / 8.0), ROUNDING);
    assert_true(isnan(threads->saturated_at));
}

static void a_backlog_is_saturated_when_it_refuses(void **state)
{
    struct trial *trial = *state;
    /* One served from 1 s on, two wait, the one of 4 s is refused, and all after it but
     * the one of 11 s. */
    trial_run(trial, "simulate: {duration: 15.5s}\n" ONE_CORE
                     "services: {app: {on: h, threads: 1, backlog: 2,"
                     " endpoints: {go: [{sleep: 9.5s}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, start: 0.25s, target: app.go}}\n");
    const struct resource_summary *backlog = trial_resource(trial, "service.app.backlog");
    assert_near(backlog->saturated_at, 4.25, ROUNDING);
    assert_near(trial_service(trial, "app")->refused, 11, 0); /* 4 ... 10, 12 ... 15 */
    assert_near(backlog->saturated_share, 11 / 16.0, ROUNDING);
    assert_near(backlog->peak, 1, ROUNDING);
}

static void a_rate_limit_is_saturated_when_it_holds_a_call(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 60s}\n" ONE_CORE
        "services: {api: {kind: external, latency: 10ms, rate_limit: 4/s,"
        " on_limit: wait, endpoints: {go: []}}}\n"
        "traffic: {t: {executor: constant-arrival-rate, rate: 5/s, arrivals: regular,"
        " end: 40.1s, target: api.go}}\n");
    /* Four in hand, four a second come back: the n-th call at n/5 finds 4 + 4 (n-1)/5 -
     * (n - 1) before it takes its own, less than one from n = 17 on. */
    const struct resource_summary *limit =
        trial_resource(trial, "service.api.rate_limit");
    assert_near(limit->saturated_at, 17 / 5.0, ROUNDING);
    assert_near(trial_requests(trial, "all")->answered, 200, 0);
    /* the 200th waits for what 200 - 4 calls took since the first, at 4 a second */
    assert_near(trial_requests(trial, "all")->latency.max, 196 / 4.0 + 0.2 - 40 + 0.01,
                1e-6);
}

static void a_heap_is_saturated_at_90_percent_live(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}}\n"
                     "services: {app: {on: h, jvm: {heap: 100MiB, live: 50MiB,"
                     " live_per_request: 10MiB}, endpoints: {go: [{sleep: 10s}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 0.5/s,"
                     " arrivals: regular, target: app.go}}\n");
    /* Four in flight live in 90 MiB, the fifth, at 10 s, in 100: more than 96.5 do not
     * fit at all. That one fails, and it is told. */
    const struct resource_summary *heap = trial_resource(trial, "service.app.heap");
    assert_near(heap->saturated_at, 10, ROUNDING);
    assert_true(trial_requests(trial, "all")->errors[FAILURE_APPLICATION] > 0);
    assert_near(heap->peak, 0.9, ROUNDING);
}

static void what_has_no_limit_is_not_listed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n" ONE_CORE
                     "services: {app: {on: h, endpoints: {go: [{sleep: 1s}]}}}\n");
    assert_int_equal(trial->summary->resource_count, 2); /* cpu, memory */
    trial_resource(trial, "host.h.cpu");
    trial_resource(trial, "host.h.memory");
}

static void background_does_not_grow_with_the_traffic(void **state)
{
    struct trial *trial = *state;
    /* 0.2 is there anyway, 0.3 comes with the traffic: 2.5 times of it make 0.95. */
    trial_run(trial, "simulate: {duration: 600s}\n" ONE_CORE
                     "services: {app: {on: h, background: {cpu: 0.2},"
                     " endpoints: {go: [{cpu: 60ms}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 5/s,"
                     " arrivals: regular, start: 0.1s, target: app.go}}\n");
    const struct resource_summary *cpu = trial_resource(trial, "host.h.cpu");
    assert_near(cpu->utilization, 0.5, 0.001); /* the first gap */
    assert_near(cpu->headroom, 2.5, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(cpu_is_saturated_from_95_percent_of_a_step),
        TRIAL_TEST(memory_is_saturated_at_the_moment_it_does_not_fit),
        TRIAL_TEST(swap_is_saturated_at_the_moment_it_is_95_percent_full),
        TRIAL_TEST(credits_are_saturated_when_they_are_gone),
        TRIAL_TEST(threads_are_held_by_those_in_service),
        TRIAL_TEST(a_backlog_is_saturated_when_it_refuses),
        TRIAL_TEST(a_rate_limit_is_saturated_when_it_holds_a_call),
        TRIAL_TEST(a_heap_is_saturated_at_90_percent_live),
        TRIAL_TEST(what_has_no_limit_is_not_listed),
        TRIAL_TEST(background_does_not_grow_with_the_traffic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
