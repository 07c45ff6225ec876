/* Deployments: who is replaced when, what is lost, and what a second set costs. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <stdio.h>

#define ROUNDING 1e-9
#define MIB      1048576.0

/* Ten requests a second at 0.1, 0.2, ..., each 1 s long, to webs that need 5 s to start
 * and hold 100 MiB. */
#define WEBS(count)                                                                      \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: " count "}}\n"               \
    "services: {web: {on: h, threads: 50, start: {time: 5s}, memory: {base: 100MiB},"    \
    " %s endpoints: {go: [{sleep: %s}]}}}\n"                                             \
    "traffic: {t: {executor: constant-arrival-rate, rate: 10/s, arrivals: regular,"      \
    " target: web.go}}\n"                                                                \
    "events: [%s]\n"

static double all_failed(const struct trial *trial)
{
    return trial_requests(trial, "all")->failed;
}

static double failed(const struct trial *trial, enum failure why)
{
    return trial_requests(trial, "all")->errors[why];
}

/* ---- rolling ---- */

static void a_rolling_deployment_under_load_loses_nothing(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "1s", "{at: 20.05s, deploy: web}");
    assert_near(all_failed(trial), 0, 0);
    /* web[0] has those of every other 0.1 s; the last one's second ends at 20.9 or 21. */
    const double first_s = trial_at_s(trial, "start", "web[0]", 0);
    assert_true(first_s >= 20.9 - ROUNDING && first_s <= 21 + ROUNDING);
    assert_near(trial_at_s(trial, "ready", "web[0]", 0), first_s + 5, ROUNDING);
    /* Then web[1], which had all of them: the last begun before lasts up to 1 s. */
    const double second_s = trial_at_s(trial, "start", "web[1]", 0);
    assert_true(second_s > first_s + 5.9 - ROUNDING &&
                second_s <= first_s + 6 + ROUNDING);
    assert_near(trial_at_s(trial, "deployed", "web", 0), second_s + 5, ROUNDING);
    assert_string_equal(trial_why(trial, "deploy", "web", 0), "1 of 2 at a time");
    assert_near(trial_service(trial, "web")->restarts, 2, 0);
}

static void a_rolling_deployment_loses_nothing_on_the_way_either(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 3}}\n"
                     "network: {same_zone: 300ms}\n"
                     "services:\n"
                     "  proxy: {on: 'h[0]', endpoints: {go: [{call: web.go}]}}\n"
                     "  web: {on: ['h[1]', 'h[2]'], start: {time: 5s}, balance: weighted,"
                     " endpoints: {go: [{sleep: 20ms}]}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 100/s,"
                     " target: proxy.go}}\n"
                     "events: [{at: 20s, deploy: web}]\n");
    assert_near(all_failed(trial), 0, 0);
    assert_int_equal(trial_count(trial, "deployed", "web"), 1);
}

/* Each is healthy before the next is taken out, and before the spare goes. */
static void check_order(struct trial *trial, int count)
{
    double before_s = 0;
    for (int i = 0; i < count; i++) {
        char name[20];
        snprintf(name, sizeof name, "web[%d]", i);
        const double start_s = trial_at_s(trial, "start", name, 0);
        const double healthy_s = trial_at_s(trial, "healthy", name, 0);
        assert_true(start_s >= before_s - ROUNDING);
        assert_true(healthy_s > start_s + 5 - ROUNDING);
        before_s = healthy_s;
    }
    assert_true(trial_at_s(trial, "deployed", "web", 0) >= before_s - ROUNDING);
    assert_near(all_failed(trial), 0, 0);
}

static const char *const checked =
    "simulate: {duration: 300s, seed: %d}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 3}}\n"
    "services: {web: {on: h, threads: 50, start: {time: 5s},"
    " balance: {health: {endpoint: ping, interval: %s, timeout: 2s}},"
    " endpoints: {go: [{sleep: 100ms}], ping: [{sleep: 1ms}]}}}\n"
    "traffic: {t: {executor: constant-arrival-rate, rate: 10/s, target: web.go}}\n"
    "events: [{at: 20.05s, deploy: web, %s}]\n";

/* A check's moment is drawn: whether it falls into the time that an instance is away must
 * make no difference. */
static void a_rolling_deployment_waits_for_the_health_checks(void **state)
{
    struct trial *trial = *state;
    static const char *const intervals[] = {"3s", "10s", "30s"};
    for (int i = 0; i < 3; i++)
        for (int seed = 1; seed <= 5; seed++) {
            trial_run(trial, checked, seed, intervals[i], "strategy: rolling");
            check_order(trial, 3);
            trial_run(trial, checked, seed, intervals[i], "surge: 1");
            const double spare_s = trial_at_s(trial, "healthy", "web[3]", 0);
            assert_true(trial_at_s(trial, "start", "web[0]", 0) >= spare_s - ROUNDING);
            check_order(trial, 3);
        }
}

static void the_traffic_changes_over_when_all_are_healthy(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, checked, 1, "10s", "strategy: blue_green");
    double last_s = 0;
    for (int i = 3; i < 6; i++) {
        char name[20];
        snprintf(name, sizeof name, "web[%d]", i);
        last_s = fmax(last_s, trial_at_s(trial, "healthy", name, 0));
    }
    assert_near(trial_at_s(trial, "switch", "web", 0), last_s, ROUNDING);
    assert_near(all_failed(trial), 0, 0);
}

/* One that never passes holds the deployment up; the others serve. */
static void who_never_passes_holds_it_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 300s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
                     "services: {web: {on: h, threads: 50, start: {time: 5s},"
                     " balance: {health: {endpoint: ping, interval: 10s, timeout: 2s}},"
                     " endpoints: {go: [{sleep: 100ms}], ping: [{fail: 100%%}]}}}\n"
                     "traffic: {t: {executor: constant-arrival-rate, rate: 10/s, target:"
                     " web.go}}\n"
                     "events: [{at: 20.05s, deploy: web}]\n");
    assert_int_equal(trial_count(trial, "deployed", "web"), 0);
    assert_int_equal(trial_count(trial, "deploying", "web"), 1);
    assert_int_equal(trial_count(trial, "start", "web[1]"), 0);
}

static void what_is_not_done_in_time_is_cut_off(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "balance: {max_fails: 0, next_upstream: 0},", "3s",
              "{at: 20.05s, deploy: web, drain: 2s}");
    /* Each instance has one every 0.2 s (0.1 when it is alone): of 3 s, those of the last
     * second before it was withdrawn are not done 2 s later. */
    assert_near(failed(trial, FAILURE_KILLED), 5 + 10, 0);
    assert_near(all_failed(trial), 15, 0);
    assert_near(trial_at_s(trial, "start", "web[0]", 0), 22.05, ROUNDING);
    assert_near(trial_at_s(trial, "start", "web[1]", 0), 29.05, ROUNDING);
    assert_string_equal(trial_why(trial, "deployed", "web", 0),
                        "after 14 s; 15 requests failed meanwhile, 15 calls were cut off "
                        "at the end of drain");
}

static void a_lone_instance_is_an_outage_without_surge(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("1"), "", "1s", "{at: 20.05s, deploy: web}");
    /* Withdrawn at 20.05, empty at 21, ready at 26: 20.1 to 25.9 or 26 find nobody. */
    assert_near(failed(trial, FAILURE_UNAVAILABLE), all_failed(trial), 0);
    assert_true(fabs(all_failed(trial) - 59.5) < 1);
    trial_run(trial, WEBS("1"), "", "1s", "{at: 20.05s, deploy: web, surge: 1}");
    assert_near(all_failed(trial), 0, 0);
    assert_near(trial_at_s(trial, "ready", "web[1]", 0), 25.05, ROUNDING);
    assert_near(trial_service(trial, "web")->instances, 1, 0);
    assert_true(trial_instance(trial, "web[1]")->served > 50);
    assert_near(trial_host(trial, "h")->memory_peak, 200 * MIB, MIB / 1e3);
}

static void two_batches_of_two(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("4"), "", "10ms", "{at: 20.05s, deploy: web, batch: 2}");
    assert_near(all_failed(trial), 0, 0);
    assert_near(trial_at_s(trial, "start", "web[0]", 0), 20.05, ROUNDING);
    assert_near(trial_at_s(trial, "start", "web[1]", 0), 20.05, ROUNDING);
    const double second_s = trial_at_s(trial, "start", "web[2]", 0);
    assert_true(second_s >= 25.05 && second_s <= 25.05 + 0.01 + ROUNDING);
    assert_true(trial_at_s(trial, "start", "web[3]", 0) >= 25.05);
    assert_int_equal(trial_count(trial, "start", NULL), 4);
}

/* ---- the other two ---- */

static void all_at_once_is_an_outage(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "1s",
              "{at: 20.05s, deploy: web, strategy: all_at_once}");
    /* The first is empty at 20.9 and back at 25.9, the second at 21 and 26. */
    assert_near(failed(trial, FAILURE_UNAVAILABLE), all_failed(trial), 0);
    assert_true(fabs(all_failed(trial) - 58.5) < 1);
    assert_near(trial_at_s(trial, "deployed", "web", 0), 26, 1e-6);
}

static void blue_green_doubles_the_memory_and_loses_nothing(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "1s",
              "{at: 20.05s, deploy: web, strategy: blue_green}");
    assert_near(all_failed(trial), 0, 0);
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "h[0]" : "h[1]";
        assert_near(trial_host(trial, name)->memory_peak, 200 * MIB, MIB / 1e3);
    }
    const struct series *memory = trial_series(trial, "host.h[0].memory");
    assert_near(memory->values[15], 100 * MIB, 1);
    assert_near(memory->values[23], 200 * MIB, 1);
    assert_near(memory->values[50], 100 * MIB, 1);
    assert_near(trial_at_s(trial, "switch", "web", 0), 25.05, ROUNDING);
    /* 250 or 251 of 25.05 s, the rest is the new set's. */
    const double old =
        trial_instance(trial, "web[0]")->served + trial_instance(trial, "web[1]")->served;
    assert_near(old, 250, 1);
    assert_near(trial_service(trial, "web")->served,
                trial_requests(trial, "all")->answered, 0);
}

static void the_sets_change_places_with_every_deployment(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "1s",
              "{at: 20s, deploy: web, strategy: blue_green}, "
              "{at: 50s, deploy: web, strategy: blue_green}");
    assert_near(all_failed(trial), 0, 0);
    assert_near(trial_at_s(trial, "ready", "web[2]", 0), 25, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "web[0]", 0), 55, ROUNDING);
    assert_int_equal(trial_count(trial, "start", "web[2]"), 1);
}

static void the_traffic_does_not_change_over_before_all_are_ready(void **state)
{
    struct trial *trial = *state;
    /* The host of web[1] takes 9 s. */
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}},"
              " g: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {web: {on: [h, g], start: {time: 5s}, overrides: {g: {start: "
              "{time: 9s}}}, endpoints: {go: [{sleep: 1s}]}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 10/s, arrivals: "
              "regular, target: web.go}}\n"
              "events: [{at: 20.05s, deploy: web, strategy: blue_green}]\n");
    assert_near(trial_at_s(trial, "switch", "web", 0), 29.05, ROUNDING);
    const double old =
        trial_instance(trial, "web[0]")->served + trial_instance(trial, "web[1]")->served;
    assert_near(old, 290, 1);
}

/* ---- what may come between ---- */

static void a_second_deployment_waits_for_the_first(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "10ms",
              "{at: 20.05s, deploy: web}, {at: 22s, deploy: web}");
    const double done_s = trial_at_s(trial, "deployed", "web", 0);
    assert_true(done_s >= 30.05);
    assert_near(trial_at_s(trial, "deploy", "web", 1), done_s, ROUNDING);
    assert_int_equal(trial_count(trial, "deployed", "web"), 2);
    assert_near(all_failed(trial), 0, 0);
}

static void a_machine_that_fails_holds_the_deployment_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "10ms",
              "{at: 20.05s, deploy: web}, {at: 22s, fail: 'h[0]', for: 10s}");
    /* web[0] was starting; its machine is back at 62 s. */
    assert_near(trial_at_s(trial, "ready", "web[0]", 0), 22 + 10 + 30 + 5, ROUNDING);
    assert_true(trial_at_s(trial, "start", "web[1]", 0) >= 67);
    assert_near(all_failed(trial), 0, 0); /* web[1] was never withdrawn before */
}

static void a_deployment_that_cannot_finish_tells_at_the_end(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEBS("2"), "", "10ms",
              "{at: 20.05s, deploy: web}, {at: 22s, fail: web}");
    assert_int_equal(trial_count(trial, "deployed", "web"), 0);
    assert_int_equal(trial_count(trial, "deploying", "web"), 1);
}

static void consumers_that_are_withdrawn_take_no_messages(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  web: {on: h, endpoints: {go: [{publish: job.do}]}}\n"
              "  job: {on: h, replicas: 2, threads: 1, start: {time: 5s},"
              " queue: {prefetch: 1}, endpoints: {do: [{sleep: 100ms}]}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 25/s, arrivals: "
              "regular, end: 60s, target: web.go}}\n"
              "events: [{at: 20.05s, deploy: job, surge: 1}]\n");
    assert_near(trial_service(trial, "job")->served, 1500, 0); /* none lost, none twice */
    /* More is published than two can do. The spare is ready at 25.05 s; what job[0] has then
     * is the one in hand. */
    const double stopped_s = trial_at_s(trial, "start", "job[0]", 0);
    assert_true(stopped_s >= 25.05 - ROUNDING && stopped_s <= 25.05 + 0.1 + ROUNDING);
    assert_int_equal(trial_count(trial, "deployed", "job"), 1);
}

/* Ten lookups a second of ten keys: whichever set serves, its cache is filled once. */
static void a_cache_is_cold_after_the_change_and_warm_again(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 100s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services:\n"
        "  web: {on: h, endpoints: {go: [{cache: {in: store.get, hit: 100%%, keys: 10,"
        " skew: 0, miss: [{call: db.read}]}}]}}\n"
        "  store: {on: h, start: {time: 1s}, endpoints: {get: [{cpu: 1us}]}}\n"
        "  db: {on: h, endpoints: {read: [{cpu: 1us}]}}\n"
        "traffic: {t: {executor: constant-arrival-rate, rate: 50/s, target: web.go}}\n"
        "events: [{at: 20s, deploy: store, strategy: blue_green},"
        " {at: 60s, deploy: store, strategy: blue_green}]\n");
    assert_near(all_failed(trial), 0, 0);
    assert_near(trial_service(trial, "db")->served, 2 * 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_rolling_deployment_under_load_loses_nothing),
        TRIAL_TEST(a_rolling_deployment_loses_nothing_on_the_way_either),
        TRIAL_TEST(a_rolling_deployment_waits_for_the_health_checks),
        TRIAL_TEST(the_traffic_changes_over_when_all_are_healthy),
        TRIAL_TEST(who_never_passes_holds_it_up),
        TRIAL_TEST(what_is_not_done_in_time_is_cut_off),
        TRIAL_TEST(a_lone_instance_is_an_outage_without_surge),
        TRIAL_TEST(two_batches_of_two),
        TRIAL_TEST(all_at_once_is_an_outage),
        TRIAL_TEST(blue_green_doubles_the_memory_and_loses_nothing),
        TRIAL_TEST(the_sets_change_places_with_every_deployment),
        TRIAL_TEST(the_traffic_does_not_change_over_before_all_are_ready),
        TRIAL_TEST(a_second_deployment_waits_for_the_first),
        TRIAL_TEST(a_machine_that_fails_holds_the_deployment_up),
        TRIAL_TEST(a_deployment_that_cannot_finish_tells_at_the_end),
        TRIAL_TEST(consumers_that_are_withdrawn_take_no_messages),
        TRIAL_TEST(a_cache_is_cold_after_the_change_and_warm_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
