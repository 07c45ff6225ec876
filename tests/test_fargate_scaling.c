/* Tasks of Fargate that come and go: with the load, and in place of those that failed. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-6

/* Regular arrivals, each `sleep` long, so that every minute is alike. */
#define API(duration, more, traffic)                                                     \
    "region: ap-northeast-2\n"                                                           \
    "simulate: {duration: " duration "}\n"                                               \
    "services: {api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, zones: [a, c],"       \
    " start: {time: 10s}, pull: 30s, " more ", endpoints: {go: [{sleep: 100ms}]}}}\n"    \
    "traffic: {u: {arrivals: regular, target: api.go, " traffic "}}\n"
#define RATE(rate) "executor: constant-arrival-rate, rate: " rate
#define JUMP(from, to)                                                                   \
    "executor: ramping-arrival-rate, start_rate: " from ", stages: [{duration: 10m,"     \
    " target: " from "}, {duration: 1s, target: " to "}]"

static const struct instance_summary *api(const struct trial *trial)
{
    return trial_service(trial, "api");
}

static double billed_s(const struct trial *trial, int machine)
{
    return trial->summary->usage.machines[machine].hours * 3600;
}

static struct summary priced;

static const struct cost_line *line(struct trial *trial, const char *item)
{
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    for (uint32_t i = 0; i < priced.cost.line_count; i++)
        if (strcmp(priced.cost.lines[i].item, item) == 0)
            return &priced.cost.lines[i];
    return NULL;
}

/* Target tracking makes two alarms; where nothing scales there is none. */
static void the_alarms_of_its_policy_are_billed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("2m", "autoscale: {min: 1, max: 2, target: 50%%}", RATE("1/s")));
    assert_near(line(trial, "api: alarms")->month_usd, 2 * 0.1, ROUNDING);
    assert_string_equal(line(trial, "api: alarms")->basis, "fixed");
    trial_run(trial, API("2m", "replicas: 2", RATE("1/s")));
    assert_null(line(trial, "api: alarms"));
}

/* ---- with the load ---- */

/* As in test_task_scaler.c: 2.8 tasks' worth at a target of 50% is six. */
static void from_two_tasks_to_six_and_no_further(void **state)
{
    struct trial *trial = *state;
    static const struct {
        const char *scale;
        double tasks;
    } ways[] = {
        {"target: 50%", 6},
        {"metric: requests, target: 50/s", 6},
        /* Counted at once, while the first two are still full of what came before: 0.85 of
         * four at 50% are seven. */
        {"target: 50%, warmup: 0", 7},
    };
    for (int way = 0; way < 3; way++)
        for (int seed = 1; seed <= 3; seed++) {
            trial_run(trial,
                      "simulate: {duration: 80m, seed: %d}\n"
                      "services: {api: {kind: fargate, task: {cpu: 1, memory: 2GiB},"
                      " autoscale: {min: 2, max: 8, %s}, start: {time: 5s},"
                      " endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
                      "traffic: {u: {" JUMP("90/s", "275/s") ", target: api.go}}\n",
                      seed, ways[way].scale);
            assert_near(api(trial)->tasks_end, ways[way].tasks, 0);
            assert_near(api(trial)->tasks_peak, ways[way].tasks, 0);
            assert_near(api(trial)->scale_ins, 0, 0);
            assert_near(trial_requests(trial, "all")->failed, 0, 0);
        }
}

/* A quota below one vCPU as well: what is reserved is what the share is of. */
static void a_steady_load_never_flaps(void **state)
{
    struct trial *trial = *state;
    static const char *const targets[] = {"30%", "50%", "69%"};
    static const double cpus[] = {0.5, 1};
    for (int t = 0; t < 3; t++)
        for (int c = 0; c < 2; c++)
            for (int rate = 9; rate <= 15; rate += 3) {
                trial_run(trial,
                          "simulate: {duration: 5h}\n"
                          "services: {api: {kind: fargate, task: {cpu: %g, memory: 2GiB},"
                          " replicas: 4, autoscale: {max: 12, target: %s},"
                          " endpoints: {go: [{cpu: exp(100ms)}]}}}\n"
                          "traffic: {u: {" RATE("%g/s") ", target: api.go}}\n",
                          cpus[c], targets[t], rate * cpus[c]);
                assert_true(api(trial)->scale_outs == 0 || api(trial)->scale_ins == 0);
            }
}

/* Three in two zones: the third where the fewest are, of equals in the first. It is billed
 * from the pull of its image. */
static void a_task_pulls_starts_and_then_serves(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("1h", "autoscale: {metric: requests, target: 10/s, max: 5}",
                         RATE("25/s")));
    assert_near(trial_at_s(trial, "scale_out", "api", 0), 180, ROUNDING);
    for (int task = 1; task <= 2; task++) {
        const char *name = task == 1 ? "api[1]" : "api[2]";
        assert_near(trial_at_s(trial, "start", name, 0), 180, ROUNDING);
        assert_near(trial_at_s(trial, "ready", name, 0), 220, ROUNDING);
        assert_near(billed_s(trial, task), 3600 - 180, ROUNDING);
    }
    assert_near(billed_s(trial, 3), 0, 0);
    assert_near(trial_host(trial, "api[1]")->hours, 0.95, ROUNDING);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* The first check takes 4 s, or nothing. */
static void a_task_takes_calls_once_it_has_passed_a_check(void **state)
{
    struct trial *trial = *state;
    double until_s[2];
    for (int slow = 0; slow < 2; slow++) {
        trial_run(
            trial,
            "simulate: {duration: 1h}\n"
            "services:\n"
            "  lb: {kind: alb, forward: api, zones: [a, c]}\n"
            "  api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, pull: 30s,"
            " autoscale: {metric: requests, target: 10/s, max: 3}, balance: {health:"
            " {endpoint: ok, interval: 10s, timeout: 5s}}, endpoints: {go: [{sleep:"
            " 100ms}], ok: [{sleep: %s}]}}\n"
            "traffic: {u: {arrivals: regular, target: lb.go, " RATE("25/s") "}}\n",
            slow ? "4s" : "0s");
        assert_near(trial_at_s(trial, "ready", "api[1]", 0), 210, ROUNDING);
        assert_near(trial_requests(trial, "all")->failed, 0, 0);
        /* api[0] answers all until then, each a third from then on; beside it a check
         * every 10 s. */
        const double checked = (3600 - 210) / 10.0;
        until_s[slow] =
            3600 - 3 * (trial_instance(trial, "api[1]")->served - checked) / 25;
    }
    assert_true(until_s[0] >= 209 && until_s[0] <= 221);
    assert_near(until_s[1] - until_s[0], 4, 0.5);
}

/* Four in two zones: one goes from the zone with the most, the newest of it, and takes what
 * it has to its end. */
static void the_fullest_zone_gives_back_its_newest(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("10m",
                         "replicas: 5, autoscale: {max: 5, policy: schedule,"
                         " schedule: [{at: 60s, max: 4}]}",
                         RATE("20/s")));
    assert_int_equal(trial_count(trial, "task_end", NULL), 1);
    assert_near(trial_at_s(trial, "task_end", "api[4]", 0), 60.1,
                0.1); /* a, as 0 and 2 */
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(api(trial)->tasks_end, 4, 0);
    assert_near(billed_s(trial, 4), trial_at_s(trial, "task_end", "api[4]", 0), ROUNDING);
}

/* ---- the bill ---- */

#define UP_AND_DOWN                                                                      \
    "autoscale: {max: 5, policy: schedule, schedule: [{at: 60s, min: 2}, {at: 80s, min:" \
    " 1, max: 1}]}"

/* The task that was asked for at 60 s goes at 80 s, while it pulls: a minute. */
static void a_start_is_billed_for_a_minute(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("10m", UP_AND_DOWN, RATE("5/s")));
    assert_near(trial_at_s(trial, "task_end", "api[1]", 0), 80, ROUNDING);
    assert_near(billed_s(trial, 0), 600, ROUNDING);
    assert_near(billed_s(trial, 1), 60, ROUNDING);
}

/* The lowest min all month, what is above it as the run has it: here a minute in ten. */
static void what_is_above_the_least_follows_the_load(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, API("10m", UP_AND_DOWN, RATE("5/s")));
    assert_near(line(trial, "api: 1 x 1 vCPU")->month_usd, 730 * 0.04656, ROUNDING);
    assert_near(line(trial, "api: 1 vCPU, tasks above 1")->month_usd, 73 * 0.04656,
                ROUNDING);
    assert_near(line(trial, "api: 1 vCPU, tasks above 1")->run_usd, 0.04656 / 60,
                ROUNDING);
    assert_near(line(trial, "api: 1 x 2 GiB")->month_usd, 2 * 730 * 0.00511, ROUNDING);
    assert_near(line(trial, "api: 2 GiB, tasks above 1")->month_usd, 2 * 73 * 0.00511,
                ROUNDING);
    assert_int_equal(priced.cost.line_count, 4);
    trial_run(trial, API("10m", "price: 0.1 USD/h, " UP_AND_DOWN, RATE("5/s")));
    assert_near(line(trial, "api: 1 tasks")->month_usd, 73, ROUNDING);
    assert_near(line(trial, "api: tasks above 1")->month_usd, 7.3, ROUNDING);
    assert_int_equal(priced.cost.line_count, 2);
}

/* ---- in place of those that failed ---- */

/* ECS notices after two minutes. For good or not: another task stands in its place. */
static void a_task_that_fails_is_replaced(void **state)
{
    struct trial *trial = *state;
    static const char *const lengths[] = {"", ", for: 20m"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial,
                  "events: [{at: 300s, fail: \"api[0]\"%s}]\n" API("1h", "replicas: 2",
                                                                   RATE("20/s")),
                  lengths[i]);
        assert_near(trial_at_s(trial, "task_lost", "api[0]", 0), 420, ROUNDING);
        assert_near(trial_at_s(trial, "ready", "api[0]", 0), 460, ROUNDING);
        assert_int_equal(trial_count(trial, "start", NULL), 1);
        assert_int_equal(trial_count(trial, "recovered", NULL), 1);
        assert_near(billed_s(trial, 0), 300 + 3600 - 420, ROUNDING);
        assert_near(billed_s(trial, 1), 3600, ROUNDING);
    }
}

/* One that is back before starts its own task again, without the boot of a machine. */
static void a_short_failure_is_over_before_ecs_notices(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 300s, fail: \"api[0]\", for: 60s}]\n" API(
                         "1h", "replicas: 2", RATE("20/s")));
    assert_near(trial_at_s(trial, "ready", "api[0]", 0), 400, ROUNDING);
    assert_int_equal(trial_count(trial, "task_lost", NULL), 0);
}

/* Both of zone a start in zone c, in places that are empty otherwise, and stay there. */
static void tasks_of_a_lost_zone_start_in_the_others(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 300s, outage: a, for: 10m}]\n" API(
                         "1h", "replicas: 3", RATE("20/s")));
    assert_int_equal(trial->summary->design->machine_count, 6);
    assert_near(trial_at_s(trial, "ready", "api[3]", 0), 460, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "api[5]", 0), 460, ROUNDING);
    const double last_s[] = {300, 3600, 300, 3180, 0, 3180};
    for (int i = 0; i < 6; i++)
        assert_near(billed_s(trial, i), last_s[i], ROUNDING);
    assert_int_equal(trial_count(trial, "unplaced", NULL), 0);
}

/* Where there is no other zone they wait for it. */
static void tasks_wait_for_their_only_zone(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 1h}\n"
              "services: {api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, replicas: 2,"
              " pull: 30s, endpoints: {go: [{sleep: 100ms}]}}}\n"
              "traffic: {u: {target: api.go, " RATE(
                  "2/s") "}}\n"
                         "events: [{at: 300s, outage: a, for: 10m}]\n");
    assert_string_equal(
        trial_why(trial, "unplaced", "api", 0),
        "1 of 2 is placed; the others wait until a zone is back or a task "
        "has left");
    assert_near(trial_at_s(trial, "placed", "api", 0), 900, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "api[0]", 0), 930, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "api[1]", 0), 930, ROUNDING);
}

/* A group that lost one still follows its load, and a deployment finds all of them. */
static void scaling_failing_and_deploying_go_together(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 10m, fail: \"api[1]\"}, {at: 20m, deploy: api, surge:"
                     " 1}, {at: 30m, outage: c, for: 5m}, {at: 40m, deploy: api,"
                     " strategy: blue_green}]\n" API(
                         "1h", "autoscale: {metric: requests, target: 10/s, max: 5}",
                         RATE("25/s")));
    assert_int_equal(trial_count(trial, "deployed", "api"), 2);
    assert_int_equal(trial_count(trial, "no_room", NULL), 0);
    assert_near(api(trial)->tasks_end, 3, 0);
    assert_near(api(trial)->tasks_peak, 6, 0); /* the second set */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_alarms_of_its_policy_are_billed),
        TRIAL_TEST(from_two_tasks_to_six_and_no_further),
        TRIAL_TEST(a_steady_load_never_flaps),
        TRIAL_TEST(a_task_pulls_starts_and_then_serves),
        TRIAL_TEST(a_task_takes_calls_once_it_has_passed_a_check),
        TRIAL_TEST(the_fullest_zone_gives_back_its_newest),
        TRIAL_TEST(a_start_is_billed_for_a_minute),
        TRIAL_TEST(what_is_above_the_least_follows_the_load),
        TRIAL_TEST(a_task_that_fails_is_replaced),
        TRIAL_TEST(a_short_failure_is_over_before_ecs_notices),
        TRIAL_TEST(tasks_of_a_lost_zone_start_in_the_others),
        TRIAL_TEST(tasks_wait_for_their_only_zone),
        TRIAL_TEST(scaling_failing_and_deploying_go_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
