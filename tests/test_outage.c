/* What fails, who learns of it and when, and how it comes back. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define ROUNDING 1e-9
/* From start to a running system; what Linux waits before it gives a connection up. */
#define BOOT_S   30.0
#define KERNEL_S 924.6

/* Two requests a second at 0.5, 1, ..., each a second long, to a web on h[0]. */
#define ONE_WEB                                                                          \
    "simulate: {duration: %s}\n"                                                         \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2, zones: [a, c]}}\n"        \
    "services:\n"                                                                        \
    "  web: {on: 'h[0]', start: {time: 5s}, endpoints: {go: [%s]}}\n"                    \
    "  db: {on: 'h[1]', start: {time: 7s}, endpoints: {do: [{sleep: 1s}]}}\n"            \
    "traffic: {t: {executor: constant-arrival-rate, rate: 2/s, arrivals: regular,"       \
    " end: 99.75s, %s target: web.go}}\n"                                                \
    "events: [{at: 20.25s, %s}]\n"

static double failed(const struct trial *trial, enum failure why)
{
    return trial_requests(trial, "all")->errors[why];
}

static double first_at(const struct trial *trial, enum failure why)
{
    return trial_requests(trial, "all")->error_at[why];
}

/* ---- who learns of it ---- */

static void who_was_served_by_a_dead_machine_waits_for_his_timeout(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "timeout: 4s,",
              "fail: 'h[0]', for: 10s");
    /* Those of 19.5 and 20 s; then nobody is up until 20.25 + 10 + 30 + 5 = 65.25 s. SYNs
     * go out at once, after 1 and 3 s: from 57.5 s on one of them finds the machine up, but
     * no process. */
    assert_near(failed(trial, FAILURE_TIMEOUT), 2 + 2 * (57 - 20.5) + 1, 0);
    assert_near(first_at(trial, FAILURE_TIMEOUT), 23.5, ROUNDING);
    assert_near(failed(trial, FAILURE_CONNECTION), 2 * (65 - 57.5) + 1, 0);
    assert_near(trial_requests(trial, "all")->failed, 2 + 90, 0);
    assert_near(trial_at_s(trial, "ready", "web[0]", 0), 65.25, ROUNDING);
    assert_string_equal(trial_why(trial, "fail", "h[0]", 0),
                        "for 10 s; 2 calls under way are lost");
    assert_string_equal(trial_why(trial, "recovered", "h[0]", 0),
                        "after 45 s; 92 requests failed meanwhile");
}

static void who_has_no_timeout_is_told_when_the_machine_has_booted(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "", "fail: 'h[0]', for: 10s");
    assert_near(failed(trial, FAILURE_KILLED), 2, 0);
    assert_near(first_at(trial, FAILURE_KILLED), 20.25 + 10 + BOOT_S, ROUNDING);
}

static void or_when_his_kernel_gives_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "1h", "{sleep: 1s}", "", "fail: 'h[0]', for: 40m");
    assert_near(failed(trial, FAILURE_KILLED), 2, 0);
    assert_near(first_at(trial, FAILURE_KILLED), 20.25 + KERNEL_S, ROUNDING);
}

static void who_was_served_by_a_process_that_died_knows_at_once(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "timeout: 4s,",
              "fail: web, for: 10s");
    assert_near(failed(trial, FAILURE_KILLED), 2, 0);
    assert_near(first_at(trial, FAILURE_KILLED), 20.25, ROUNDING);
    assert_near(trial_at_s(trial, "ready", "web[0]", 0), 20.25 + 10 + 5, ROUNDING);
    assert_near(trial_instance(trial, "web[0]")->kills, 1, 0);
    assert_near(trial_instance(trial, "web[0]")->restarts, 1, 0);
}

static void a_caller_waits_for_its_own_timeout_when_the_callee_is_silent(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{call: {to: db.do, timeout: 4s}}", "",
              "fail: 'h[1]', for: 10s");
    /* As above, but db takes 7 s to start. */
    assert_near(failed(trial, FAILURE_TIMEOUT), 2 + 2 * (57 - 20.5) + 1, 0);
    assert_near(failed(trial, FAILURE_CONNECTION), 2 * (67 - 57.5) + 1, 0);
    assert_near(first_at(trial, FAILURE_TIMEOUT), 23.5, ROUNDING);
    /* The callee's process alone: its machine says so at once. */
    trial_run(trial, ONE_WEB, "100s", "{call: {to: db.do, timeout: 4s}}", "",
              "fail: db, for: 10s");
    assert_near(failed(trial, FAILURE_KILLED), 2, 0);
    assert_near(first_at(trial, FAILURE_KILLED), 20.25, ROUNDING);
}

static void a_caller_that_dies_with_its_callee_is_told_nothing(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{call: {to: db.do, retries: 3}}", "timeout: 9s,",
              "outage: a");
    /* Its users, web being in zone a: those of 19.5 to 91 s have left by the end. */
    assert_near(failed(trial, FAILURE_TIMEOUT), 2 * (91 - 19.5) + 1, 0);
    assert_near(trial_service(trial, "db")->served, 40, 0); /* to its end, alone */
    /* Both on one machine. */
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  web: {on: h, pools: {db: 1}, endpoints: {go: [{call: {to: db.do,"
                     " retries: 9, on_error: ignore}}]}}\n"
                     "  db: {on: h, endpoints: {do: [{sleep: 1s}]}}\n"
                     "traffic: {t: {executor: constant-vus, vus: 5, target: web.go}}\n"
                     "events: [{at: 20.25s, fail: h, for: 20s}]\n");
    assert_near(failed(trial, FAILURE_KILLED), 5, 0);
    assert_near(first_at(trial, FAILURE_KILLED), 20.25 + 20 + BOOT_S, ROUNDING);
    /* Then they go on, one a second; nobody asks while all wait. */
    assert_near(trial_requests(trial, "all")->answered, 20 + 29, 0);
}

/* ---- how long ---- */

static void failures_add_up(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "200s", "{sleep: 1s}", "",
              "fail: h, for: 30s}, {at: 40s, fail: 'h[0]', for: 60s");
    assert_near(trial_at_s(trial, "machine_start", "h[1]", 0), 20.25 + 30 + BOOT_S,
                ROUNDING);
    assert_int_equal(trial_count(trial, "machine_start", "h[0]"), 1);
    assert_near(trial_at_s(trial, "machine_start", "h[0]", 0), 40 + 60 + BOOT_S,
                ROUNDING);
    assert_near(trial_at_s(trial, "recovered", "h", 0), 40 + 60 + BOOT_S + 5, ROUNDING);
}

static void what_goes_down_once_comes_back_once(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "200s", "{sleep: 1s}", "timeout: 4s,",
              "fail: web, for: 30s}, {at: 40s, fail: web, for: 20s}, {at: 45s, fail: db, "
              "for: 5s}, {at: 80s, fail: web");
    assert_int_equal(trial_count(trial, "fail", "web"), 3);
    assert_int_equal(trial_count(trial, "recovered", "web"), 1);
    /* 2 killed, then those of 20.5 to 64.5 s. */
    assert_near(trial_at_s(trial, "recovered", "web", 0), 60 + 5, ROUNDING);
    assert_string_equal(trial_why(trial, "recovered", "web", 0),
                        "after 44.8 s; 91 requests failed meanwhile");
    assert_int_equal(trial_count(trial, "recovered", "db"), 1);
    assert_int_equal(trial_count(trial, "still_down", "web"), 1);
}

static void a_machine_that_comes_back_has_restarted_its_services(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "300s", "{sleep: 1s}", "",
              "fail: 'h[0]', for: 10s}, {at: 100s, restart: h}, {at: 180s, restart: web");
    assert_near(trial_instance(trial, "web[0]")->restarts, 3, 0);
    assert_near(trial_instance(trial, "db[0]")->restarts, 1, 0);
    assert_near(trial_instance(trial, "web[0]")->kills, 0, 0);
    /* A machine that dies before the first start of a service restarts nothing. */
    trial_run(trial, "simulate: {duration: 300s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start_at: 200s}}\n"
                     "events: [{at: 20s, restart: h}]\n");
    assert_near(trial_instance(trial, "app[0]")->restarts, 0, 0);
}

static void a_failure_while_it_boots_begins_again(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "200s", "{sleep: 1s}", "",
              "fail: 'h[0]', for: 10s}, {at: 40s, fail: 'h[0]', for: 20s");
    assert_int_equal(trial_count(trial, "machine_start", "h[0]"), 1);
    assert_near(trial_at_s(trial, "machine_start", "h[0]", 0), 40 + 20 + BOOT_S,
                ROUNDING);
}

static void without_for_it_stays_down_and_the_end_tells(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "timeout: 4s,", "fail: web");
    assert_int_equal(trial_count(trial, "start", "web[0]"), 0);
    assert_string_equal(trial_why(trial, "fail", "web", 0),
                        "for good; 2 calls under way are lost");
    /* 2 killed; nobody is up for those of 20.5 to 99.5 s, the last of the traffic. */
    assert_string_equal(trial_why(trial, "still_down", "web", 0),
                        "after 79.2 s; 161 requests failed meanwhile");
}

static void a_failed_process_stays_dead_whatever_its_policy(void **state)
{
    struct trial *trial = *state;
    /* It needs more than its limit: killed, and back by Docker's rule, again and again. */
    trial_run(trial, "simulate: {duration: 300s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start: {time: 1s}, memory: {base: 90MiB},"
                     " mem_limit: 80MiB}}\n"
                     "events: [{at: 20s, fail: app, for: 100s}]\n");
    for (uint32_t i = 0; i < trial_count(trial, "start", "app[0]"); i++) {
        const double at_s = trial_at_s(trial, "start", "app[0]", i);
        assert_true(at_s < 20 || at_s >= 120);
    }
    assert_true(trial_count(trial, "start", "app[0]") > 4);
    /* And with a policy of no it comes back all the same. */
    trial_run(trial, "simulate: {duration: 300s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start: {time: 1s}, restart: no}}\n"
                     "events: [{at: 20s, fail: 'app[0]', for: 100s}]\n");
    assert_near(trial_at_s(trial, "ready", "app[0]", 0), 121, ROUNDING);
}

static void an_operator_cannot_start_what_has_failed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "",
              "fail: 'h[0]', for: 30s}, {at: 25s, restart: h}, {at: 26s, restart: web");
    assert_int_equal(trial_count(trial, "machine_stop", "h[0]"), 0);
    assert_int_equal(trial_count(trial, "machine_stop", "h[1]"), 1);
    assert_near(trial_at_s(trial, "machine_start", "h[0]", 0), 20.25 + 30 + BOOT_S,
                ROUNDING);
}

static void nor_does_a_boot_or_a_restart_of_the_failed_process(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "200s", "{sleep: 1s}", "",
              "fail: web, for: 100s}, {at: 25s, restart: web}, {at: 30s, fail: 'h[0]', "
              "for: 10s}, {at: 90s, deploy: web");
    assert_near(trial_at_s(trial, "machine_start", "h[0]", 0), 30 + 10 + BOOT_S,
                ROUNDING);
    assert_int_equal(trial_count(trial, "start", "web[0]"), 1);
    assert_near(trial_at_s(trial, "start", "web[0]", 0), 20.25 + 100, ROUNDING);
}

static void what_has_not_begun_yet_is_not_begun_by_a_failure(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 300s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start_at: 200s, start: {time: 1s}}}\n"
                     "events: [{at: 20s, fail: app, for: 10s},"
                     " {at: 50s, fail: h, for: 10s}]\n");
    assert_int_equal(trial_count(trial, "start", "app[0]"), 1);
    assert_near(trial_at_s(trial, "start", "app[0]", 0), 200, ROUNDING);
}

/* ---- what else ---- */

static void an_outage_hits_the_machines_of_its_zone(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_WEB, "100s", "{sleep: 1s}", "timeout: 4s,",
              "outage: c, for: 10s");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_at_s(trial, "machine_start", "h[1]", 0), 20.25 + 10 + BOOT_S,
                ROUNDING);
    assert_int_equal(trial_count(trial, "machine_start", "h[0]"), 0);
    assert_string_equal(trial_why(trial, "outage", "c", 0), "for 10 s");
    assert_string_equal(trial_why(trial, "recovered", "zone c", 0),
                        "after 47 s; no request failed meanwhile");
}

static void credits_outlive_a_failure_but_not_a_stop(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 1000s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 10%%,"
        " credits_per_hour: 6, max_credits: 144, launch_credits: 30}}}}\n"
        "services: {app: {on: h, background: {cpu: 1}}}\n"
        "events: [{at: 600s, %s}]\n";
    /* 10 of 30 are spent by then and 1 came in; a stop gives 30 anew. */
    trial_run(trial, scenario, "fail: h");
    assert_near(trial_host(trial, "h")->credits_end, 30 - 10 + 1000 * 6 / 3600.0, 1e-6);
    trial_run(trial, scenario, "restart: h");
    assert_true(trial_host(trial, "h")->credits_end > 23);
}

static void a_managed_service_can_fail_too(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "services: {api: {kind: external, latency: 1s, endpoints: {go: []}}}\n"
              "traffic: {t: {executor: constant-arrival-rate, rate: 2/s, arrivals:"
              " regular, target: api.go}}\n"
              "events: [{at: 20.25s, fail: api, for: 10s}]\n");
    assert_near(failed(trial, FAILURE_KILLED), 2, 0);
    assert_near(failed(trial, FAILURE_CONNECTION), 20, 0);
}

static void a_finite_run_waits_until_it_is_over(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 200s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start: {time: 5s}, endpoints: {go: [{sleep:"
                     " 1s}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " target: app.go}}\n"
                     "events: [{at: 20s, fail: h, for: 50s}]\n");
    assert_near(trial->summary->simulated_s, 20 + 50 + BOOT_S + 5, ROUNDING);
}

/* One server of two is lost in a burst. The proxy's tries that it swallows are made again
 * on the other one, which carries on alone: nobody fails, some wait. */
static void one_server_lost_in_a_burst_the_other_carries_on(void **state)
{
    struct trial *trial = *state;
    const double fail_s = 179.999, connect_s = 2, call_s = 5;
    trial_run(
        trial,
        "simulate: {duration: 10m}\n"
        "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}, count: 2},"
        " front: {instance: {vcpus: 2, memory: 1GiB}}}\n"
        "services:\n"
        "  proxy: {on: front, endpoints: {go: [{call: {to: web.go, timeout: 5s}}]}}\n"
        "  web: {on: h, start: {time: 5s}, balance: {connect_timeout: 2s},"
        " endpoints: {go: [{cpu: 10ms}, {sleep: 90ms}]}}\n"
        "traffic: {t: {executor: constant-arrival-rate, rate: 100/s, arrivals:"
        " regular, spikes: [{at: 2m, for: 2m, times: 1.5}], target: proxy.go}}\n"
        "events: [{at: %gs, fail: 'h[1]', for: 2m}]\n",
        fail_s);
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->failed, 0, 0);
    assert_near(all->count, all->answered + all->in_flight_end, 0);
    /* 150 a second, each 0.1 s: half of 15 under way wait out the call's time-out. */
    assert_true(all->latency.max > call_s && all->latency.max < call_s + 0.3);
    /* The first to come afterwards waits out the connection; then it is left out. */
    const double out_s = trial_at_s(trial, "left_out", "web[1]", 0);
    assert_true(out_s > fail_s + connect_s && out_s < fail_s + connect_s + 0.02);
    /* Steps of 5 s: in the burst, after it, and when both are back. */
    assert_near(trial_series(trial, "host.h[1].cpu")->values[42], 0, ROUNDING);
    assert_near(trial_series(trial, "host.h[0].cpu")->values[42], 0.75, 0.01);
    assert_near(trial_series(trial, "host.h[0].cpu")->values[50], 0.5, 0.01);
    assert_near(trial_series(trial, "host.h[0].cpu")->values[80], 0.25, 0.01);
    assert_near(trial_at_s(trial, "recovered", "h[1]", 0), fail_s + 120 + BOOT_S + 5,
                ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(who_was_served_by_a_dead_machine_waits_for_his_timeout),
        TRIAL_TEST(who_has_no_timeout_is_told_when_the_machine_has_booted),
        TRIAL_TEST(or_when_his_kernel_gives_up),
        TRIAL_TEST(who_was_served_by_a_process_that_died_knows_at_once),
        TRIAL_TEST(a_caller_waits_for_its_own_timeout_when_the_callee_is_silent),
        TRIAL_TEST(a_caller_that_dies_with_its_callee_is_told_nothing),
        TRIAL_TEST(failures_add_up),
        TRIAL_TEST(what_goes_down_once_comes_back_once),
        TRIAL_TEST(a_machine_that_comes_back_has_restarted_its_services),
        TRIAL_TEST(a_failure_while_it_boots_begins_again),
        TRIAL_TEST(without_for_it_stays_down_and_the_end_tells),
        TRIAL_TEST(a_failed_process_stays_dead_whatever_its_policy),
        TRIAL_TEST(an_operator_cannot_start_what_has_failed),
        TRIAL_TEST(nor_does_a_boot_or_a_restart_of_the_failed_process),
        TRIAL_TEST(what_has_not_begun_yet_is_not_begun_by_a_failure),
        TRIAL_TEST(an_outage_hits_the_machines_of_its_zone),
        TRIAL_TEST(credits_outlive_a_failure_but_not_a_stop),
        TRIAL_TEST(a_managed_service_can_fail_too),
        TRIAL_TEST(a_finite_run_waits_until_it_is_over),
        TRIAL_TEST(one_server_lost_in_a_burst_the_other_carries_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
