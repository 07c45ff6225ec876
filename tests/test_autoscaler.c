/* Groups that scale: when machines come and go, what they serve, lose and cost. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define ROUNDING 1e-6

/* Regular arrivals at `rate`, each `sleep` long, so that every minute is alike. `scale`:
 * keys of autoscale. A machine is booted 40 s after it was asked for, has the images 20 s
 * later, and its service needs 10 s more: 70 s. */
#define WEB(duration, scale, traffic, more)                                              \
    "simulate: {duration: " duration "}\n"                                               \
    "hosts: {web: {instance: {vcpus: 1, memory: 1GiB, price: 0.36 USD/h}, autoscale:"    \
    " {boot: 40s, pull: 20s, " scale "}}}\n"                                             \
    "services: {app: {on: web, start: {time: 10s}, endpoints: {go: [{sleep: "            \
    "100ms}]}}}\n"                                                                       \
    "traffic: {u: {arrivals: regular, target: app.go, " traffic "}}\n" more
#define RATE(rate) "executor: constant-arrival-rate, rate: " rate
/* From `from` to `to` requests a second at ten minutes. */
#define JUMP(from, to)                                                                   \
    "executor: ramping-arrival-rate, start_rate: " from ", stages: [{duration: 10m,"     \
    " target: " from "}, {duration: 1s, target: " to "}]"
#define BY_REQUESTS "metric: requests, target: 10/s, "

static double machines_at(const struct trial *trial, double at_s)
{
    const struct series *machines = trial_series(trial, "host.web.machines");
    return machines->values[(uint32_t)(at_s / trial->summary->step_s)];
}

static const struct group_summary *group(const struct trial *trial)
{
    assert_int_equal(trial->summary->group_count, 1);
    return &trial->summary->groups[0];
}

static void check_all_answered(const struct trial *trial)
{
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
}

/* ---- the whole ---- */

/* Two machines that serve 100 a second each, a target of 50%, and a load that goes from
 * 100 to 280 a second: 5.6 machines' worth, so six, whatever the way there. */
static void check_six(struct trial *trial, const char *metric, const char *timeout)
{
    for (int seed = 1; seed <= 3; seed++) {
        trial_run(trial,
                  "simulate: {duration: 80m, seed: %d}\n"
                  "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {min: 2,"
                  " max: 12, %s}}}\n"
                  "services: {app: {on: web, start: {time: 5s}, endpoints: {go: [{cpu:"
                  " exp(10ms)}]}}}\n"
                  "traffic: {u: {" JUMP("100/s", "280/s") ", %s target: app.go}}\n",
                  seed, metric, timeout);
        assert_near(group(trial)->end, 6, 0);
        assert_near(group(trial)->peak, 6, 0);
        assert_near(group(trial)->scale_ins, 0, 0);
    }
}

static void from_two_machines_to_six_and_no_further(void **state)
{
    check_six(*state, "target: 50%", "timeout: 5s,");
    check_six(*state, "target: 50%", "");
    check_six(*state, "target: 50%, boot: 105s", ""); /* a long backlog to work off */
    check_six(*state, "metric: requests, target: 50/s", "timeout: 5s,");
}

/* Whatever the load and the target, it does not go out and in again. */
static void a_steady_load_never_flaps(void **state)
{
    struct trial *trial = *state;
    static const char *const targets[] = {"30%", "50%", "69%"};
    static const int rates[] = {9, 10, 14, 15};
    for (int t = 0; t < 3; t++)
        for (int r = 0; r < 4; r++)
            for (int seed = 1; seed <= 3; seed++) {
                trial_run(trial,
                          "simulate: {duration: 5h, seed: %d}\n"
                          "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, count: 4,"
                          " autoscale: {min: 1, max: 12, target: %s}}}\n"
                          "services: {app: {on: web, endpoints: {go: [{cpu: "
                          "exp(100ms)}]}}}\n"
                          "traffic: {u: {executor: constant-arrival-rate, rate: %d/s,"
                          " target: app.go}}\n",
                          seed, targets[t], rates[r]);
                assert_true(group(trial)->scale_outs == 0 ||
                            group(trial)->scale_ins == 0);
            }
}

/* ---- how a machine comes ---- */

static void a_machine_boots_pulls_starts_and_serves(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("1h", BY_REQUESTS "max: 5", RATE("25/s"), ""));
    /* The third minute above ends at 180 s: 25 / 10 = 2.5. */
    assert_near(trial_at_s(trial, "scale_out", "web", 0), 180, ROUNDING);
    assert_string_equal(trial_why(trial, "scale_out", "web", 0),
                        "from 1 to 3 machines, requests for a machine at 25/s for 3 min, "
                        "its target is 10/s");
    assert_near(trial_at_s(trial, "booted", "web[1]", 0), 240, ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[1]", 0), 250, ROUNDING);
    assert_near(trial_at_s(trial, "scaled", "web", 0), 250, ROUNDING);
    assert_string_equal(
        trial_why(trial, "scaled", "web", 0),
        "3 machines, 1 min 10 s after the first was asked for; no request "
        "failed since 0 s");
    assert_int_equal(trial_count(trial, "scale_out", "web"), 1);
    check_all_answered(trial);
    /* They share what comes from then on. */
    const double alone = 25 * 250, shared = 25 * (3600 - 250) / 3.0;
    assert_near(trial_instance(trial, "app[1]")->served, shared, 3);
    assert_near(trial_instance(trial, "app[0]")->served, alone + shared, 3);
    assert_near(trial_instance(trial, "app[3]")->served, 0, 0);
    assert_near(machines_at(trial, 100), 1, ROUNDING);
    assert_near(machines_at(trial, 300), 3, ROUNDING);
}

static void it_serves_only_once_a_health_check_has_passed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10m}\n"
              "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {boot: 40s,"
              " max: 2, metric: requests, service: app, target: 10/s}}}\n"
              "services: {app: {on: web, start: {time: 10s}, balance: {health: {endpoint:"
              " ping, interval: 60s}}, endpoints: {go: [{sleep: 1ms}], ping: [{sleep:"
              " 2s}]}}}\n"
              "traffic: {u: {" RATE("15/s") ", arrivals: regular, target: app.go}}\n");
    const double healthy_s = trial_at_s(trial, "healthy", "app[1]", 0);
    assert_true(healthy_s >= 180 + 50 + 2 - ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[1]", 0), healthy_s, ROUNDING);
    check_all_answered(trial);
}

/* A second alarm waits for what the first has brought: 300 s of warm-up, then three
 * minutes of the new group. */
static void nothing_is_asked_for_twice_while_it_warms_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 30m}\n"
              "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {boot: 40s,"
              " max: 9, target: 50%%}}}\n"
              "services: {app: {on: web, threads: 1, backlog: 0, balance: {max_fails: 0},"
              " endpoints: {go: [{cpu: 100ms}]}}}\n"
              "traffic: {u: {" RATE("100/s") ", target: app.go}}\n");
    const double serves_s = trial_at_s(trial, "scaled", "web", 0);
    assert_near(trial_at_s(trial, "scale_out", "web", 0), 180, ROUNDING);
    assert_near(serves_s, 220, ROUNDING);
    /* 220 + 300 = 520: the first whole minute is the one to 600, the third that to 720. */
    assert_near(trial_at_s(trial, "scale_out", "web", 1), 720, ROUNDING);
}

/* What was measured before the window opened counts in its first minute, too. */
static void the_window_does_not_change_what_happens(void **state)
{
    struct trial *trial = *state;
    static const char *const warmups[] = {"0", "95s", "170s"};
    for (int i = 0; i < 3; i++) {
        trial_run(trial,
                  "simulate: {duration: 20m, warmup: %s}\n"
                  "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {max: 9,"
                  " boot: 40s, target: 50%%}}}\n"
                  "services: {app: {on: web, endpoints: {go: [{cpu: 10ms}]}}}\n"
                  "traffic: {u: {" RATE("70/s") ", arrivals: regular, target: app.go}}\n",
                  warmups[i]);
        assert_near(trial_at_s(trial, "scale_out", "web", 0), 180, ROUNDING);
        assert_string_equal(trial_why(trial, "scale_out", "web", 0),
                            "from 1 to 2 machines, CPU at 70% for 3 min, its target is "
                            "50%");
    }
}

/* One machine of a group that may have more is alone: it is not left out of service for a
 * call that it refused. */
static void the_only_machine_is_never_left_out(void **state)
{
    struct trial *trial = *state;
    double answered[2];
    for (int i = 0; i < 2; i++) {
        trial_run(
            trial,
            "simulate: {duration: 10m}\n"
            "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}%s}}\n"
            "services: {app: {on: web, threads: 1, backlog: 0, endpoints: {go: [{cpu:"
            " 100ms}]}}}\n"
            "traffic: {u: {" RATE("30/s") ", target: app.go}}\n",
            i ? ", autoscale: {max: 3, policy: schedule, schedule: [{at: 1h, min: 2}]}"
              : "");
        answered[i] = trial_requests(trial, "all")->answered;
    }
    assert_true(answered[0] > 4000);
    assert_near(answered[1], answered[0], 0);
}

/* ---- how it goes ---- */

static void draining_loses_nothing(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n"
                     "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, count: 4,"
                     " autoscale: {min: 1, max: 4, metric: requests, target: 10/s,"
                     " drain: 60s}}}\n"
                     "services: {app: {on: web, endpoints: {go: [{sleep: 45s}]}}}\n"
                     "traffic: {u: {" RATE("8/s") ", arrivals: regular, target:"
                                                  " app.go}}\n");
    /* 2 a second each, below 7 for 15 minutes; 8 / 9: one is enough. */
    assert_near(trial_at_s(trial, "scale_in", "web", 0), 900, ROUNDING);
    check_all_answered(trial);
    assert_int_equal(trial_count(trial, "machine_end", NULL), 3);
    for (uint32_t i = 0; i < 3; i++) {
        const double gone_s = trial_at_s(trial, "machine_end", NULL, i);
        assert_true(gone_s > 900 + 44 && gone_s <= 900 + 45 + ROUNDING);
    }
    assert_near(group(trial)->end, 1, 0);
}

static void what_is_not_done_in_time_is_cut_off(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 20m}\n"
                     "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, count: 2,"
                     " autoscale: {min: 1, max: 2, metric: requests, target: 10/s,"
                     " drain: 20s}}}\n"
                     "services: {app: {on: web, balance: {next_upstream: 0}, endpoints:"
                     " {go: [{sleep: 45s}]}}}\n"
                     "traffic: {u: {" RATE("4/s") ", arrivals: regular, target:"
                                                  " app.go}}\n");
    assert_near(trial_at_s(trial, "machine_end", NULL, 0), 920, ROUNDING);
    /* It had 2 a second for 45 s; those of the last 25 s are left. */
    assert_near(trial_requests(trial, "all")->errors[FAILURE_KILLED], 50, 1);
}

static void a_protected_group_only_grows(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              WEB("1h", BY_REQUESTS "max: 4, protect: true", JUMP("25/s", "1/s"), ""));
    assert_near(group(trial)->end, 3, 0);
    assert_int_equal(trial_count(trial, "scale_in", "web"), 0);
}

/* ---- steps and schedules ---- */

static void a_step_is_added_after_three_minutes(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("39m",
                         "max: 9, policy: step, metric: requests, steps: [{above: 10/s,"
                         " add: 1}, {above: 20/s, add: 3}, {below: 3/s, add: -2}]",
                         JUMP("25/s", "4/s"), ""));
    assert_near(trial_at_s(trial, "scale_out", "web", 0), 180, ROUNDING);
    assert_near(machines_at(trial, 300), 4, ROUNDING);
    /* 4 / 4 a second from 10 min on: the fifteenth whole minute below ends at 25 min. */
    assert_near(trial_at_s(trial, "scale_in", "web", 0), 1500, ROUNDING);
    assert_near(group(trial)->end, 2, 0);
}

static void a_schedule_moves_the_limits(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              WEB("3h",
                  "max: 8, policy: schedule, drain: 10s, schedule: [{at: 10m, min:"
                  " 4, every: 1h}, {at: 30m, min: 1, max: 2, every: 1h}, {at: 130m,"
                  " max: 8}]",
                  RATE("5/s"), ""));
    assert_near(trial_at_s(trial, "scale_out", "web", 0), 600, ROUNDING);
    assert_near(trial_at_s(trial, "scale_in", "web", 0), 1800, ROUNDING);
    /* At 70 min the max of 2 holds still: nothing may be above it. */
    assert_int_equal(trial_count(trial, "scale_out", "web"), 2);
    assert_near(trial_at_s(trial, "scale_out", "web", 1), 7800, ROUNDING);
    check_all_answered(trial);
}

static void more_than_max_is_a_resource_that_is_full(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("1h", BY_REQUESTS "max: 3", RATE("50/s"), ""));
    const struct resource_summary *machines = trial_resource(trial, "host.web.machines");
    assert_near(machines->saturated_at, 180, ROUNDING);
    assert_near(machines->peak, 1, ROUNDING);
    assert_near(machines->headroom, 3 * 10 / 50.0, ROUNDING);
    assert_string_equal(trial_why(trial, "scale_limit", "web", 0), "5, and 3 is its max");
    trial_run(trial, WEB("1h", BY_REQUESTS "max: 3", RATE("30/s"), ""));
    assert_true(isnan(trial_resource(trial, "host.web.machines")->saturated_at));
}

/* ---- failures and deployments ---- */

static void a_machine_that_fails_is_replaced(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("10m", BY_REQUESTS "min: 2, max: 2", RATE("5/s"),
                         "events: [{at: 100s, fail: 'web[0]'}]\n"));
    assert_near(trial_at_s(trial, "replaced", "web[0]", 0), 120, ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[0]", 0), 190, ROUNDING);
    assert_near(group(trial)->end, 2, 0);
}

/* Another zone stands in for the one that is out; what comes back is one too many no
 * longer. */
static void another_zone_stands_in(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 30m}\n"
              "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, zones: [a, c],"
              " autoscale: {min: 2, max: 4, boot: 40s, target: 50%%}}}\n"
              "services: {app: {on: web, endpoints: {go: [{sleep: 1ms}]}}}\n"
              "traffic: {u: {" RATE("5/s") ", arrivals: regular, target:"
                                           " app.go}}\n"
                                           "events: [{at: 100s, outage: a, for: 10m}]\n");
    assert_near(trial_at_s(trial, "replaced", "web[0]", 0), 120, ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[3]", 0), 160, ROUNDING);
    assert_int_equal(trial_count(trial, "in_service", "web[0]"), 0);
    assert_near(group(trial)->end, 2, 0);
    assert_near(group(trial)->peak, 2, 0);
}

static void a_deployment_goes_with_what_is_there(void **state)
{
    struct trial *trial = *state;
    static const char *const ways[] = {"rolling", "rolling, surge: 1", "blue_green"};
    for (int i = 0; i < 3; i++) {
        trial_run(
            trial,
            "simulate: {duration: 1h}\n"
            "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {min: 2,"
            " max: 5, metric: requests, target: 10/s, drain: 10s}}}\n"
            "services: {app: {on: web, start: {time: 10s}, endpoints: {go: [{sleep:"
            " 1s}]}}}\n"
            "traffic: {u: {" JUMP("35/s", "4/s") ", arrivals: regular, target:"
                                                 " app.go}}\n"
                                                 "events: [{at: 185s, deploy: app, "
                                                 "strategy: %s}, {at: 30m, deploy: app,"
                                                 " strategy: %s}]\n",
            ways[i], ways[i]);
        assert_int_equal(trial_count(trial, "deployed", "app"), 2);
        assert_near(group(trial)->peak, 4, 0);
        assert_near(group(trial)->end, 2, 0);
        check_all_answered(trial);
    }
}

/* ---- spot ---- */

/* Two minutes' notice at 10 min; the other is asked for in the same moment. */
static void a_group_replaces_a_spot_machine_at_the_notice(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("30m", BY_REQUESTS "min: 2, max: 3", RATE("5/s"),
                         "events: [{at: 10m, interrupt: 'web[0]'}]\n"));
    assert_near(trial_at_s(trial, "interrupt", "web[0]", 0), 600, ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[2]", 0), 670, ROUNDING);
    /* It had 100 ms of work. */
    const double gone_s = trial_at_s(trial, "machine_end", "web[0]", 0);
    assert_true(gone_s >= 600 && gone_s <= 600.1 + ROUNDING);
    assert_near(group(trial)->end, 2, 0);
    check_all_answered(trial);
}

/* All of the host: those that are asked for meanwhile are not taken back with them. */
static void an_interrupted_group_keeps_its_new_machines(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("30m", BY_REQUESTS "min: 2, max: 4", RATE("5/s"),
                         "events: [{at: 10m, interrupt: web}]\n"));
    assert_int_equal(trial_count(trial, "interrupt", "web[0]"), 1);
    assert_int_equal(trial_count(trial, "interrupt", "web[1]"), 1);
    assert_int_equal(trial_count(trial, "interrupt", "web[2]"), 0);
    assert_int_equal(trial_count(trial, "interrupt", "web[3]"), 0);
    assert_near(trial_at_s(trial, "in_service", "web[2]", 0), 670, ROUNDING);
    assert_near(group(trial)->end, 2, 0);
    /* Those that go serve until the new ones do: in place of each, one. */
    assert_near(trial_at_s(trial, "machine_end", "web[0]", 0), 670, 0.1 + ROUNDING);
    assert_near(trial_at_s(trial, "machine_end", "web[1]", 0), 670, 0.1 + ROUNDING);
    check_all_answered(trial);
}

/* No other is asked for: it serves for two minutes, and then nobody does. */
static void the_last_machine_serves_to_its_end(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 1000s}\n"
              "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {app: {on: web, endpoints: {go: [{sleep: 10ms}]}}}\n"
              "traffic: {u: {" RATE("1/s") ", arrivals: regular, target:"
                                           " app.go}}\n"
                                           "events: [{at: 600.5s, interrupt: web}]\n");
    assert_near(trial_at_s(trial, "machine_end", "web", 0), 720.5, ROUNDING);
    assert_near(trial_requests(trial, "all")->answered, 720, 1);
}

/* With its max there it has to wait for the place. */
static void a_full_group_replaces_it_when_it_has_gone(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 30m}\n"
              "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, autoscale: {min: 2,"
              " max: 2, boot: 40s, target: 50%%}}}\n"
              "services: {app: {on: web, balance: {next_upstream: 0}, endpoints:"
              " {go: [{sleep: 200s}]}}}\n"
              "traffic: {u: {" RATE("4/s") ", arrivals: regular, target:"
                                           " app.go}}\n"
                                           "events: [{at: 10m, interrupt: 'web[0]'}]\n");
    assert_near(trial_at_s(trial, "machine_end", "web[0]", 0), 720, ROUNDING);
    assert_near(trial_at_s(trial, "in_service", "web[0]", 0), 760, ROUNDING);
    /* 2 a second for 200 s, of which the last 80 s are left. */
    assert_near(trial_requests(trial, "all")->errors[FAILURE_KILLED], 160, 1);
    assert_near(group(trial)->end, 2, 0);
}

static void a_lone_spot_machine_does_not_come_back(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 20m}\n"
        "hosts: {web: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
        "services: {app: {on: web, endpoints: {go: [{sleep: 300s}]}}}\n"
        "traffic: {u: {" RATE(
            "1/s") ", arrivals: regular, target:"
                   " app.go}}\n"
                   "events: [{at: 10m, interrupt: 'web[0]'}, {at: 15m, restart: web}]\n");
    assert_near(trial_at_s(trial, "machine_end", "web[0]", 0), 720, ROUNDING);
    assert_near(trial_instance(trial, "app[0]")->served, 0.5 * (720 - 300), 1);
    assert_int_equal(trial_count(trial, "start", "app[0]"), 0);
    assert_int_equal(trial_count(trial, "start", "app[1]"), 1);
}

/* ---- what it costs ---- */

static const struct cost_line *line(struct trial *trial, const char *item)
{
    static struct summary priced; /* a copy: cost_find fills it */
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    for (uint32_t i = 0; i < priced.cost.line_count; i++)
        if (strcmp(priced.cost.lines[i].item, item) == 0)
            return &priced.cost.lines[i];
    return NULL;
}

/* Two more machines from 180 s on, in an hour that stands for each of the 730. */
static void what_is_above_min_is_metered_by_the_second(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("1h", BY_REQUESTS "max: 5", RATE("25/s"), ""));
    const double above_h = 2 * (3600 - 180) / 3600.0;
    assert_near(group(trial)->hours, 1 + above_h, ROUNDING);
    const struct cost_line *least = line(trial, "web: 1 x own machine");
    assert_near(least->month_usd, 730 * 0.36, ROUNDING);
    assert_string_equal(least->basis, "fixed");
    const struct cost_line *above = line(trial, "web: own machines above 1");
    assert_near(above->run_usd, above_h * 0.36, ROUNDING);
    assert_near(above->month_usd, 730 * above_h * 0.36, ROUNDING);
    assert_string_equal(above->basis, "metered");
    assert_null(line(trial, "web: alarms")); /* no machine of AWS */
}

/* Asked for at 60 s and given back 10 s later, before it had booted: a minute. */
static void a_machine_costs_a_minute_at_least(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, WEB("1h",
                         "max: 3, policy: schedule, schedule: [{at: 60s, min: 3}, {at:"
                         " 70s, min: 1, max: 1}]",
                         RATE("5/s"), ""));
    assert_near(group(trial)->hours, 1 + 2 * 60 / 3600.0, ROUNDING);
    assert_near(group(trial)->peak, 1, 0);
    assert_null(line(trial, "web: alarms"));
}

/* Of a catalog's machine: its volume, its address and its metrics come and go with it. */
static void volumes_addresses_and_metrics_go_with_their_machine(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n"
                     "month: {like_this: 73h}\n"
                     "hosts: {web: {instance: t3.small, volume: {size: 73GiB}, autoscale:"
                     " {min: 2, max: 3, policy: step, steps: [{above: 99%%, add: 1}],"
                     " schedule: [{at: 30m, min: 3}]}}}\n"
                     "services: {app: {on: web, endpoints: {go: [{sleep: 1ms}]}}}\n"
                     "traffic: {u: {" RATE("1/s") ", target: app.go}}\n");
    const double above_h = 73 * 0.5; /* half an hour in each of 73 */
    assert_near(line(trial, "web: 2 x t3.small")->month_usd, 2 * 730 * 0.0208, ROUNDING);
    assert_near(line(trial, "web: t3.small above 2")->month_usd, above_h * 0.0208,
                ROUNDING);
    assert_near(line(trial, "web: public IPv4 above 2")->month_usd, above_h * 0.005,
                ROUNDING);
    assert_near(line(trial, "web: volumes of 73 GiB gp3 above 2")->month_usd,
                73 * above_h / 730 * 0.08, ROUNDING);
    assert_near(line(trial, "web: detailed monitoring, 2 machines")->month_usd,
                2 * 7 * 0.30, ROUNDING);
    assert_near(line(trial, "web: detailed monitoring above 2")->month_usd,
                7 * 0.30 * above_h / 730, ROUNDING);
    assert_near(line(trial, "web: alarms")->month_usd, 0.10, ROUNDING);
}

/* Requests are the balancer's own metric; a memory metric is one, of an agent. */
static void what_monitoring_costs_depends_on_the_metric(void **state)
{
    struct trial *trial = *state;
    static const char *const rows[] = {"metric: memory, target: 60%", BY_REQUESTS,
                                       "target: 60%"};
    static const char *const items[] = {"web: a memory metric, 1 machine", NULL,
                                        "web: detailed monitoring, 1 machine"};
    static const double usd[] = {0.30, 0, 2.10};
    for (int i = 0; i < 3; i++) {
        trial_run(trial,
                  "simulate: {duration: 10m}\n"
                  "hosts: {web: {instance: t3.small, autoscale: {max: 2, %s}}}\n"
                  "services: {app: {on: web, endpoints: {go: [{sleep: 1ms}]}}}\n"
                  "traffic: {u: {" RATE("1/s") ", target: app.go}}\n",
                  rows[i]);
        if (items[i])
            assert_near(line(trial, items[i])->month_usd, usd[i], ROUNDING);
        assert_near(line(trial, "web: alarms")->month_usd, 0.20, ROUNDING);
    }
}

/* ---- a new machine ---- */

static void a_new_machine_has_the_credits_of_its_family(void **state)
{
    struct trial *trial = *state;
    static const struct {
        const char *type;
        double credits; /* 15 min after it booted: launch, and what it earned since */
    } rows[] = {{"t2.small", 30 + 12 / 4.0}, {"t3.small", 24 / 4.0}};
    for (int i = 0; i < 2; i++) {
        trial_run(trial,
                  "simulate: {duration: 1h}\n"
                  "hosts: {web: {instance: %s, autoscale: {min: 1, max: 2, boot: 40s,"
                  " drain: 0s, policy: schedule, schedule: [{at: 10m, min: 2}, {at: 20m,"
                  " min: 1, max: 1}, {at: 2660s, min: 2, max: 2}]}}}\n"
                  "services: {app: {on: web, endpoints: {go: [{sleep: 1ms}]}}}\n"
                  "traffic: {u: {" RATE("1/s") ", target: app.go}}\n",
                  rows[i].type);
        assert_near(trial_at_s(trial, "in_service", "web[0]", 0), 2700, ROUNDING);
        assert_near(trial_host(trial, "web[0]")->credits_end, rows[i].credits, ROUNDING);
        /* Off, it needs no memory; on, what its system needs. */
        const struct series *need = trial_series(trial, "host.web[0].need");
        const double step_s = trial->summary->step_s;
        assert_near(need->values[(uint32_t)(2000 / step_s)], 0, 0);
        assert_true(need->values[(uint32_t)(3000 / step_s)] > 1e8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(from_two_machines_to_six_and_no_further),
        TRIAL_TEST(a_steady_load_never_flaps),
        TRIAL_TEST(a_machine_boots_pulls_starts_and_serves),
        TRIAL_TEST(it_serves_only_once_a_health_check_has_passed),
        TRIAL_TEST(nothing_is_asked_for_twice_while_it_warms_up),
        TRIAL_TEST(the_window_does_not_change_what_happens),
        TRIAL_TEST(the_only_machine_is_never_left_out),
        TRIAL_TEST(draining_loses_nothing),
        TRIAL_TEST(what_is_not_done_in_time_is_cut_off),
        TRIAL_TEST(a_protected_group_only_grows),
        TRIAL_TEST(a_step_is_added_after_three_minutes),
        TRIAL_TEST(a_schedule_moves_the_limits),
        TRIAL_TEST(more_than_max_is_a_resource_that_is_full),
        TRIAL_TEST(a_machine_that_fails_is_replaced),
        TRIAL_TEST(another_zone_stands_in),
        TRIAL_TEST(a_deployment_goes_with_what_is_there),
        TRIAL_TEST(a_group_replaces_a_spot_machine_at_the_notice),
        TRIAL_TEST(an_interrupted_group_keeps_its_new_machines),
        TRIAL_TEST(the_last_machine_serves_to_its_end),
        TRIAL_TEST(a_full_group_replaces_it_when_it_has_gone),
        TRIAL_TEST(a_lone_spot_machine_does_not_come_back),
        TRIAL_TEST(what_is_above_min_is_metered_by_the_second),
        TRIAL_TEST(a_machine_costs_a_minute_at_least),
        TRIAL_TEST(volumes_addresses_and_metrics_go_with_their_machine),
        TRIAL_TEST(what_monitoring_costs_depends_on_the_metric),
        TRIAL_TEST(a_new_machine_has_the_credits_of_its_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
