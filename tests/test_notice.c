/* Bots, edges, and users who hide overload: what counts for whom, and what is said. */
#include "sim/output/document.h"
#include "sim/run/replicate.h"
#include "tests/support/invariants.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

static struct scenario scenario;
static struct arena arena;
static const struct summary *summary;

static int begin(void **state)
{
    (void)state;
    scenario_begin(&scenario);
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_clear(&arena);
    scenario_end(&scenario);
    return 0;
}

static void run(const char *yaml)
{
    const struct replicate_options options = {.jobs = 1};
    summary = replicate_run(
        scenario_accept(&scenario, arena_format(&arena, "overstack: 1\n%s", yaml)),
        &options, &arena);
    assert_non_null(summary);
    json_t *report = document_create(summary, 0);
    assert_int_equal(invariants_broken(summary, report), 0);
    json_decref(report);
}

static const struct request_summary *of(const char *name)
{
    return summary_request(summary, name);
}

static bool says(const char *part)
{
    for (uint32_t i = 0; i < summary->warning_count; i++)
        if (strstr(summary->warnings[i], part))
            return true;
    return false;
}

static double sum_of(const char *series)
{
    const struct series *found = summary_series(summary, "%s", series);
    double sum = 0;
    for (uint32_t i = 0; i < found->count; i++)
        sum += found->values[i] * summary->step_s;
    return sum;
}

#define HEAD                                                                             \
    "simulate: {duration: 240s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {go: [{cpu: 10ms}], bad: [{sleep: 5s},"            \
    " {fail: 100%}]}}}\n"

/* ---- bots ---- */

static void bots_load_the_system_and_stay_out_of_the_users_figures(void **state)
{
    (void)state;
    run(HEAD
        "traffic:\n"
        "  u: {executor: constant-arrival-rate, rate: 5/s, arrivals: regular,"
        " target: s.go}\n"
        "  b: {executor: constant-arrival-rate, rate: 20/s, arrivals: regular,"
        " mix: {s.go: 50%, s.bad: 50%}, bot: true}\n"
        "thresholds: {http_req_failed: [\"rate < 1%\"],"
        " http_req_duration: [\"max < 1s\"], \"http_req_failed{b}\": [\"rate > 40%\"],"
        " \"http_reqs{s.go}\": [\"count < 1300\"], goodput: [\"rate < 6/s\"],"
        " \"http_reqs{traffic.b}\": [\"count > 4600\"]}\n");
    assert_near(of("all")->count, 1200, 1);
    assert_near(of("all")->failed, 0, 0);
    assert_near(of("all")->goodput, 5, 0.01);
    assert_near(of("s.go")->count, of("all")->count, 0);
    assert_null(of("s.bad")); /* no user asks for it */
    assert_near(of("traffic.b")->count, 4800, 1);
    assert_true(of("traffic.b")->failed > 2000);
    assert_near(of("traffic.u")->count, of("all")->count, 0);
    for (uint32_t i = 0; i < summary->design->threshold_count; i++)
        assert_true(summary->thresholds[i].ok);
    assert_near(sum_of("requests.answered"), of("all")->answered, 1e-6);
    assert_near(sum_of("requests.failed"), 0, 0);
    assert_near(summary->usage.answered, of("all")->answered, 0);
    /* The half of the bots that works costs CPU like users. */
    const double served = of("all")->answered + of("traffic.b")->answered;
    assert_near(summary->hosts[0].cpu_mean, served * 0.01 / 240, 1e-4);
    assert_true(says("b is marked as bots"));
}

static void only_bots_is_worth_a_warning(void **state)
{
    (void)state;
    run(HEAD "traffic: {b: {executor: constant-arrival-rate, rate: 5/s, bot: true,"
             " target: s.go}}\n");
    assert_true(scenario_says(&scenario, "all traffic is bots"));
    assert_near(of("all")->count, 0, 0);
    assert_true(of("traffic.b")->count > 1000);
}

/* ---- surplus ---- */

/* 1 core less the 10% of two that are earned: 0.8 x 730 h x 0.05 USD. */
static void surplus_credits_are_told_with_their_share_of_the_bill(void **state)
{
    (void)state;
    const char *with = "simulate: {duration: 240s}\n"
                       "hosts: {h: {instance: {vcpus: 2, memory: 1GiB, price: 0.01 USD/h,"
                       " burst: {baseline: 10%%, mode: unlimited, surplus_price: 0.05"
                       " USD/h}}}}\n"
                       "services: {s: {on: h, background: {cpu: %s}, endpoints: {go:"
                       " [{cpu: 10us}]}}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
                       " arrivals: regular, target: s.go}}\n";
    run(arena_format(&arena, with, "1"));
    assert_near(summary->cost.month_usd, 730 * (0.01 + 0.8 * 0.05), 0.01);
    assert_true(says("h needs more CPU than its baseline of 10%: 584 vCPU-hours of "
                     "surplus credits cost 29.20 USD a month, 80% of the bill"));
    assert_int_equal(summary->verdict.chain_count, 1);
    assert_non_null(
        strstr(summary->verdict.chain[0].what,
               "surplus credits pay from now on: 29.20 USD a month, 80% of the bill"));
    run(arena_format(&arena, with, "0.1"));
    assert_false(says("surplus"));
    assert_int_equal(summary->verdict.chain_count, 0);
}

/* ---- nobody ---- */

static void idle(const char *traffic, const char *why)
{
    run(arena_format(&arena, "%straffic: {u: {target: s.go, %s}}\n", HEAD, traffic));
    assert_near(of("all")->count, 0, 0);
    assert_string_equal(summary->verdict.summary,
                        "Nothing was tested: no request arrived");
    assert_true(summary->verdict.idle && summary->verdict.troubled);
    assert_true(scenario_says(
        &scenario,
        arena_format(&arena, "no request arrives, so nothing is tested: %s", why)));
}

static void traffic_of_which_nothing_arrives_is_told(void **state)
{
    (void)state;
    idle("executor: constant-arrival-rate, rate: 10/s, blocked: 100%",
         "the edge drops all of them");
    idle("executor: constant-arrival-rate, rate: 0/s", "its rate is 0 from 0 s to 4 min");
    idle("executor: daily, peak: 9/s, trough: 1/s, weekend: 0%, start_clock: 130h",
         "its rate is 0 from");
    idle("executor: constant-vus, vus: 3, start: 250s", "the run ends before it");
    idle("executor: ramping-vus, stages: [{duration: 10s, target: 0}]",
         "there are no users from");
}

/* Bots load the system, one traffic of two tests it, and an event may bring more. */
static void a_system_that_is_asked_for_something_is_not_idle(void **state)
{
    (void)state;
    run(HEAD "traffic: {b: {executor: constant-arrival-rate, rate: 5/s, bot: true,"
             " target: s.go}}\n");
    assert_false(summary->verdict.idle);
    run(HEAD "traffic:\n"
             "  u: {executor: constant-arrival-rate, rate: 5/s, target: s.go}\n"
             "  v: {executor: constant-arrival-rate, rate: 0/s, target: s.go}\n");
    assert_false(summary->verdict.idle);
    assert_true(scenario_says(&scenario, "traffic.v: no request arrives"));
    run(HEAD "traffic: {u: {executor: constant-arrival-rate, rate: 5/s, blocked: 100%,"
             " target: s.go}}\n"
             "events: [{at: 100s, set: {traffic.u.blocked: 0%}}]\n");
    assert_false(summary->verdict.idle);
    assert_false(scenario_says(&scenario, "no request arrives"));
}

/* ---- edges ---- */

static void what_an_edge_drops_costs_nothing_behind_it(void **state)
{
    (void)state;
    run(HEAD
        "traffic:\n"
        "  b: {executor: constant-arrival-rate, rate: 20/s, blocked: 100%, bot: true,"
        " target: s.go}\n"
        "  u: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"
        " target: s.go}\n");
    assert_near(of("traffic.b")->count, 0, 0);
    assert_near(of("traffic.b")->blocked, 4800, 4 * sqrt(4800));
    assert_near(of("all")->blocked, 0, 0); /* of users */
    assert_near(summary->hosts[0].cpu_mean, of("all")->answered * 0.01 / 240, 1e-5);
    assert_true(says("100% of them) before they arrived"));
}

static void an_event_may_close_the_edge(void **state)
{
    (void)state;
    run(HEAD "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
             " arrivals: regular, target: s.go}}\n"
             "events: [{at: 100.05s, set: {traffic.u.blocked: 100%}, for: 60s}]\n");
    assert_near(of("all")->count, 1800, 1);
    assert_near(of("all")->blocked, 600, 1);
}

/* A user whom the edge turns away thinks and asks again. */
static void closed_users_get_the_edges_answer_at_once(void **state)
{
    (void)state;
    run(HEAD "traffic: {u: {executor: constant-vus, vus: 2, think: 2s, rtt: 400ms,"
             " blocked: 100%, target: s.go}}\n");
    assert_near(of("all")->count, 0, 0);
    assert_near(of("all")->blocked, 2 * 100, 0);
    run(HEAD "traffic: {u: {executor: constant-vus, vus: 1, blocked: 100%,"
             " target: s.go}}\n"); /* and the clock goes on when that takes no time */
    assert_true(of("all")->blocked > 1000);
}

/* ---- users who wait ---- */

static void closed_users_hide_overload_and_it_is_said(void **state)
{
    (void)state;
    run(HEAD "traffic: {u: {executor: constant-vus, vus: 303, think: exp(1s),"
             " target: s.go}}\n");
    /* 303 / (10 ms + 1 s) = 300 a second wanted; one core does 100. */
    assert_near(of("all")->rate, 100, 1);
    assert_true(says("u hides overload: its 303 users would ask 300 times a second"));
    assert_true(says("answered in 10 ms"));
    assert_true(says("host.h.cpu was full"));
    assert_true(says("they asked 101 times") || says("they asked 100 times"));
}

static void it_counts_the_pauses_of_journeys(void **state)
{
    (void)state;
    run(HEAD "traffic: {u: {executor: constant-vus, vus: 303, start_spread: 1s,"
             " journey: [s.go, {think: exp(2s)}, s.go]}}\n");
    assert_true(says("would ask 300 times a second"));
}

static void users_who_get_what_they_ask_for_hide_nothing(void **state)
{
    (void)state;
    run(HEAD "traffic: {u: {executor: constant-vus, vus: 50, think: exp(1s),"
             " target: s.go}}\n");
    assert_false(says("hides overload"));
    run(HEAD "traffic: {u: {executor: constant-arrival-rate, rate: 200/s,"
             " target: s.go}}\n"); /* open arrivals hide nothing either */
    assert_false(says("hides overload"));
    run(HEAD "traffic: {u: {executor: per-vu-iterations, vus: 5, iterations: 10,"
             " think: 1s, target: s.go}}\nmonth: {like_this: 1h}\n");
    assert_false(says("hides overload"));
}

/* ---- unequal load ---- */

#define TWO(balance, more)                                                               \
    "simulate: {duration: 400s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"                       \
    "services:\n"                                                                        \
    "  lb: {kind: alb, forward: web}\n"                                                  \
    "  web: {on: h, balance: " balance ", endpoints: {go: [{sleep: 10ms}]}}\n"           \
    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s, arrivals: regular,"      \
    " target: lb.go}}\n" more
enum { WEB0 = 1 }; /* behind lb */
#define AWAY "events: [{at: 100.05s, fail: 'web[0]', for: 1m}]\n"

static void clients_that_do_not_come_back_leave_unequal_load(void **state)
{
    (void)state;
    run(TWO("{policy: sticky, clients: 100}", AWAY));
    assert_true(summary->instances[WEB0].served <
                1000); /* its half of 100 s, and a few */
    assert_true(says("the instances of web carry unequal load: web[1] served 3,"));
    assert_true(says("a client that had to leave an instance does not come back"));
    run(TWO("{policy: sticky, clients: 100}", ""));
    assert_false(says("unequal load"));
    run(TWO("round_robin", AWAY));
    assert_false(says("unequal load"));
}

static void unequal_weights_are_meant(void **state)
{
    (void)state;
    run(TWO("{policy: weighted, weights: {'h[0]': 5}}", ""));
    assert_near(summary->instances[WEB0].served, 4000 * 5 / 6.0, 10);
    assert_false(says("unequal load"));
    run(TWO("round_robin", "events: [{at: 100.05s, fail: 'web[0]', for: 5m}]\n"));
    assert_true(says("the instances of web carry unequal load: web[1] served 3,5"));
    assert_false(says("sticky"));
}

#define SMALL                                                                            \
    "simulate: {duration: 10s}\n"                                                        \
    "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"                            \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/s, target: s.go}}\n"

static void a_free_tier_that_frees_nothing_is_told(void **state)
{
    (void)state;
    run(SMALL "free_tier: legacy\nhosts: {h: {instance: t3.micro, volume: none}}\n");
    assert_true(says("free_tier: legacy takes nothing off this bill"));
    run(SMALL "free_tier: legacy\nhosts: {h: {instance: t2.micro, volume: none}}\n");
    assert_false(says("free_tier"));
    run(SMALL "hosts: {h: {instance: t3.micro, volume: none}}\n");
    assert_false(says("free_tier"));
}

static void a_region_without_prices_is_told_with_those_that_have(void **state)
{
    (void)state;
    run(SMALL "region: eu-west-1\nhosts: {h: {instance: t3.micro}}\n");
    assert_true(says("the catalog has prices of us-east-1, ap-northeast-2, and none of "
                     "eu-west-1: what is billed by the region is not in the bill"));
    run(SMALL "region: ap-northeast-2\nhosts: {h: {instance: t3.micro}}\n");
    assert_false(says("the catalog has prices"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            bots_load_the_system_and_stay_out_of_the_users_figures, begin, end),
        cmocka_unit_test_setup_teardown(clients_that_do_not_come_back_leave_unequal_load,
                                        begin, end),
        cmocka_unit_test_setup_teardown(unequal_weights_are_meant, begin, end),
        cmocka_unit_test_setup_teardown(only_bots_is_worth_a_warning, begin, end),
        cmocka_unit_test_setup_teardown(
            surplus_credits_are_told_with_their_share_of_the_bill, begin, end),
        cmocka_unit_test_setup_teardown(traffic_of_which_nothing_arrives_is_told, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_system_that_is_asked_for_something_is_not_idle,
                                        begin, end),
        cmocka_unit_test_setup_teardown(what_an_edge_drops_costs_nothing_behind_it, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_event_may_close_the_edge, begin, end),
        cmocka_unit_test_setup_teardown(closed_users_get_the_edges_answer_at_once, begin,
                                        end),
        cmocka_unit_test_setup_teardown(closed_users_hide_overload_and_it_is_said, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_free_tier_that_frees_nothing_is_told, begin,
                                        end),
        cmocka_unit_test_setup_teardown(
            a_region_without_prices_is_told_with_those_that_have, begin, end),
        cmocka_unit_test_setup_teardown(it_counts_the_pauses_of_journeys, begin, end),
        cmocka_unit_test_setup_teardown(users_who_get_what_they_ask_for_hide_nothing,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
