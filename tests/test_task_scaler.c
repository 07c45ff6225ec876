/* Services of tasks that scale: when tasks come and go, where, and what they leave. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-6

/* Regular arrivals, each `sleep` long, so that every minute is alike. Each of the machines
 * has room for two tasks. */
#define API(duration, scale, traffic, more)                                              \
    "simulate: {duration: " duration "}\n"                                               \
    "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}, count: 4, zones: [a, c]}}\n"      \
    "services: {api: {kind: ecs, on: web, task: {cpu: 1, memory: 2GiB}, start: {time:"   \
    " 10s}, " more " autoscale: {" scale "}, endpoints: {go: [{sleep: 100ms}]}}}\n"      \
    "traffic: {u: {arrivals: regular, target: api.go, " traffic "}}\n"
#define RATE(rate) "executor: constant-arrival-rate, rate: " rate
#define JUMP(from, to)                                                                   \
    "executor: ramping-arrival-rate, start_rate: " from ", stages: [{duration: 10m,"     \
    " target: " from "}, {duration: 1s, target: " to "}]"
#define BY_REQUESTS "metric: requests, target: 10/s, "

static const struct instance_summary *api(const struct trial *trial)
{
    return trial_service(trial, "api");
}

/* Two tasks that serve 100 a second each, a target of 50%, and a load that goes from 100
 * to 280 a second: 5.6 tasks' worth, so six, whatever the way there. */
static void from_two_tasks_to_six_and_no_further(void **state)
{
    struct trial *trial = *state;
    static const char *const ways[] = {"target: 50%", "target: 50%, warmup: 0",
                                       "metric: requests, target: 50/s"};
    for (int way = 0; way < 3; way++)
        for (int seed = 1; seed <= 3; seed++) {
            trial_run(trial,
                      "simulate: {duration: 80m, seed: %d}\n"
                      "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}, count: 4}}\n"
                      "services: {api: {kind: ecs, on: web, task: {cpu: 1, memory: 1GiB},"
                      " autoscale: {min: 2, max: 8, %s}, start: {time: 5s},"
                      " endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
                      "traffic: {u: {" JUMP("90/s", "275/s") ", target: api.go}}\n",
                      seed, ways[way]);
            assert_near(api(trial)->tasks_end, 6, 0);
            assert_near(api(trial)->tasks_peak, 6, 0);
            assert_near(api(trial)->scale_ins, 0, 0);
            assert_near(trial_requests(trial, "all")->failed, 0, 0);
        }
}

static void a_steady_load_never_flaps(void **state)
{
    struct trial *trial = *state;
    static const char *const targets[] = {"30%", "50%", "69%"};
    static const int rates[] = {9, 11, 14, 16};
    for (int t = 0; t < 3; t++)
        for (int r = 0; r < 4; r++)
            for (int seed = 1; seed <= 2; seed++) {
                trial_run(
                    trial,
                    "simulate: {duration: 5h, seed: %d}\n"
                    "hosts: {web: {instance: {vcpus: 4, memory: 16GiB}, count: 3}}\n"
                    "services: {api: {kind: ecs, on: web, task: {cpu: 1, memory:"
                    " 1GiB}, replicas: 4, autoscale: {max: 12, target: %s},"
                    " endpoints: {go: [{cpu: exp(100ms)}]}}}\n"
                    "traffic: {u: {" RATE("%d/s") ", target: api.go}}\n",
                    seed, targets[t], rates[r]);
                assert_true(api(trial)->scale_outs == 0 || api(trial)->scale_ins == 0);
            }
}

static void a_task_starts_and_then_serves(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("1h", BY_REQUESTS "max: 5", RATE("25/s"), ""));
    assert_near(trial_at_s(trial, "scale_out", "api", 0), 180, ROUNDING);
    assert_string_equal(trial_why(trial, "scale_out", "api", 0),
                        "from 1 to 3 tasks, requests for a task at 25/s for 3 min, its "
                        "target is 10/s");
    assert_near(trial_at_s(trial, "start", "api[2]", 0), 180, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "api[2]", 0), 190, ROUNDING);
    assert_int_equal(trial_count(trial, "scale_out", "api"), 1);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(api(trial)->tasks_mean, 3 - 2 * 180 / 3600.0, ROUNDING);
}

/* 0.75 of the target: below 0.9 of it, not below EC2's 0.7. Four tasks of 7.5 are ceil(4 x
 * 7.5 / 9) = 4; of 6.5 they are three. */
static void in_after_a_quarter_of_an_hour_below_nine_tenths(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("1h", BY_REQUESTS "max: 5", RATE("30/s"), "replicas: 4,"));
    assert_near(api(trial)->scale_ins, 0, 0);
    trial_run(trial, API("1h", BY_REQUESTS "max: 8", RATE("59/s"), "replicas: 8,"));
    assert_near(trial_at_s(trial, "scale_in", "api", 0), 15 * 60, ROUNDING);
    assert_string_equal(trial_why(trial, "scale_in", "api", 0),
                        "from 8 to 7 tasks, requests for a task at most 7.38/s for 15 "
                        "min, its target is 10/s");
    assert_near(api(trial)->tasks_end, 7, 0);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* Three in zone a, on two machines; two in zone c: one of a goes, from the machine with
 * two, and of those the newest, which has the highest number. */
static void it_takes_from_the_zone_and_the_machine_with_the_most(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("10m", "policy: schedule, max: 5, schedule: [{at: 60s, max: 4}]",
                         RATE("1/s"), "replicas: 5,"));
    /* web[0] a, web[1] c, web[2] a, web[3] c, web[0] a */
    assert_near(trial_at_s(trial, "task_end", "api[4]", 0), 60, 0.2);
    assert_int_equal(trial_count(trial, "task_end", NULL), 1);
    trial_run(trial, API("10m", "policy: schedule, max: 5, schedule: [{at: 60s, max: 4}]",
                         RATE("1/s"), "replicas: 5, placement: binpack,"));
    /* two on web[0], two on web[1], one on web[2], which is empty then */
    assert_near(trial_at_s(trial, "task_end", "api[4]", 0), 60, 0.2);
    assert_string_equal(trial_instance(trial, "api[4]")->host, "web[2]");
}

static void it_drains_what_it_serves(void **state)
{
    struct trial *trial = *state;
    static const char *const drains[] = {"5s", "60s"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial,
                  "simulate: {duration: 10m}\n"
                  "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}}}\n"
                  "services: {api: {kind: ecs, on: web, task: {cpu: 1, memory: 1GiB},"
                  " replicas: 2, autoscale: {max: 2, policy: schedule, drain: %s,"
                  " schedule: [{at: 60s, max: 1}]}, endpoints: {go: [{sleep: 20s}]}}}\n"
                  "traffic: {u: {arrivals: regular, " RATE("1/s") ", target: api.go}}\n",
                  drains[i]);
        assert_near(trial_at_s(trial, "task_end", "api[1]", 0), i ? 79 : 65, 1.01);
        assert_string_equal(trial_why(trial, "task_end", "api[1]", 0),
                            i ? "" : "7 calls were cut off at the end of drain");
    }
}

static void tasks_without_room_wait(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("1h", BY_REQUESTS "max: 12", RATE("95/s"), ""));
    assert_string_equal(
        trial_why(trial, "unplaced", "api", 0),
        "8 of 10 are placed; a task needs 2 GiB and 1024 CPU units; web[0] "
        "and 3 more have 0 B and 0 left of 4 GiB and 2048");
}

/* ---- on machines that come with the tasks ---- */

#define PROVIDER(max, target, tasks, load)                                               \
    "simulate: {duration: 80m}\n"                                                        \
    "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}, zones: [a, c], autoscale: {min:"  \
    " 1, max: " max ", metric: reservation, target: " target "}}}\n"                     \
    "services: {api: {kind: ecs, on: web, task: {cpu: 1, memory: 1GiB}, placement:"      \
    " binpack, start: {time: 5s}, " tasks ", endpoints: {go: [{cpu: exp(10ms)}]}}}\n"    \
    "traffic: {u: {target: api.go, " load "}}\n"

static const struct group_summary *web(const struct trial *trial)
{
    return &trial->summary->groups[0];
}

/* As above: six tasks, which need three machines of two. Each waits for its machine, which
 * boots in 45 s; the provider looks a minute after the service has. */
static void machines_come_for_tasks_without_room(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, PROVIDER("6", "100%%", "autoscale: {min: 2, max: 8, target: 50%%}",
                              JUMP("90/s", "275/s")));
    assert_near(api(trial)->tasks_end, 6, 0);
    assert_near(api(trial)->scale_ins, 0, 0);
    assert_near(web(trial)->end, 3, 0);
    assert_near(web(trial)->peak, 3, 0);
    assert_near(web(trial)->scale_ins, 0, 0);
    const double asked_s = trial_at_s(trial, "scale_out", "web", 0);
    assert_near(asked_s, trial_at_s(trial, "unplaced", "api", 0) + 60, ROUNDING);
    assert_near(trial_at_s(trial, "placed", "api", 0), asked_s + 45, ROUNDING);
    assert_string_equal(trial_why(trial, "scale_out", "web", 0),
                        "from 1 to 2 machines, reservation at 200% for 1 min, its target "
                        "is 100%");
}

/* Nine tenths of two machines are one and a spare one. */
static void a_target_below_100_keeps_a_machine_empty(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, PROVIDER("6", "90%%", "replicas: 4", RATE("90/s")));
    assert_near(web(trial)->end, 3, 0);
    assert_near(web(trial)->scale_ins, 0, 0);
}

/* Tasks leave at 20 min; of four machines two are empty then. 15 minutes later half of
 * four may go, and those with tasks stay. */
static void machines_without_tasks_go(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, PROVIDER("4", "100%%",
                              "replicas: 8, autoscale: {max: 8, policy: schedule,"
                              " schedule: [{at: 1200s, max: 3}]}",
                              RATE("9/s")));
    assert_near(web(trial)->peak, 4, 0);
    assert_near(web(trial)->end, 2, 0);
    assert_near(trial_at_s(trial, "scale_in", "web", 0), 35 * 60, 61);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* By CPU nothing is protected: tasks go with their machine and start on another. */
static void tasks_of_a_machine_that_leaves_start_elsewhere(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n"
                     "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}, count: 2,"
                     " autoscale: {max: 2, target: 50%%}}}\n"
                     "services: {api: {kind: ecs, on: web, replicas: 2, task: {cpu: 1,"
                     " memory: 1GiB}, endpoints: {go: [{cpu: 10ms}]}}}\n"
                     "traffic: {u: {target: api.go, " RATE("9/s") "}}\n");
    assert_near(web(trial)->end, 1, 0);
    assert_near(trial_service(trial, "api")->tasks_placed_least, 2, 0);
    assert_string_equal(trial_instance(trial, "api[2]")->host, "web[0]");
    assert_true(trial_instance(trial, "api[2]")->served > 0);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

static void more_than_max_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("1h", BY_REQUESTS "max: 3", RATE("50/s"), ""));
    assert_string_equal(trial_why(trial, "task_limit", "api", 0), "5, and 3 is its max");
    assert_near(api(trial)->tasks_limited_at, 180, ROUNDING);
    assert_near(api(trial)->tasks_end, 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(from_two_tasks_to_six_and_no_further),
        TRIAL_TEST(a_steady_load_never_flaps),
        TRIAL_TEST(a_task_starts_and_then_serves),
        TRIAL_TEST(in_after_a_quarter_of_an_hour_below_nine_tenths),
        TRIAL_TEST(it_takes_from_the_zone_and_the_machine_with_the_most),
        TRIAL_TEST(it_drains_what_it_serves),
        TRIAL_TEST(tasks_without_room_wait),
        TRIAL_TEST(more_than_max_is_told),
        TRIAL_TEST(machines_come_for_tasks_without_room),
        TRIAL_TEST(a_target_below_100_keeps_a_machine_empty),
        TRIAL_TEST(machines_without_tasks_go),
        TRIAL_TEST(tasks_of_a_machine_that_leaves_start_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
