/* mem_limit: memory running out inside one cgroup. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define MIB 1048576.0

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

static void a_mem_limit_kills_inside_only(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 7s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
                     "services:\n"
                     "  small: {on: h, mem_limit: 256MiB, memory: {base: 200MiB,"
                     " leak: {per_request: 10MiB}}, endpoints: {go: [{sleep: 10ms}]}}\n"
                     "  large: {on: h, memory: {base: 1GiB}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: small.go}}\n");
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 1);
    assert_near(trial_at_s(trial, "oom_kill", "small[0]", 0), 6.01, ROUNDING);
    assert_non_null(strstr(trial_why(trial, "oom_kill", "small[0]", 0), "mem_limit"));
    assert_non_null(strstr(trial_why(trial, "oom_kill", "small[0]", 0), "260 MiB"));
    assert_near(trial_service(trial, "large")->kills, 0, 0);
    const struct series *memory = trial_series(trial, "host.h.memory.small");
    assert_near(memory->values[6] / MIB, 200, ROUNDING);
}

/* It never lives for a moment, so no mean over a step shows it; it needed its base all the
 * same, each time. One that lives is shown by its steps. */
static void what_dies_at_once_needed_memory(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 7s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
                     "services:\n"
                     "  small: {on: h, mem_limit: 64MiB, memory: {base: 200MiB}}\n"
                     "  lives: {on: h, memory: {base: 300MiB}}\n"
                     "traffic: {}\n");
    assert_true(trial_service(trial, "small")->restarts > 3);
    assert_near(trial_service(trial, "small")->memory_peak / MIB, 200, ROUNDING);
    assert_near(trial_service(trial, "small")->memory_mean, 0, ROUNDING);
    assert_near(trial_service(trial, "lives")->memory_peak / MIB, 300, ROUNDING);
    /* So did its machine in that moment, and so did its limit. */
    const struct host_summary *h = trial_host(trial, "h");
    const struct series *need = summary_series(trial->summary, "host.%s.need", "h");
    double most = 0;
    for (uint32_t i = 0; i < need->count; i++)
        most = fmax(most, need->values[i]);
    assert_near(h->memory_need_highest, most, ROUNDING);
    assert_near((h->memory_need_highest - h->memory_need_peak) / MIB, 200, 1);
    assert_near(trial_resource(trial, "service.small.memory")->peak, 200.0 / 64,
                ROUNDING);
}

static void a_limited_service_swaps_as_much_again(void **state)
{
    struct trial *trial = *state;
    /* Docker's --memory without --memory-swap: 256 MiB of swap beside 256 MiB. */
    trial_run(trial, "simulate: {duration: 40s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}, swap: 1GiB,"
                     " volume: {type: gp3, size: 8GiB}}}\n"
                     "services:\n"
                     "  small: {on: h, mem_limit: 256MiB, memory: {base: 200MiB,"
                     " leak: {per_request: 10MiB}}, endpoints: {go: [{sleep: 10ms}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: small.go}}\n");
    /* 200 + 10 n passes 512 with n = 32 */
    assert_near(trial_at_s(trial, "oom_kill", "small[0]", 0), 32.01, ROUNDING);
    const struct series *swap = trial_series(trial, "host.h.swap");
    assert_near(swap->values[29] / MIB, 200 + 290 - 256, 1e-6);
    assert_near(swap->values[39] / MIB, 200 + 70 - 256, 1e-6);
    assert_near(trial_series(trial, "host.h.memory")->values[29] / MIB, 256, 1e-6);
}

static void without_a_limit_an_instance_may_fill_the_machine(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 40s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
                     "services:\n"
                     "  small: {on: h, memory: {base: 200MiB,"
                     " leak: {per_request: 10MiB}}, endpoints: {go: [{sleep: 10ms}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 1/s,"
                     " arrivals: regular, target: small.go}}\n");
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 0);
}

static void swap_a_limited_service_took_is_gone_for_the_others(void **state)
{
    struct trial *trial = *state;
    /* 244 of 512 MiB are taken by the limited one; 300 MiB of the other find no place. */
    const char *scenario = "simulate: {duration: 5s}\n"
                           "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 512MiB,"
                           " volume: {type: gp3, size: 8GiB}}}\n"
                           "services:\n"
                           "  small: {on: h, memory: {base: 500MiB}%s}\n"
                           "  large: {on: h, memory: {base: %dMiB}, restart: no}\n";
    trial_run(trial, scenario, ", mem_limit: 256MiB", 1024 - 256 + 300);
    assert_near(trial_at_s(trial, "oom_kill", "large[0]", 0), 0, 0);
    trial_run(trial, scenario, ", mem_limit: 256MiB", 1024 - 256 + 267);
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 0);
    assert_near(trial_series(trial, "host.h.swap")->values[4] / MIB, 244 + 267, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_mem_limit_kills_inside_only),
        TRIAL_TEST(what_dies_at_once_needed_memory),
        TRIAL_TEST(a_limited_service_swaps_as_much_again),
        TRIAL_TEST(without_a_limit_an_instance_may_fill_the_machine),
        TRIAL_TEST(swap_a_limited_service_took_is_gone_for_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
