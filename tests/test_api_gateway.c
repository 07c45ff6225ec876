/* An API Gateway: whom it forwards to, how long it waits, its limit, its bill. */
#include "models/cost.h"
#include "models/limit.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define ROUNDING 1e-9

/* Sign-in goes to a function, the rest to a server; one of each every 10 s. */
#define GATE                                                                             \
    "simulate: {duration: 400s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  gate: {kind: api_gateway, forward: shop, %s"                                      \
    " endpoints: {signin: [{call: login.handle}]}}\n"                                    \
    "  shop: {on: h, endpoints: {page: [{sleep: %s}]}}\n"                                \
    "  login: {kind: lambda, memory: 128MiB, cold_start: 0, timeout: 2m,"                \
    " endpoints: {handle: [{sleep: %s}]}}\n"                                             \
    "traffic:\n"                                                                         \
    "  u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"               \
    " target: gate.page}\n"                                                              \
    "  v: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"               \
    " target: gate.signin}\n"

static const struct cost_line *line(struct trial *trial, const char *item)
{
    static struct summary priced;
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    for (uint32_t i = 0; i < priced.cost.line_count; i++)
        if (strcmp(priced.cost.lines[i].item, item) == 0)
            return &priced.cost.lines[i];
    return NULL;
}

static void it_calls_what_is_listed_and_forwards_the_rest(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, GATE, "latency: 10ms,", "200ms", "300ms");
    assert_near(trial_requests(trial, "gate.page")->latency.max, 0.21, ROUNDING);
    assert_near(trial_requests(trial, "gate.signin")->latency.max, 0.31, ROUNDING);
    assert_near(trial_service(trial, "shop")->served, 39, 0);
    assert_near(trial_service(trial, "login")->served, 39, 0);
}

/* 30 s for an HTTP API, 29 for a REST API; what it called works on. */
static void what_is_behind_has_half_a_minute(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, GATE, "", "29.5s", "31s");
    assert_near(trial_requests(trial, "gate.page")->failed, 0, 0);
    assert_true(trial_requests(trial, "gate.signin")->errors[FAILURE_TIMEOUT] > 0);
    assert_near(trial_requests(trial, "gate.signin")->answered, 0, 0);
    assert_true(trial_service(trial, "login")->served > 0);
    assert_near(trial_service(trial, "login")->managed.timed_out, 0, 0);
    trial_run(trial, GATE, "type: rest,", "29.5s", "28s");
    assert_near(trial_requests(trial, "gate.page")->answered, 0, 0);
    assert_near(trial_requests(trial, "gate.signin")->failed, 0, 0);
}

static void it_lets_a_burst_pass_and_throttles_what_is_more(void **state)
{
    struct trial *trial = *state;
    static const struct {
        const char *keys;
        double passed;
    } cases[] = {{"", 5000}, {"rate_limit: 400/s,", 400}};
    for (size_t i = 0; i < 2; i++) {
        trial_run(trial,
                  "simulate: {duration: 10s}\n"
                  "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                  "services:\n"
                  "  gate: {kind: api_gateway, forward: shop, latency: 0, %s}\n"
                  "  shop: {on: h, endpoints: {page: [{sleep: 1s}]}}\n"
                  "traffic: {u: {executor: per-vu-iterations, vus: 6000, iterations: 1,"
                  " start_spread: 0, target: gate.page}}\n"
                  "month: {like_this: 1h}\n",
                  cases[i].keys);
        const double throttled = 6000 - cases[i].passed;
        assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], throttled,
                    0);
        assert_near(trial_service(trial, "gate")->managed.throttled, throttled, 0);
        assert_near(trial_resource(trial, "service.gate.rate_limit")->saturated_at, 0, 0);
        assert_near(line(trial, "gate: requests")->run_usd, cases[i].passed * 1e-6,
                    1e-12);
    }
}

/* 40 of each in 400 s. */
static void requests_are_billed_by_type(void **state)
{
    struct trial *trial = *state;
    const double month = 730 * 3600 / 400. * 80;
    trial_run(trial, GATE, "", "1ms", "1ms");
    assert_near(line(trial, "gate: requests")->month_usd, month * 1e-6, ROUNDING);
    trial_run(trial, GATE, "type: rest,", "1ms", "1ms");
    assert_near(line(trial, "gate: requests")->month_usd, month * 3.5e-6, ROUNDING);
    trial_run(trial, GATE, "price: 0.01 USD/call,", "1ms", "1ms");
    assert_near(line(trial, "gate: requests")->month_usd, month * 0.01, 1e-6);
}

static void its_balance_is_that_of_the_service_behind(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"
                     "services:\n"
                     "  gate: {kind: api_gateway, forward: shop,"
                     " balance: {policy: weighted, weights: {\"h[0]\": 3}}}\n"
                     "  shop: {on: h, endpoints: {page: [{sleep: 1ms}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 4/s,"
                     " arrivals: regular, target: gate.page}}\n");
    assert_near(trial_instance(trial, "shop[0]")->served,
                3 * trial_instance(trial, "shop[1]")->served, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(it_calls_what_is_listed_and_forwards_the_rest),
        TRIAL_TEST(what_is_behind_has_half_a_minute),
        TRIAL_TEST(it_lets_a_burst_pass_and_throttles_what_is_more),
        TRIAL_TEST(requests_are_billed_by_type),
        TRIAL_TEST(its_balance_is_that_of_the_service_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
