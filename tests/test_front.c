/* What load balancers are billed by, by hand: connections and bytes, hour by hour. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* The balancer is the first service. One request more or less, at the edge of an hour, is
 * a new connection more or less. */
#define HOST "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
#define EDGE (2.0 / 25 / 3600)

static const struct service_usage *lb(const struct trial *trial)
{
    return &trial->summary->usage.services[0];
}

/* ---- each figure ---- */

static void new_connections_are_counted_not_requests(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 2h}\n" HOST "services:\n"
        "  lb: {kind: %s, forward: s}\n"
        "  s: {on: h, endpoints: {go: [{sleep: 1ms}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 20/s, arrivals: regular,"
        " requests_per_connection: %s, target: lb.go}}\n";
    trial_run(trial, scenario, "alb", "1"); /* 20 a second: 0.8 units for two hours */
    assert_near(lb(trial)->unit_h, 1.6, EDGE);
    assert_near(lb(trial)->unit_h_by_new, 1.6, EDGE);
    /* Open: 20 a second for 60 s and 1 ms each, less the first minute's. */
    assert_near(lb(trial)->unit_h_by_open, (1200.02 * 2 - 1200 * 30.0 / 3600) / 3000,
                1e-3);
    trial_run(trial, scenario, "alb", "10");
    assert_near(lb(trial)->unit_h, 0.16, EDGE);
    trial_run(trial, scenario, "nlb", "1");
    assert_near(lb(trial)->unit_h, 1.6 * 25 / 800, EDGE);
    /* Where it ends TLS a unit holds 50 new ones a second, and 3,000 that are open. */
    trial_run(trial, scenario, "nlb, tls: rsa_2048", "1");
    assert_near(lb(trial)->unit_h_by_new, 1.6 * 25 / 50, EDGE);
    assert_near(lb(trial)->unit_h_by_open, (1200.02 * 2 - 1200 * 30.0 / 3600) / 3000,
                1e-3);
    assert_near(trial_requests(trial, "all")->latency.mean, 0.001, 1e-9);
}

/* 600 users who ask every 30 s, always over the same connection. */
static void open_connections_are_those_of_users_who_think(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 2h, warmup: 30m}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 1ms}]}}\n"
                     "traffic: {u: {executor: constant-vus, vus: 600, think: 30s,"
                     " requests_per_connection: 1000000, target: lb.go}}\n");
    assert_near(lb(trial)->unit_h, 600.0 / 3000 * 1.5, 1e-9);
    assert_near(lb(trial)->unit_h_by_open, lb(trial)->unit_h, 1e-12);
    assert_near(lb(trial)->unit_h_by_new, 0, 0);
}

/* Think 90 s: at 60 s the balancer closes, so that each request connects anew. */
static void a_connection_is_closed_after_idle_timeout(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 10h}\n" HOST "services:\n"
        "  lb: {kind: alb, forward: s%s}\n"
        "  s: {on: h, endpoints: {go: [{sleep: 10ms}]}}\n"
        "traffic: {u: {executor: constant-vus, vus: 90, think: 90s, connect: 990ms,"
        " requests_per_connection: 1000000, target: lb.go}}\n";
    trial_run(trial, scenario, "");
    /* A user's circle takes 90 + 0.99 + 0.01 = 91 s. */
    assert_near(trial_requests(trial, "all")->latency.min, 1, 1e-9);
    assert_near(lb(trial)->unit_h_by_new, 90 / 91.0 * 10 / 25, 90.0 / 25 / 3600);
    assert_near(lb(trial)->unit_h_by_open, 90 * 60.01 / 91 * 10 / 3000, 0.001);
    trial_run(trial, scenario, ", idle_timeout: 2m");
    assert_near(trial_requests(trial, "all")->latency.min, 0.01, 1e-9);
    assert_near(lb(trial)->unit_h_by_new, 90.0 / 25 / 3600, 1e-12); /* once each */
    assert_near(lb(trial)->unit_h_by_open, 90 * 10.0 / 3000, 1e-4);
}

/* Ten requests in 101 s, each takes 90 s; nobody is asked again, the work goes on. */
static void a_silent_target_is_a_504_after_idle_timeout(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 205s}\n" HOST "services:\n"
        "  lb: {kind: alb, forward: s%s}\n"
        "  s: {on: [h], replicas: 2, endpoints: {go: [{sleep: 90s}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"
        " end: 101s, target: lb.go}}\n";
    trial_run(trial, scenario, "");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_TIMEOUT], 10, 0);
    assert_near(all->failed_rate, 1, 0);
    assert_near(trial_service(trial, "s")->served, 10, 0);
    assert_near(trial_service(trial, "s")->failed_tries, 0, 0);
    trial_run(trial, scenario, ", idle_timeout: 91s");
    all = trial_requests(trial, "all");
    assert_near(all->failed_rate, 0, 0);
    assert_near(all->latency.max, 90, 1e-9);
}

static void bytes_are_a_gb_in_an_hour(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 3601s}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{send: 64MiB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 1/m,"
                     " arrivals: regular, target: lb.go}}\n");
    assert_near(lb(trial)->processed_bytes, 60 * 0x1p26, 0);
    assert_near(lb(trial)->unit_h, 60 / 16.0, 1e-9);
    assert_near(lb(trial)->unit_h_by_bytes, 60 / 16.0, 1e-9);
}

/* ---- hours ---- */

/* 25 connections a second in the first hour, 2 GB in the second: 1 + 2 units, while the
 * largest sum of one figure is 2. */
static void each_hour_has_its_own_largest_figure(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 2h}\n" HOST "services:\n"
              "  lb: {kind: alb, forward: s}\n"
              "  s: {on: h, endpoints: {go: [{sleep: 1ms}], big: [{send: 1GiB}]}}\n"
              "traffic:\n"
              "  u: {executor: constant-arrival-rate, rate: 25/s, arrivals: regular,"
              " requests_per_connection: 1, end: 1h, target: lb.go}\n"
              "  v: {executor: constant-arrival-rate, rate: 2/h, arrivals: regular,"
              " requests_per_connection: 1000, start: 4500s, target: lb.big}\n");
    assert_near(lb(trial)->unit_h_by_new, 1, 2 * EDGE);
    assert_near(lb(trial)->unit_h_by_bytes, 1, 1e-12); /* at 6300 s */
    assert_near(lb(trial)->unit_h, 2, 2 * EDGE);
}

static void a_part_of_an_hour_counts_as_that_part(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 90m, warmup: 12m}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 1ms}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 50/s,"
                     " arrivals: regular, requests_per_connection: 1, target: lb.go}}\n");
    assert_near(lb(trial)->unit_h, 2 * 78 / 60.0, 2 * EDGE);
}

/* ---- who leaves ---- */

/* 100 users give up after 1 s and think for 9: 10 connections are open, all of them new. */
static void who_gives_up_closes_his_connection(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 5s}]}}\n"
                     "traffic: {u: {executor: constant-vus, vus: 100, think: 9s,"
                     " timeout: 1s, requests_per_connection: 1000, target: lb.go}}\n");
    assert_near(trial_requests(trial, "all")->answered, 0, 0);
    assert_near(lb(trial)->unit_h_by_open, 10.0 / 3000, 1e-4);
    assert_near(lb(trial)->unit_h_by_new, 10.0 / 25, 100.0 / 25 / 3600);
}

/* Open traffic: 10 a second give up after 1 s. */
static void open_traffic_that_gives_up_leaves_too(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 5s}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                     " arrivals: regular, timeout: 1s, requests_per_connection: 1,"
                     " target: lb.go}}\n");
    assert_near(lb(trial)->unit_h_by_open, 10.0 / 3000, 1e-4);
}

/* The balancer is gone for half an hour, and with it all that is open. Those who ask
 * meanwhile are refused and open nothing there. */
static void connections_break_when_the_balancer_fails(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 90s}]}}\n"
                     "traffic: {u: {executor: constant-vus, vus: 100, think: 10s,"
                     " requests_per_connection: 1000, target: lb.go}}\n"
                     "events: [{at: 1850s, fail: lb, for: 1800s}]\n");
    /* Circles of 100 s: 18 of them, and 50 s in which all have one in use. */
    assert_near(lb(trial)->unit_h_by_open, 100 * 1850.0 / 3600 / 3000, 1e-6);
}

/* ---- callers inside ---- */

/* A service calls another through the balancer, 10 times a second for 3 s each. */
static void calls_come_over_kept_connections(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n" HOST "services:\n"
                     "  lb: {kind: alb, forward: t}\n"
                     "  s: {on: h, endpoints: {go: [{call: lb.go}]}}\n"
                     "  t: {on: h, endpoints: {go: [{sleep: 3s}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                     " arrivals: regular, requests_per_connection: 1, target: s.go}}\n");
    assert_near(lb(trial)->unit_h_by_new, 0, 0);
    assert_near(lb(trial)->unit_h_by_open, 30.0 / 3000, 1e-4);
}

/* ---- TLS and zones ---- */

/* Behind an NLB the service ends TLS: 0.32 ms for each new connection. An ALB keeps the
 * connections to its targets. */
static void an_nlb_passes_new_connections_on(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 100s}\n" HOST "services:\n"
        "  lb: {kind: %s, forward: s}\n"
        "  s: {on: h, tls: ecdsa_p256, endpoints: {go: [{cpu: 1ms}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"
        " requests_per_connection: %s, target: lb.go}}\n";
    trial_run(trial, scenario, "nlb", "1");
    assert_near(trial_requests(trial, "all")->latency.mean, 1.32e-3, 1e-12);
    trial_run(trial, scenario, "nlb", "1000");
    assert_near(trial_requests(trial, "all")->latency.min, 1e-3, 1e-12);
    assert_near(trial_requests(trial, "all")->latency.max, 1.32e-3, 1e-12);
    trial_run(trial, scenario, "alb", "1");
    assert_near(trial_requests(trial, "all")->latency.mean, 1e-3, 1e-12);
}

#define ZONES                                                                            \
    "simulate: {duration: 10000s}\n"                                                     \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, zones: [c]}}\n"                     \
    "network: {cross_zone: 10ms, same_zone: 1ms}\n"                                      \
    "services:\n"                                                                        \
    "  lb: {kind: %s, forward: s%s}\n"                                                   \
    "  s: {on: h, endpoints: {go: [{send: 1kB}]}}\n"                                     \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"       \
    " target: lb.go}}\n"

/* Users come by a node of either zone, the target is in one: half of them cross, within
 * four standard deviations of 10,000 coins. */
static void a_request_may_cross_from_a_node_to_its_target(void **state)
{
    struct trial *trial = *state;
    const double spread = 4 * 0.5 / sqrt(10000);
    trial_run(trial, ZONES, "alb", ", zones: [a, c]");
    assert_near(trial_requests(trial, "all")->latency.mean, 5.5e-3, spread * 9e-3);
    assert_near(trial_requests(trial, "all")->latency.min, 1e-3, 1e-12);
    assert_near(trial_requests(trial, "all")->latency.max, 10e-3, 1e-12);
    assert_near(lb(trial)->cross_zone_in_bytes, 0, 0); /* free with an ALB */
    assert_near(trial->summary->usage.machines[0].cross_zone_out_bytes, 0, 0);
    trial_run(trial, ZONES, "nlb", ", zones: [a, c]");
    const double crossed = lb(trial)->cross_zone_in_bytes;
    assert_near(crossed / 9999e3, 0.5, spread);
    assert_near(trial->summary->usage.machines[0].cross_zone_out_bytes, crossed, 0);
    assert_near(trial->summary->usage.machines[0].same_zone_out_bytes, 9999e3 - crossed,
                1e-3);
    assert_near(lb(trial)->internet_out_bytes, 9999e3, 0);
    trial_run(trial, ZONES, "alb", ""); /* not said where: no delay */
    assert_near(trial_requests(trial, "all")->latency.max, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(new_connections_are_counted_not_requests),
        TRIAL_TEST(open_connections_are_those_of_users_who_think),
        TRIAL_TEST(a_connection_is_closed_after_idle_timeout),
        TRIAL_TEST(a_silent_target_is_a_504_after_idle_timeout),
        TRIAL_TEST(bytes_are_a_gb_in_an_hour),
        TRIAL_TEST(each_hour_has_its_own_largest_figure),
        TRIAL_TEST(a_part_of_an_hour_counts_as_that_part),
        TRIAL_TEST(who_gives_up_closes_his_connection),
        TRIAL_TEST(open_traffic_that_gives_up_leaves_too),
        TRIAL_TEST(connections_break_when_the_balancer_fails),
        TRIAL_TEST(calls_come_over_kept_connections),
        TRIAL_TEST(an_nlb_passes_new_connections_on),
        TRIAL_TEST(a_request_may_cross_from_a_node_to_its_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
