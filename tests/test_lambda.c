/* A function of Lambda: its environments, its limits, its bill. */
#include "models/cost.h"
#include "models/verdict.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9
#define GIB      1073741824.0

/* One call every 10 s. */
#define FUNCTION                                                                         \
    "simulate: {duration: 100s}\n"                                                       \
    "services:\n"                                                                        \
    "  f: {kind: lambda, %s endpoints: {go: [%s]}}\n"                                    \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: f.go}}\n"

/* So many calls in the first moment, and nothing after. */
#define CROWD                                                                            \
    "simulate: {duration: 100s}\n"                                                       \
    "month: {like_this: 1h}\n"                                                           \
    "services:\n"                                                                        \
    "  f: {kind: lambda, memory: 128MiB, cold_start: 0, %s endpoints: {go: [%s]}}\n"     \
    "traffic: {u: {executor: per-vu-iterations, vus: %d, iterations: 1,"                 \
    " start_spread: 0, target: f.go}}\n"

static const struct managed_summary *function(struct trial *trial)
{
    return &trial_service(trial, "f")->managed;
}

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

/* ---- how fast ---- */

static void a_core_is_1769_mib_and_one_thread_has_one_at_most(void **state)
{
    struct trial *trial = *state;
    static const struct {
        const char *memory;
        double s;
    } cases[] = {{"memory: 1769MiB, cold_start: 0,", 0.5},
                 {"memory: 128MiB, cold_start: 0, timeout: 1m,", 0.5 * 1769 / 128},
                 {"memory: 3538MiB, cold_start: 0,", 0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial_run(trial, FUNCTION, cases[i].memory, "{cpu: 500ms}");
        assert_near(trial_requests(trial, "all")->latency.max, cases[i].s, ROUNDING);
    }
    trial_run(trial, FUNCTION, "memory: 3538MiB, cold_start: 0,",
              "{parallel: [[{cpu: 500ms}], [{cpu: 500ms}]]}");
    assert_near(trial_requests(trial, "all")->latency.max, 0.5, ROUNDING);
}

static void the_first_call_is_cold_and_the_others_find_it_warm(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, FUNCTION, "memory: 512MiB, cold_start: 2s, latency: 10ms,",
              "{sleep: 100ms}");
    assert_near(function(trial)->cold_starts, 1, 0);
    assert_near(function(trial)->environments_peak, 1, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 2.11, ROUNDING);
    assert_near(trial_requests(trial, "all")->latency.min, 0.11, ROUNDING);
    /* Kept for less than the gap, each is cold. */
    trial_run(trial, FUNCTION, "memory: 512MiB, cold_start: 2s, idle: 5s,",
              "{sleep: 100ms}");
    assert_near(function(trial)->cold_starts, function(trial)->invocations, 0);
    assert_near(trial_requests(trial, "all")->latency.min, 2.1, ROUNDING);
    /* A provisioned one never is. */
    trial_run(trial, FUNCTION,
              "memory: 512MiB, cold_start: 2s, idle: 5s, provisioned: 1,",
              "{sleep: 100ms}");
    assert_near(function(trial)->cold_starts, 0, 0);
    assert_near(trial_requests(trial, "all")->latency.max, 0.1, ROUNDING);
}

/* ---- limits ---- */

static void calls_beyond_the_concurrency_are_throttled(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CROWD, "concurrency: 30,", "{sleep: 1s}", 50);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 20, 0);
    assert_near(function(trial)->throttled, 20, 0);
    assert_near(function(trial)->environments_peak, 30, 0);
    const struct resource_summary *r = trial_resource(trial, "service.f.concurrency");
    assert_near(r->saturated_at, 0, 0);
    assert_true(r->headroom <= 1);
    trial_run(trial, CROWD, "concurrency: 30, reserved: 10,", "{sleep: 1s}", 50);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 40, 0);
    trial_run(trial, CROWD, "concurrency: 30, reserved: 0,", "{sleep: 1s}", 50);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 50, 0);
}

static void new_environments_come_a_thousand_at_once(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CROWD, "concurrency: 3000,", "{sleep: 1s}", 1300);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 300, 0);
    assert_near(trial_resource(trial, "service.f.scaling")->saturated_at, 0, 0);
    assert_true(isnan(trial_resource(trial, "service.f.concurrency")->saturated_at));
    /* Those that are there need not be made. */
    trial_run(trial, CROWD, "concurrency: 3000, provisioned: 400,", "{sleep: 1s}", 1300);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 0, 0);
    assert_near(function(trial)->cold_starts, 900, 0);
}

static void what_is_provisioned_is_taken_from_the_concurrency(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "services:\n"
                     "  f: {kind: lambda, memory: 128MiB, cold_start: 0, concurrency: 10,"
                     " endpoints: {go: [{sleep: 1s}]}}\n"
                     "  g: {kind: lambda, memory: 128MiB, provisioned: 4}\n"
                     "traffic: {u: {executor: per-vu-iterations, vus: 10, iterations: 1,"
                     " start_spread: 0, target: f.go}}\n");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 4, 0);
}

/* Its branches end, what it called works on, its environment is not used again. */
static void the_time_out_kills_the_invocation_and_its_environment(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "services:\n"
                     "  f: {kind: lambda, memory: 128MiB, cold_start: 1s, timeout: 2s,"
                     " endpoints: {go: [{parallel: [[{sleep: 5s}, {call: api.b}], "
                     "[{call: api.a}]]}]}}\n"
                     "  api: {kind: external, latency: 4s}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: f.go}}\n");
    const struct request_summary *all = trial_requests(trial, "all");
    /* Ten calls, of which the last comes as the run ends. */
    assert_near(all->errors[FAILURE_TIMEOUT], 9, 0);
    assert_near(all->in_flight_end, 1, 0);
    assert_near(function(trial)->timed_out, 9, 0);
    assert_near(function(trial)->cold_starts, 10, 0);
    assert_near(trial_service(trial, "api")->served, 9, 0);
    assert_near(trial_service(trial, "f")->in_flight_mean, 9 * 3 / 100., ROUNDING);
}

static void an_endpoint_not_listed_takes_its_latency(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "services: {f: {kind: lambda, memory: 128MiB, cold_start: 0,"
                     " latency: 20ms}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: f.any}}\n");
    assert_near(trial_requests(trial, "all")->latency.max, 0.02, ROUNDING);
    assert_near(function(trial)->invocations, 10, 0);
}

/* ---- messages ---- */

#define MAILS                                                                            \
    "simulate: {duration: 200s}\n"                                                       \
    "services:\n"                                                                        \
    "  g: {kind: lambda, memory: 128MiB, cold_start: 0, concurrency: %s,"                \
    " endpoints: {go: [{publish: f.mail}]}}\n"                                           \
    "  f: {kind: lambda, memory: 128MiB, cold_start: 0, %s"                              \
    " endpoints: {mail: [{sleep: %s}]}}\n"                                               \
    "traffic: {u: {executor: per-vu-iterations, vus: %d, iterations: 1,"                 \
    " start_spread: 0, target: g.go}}\n"

static void messages_wait_for_room_and_are_not_thrown_away(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, MAILS, "1000", "reserved: 2,", "1s", 50);
    const struct instance_summary *f = trial_service(trial, "f");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(f->messages.consumed, 50, 0);
    assert_near(f->messages.lag_peak, 24, ROUNDING);
    assert_near(f->managed.throttled, 0, 0);
    /* Full from the first second on, which is over when the step is. */
    assert_near(trial_resource(trial, "service.f.concurrency")->saturated_at, 1, 0);
    assert_near(trial_resource(trial, "service.f.concurrency")->peak, 1, ROUNDING);
    assert_near(trial->summary->simulated_s, 25, ROUNDING);
}

static void messages_take_the_room_that_another_function_leaves(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, MAILS, "50", "", "1s", 50);
    assert_near(trial_service(trial, "f")->messages.consumed, 50, 0);
    assert_near(trial->summary->simulated_s, 1, ROUNDING);
}

static void messages_wait_for_new_environments(void **state)
{
    struct trial *trial = *state;
    /* A thousand of the 1050 come at once, the others a hundredth of a second apart. */
    trial_run(trial,
              "simulate: {duration: 200s}\n"
              "services:\n"
              "  g: {kind: lambda, memory: 128MiB, cold_start: 0, concurrency: 5000,"
              " endpoints: {go: [{repeat: {times: 105, steps: [{publish: f.mail}]}}]}}\n"
              "  f: {kind: lambda, memory: 128MiB, cold_start: 0, timeout: 2m,"
              " endpoints: {mail: [{sleep: 60s}]}}\n"
              "traffic: {u: {executor: per-vu-iterations, vus: 10, iterations: 1,"
              " start_spread: 0, target: g.go}}\n");
    assert_near(trial_service(trial, "f")->messages.lag_peak, 0.5, 1e-6);
    assert_near(trial_service(trial, "f")->managed.cold_starts, 1050, 0);
}

/* ---- the bill ---- */

/* Ten calls in 100 s, so 262,800 a month. */
static void invocations_are_billed_by_number_and_gb_seconds(void **state)
{
    struct trial *trial = *state;
    const double month = 730 * 3600 / 100.;
    /* The last comes as the run ends and has not ended: nine are over, 100.2 ms rounded
     * up, one with a second of cold start. */
    trial_run(trial, FUNCTION, "memory: 512MiB, cold_start: 1s,", "{sleep: 100.2ms}");
    assert_near(line(trial, "f: requests")->month_usd, month * 10 * 0.2e-6, ROUNDING);
    assert_near(line(trial, "f: duration, 512 MiB")->quantity,
                month * 0.5 * (1.101 + 8 * 0.101), 1e-6);
    assert_near(line(trial, "f: duration, 512 MiB")->price_usd, 0.0000166667, 0);
    assert_null(line(trial, "f: provisioned, 0 x 512 MiB"));
    trial_run(trial, FUNCTION, "memory: 512MiB, arch: arm, latency: 1s,", "{sleep: 0}");
    assert_near(line(trial, "f: duration, 512 MiB")->price_usd, 0.0000133334, 0);
    trial_run(trial, FUNCTION, "memory: 512MiB, cold_start: 0, latency: 1s,",
              "{sleep: 0}");
    assert_near(line(trial, "f: duration, 512 MiB")->quantity, month * 0.5 * 9 * 0.001,
                1e-6);
    trial_run(trial, FUNCTION, "memory: 512MiB, price: 0.01 USD/call,", "{sleep: 0}");
    assert_near(line(trial, "f: requests")->month_usd, month * 10 * 0.01, ROUNDING);
    trial_run(trial, FUNCTION, "memory: 512MiB, price: 7 USD/month,", "{sleep: 0}");
    assert_near(line(trial, "f: fee")->month_usd, 7, ROUNDING);
    assert_null(line(trial, "f: requests"));
}

static void provisioned_environments_are_billed_all_month(void **state)
{
    struct trial *trial = *state;
    const double month = 730 * 3600 / 100.;
    trial_run(trial, FUNCTION, "memory: 2GiB, provisioned: 3,", "{sleep: 100ms}");
    assert_near(line(trial, "f: provisioned, 3 x 2 GiB")->month_usd,
                3 * 2 * 730 * 3600 * 0.0000041667, 1e-6);
    assert_near(line(trial, "f: duration, provisioned")->month_usd,
                month * 2 * 9 * 0.1 * 0.0000097222, ROUNDING);
    assert_null(line(trial, "f: duration, 2 GiB"));
}

/* A million invocations a month, and 400,000 GB-seconds. */
static void the_first_million_is_free(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "month: {like_this: 730h}\n"
                     "services: {f: {kind: lambda, memory: 1GiB, cold_start: 0,"
                     " endpoints: {go: [{sleep: 100ms}]}}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
                     " arrivals: regular, target: f.go}}\n");
    assert_near(line(trial, "f: requests, always free")->month_usd, -0.2, ROUNDING);
    assert_near(line(trial, "f: duration, 1 GiB, always free")->month_usd,
                -400000 * 0.0000166667, 1e-6);
}

static void what_is_throttled_is_free(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CROWD, "concurrency: 30,", "{sleep: 1s}", 50);
    assert_near(line(trial, "f: requests")->run_usd, 30 * 0.2e-6, 1e-15);
    assert_near(line(trial, "f: duration, 128 MiB")->run_usd, 30 / 8. * 1 * 0.0000166667,
                1e-12);
}

/* ---- words ---- */

static void the_chain_says_how_many_and_why(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CROWD, "concurrency: 30,", "{sleep: 1s}", 50);
    struct summary told = *trial->summary;
    const struct summary *const parts[] = {trial->summary};
    verdict_find(&told, parts, 1, &trial->engine.arena);
    bool found = false;
    for (uint32_t i = 0; i < told.verdict.chain_count; i++)
        found = found || strcmp(told.verdict.chain[i].what,
                                "f throttles calls, 20 by the end: 30 environments at "
                                "once are all that the account allows") == 0;
    assert_true(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_core_is_1769_mib_and_one_thread_has_one_at_most),
        TRIAL_TEST(the_first_call_is_cold_and_the_others_find_it_warm),
        TRIAL_TEST(calls_beyond_the_concurrency_are_throttled),
        TRIAL_TEST(new_environments_come_a_thousand_at_once),
        TRIAL_TEST(what_is_provisioned_is_taken_from_the_concurrency),
        TRIAL_TEST(the_time_out_kills_the_invocation_and_its_environment),
        TRIAL_TEST(an_endpoint_not_listed_takes_its_latency),
        TRIAL_TEST(messages_wait_for_room_and_are_not_thrown_away),
        TRIAL_TEST(messages_take_the_room_that_another_function_leaves),
        TRIAL_TEST(messages_wait_for_new_environments),
        TRIAL_TEST(invocations_are_billed_by_number_and_gb_seconds),
        TRIAL_TEST(provisioned_environments_are_billed_all_month),
        TRIAL_TEST(the_first_million_is_free),
        TRIAL_TEST(what_is_throttled_is_free),
        TRIAL_TEST(the_chain_says_how_many_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
