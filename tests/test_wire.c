/* Where the bytes of a `send` go: NAT gateways, balancers, other zones, nowhere. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define GIB 0x1p30

/* Ten calls in an hour to what is outside, which answers each with 256 MiB: 2.5 GB an
 * hour, 1,825 a month. */
#define OUTSIDE                                                                          \
    "simulate: {duration: 3700s, warmup: 100s}\n"                                        \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, zones: [%s], egress: %s}}\n"        \
    "services:\n"                                                                        \
    "  nat: {kind: nat_gateway, zones: [%s]}\n"                                          \
    "  api: {kind: external, latency: 30ms, price: 20 USD/month,"                        \
    " endpoints: {get: [{send: 256MiB}]}}\n"                                             \
    "  s: {on: h, endpoints: {go: [{call: api.get}, {send: 1KiB}]}}\n"                   \
    "traffic: {u: {executor: constant-arrival-rate, rate: 10/h, arrivals: regular,"      \
    " target: s.go}}\n"

static const struct service_usage *service(const struct trial *trial, uint32_t i)
{
    return &trial->summary->usage.services[i];
}

static const struct machine_usage *machine(const struct trial *trial)
{
    return &trial->summary->usage.machines[0];
}

static struct cost_summary bill_of(struct trial *trial)
{
    struct summary priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    return priced.cost;
}

static double month_usd(struct trial *trial, const char *item)
{
    const struct cost_summary cost = bill_of(trial);
    for (uint32_t i = 0; i < cost.line_count; i++)
        if (strcmp(cost.lines[i].item, item) == 0)
            return cost.lines[i].month_usd;
    return 0;
}

/* ---- NAT gateways ---- */

static void what_comes_from_outside_passes_the_gateway(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "a", "nat", "a");
    assert_near(service(trial, 0)->processed_bytes, 2.5 * GIB, 0);
    assert_near(machine(trial)->cross_zone_in_bytes, 0, 0);
    assert_near(machine(trial)->internet_out_bytes, 10 * 1024, 0); /* answers to users */
    assert_near(service(trial, 1)->internet_out_bytes, 0, 0);      /* what others send */
    assert_near(month_usd(trial, "nat: 1 NAT gateway"), 730 * 0.045, 1e-9);
    assert_near(month_usd(trial, "nat: 1 public IPv4"), 730 * 0.005, 1e-9);
    assert_near(month_usd(trial, "nat: data processed"), 1825 * 0.045, 1e-9);
    trial_run(trial, OUTSIDE, "a", "internet", "a");
    assert_near(service(trial, 0)->processed_bytes, 0, 0);
    assert_near(month_usd(trial, "nat: data processed"), 0, 0);
    assert_near(machine(trial)->internet_out_bytes, 10 * 1024, 0);
}

/* One gateway in another zone costs 2 x 0.01 USD a GB, one more in the own zone costs
 * 730 x (0.045 + 0.005) USD a month: they cost the same at 36.50 / 0.02 = 1,825 GB. */
static void a_second_gateway_pays_from_1825_gb_a_month_on(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "c", "nat", "a");
    const double one = bill_of(trial).month_usd;
    assert_near(machine(trial)->cross_zone_in_bytes, 2.5 * GIB, 0);
    assert_near(service(trial, 0)->cross_zone_out_bytes, 2.5 * GIB, 0);
    assert_near(month_usd(trial, "h: traffic between zones"), 18.25, 1e-9);
    assert_near(month_usd(trial, "nat: traffic between zones"), 18.25, 1e-9);
    trial_run(trial, OUTSIDE, "c", "nat", "a, c");
    assert_near(machine(trial)->cross_zone_in_bytes, 0, 0);
    assert_near(month_usd(trial, "nat: 2 NAT gateways"), 2 * 730 * 0.045, 1e-9);
    assert_near(month_usd(trial, "h: traffic between zones"), 0, 0);
    assert_near(bill_of(trial).month_usd, one, 1e-9);
}

/* Two a second, held for 2 s each: four are open to `api` and four to `far`, each of them
 * with three connections in either zone. */
static void a_gateway_has_so_many_connections_to_each_destination(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        "simulate: {duration: 1000s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, zones: [%s], count: %s,"
        " egress: nat}}\n"
        "services:\n"
        "  nat: {kind: nat_gateway, zones: [a, b], connections: 3}\n"
        "  api: {kind: external, latency: 2s}\n"
        "  far: {kind: external, latency: 1s}\n"
        "  s: {on: h, endpoints: {go: [{call: api.get}, {call: far.get}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 2/s, arrivals: regular,"
        " target: s.go}}\n";
    trial_run(trial, scenario, "a", "1");
    const struct request_summary *all = trial_requests(trial, "all");
    /* Three of every four find one. */
    assert_near(all->errors[FAILURE_CONNECTION], 2000 / 4, 2);
    const struct resource_summary *limit =
        trial_resource(trial, "service.nat.connections");
    assert_near(limit->saturated_at, 2, 0.01); /* the fourth call, a moment too soon */
    assert_near(limit->peak, 1, 1e-9);
    /* Half of them by each of two gateways. */
    trial_run(trial, scenario, "a, b", "2");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_resource(trial, "service.nat.connections")->peak, 2.0 / 3, 1e-9);
}

/* S3 has a gateway endpoint of its own, which is free. */
static void s3_does_not_pass_the_gateway(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 100s}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, egress: nat}}\n"
        "services:\n"
        "  nat: {kind: nat_gateway}\n"
        "  media: {kind: s3, latency: 0, endpoints: {get: [{read: 1MB}, {send: 1MB}]}}\n"
        "  s: {on: h, endpoints: {go: [{call: media.get}]}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
        " arrivals: regular, target: s.go}}\n");
    assert_near(trial_host(trial, "h")->network_in_bytes, 10e6, 0);
    assert_near(service(trial, 0)->processed_bytes, 0, 0);
}

/* ---- no way out ---- */

static void without_a_way_out_calls_to_the_outside_fail(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, OUTSIDE, "a", "none", "a");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_CONNECTION], all->failed, 0);
    assert_near(all->answered, 0, 0);
    assert_near(service(trial, 1)->calls, 0, 0);
}

/* Retried, ignored, guarded: as any other failed connection. */
static void such_a_call_may_be_ignored(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, egress: none}}\n"
                     "services:\n"
                     "  api: {kind: external, latency: 30ms}\n"
                     "  s: {on: h, endpoints: {go: [{call: {to: api.get, retries: 2,"
                     " backoff: 1s, on_error: ignore}}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: s.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->failed, 0, 0);
    assert_near(all->latency.mean, 3, 1e-9); /* 1 and 2 s of back-off */
}

/* ---- balancers ---- */

/* What a target sends goes on to the user, by way of the balancer. */
static void a_balancer_sends_on_what_it_receives(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  lb: {kind: alb, forward: s, each: [{send: 1kB}]}\n"
                     "  s: {on: h, endpoints: {go: [{parallel: [[{send: 1MB}],"
                     " [{send: 2MB}]]}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: lb.go}}\n");
    assert_near(service(trial, 0)->processed_bytes, 30e6, 0);
    assert_near(service(trial, 0)->internet_out_bytes, 30e6 + 10e3, 0);
    assert_near(machine(trial)->internet_out_bytes, 0, 0);
    assert_near(machine(trial)->region_out_bytes, 30e6, 0);
}

/* The balancer behind an API Gateway sends to that, and it to the user. */
static void an_api_gateway_sends_on_what_it_receives(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  gate: {kind: api_gateway, forward: lb, latency: 0}\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{send: 1MB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: gate.go}}\n");
    assert_near(service(trial, 0)->internet_out_bytes, 10e6, 0);
    assert_near(service(trial, 1)->internet_out_bytes, 0, 0);
    assert_near(service(trial, 1)->processed_bytes, 10e6, 0);
    assert_near(month_usd(trial, "lb: LCUs, by bytes"),
                0.008 * 10e6 / GIB * 730 * 3600 / 100, 1e-6);
}

/* Of what Lambda answers a unit is 0.4 GB in an hour: two and a half times as many. */
static void a_unit_carries_less_of_lambdas_answers(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "services:\n"
                     "  lb: {kind: alb, forward: f}\n"
                     "  f: {kind: lambda, memory: 1GiB, cold_start: 0, endpoints:"
                     " {go: [{send: 1MB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: lb.go}}\n");
    assert_near(service(trial, 0)->processed_bytes, 10e6, 0);
    assert_near(month_usd(trial, "lb: LCUs, by bytes"),
                0.008 * 10e6 / GIB / 0.4 * 730 * 3600 / 100, 1e-6);
}

/* Between two services it is the caller's card that the bytes come to: 4 Mbps take 2 s. */
static void it_takes_the_time_of_both_machines_cards(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts:\n"
              "  h: {instance: {vcpus: 1, memory: 1GiB, network: 4Mbps}}\n"
              "  g: {instance: {vcpus: 1, memory: 1GiB, network: 8Mbps}, zones: [c]}\n"
              "services:\n"
              "  lb: {kind: %s, forward: t, zones: [a, c]}\n"
              "  s: {on: h, endpoints: {go: [{call: lb.go}]}}\n"
              "  t: {on: g, endpoints: {go: [{send: 1MB}]}}\n"
              "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
              " arrivals: regular, target: s.go}}\n",
              "nlb");
    assert_near(trial_requests(trial, "all")->latency.mean, 2, 1e-9);
    assert_near(trial_host(trial, "h")->network_in_bytes, 10e6, 0);
    /* From g in c to the node in the caller's zone a, and there to h. */
    assert_near(trial->summary->usage.machines[1].cross_zone_out_bytes, 10e6, 0);
    assert_near(service(trial, 0)->cross_zone_in_bytes, 10e6, 0);
    assert_near(trial->summary->usage.machines[0].cross_zone_in_bytes, 0, 0);
}

/* The user has left: the balancer keeps what still comes. */
static void nothing_is_sent_on_to_a_user_who_has_left(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  lb: {kind: alb, forward: s}\n"
                     "  s: {on: h, endpoints: {go: [{sleep: 2s}, {send: 1MB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, timeout: 1s, target: lb.go}}\n");
    assert_near(service(trial, 0)->processed_bytes, 9e6, 0);
    assert_near(service(trial, 0)->internet_out_bytes, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(what_comes_from_outside_passes_the_gateway),
        TRIAL_TEST(a_second_gateway_pays_from_1825_gb_a_month_on),
        TRIAL_TEST(a_gateway_has_so_many_connections_to_each_destination),
        TRIAL_TEST(s3_does_not_pass_the_gateway),
        TRIAL_TEST(without_a_way_out_calls_to_the_outside_fail),
        TRIAL_TEST(such_a_call_may_be_ignored),
        TRIAL_TEST(a_balancer_sends_on_what_it_receives),
        TRIAL_TEST(an_api_gateway_sends_on_what_it_receives),
        TRIAL_TEST(a_unit_carries_less_of_lambdas_answers),
        TRIAL_TEST(it_takes_the_time_of_both_machines_cards),
        TRIAL_TEST(nothing_is_sent_on_to_a_user_who_has_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
