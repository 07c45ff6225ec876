/* A machine short of memory: victims, patience, waiting, paging; worked by hand. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define MIB 1048576.0
#define GIB 1073741824.0

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

/* ---- whom the kernel kills ---- */

static void the_largest_process_dies_not_the_one_that_grew(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 5s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  a: {on: h, memory: {base: 300MiB}}\n"
                     "  b: {on: h, memory: {base: 450MiB}, restart: no}\n"
                     "  c: {on: h, memory: {base: 250MiB, leak: {per_request: 25MiB}},"
                     " endpoints: {go: [{sleep: 10ms}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: c.go}}\n");
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 1);
    assert_near(trial_at_s(trial, "oom_kill", "b[0]", 0), 1.01, ROUNDING);
    assert_non_null(strstr(trial_why(trial, "oom_kill", "b[0]", 0), "450 MiB"));
    assert_near(trial_host(trial, "h")->oom_kills, 1, 0);
    assert_near(trial_service(trial, "b")->kills, 1, 0);
    assert_near(trial_service(trial, "c")->kills, 0, 0);
}

static void of_equals_the_first_dies(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 5s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  a: {on: h, memory: {base: 400MiB}, restart: no}\n"
                     "  b: {on: h, memory: {base: 400MiB}, restart: no}\n"
                     "  c: {on: h, memory: {base: 400MiB}, restart: no}\n");
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 1);
    assert_int_equal(trial_count(trial, "oom_kill", "a[0]"), 1);
}

static const char forked[] =
    "simulate: {duration: 60s}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  web: {on: h, workers: 4, threads: 1, memory: {base: 150MiB, per_worker: 100MiB,"
    " leak: {per_request: %s}}, endpoints: {go: [{sleep: 10ms}]}}\n"
    "  db: {on: h, memory: {base: %s}, restart: no}\n"
    "traffic: {t: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"
    " end: 40.5s, target: web.go}}\n";

static void forked_workers_are_processes_of_their_own(void **state)
{
    struct trial *trial = *state;
    /* 550 MiB in five processes are no match for one of 460. */
    trial_run(trial, forked, "5MiB", "460MiB");
    assert_near(trial_at_s(trial, "oom_kill", "db[0]", 0), 3.01, ROUNDING);
    assert_near(trial_service(trial, "web")->kills, 0, 0);
}

static void a_worker_grown_large_dies_and_is_forked_again_after_two_seconds(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, forked, "10MiB", "175MiB");
    /* 550 + 175 + 10 n pass 1024 with n = 30; the second worker had its eighth request
     * then: 180 MiB, more than db's 175 and the master's 150. */
    assert_near(trial_at_s(trial, "oom_kill", "web[0]", 0), 30.01, ROUNDING);
    const char *why = trial_why(trial, "oom_kill", "web[0]", 0);
    assert_non_null(strstr(why, "worker was the largest process, 180 MiB"));
    assert_int_equal(trial_count(trial, "start", "web[0]"), 0); /* the master lives */
    const struct series *memory = trial_series(trial, "host.h.memory.web");
    assert_near(memory->values[29] / MIB, 550 + 290, ROUNDING);
    /* In a step that needs more than RAM: when it needed most, just before the kill. */
    assert_near(memory->values[30] / MIB, 550 + 300, ROUNDING);
    assert_near(memory->values[31] / MIB, 550 + 310 - 180, ROUNDING);
    assert_near(memory->values[32] / MIB, 550 + 320 - 180 + 100, ROUNDING); /* back */
    assert_near(trial_requests(trial, "all")->answered, 40, 0);
}

/* ---- patience ---- */

/* `app` and `cache` fill the machine to the byte; 100 MiB are file pages. `late` brings
 * 96 MiB more at 10 s, so that 96 of 100 are squeezed. */
#define SQUEEZED                                                                         \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, oom_patience: 30s}}\n"              \
    "services:\n"                                                                        \
    "  app: {on: h, memory: {base: 924MiB, text: 100MiB, touch: 0}}\n"                   \
    "  late: {on: h, start_at: 10s, memory: {base: %dMiB}}\n"

static void the_kernel_kills_when_its_patience_is_over(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SQUEEZED, 96);
    assert_near(trial_at_s(trial, "oom_kill", "app[0]", 0), 40, ROUNDING);
    trial_run(trial, SQUEEZED, 95); /* 0.95 of the cache: not yet */
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 0);
}

static void patience_begins_anew_after_a_moment_of_relief(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SQUEEZED "events: [{at: 25s, restart: late}]\n", 96);
    assert_near(trial_at_s(trial, "oom_kill", "app[0]", 0), 55, ROUNDING);
}

static void without_file_pages_there_is_no_patience(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, oom_patience: 30s}}\n"
              "services:\n"
              "  app: {on: h, memory: {base: 1GiB}}\n"
              "  late: {on: h, start_at: 10s, memory: {base: 1MiB}}\n");
    assert_near(trial_at_s(trial, "oom_kill", "app[0]", 0), 10, ROUNDING);
}

/* ---- waiting for memory ---- */

static void allocations_wait_and_are_served_in_order(void **state)
{
    struct trial *trial = *state;
    /* Nothing is free and 97 MiB can be squeezed out. `one` holds 30 MiB until 11 s,
     * `two` 50 until 22 s. The 60 of `big` have to wait for both; the 1 of `small`
     * would fit but came after it. */
    trial_run(trial,
              "simulate: {duration: 40s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  app: {on: h, memory: {base: 924MiB, text: 100MiB, touch: 0}}\n"
              "  one: {on: h, memory: {per_request: 30MiB, touch: 0},"
              " endpoints: {go: [{sleep: 10s}]}}\n"
              "  two: {on: h, memory: {per_request: 50MiB, touch: 0},"
              " endpoints: {go: [{sleep: 20s}]}}\n"
              "  big: {on: h, memory: {per_request: 60MiB, touch: 0},"
              " endpoints: {go: [{sleep: 1s}]}}\n"
              "  small: {on: h, memory: {per_request: 1MiB, touch: 0},"
              " endpoints: {go: [{sleep: 1s}]}}\n"
              "traffic:\n"
              "  a: {executor: shared-iterations, vus: 1, iterations: 1, start: 1s,"
              " target: one.go}\n"
              "  b: {executor: shared-iterations, vus: 1, iterations: 1, start: 2s,"
              " target: two.go}\n"
              "  c: {executor: shared-iterations, vus: 1, iterations: 1, start: 3s,"
              " target: big.go}\n"
              "  d: {executor: shared-iterations, vus: 1, iterations: 1, start: 4s,"
              " target: small.go}\n");
    assert_near(trial_requests(trial, "traffic.a")->latency.max, 10, ROUNDING);
    assert_near(trial_requests(trial, "traffic.b")->latency.max, 20, ROUNDING);
    assert_near(trial_requests(trial, "traffic.c")->latency.max, 22 - 3 + 1, ROUNDING);
    assert_near(trial_requests(trial, "traffic.d")->latency.max, 22 - 4 + 1, ROUNDING);
    const struct series *need = trial_series(trial, "host.h.need");
    assert_near((need->values[15] - GIB) / MIB, 50, 1e-6);
    assert_near((need->values[21] - GIB) / MIB, 61, 1e-6); /* at 22 s both have theirs */
}

/* ---- paging ---- */

static void swapped_hot_pages_cost_what_the_formulas_say(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 1h}\n"
        "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}, swap: 2GiB,"
        " volume: {type: gp3, size: 30GiB}}}\n"
        "services:\n"
        "  app: {on: h, memory: {base: 5GiB, cold: 20%%, text: 0.5GiB, touch: 20000},"
        " background: {cpu: 1}}\n");
    /* D = 5 + 0.5 - 4 = X = 1.5 GiB, C = 1, so XH = 0.5 of A - C + F = 4.5 hot GiB. */
    const double m = 0.5 / 4.5, b = 0.5 * GIB / 4096 / 120;
    /* 125 MiB/s in 128 KiB make 1000 operations a second, two useful pages each. */
    const double limit = 2 * 1000;
    const double useful = 1 / (1 + 5e-6 * m * 20000);
    const double wanted = b + m * 20000 * useful, f = limit / wanted;
    const struct host_summary *h = trial_host(trial, "h");
    assert_near(h->cpu_user * 2, f * useful, ROUNDING);
    assert_near(h->cpu_system * 2, 5e-6 * limit, ROUNDING);
    assert_near(h->cpu_iowait * 2, 1 - f, ROUNDING);
    assert_near(h->volume_utilization, 0.98, ROUNDING); /* paging gets no more */
    assert_near(h->swap_peak, 1.5 * GIB, 1);
    assert_near(h->memory_peak, 4 * GIB, 1);
    assert_near(h->memory_need_peak, 5.5 * GIB, 1);
}

static void squeezed_file_pages_cost_reclaim_and_reading(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 1h}\n"
        "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}}\n"
        "services:\n"
        "  app: {on: h, memory: {base: 3.75GiB, cold: 20%%, text: 1GiB, touch: 1000},"
        " background: {cpu: 2}}\n");
    /* FM = D = 0.75 of F = 1 GiB: x / (1 - x) = 3, so k = 0.3 of the cores. */
    const double m = 0.75 / (0.8 * 3.75 + 1), b = 0.75 * GIB / 4096 / 120;
    const double left = 2 - 0.6 - 5e-6 * b;
    const double useful = left / (1 + 5e-6 * m * 1000);
    const double wanted = b + m * 1000 * useful;
    assert_true(wanted < 3000 * 8); /* the device keeps up: no iowait */
    const struct host_summary *h = trial_host(trial, "h");
    assert_near(h->cpu_user * 2, useful, ROUNDING);
    assert_near(h->cpu_system * 2, 0.6 + 5e-6 * wanted, ROUNDING);
    assert_near(h->cpu_iowait, 0, ROUNDING);
    assert_near(h->swap_peak, 0, 0);
    assert_near(h->memory_peak, 4 * GIB, 1);
}

static void what_is_cold_swaps_without_a_price(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 1h}\n"
              "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}, swap: 2GiB,"
              " volume: {type: gp3, size: 30GiB}}}\n"
              "services: {app: {on: h, memory: {base: 5GiB, cold: 20%%, touch: 20000},"
              " background: {cpu: 1}}}\n");
    const struct host_summary *h = trial_host(trial, "h");
    assert_near(h->swap_peak, 1 * GIB, 1);
    assert_near(h->cpu_user, 0.5, ROUNDING);
    assert_near(h->cpu_system + h->cpu_iowait + h->cpu_steal, 0, ROUNDING);
    assert_near(h->volume_utilization, 0, ROUNDING);
}

static void an_operating_system_keeps_a_little_free(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}, os: ubuntu-22.04}}\n"
              "services: {app: {on: h}}\n");
    assert_near(trial_host(trial, "h")->memory_total, 0.985 * 4 * GIB, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_largest_process_dies_not_the_one_that_grew),
        TRIAL_TEST(of_equals_the_first_dies),
        TRIAL_TEST(forked_workers_are_processes_of_their_own),
        TRIAL_TEST(a_worker_grown_large_dies_and_is_forked_again_after_two_seconds),
        TRIAL_TEST(the_kernel_kills_when_its_patience_is_over),
        TRIAL_TEST(patience_begins_anew_after_a_moment_of_relief),
        TRIAL_TEST(without_file_pages_there_is_no_patience),
        TRIAL_TEST(allocations_wait_and_are_served_in_order),
        TRIAL_TEST(swapped_hot_pages_cost_what_the_formulas_say),
        TRIAL_TEST(squeezed_file_pages_cost_reclaim_and_reading),
        TRIAL_TEST(what_is_cold_swaps_without_a_price),
        TRIAL_TEST(an_operating_system_keeps_a_little_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
