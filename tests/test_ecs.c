/* Tasks of ECS: where they run, what they may use, what happens when a machine dies. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9

/* m6i.large sees 7771 MiB: three tasks of 2 GiB each. */
#define CLUSTER                                                                          \
    "region: ap-northeast-2\n"                                                           \
    "simulate: {duration: 1000s}\n"                                                      \
    "hosts:\n"                                                                           \
    "  web: {instance: %s, count: %d, zones: [a, c], os: ecs-optimized}\n"               \
    "services:\n"                                                                        \
    "  api: {kind: ecs, on: web, task: {cpu: 0.5, memory: 2GiB}, %s\n"                   \
    "        endpoints: {go: [{sleep: 10ms}]}}\n"                                        \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"       \
    " target: api.go}}\n"

static const char *hosts_of(struct trial *trial, uint32_t count)
{
    static char text[200];
    text[0] = '\0';
    for (uint32_t i = 0; i < count; i++) {
        char name[20];
        snprintf(name, sizeof name, "api[%u]", i);
        strcat(strcat(text, trial_instance(trial, name)->host), " ");
    }
    return text;
}

static void tasks_are_spread_over_machines(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CLUSTER, "m6i.large", 2, "replicas: 4,");
    assert_string_equal(hosts_of(trial, 4), "web[0] web[1] web[0] web[1] ");
    assert_near(trial_service(trial, "api")->instances, 4, 0);
    assert_near(trial_service(trial, "api")->tasks_placed_least, 4, 0);
    assert_near(trial_instance(trial, "api[0]")->served, 250, 0);
    /* Of the memory 8 GiB of 2 x 7771 MiB, of the units 2048 of 4096. */
    assert_near(trial_resource(trial, "service.api.placement")->utilization,
                8 * 1024 / (2 * 7771.0), ROUNDING);
    assert_true(isnan(trial_resource(trial, "service.api.placement")->saturated_at));
}

static void binpacked_tasks_fill_one_machine_first(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CLUSTER, "m6i.large", 2, "replicas: 4, placement: binpack,");
    assert_string_equal(hosts_of(trial, 4), "web[0] web[0] web[0] web[1] ");
}

static void a_task_that_fits_no_machine_is_not_placed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CLUSTER, "t3.nano", 1, "replicas: 2,");
    assert_string_equal(trial_why(trial, "unplaced", "api", 0),
                        "0 of 2 are placed; a task needs 2 GiB and 512 CPU units; "
                        "t3.nano registers 407 MiB and 2048");
    assert_near(trial_resource(trial, "service.api.placement")->saturated_at, 0, 0);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_UNAVAILABLE], all->count, 0);
    assert_true(all->count > 900);
    assert_near(trial_service(trial, "api")->instances, 0, 0);
    assert_near(trial->summary->usage.machines[0].hours, 1000 / 3600.0, ROUNDING);
}

static void what_fits_is_placed_and_the_rest_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CLUSTER, "m6i.large", 1, "replicas: 4,");
    assert_string_equal(trial_why(trial, "unplaced", "api", 0),
                        "3 of 4 are placed; a task needs 2 GiB and 512 CPU units; web "
                        "has 1.59 GiB and 512 left of 7.59 GiB and 2048");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_service(trial, "api")->tasks_wanted, 4, 0);
    assert_near(trial_service(trial, "api")->tasks_placed_mean, 3, ROUNDING);
}

/* Three machines in a, c, a: both tasks in zone a, and what does not fit there waits. */
static void tasks_keep_to_the_zones_given(void **state)
{
    struct trial *trial = *state;
    static const char *const zones[] = {"a", "c"};
    for (int i = 0; i < 2; i++) {
        trial_run(
            trial,
            "simulate: {duration: 10s}\n"
            "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}, count: 3, zones: [a, c]}}\n"
            "services: {a: {kind: ecs, on: h, task: {cpu: 2, memory: 1GiB}, replicas: 2,"
            " zones: %s}}\n",
            zones[i]);
        assert_near(trial_service(trial, "a")->instances, i ? 1 : 2, 0);
        assert_string_equal(trial_instance(trial, "a[0]")->host, i ? "h[1]" : "h[0]");
        if (i == 0)
            assert_string_equal(trial_instance(trial, "a[1]")->host, "h[2]");
    }
    assert_string_equal(
        trial_why(trial, "unplaced", "a", 0),
        "1 of 2 is placed; a task needs 1 GiB and 2048 CPU units; h[1] has "
        "3 GiB and 0 left of 4 GiB and 2048");
}

static void services_share_what_a_machine_registers(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10s}\n"
              "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}}\n"
              "services:\n"
              "  a: {kind: ecs, on: h, task: {cpu: 1, memory: 1GiB}}\n"
              "  b: {kind: ecs, on: h, task: {cpu: 1, memory: 1GiB}, replicas: 2}\n");
    assert_near(trial_service(trial, "a")->instances, 1, 0);
    assert_near(trial_service(trial, "b")->instances, 1, 0);
    assert_string_equal(trial_why(trial, "unplaced", "b", 0),
                        "1 of 2 is placed; a task needs 1 GiB and 1024 CPU units; h has "
                        "2 GiB and 0 left of 4 GiB and 2048");
}

static void the_task_is_limited_by_its_memory_and_weighed_by_its_cpu(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 4GiB}}}\n"
              "services:\n"
              "  a: {kind: ecs, on: h, task: {cpu: 0.6, memory: 1GiB},"
              " background: {cpu: 1}, memory: {base: 900MiB}}\n"
              "  b: {kind: ecs, on: h, task: {cpu: 0.2, memory: 1GiB}, background: {cpu: "
              "1}}\n");
    /* 614 and 205 units of one core. */
    assert_near(trial_service(trial, "a")->cpu_mean, 614.4 / 819.2, 1e-6);
    assert_near(trial_service(trial, "b")->cpu_mean, 204.8 / 819.2, 1e-6);
    assert_near(trial_resource(trial, "service.a.memory")->peak, 900 / 1024.0, 1e-3);
}

/* ---- a machine dies ---- */

#define LOST "events: [{at: 100s, fail: \"web[1]\", for: 600s}]\n" CLUSTER

static void lost_tasks_start_on_another_machine(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, LOST, "m6i.large", 2, "replicas: 2, start: {time: 5s},");
    assert_near(trial_at_s(trial, "tasks_lost", "web[1]", 0), 220, ROUNDING);
    assert_string_equal(trial_why(trial, "tasks_lost", "web[1]", 0),
                        "1 task to start elsewhere");
    assert_int_equal(trial_count(trial, "unplaced", NULL), 0);
    assert_near(trial_at_s(trial, "ready", "api[2]", 0), 225, ROUNDING);
    assert_string_equal(trial_instance(trial, "api[2]")->host, "web[0]");
    assert_true(trial_instance(trial, "api[2]")->served > 300);
    /* The machine is back after its boot, at 730 s; nothing moves back to it. */
    assert_int_equal(trial_count(trial, "start", "api[1]"), 0);
}

static void lost_tasks_without_room_wait_for_the_machine(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, LOST, "m6i.large", 2, "replicas: 6, start: {time: 5s},");
    assert_near(trial_at_s(trial, "unplaced", "api", 0), 220, ROUNDING);
    assert_string_equal(trial_why(trial, "unplaced", "api", 0),
                        "3 of 6 are placed; a task needs 2 GiB and 512 CPU units; web[0] "
                        "has 1.59 GiB and 512 left of 7.59 GiB and 2048, web[1] is down");
    assert_near(trial_at_s(trial, "placed", "api", 0), 730, ROUNDING);
    assert_near(trial_resource(trial, "service.api.placement")->saturated_at, 220,
                ROUNDING);
    assert_near(trial_service(trial, "api")->tasks_placed_least, 3, 0);
    /* Six but for three between 220 and 730 s. */
    assert_near(trial_service(trial, "api")->tasks_placed_mean, 6 - 3 * 510 / 1000.0,
                ROUNDING);
}

static void a_machine_that_is_back_in_time_keeps_its_tasks(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 100s, fail: \"web[1]\", for: 60s}]\n" CLUSTER,
              "m6i.large", 2, "replicas: 2,");
    assert_int_equal(trial_count(trial, "tasks_lost", NULL), 0);
    assert_near(trial_at_s(trial, "ready", "api[1]", 0), 190, ROUNDING);
}

static void a_zone_that_is_out_sends_its_tasks_to_the_other(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 100s, outage: a, for: 600s}]\n" CLUSTER, "m6i.large",
              4, "replicas: 4,");
    assert_near(trial_at_s(trial, "tasks_lost", "web[0]", 0), 220, ROUNDING);
    assert_near(trial_at_s(trial, "tasks_lost", "web[2]", 0), 220, ROUNDING);
    assert_int_equal(trial_count(trial, "unplaced", NULL), 0);
    /* One on each machine; then two on each of c's. */
    assert_string_equal(trial_instance(trial, "api[6]")->host, "web[1]");
    assert_string_equal(trial_instance(trial, "api[10]")->host, "web[3]");
    assert_true(trial_instance(trial, "api[6]")->served > 100);
    assert_true(trial_instance(trial, "api[10]")->served > 100);
    assert_near(trial_instance(trial, "api[4]")->served, 0, 0);
    assert_near(trial_service(trial, "api")->tasks_placed_mean, 4, ROUNDING);
}

static void a_placed_task_takes_calls_after_its_health_check(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, LOST, "m6i.large", 2,
              "replicas: 2, start: {time: 5s},"
              " balance: {health: {endpoint: go, interval: 10s}},");
    const double healthy_s = trial_at_s(trial, "healthy", "api[2]", 0);
    assert_true(healthy_s > 225 && healthy_s < 235.1);
}

/* ---- deployments ---- */

static void a_deployment_starts_more_tasks_where_they_fit(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 100s, deploy: api, surge: 2}]\n" CLUSTER, "m6i.large",
              2, "replicas: 5, start: {time: 5s},");
    assert_string_equal(trial_why(trial, "deploy", "api", 0),
                        "1 of 5 at a time, with 1 more meanwhile");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    trial_run(trial, "events: [{at: 100s, deploy: api, strategy: blue_green}]\n" CLUSTER,
              "m6i.large", 2, "replicas: 3, start: {time: 5s},");
    assert_near(trial_at_s(trial, "switch", "api", 0), 105, ROUNDING);
    assert_int_equal(trial_count(trial, "unplaced", NULL), 0);
}

static void a_second_set_without_room_is_called_off(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 100s, deploy: api, strategy: blue_green}]\n" CLUSTER,
              "m6i.large", 2, "replicas: 4, start: {time: 5s},");
    assert_string_equal(trial_why(trial, "no_room", "api", 0),
                        "2 of the 4 tasks of the new set");
    assert_int_equal(trial_count(trial, "start", NULL), 0);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* A machine dies in the middle of it: the deployment ends all the same. */
static void a_deployment_does_not_wait_for_tasks_that_are_lost(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "events: [{at: 100s, deploy: api, batch: 1},"
              " {at: 102s, fail: \"web[1]\", for: 2000s}]\n" CLUSTER,
              "m6i.large", 2, "replicas: 2, start: {time: 5s},");
    assert_near(trial_at_s(trial, "deployed", "api", 0), 222, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "api[2]", 0), 227, ROUNDING);
}

/* ---- the bill ---- */

static void only_the_machines_cost_and_a_fee_if_there_is_one(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CLUSTER, "m6i.large", 2, "replicas: 2, price: 9 USD/month,");
    struct summary priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    assert_string_equal(priced.cost.lines[0].item, "web: 2 x m6i.large");
    assert_near(priced.cost.lines[0].month_usd, 2 * 730 * 0.118, ROUNDING);
    const struct cost_line *last = &priced.cost.lines[priced.cost.line_count - 1];
    assert_string_equal(last->item, "api: fee");
    assert_near(last->month_usd, 9, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(tasks_are_spread_over_machines),
        TRIAL_TEST(tasks_keep_to_the_zones_given),
        TRIAL_TEST(binpacked_tasks_fill_one_machine_first),
        TRIAL_TEST(a_task_that_fits_no_machine_is_not_placed),
        TRIAL_TEST(what_fits_is_placed_and_the_rest_is_told),
        TRIAL_TEST(services_share_what_a_machine_registers),
        TRIAL_TEST(the_task_is_limited_by_its_memory_and_weighed_by_its_cpu),
        TRIAL_TEST(lost_tasks_start_on_another_machine),
        TRIAL_TEST(lost_tasks_without_room_wait_for_the_machine),
        TRIAL_TEST(a_machine_that_is_back_in_time_keeps_its_tasks),
        TRIAL_TEST(a_zone_that_is_out_sends_its_tasks_to_the_other),
        TRIAL_TEST(a_placed_task_takes_calls_after_its_health_check),
        TRIAL_TEST(a_deployment_starts_more_tasks_where_they_fit),
        TRIAL_TEST(a_second_set_without_room_is_called_off),
        TRIAL_TEST(a_deployment_does_not_wait_for_tasks_that_are_lost),
        TRIAL_TEST(only_the_machines_cost_and_a_fee_if_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
