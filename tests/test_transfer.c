/* `send` steps between machines: what waits, what is free, what is counted. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#define ROUNDING 1e-9

/* A call every 10 s, ten in all, the last when the run ends: s on `on` asks t on g, which sends 1 MB (8 Mbit). */
#define TWO                                                                              \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts:\n"                                                                           \
    "  h: {instance: {vcpus: 1, memory: 1GiB, %s}}\n"                                    \
    "  g: {instance: {vcpus: 1, memory: 1GiB, %s}, zones: [%s]}\n"                       \
    "services:\n"                                                                        \
    "  s: {on: h, endpoints: {go: [{call: {to: t.go, %s}}]}}\n"                          \
    "  t: {on: [%s], endpoints: {go: [%s]}}\n"                                           \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: s.go}}\n"                                                                  \
    "%s"

static double mean_s(const struct trial *trial)
{
    return trial_requests(trial, "all")->latency.mean;
}

static void the_slower_card_decides(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 8Mbps", "network: 4Mbps", "a", "retries: 0", "g",
              "{send: 1MB}", "");
    assert_near(mean_s(trial), 2, ROUNDING);
    trial_run(trial, TWO, "network: 2Mbps", "network: 4Mbps", "a", "retries: 0", "g",
              "{send: 1MB}", "");
    assert_near(mean_s(trial), 4, ROUNDING);
    assert_near(trial_host(trial, "h")->network_utilization, 0.4, 0.05);
    assert_near(trial_host(trial, "h")->network_peak, 1, ROUNDING);
}

static void on_one_machine_it_is_free(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 8Mbps", "network: 4Mbps", "a", "retries: 0", "h",
              "{send: 1MB}", "");
    assert_near(mean_s(trial), 0, ROUNDING);
    assert_near(trial_host(trial, "h")->network_out_bytes, 0, 0);
    assert_near(trial_resource(trial, "host.h.network")->peak, 0, 0);
}

static void without_a_bandwidth_it_takes_no_event(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "speed: 1", "speed: 1", "a", "retries: 0", "g", "{send: 1MB}",
              "");
    const double events = trial->summary->events_fired;
    assert_near(mean_s(trial), 0, ROUNDING);
    assert_near(trial_host(trial, "g")->network_same_zone_bytes, 10e6, ROUNDING);
    trial_run(trial, TWO, "speed: 1", "speed: 1", "a", "retries: 0", "g", "{send: 0}",
              "");
    assert_near(trial->summary->events_fired, events, 0);
}

static void bytes_are_counted_by_where_they_go(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 8Mbps", "network: 80Mbps", "c", "retries: 0", "g",
              "{send: 1MB}", "");
    const struct host_summary *g = trial_host(trial, "g");
    assert_near(g->network_cross_zone_bytes, 10e6, ROUNDING);
    assert_near(g->network_same_zone_bytes, 0, 0);
    assert_near(g->network_out_bytes, 10e6, ROUNDING);
    assert_near(trial_host(trial, "h")->network_in_bytes, 10e6, ROUNDING);
    assert_near(trial->summary->usage.machines[1].cross_zone_out_bytes, 10e6, ROUNDING);
    assert_near(trial->summary->usage.services[1].cross_zone_out_bytes, 10e6, ROUNDING);
}

static void two_transfers_share_and_each_holds_its_thread(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 100s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, network: 8Mbps}}}\n"
        "services:\n"
        "  s: {on: h, endpoints: {go: [{parallel: [[{send: 1MB}], [{send: 2MB}]]}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
        " arrivals: regular, target: s.go}}\n");
    assert_near(mean_s(trial), 3, ROUNDING);
    assert_near(trial_service(trial, "s")->in_flight_mean, 0.27, 1e-6); /* 9 of 10 s */
    assert_near(trial_host(trial, "h")->network_internet_bytes, 30e6, 1e-3);
}

static void nothing_is_sent_to_a_caller_who_has_left(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 8Mbps", "network: 8Mbps", "a", "timeout: 1s", "g",
              "{sleep: 2s}, {send: 1MB}", "");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 9, 0);
    assert_near(trial_host(trial, "g")->network_out_bytes, 0, 0);
    /* Left while it is sent: it is sent to its end. */
    trial_run(trial, TWO, "network: 8Mbps", "network: 8Mbps", "a", "timeout: 500ms", "g",
              "{send: 1MB}", "");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_TIMEOUT], 9, 0);
    assert_near(trial_resource(trial, "host.g.network")->utilization, 0.09, 0.005);
}

static void who_is_killed_sends_no_more(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 1Mbps", "network: 1Mbps", "a", "retries: 0", "g",
              "{send: 1MB}", "events: [{at: 12s, restart: t}]\n");
    /* The first began at 10 s. 2 of its 8 s are done, in both directions. */
    assert_near(trial_requests(trial, "all")->errors[FAILURE_KILLED], 1, 0);
    assert_near(trial_series(trial, "host.h.network")->values[11], 1, ROUNDING);
    assert_near(trial_series(trial, "host.h.network")->values[12], 0, ROUNDING);
    assert_near(trial_series(trial, "host.g.network")->values[12], 0, ROUNDING);
}

static void an_empty_burst_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO, "network: 80Mbps",
              "network: 1Mbps, network_burst: 9Mbps, network_burst_time: 10s", "a",
              "retries: 0", "g", "{send: 30MB}", "");
    /* From 10 s on it bursts, for 10 s. */
    assert_near(trial_at_s(trial, "burst_empty", "g", 0), 20, 1e-6);
    assert_string_equal(trial_why(trial, "burst_empty", "g", 0),
                        "the burst of the network (out) is used up, 1 Mbps are left");
    assert_true(trial_resource(trial, "host.g.network")->headroom < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_slower_card_decides),
        TRIAL_TEST(on_one_machine_it_is_free),
        TRIAL_TEST(without_a_bandwidth_it_takes_no_event),
        TRIAL_TEST(bytes_are_counted_by_where_they_go),
        TRIAL_TEST(two_transfers_share_and_each_holds_its_thread),
        TRIAL_TEST(nothing_is_sent_to_a_caller_who_has_left),
        TRIAL_TEST(who_is_killed_sends_no_more),
        TRIAL_TEST(an_empty_burst_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
