/* The bandwidth of a NAT gateway against pencil and paper: who shares it, who does not. */
#include "models/verdict.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define ROUNDING 1e-9

/* Every 10 s `s` asks what is outside, which sends 1 MB: a second at 8 Mbit/s. */
#define OUTSIDE                                                                          \
    "simulate: {duration: 1000s}\n"                                                      \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB%s}, egress: %s}}\n"                   \
    "services:\n"                                                                        \
    "  nat: {kind: nat_gateway, bandwidth: 8Mbps}\n"                                     \
    "  api: {kind: external, latency: 0, endpoints: {get: [{send: 1MB}]}}\n"             \
    "  s: {on: h, endpoints: {go: [%s]}}\n"                                              \
    "traffic: {u: {executor: constant-arrival-rate, rate: %s, arrivals: regular,"        \
    " target: s.go}}\n"

static double mean_s(const struct trial *trial)
{
    return trial_requests(trial, "all")->latency.mean;
}

static double used(const struct trial *trial)
{
    return trial_resource(trial, "service.nat.bandwidth")->utilization;
}

static void one_takes_its_size_by_the_bandwidth(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "", "nat", "{call: api.get}", "6/m");
    assert_near(mean_s(trial), 1, ROUNDING);
    assert_near(used(trial), 99.0 / 1000, ROUNDING); /* the hundredth has just begun */
    trial_run(trial, OUTSIDE, "", "internet", "{call: api.get}", "6/m");
    assert_near(mean_s(trial), 0, ROUNDING);
    assert_near(used(trial), 0, 0);
}

static void two_share_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "", "nat",
              "{parallel: [[{call: api.get}], [{call: api.get}]]}", "6/m");
    assert_near(mean_s(trial), 2, ROUNDING);
    assert_near(used(trial), 2 * 99.0 / 1000, ROUNDING);
}

/* The card is in series: the slower of the two decides, and each is as busy as it is with
 * its bytes alone. */
static void a_slower_card_stays_the_limit(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, ", network: 4Mbps", "nat", "{call: api.get}", "6/m");
    assert_near(mean_s(trial), 2, ROUNDING);
    assert_near(used(trial), 99.0 / 1000, ROUNDING);
    assert_near(trial_host(trial, "h")->network_utilization, 2 * 99.0 / 1000, ROUNDING);
    trial_run(trial, OUTSIDE, ", network: 80Mbps", "nat", "{call: api.get}", "6/m");
    assert_near(mean_s(trial), 1, ROUNDING);
}

/* Who gives up after half a second has had half of it, and leaves nothing behind. */
static void what_is_cancelled_frees_it(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "", "nat",
              "{call: {to: api.get, timeout: 500ms, retries: 0, cancels: true}}", "6/m");
    assert_near(used(trial), 0.5 * 99 / 1000, ROUNDING);
}

/* Two machines in two zones, asked at the same time. */
static void each_zone_has_a_gateway_of_its_own(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 1000s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, zones: [a, b], count: 2,"
        " egress: nat}}\n"
        "services:\n"
        "  nat: {kind: nat_gateway, bandwidth: 8Mbps, zones: [%s]}\n"
        "  api: {kind: external, latency: 0, endpoints: {get: [{send: 1MB}]}}\n"
        "  s: {on: h, balance: round_robin, endpoints: {go: [{call: api.get}]}}\n"
        "traffic:\n"
        "  u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"
        " target: s.go}\n"
        "  v: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"
        " target: s.go}\n";
    trial_run(trial, scenario, "a");
    assert_near(mean_s(trial), 2, ROUNDING);
    assert_near(used(trial), 2 * 99.0 / 1000, ROUNDING);
    trial_run(trial, scenario, "a, b");
    assert_near(mean_s(trial), 1, ROUNDING);
    assert_near(used(trial), 99.0 / 1000, ROUNDING); /* the busier one's */
}

/* Two a second are asked of it, it carries one: 0.95 a second load it to 95%. */
static void a_full_one_is_told(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "", "nat", "{call: api.get}", "2/s");
    const struct resource_summary *found = trial_resource(trial, "service.nat.bandwidth");
    assert_near(found->headroom, 0.95 / 2, ROUNDING);
    assert_near(found->peak, 1, ROUNDING);
    assert_near(found->utilization, 0.9995, ROUNDING); /* the first comes after 0.5 s */
    struct summary told = *trial->summary;
    const struct summary *parts[] = {trial->summary};
    verdict_find(&told, parts, 1, &trial->engine.arena);
    assert_string_equal(told.verdict.chain[0].what,
                        "nat is full: what comes through a gateway shares its 8 Mbps");
    assert_near(told.verdict.chain[0].at_s, found->saturated_at, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(one_takes_its_size_by_the_bandwidth),
        TRIAL_TEST(two_share_it),
        TRIAL_TEST(a_slower_card_stays_the_limit),
        TRIAL_TEST(what_is_cancelled_frees_it),
        TRIAL_TEST(each_zone_has_a_gateway_of_its_own),
        TRIAL_TEST(a_full_one_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
