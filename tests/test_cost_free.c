/* What is free: allowances off the lines they cover, a new account's credit. Prices are
 * the catalog's, us-east-1. */
#include "models/cost.h"
#include "tests/support/invariants.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9

#define SERVER                                                                           \
    "simulate: {duration: 100s}\n"                                                       \
    "%s"                                                                                 \
    "services: {api: {on: web, endpoints: {go: [{cpu: 1ms}]}}%s}\n"                      \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: api.go}}\n"

#define LEGACY "free_tier: legacy\n"
#define MACHINES(count, type)                                                            \
    "hosts: {web: {instance: " type ", count: " #count ", public_ip: false,"             \
    " volume: {type: gp3, size: 20GiB}}}\n"

/* The bill of a scenario; the trial's own summary has none. */
static const struct cost_summary *bill(struct trial *trial, const char *top,
                                       const char *services)
{
    static struct summary priced;
    trial_run(trial, SERVER, top, services);
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    return &priced.cost;
}

static const struct cost_line *line(const struct cost_summary *cost, const char *item)
{
    for (uint32_t i = 0; i < cost->line_count; i++)
        if (strcmp(cost->lines[i].item, item) == 0)
            return &cost->lines[i];
    return NULL;
}

static void expect(const struct cost_summary *cost, const char *item, double quantity,
                   double month_usd)
{
    const struct cost_line *found = line(cost, item);
    if (!found)
        fail_msg("no line \"%s\"", item);
    assert_near(found->quantity, quantity, ROUNDING);
    assert_near(found->month_usd, month_usd, ROUNDING);
}

static void seven_hundred_fifty_hours_are_for_all_machines_together(void **state)
{
    const struct cost_summary *cost = bill(*state, LEGACY MACHINES(2, "t2.micro"), "");
    expect(cost, "web: 2 x t2.micro", 1460, 1460 * 0.0116);
    expect(cost, "web: 2 x t2.micro, free tier", -750, -750 * 0.0116);
    expect(cost, "web: 2 x 20 GiB gp3", 40, 40 * 0.08);
    expect(cost, "web: 2 x 20 GiB gp3, free tier", -30, -30 * 0.08);
    assert_near(cost->month_usd, 710 * 0.0116 + 10 * 0.08, ROUNDING);
    /* In the run, the same share of it. */
    const struct cost_line *off = line(cost, "web: 2 x t2.micro, free tier");
    assert_near(off->run_usd, -750.0 / 1460 * 2 * 100 / 3600 * 0.0116, ROUNDING);
    assert_string_equal(off->group, "web");
    assert_string_equal(off->basis, "fixed");
    assert_non_null(strstr(off->source, "2025-07-15"));
    /* Right behind the line it is off. */
    assert_ptr_equal(off, line(cost, "web: 2 x t2.micro") + 1);
}

static void no_line_falls_below_zero(void **state)
{
    const struct cost_summary *cost = bill(*state, LEGACY MACHINES(1, "t2.micro"), "");
    expect(cost, "web: 1 x t2.micro, free tier", -730, -730 * 0.0116);
    assert_near(cost->month_usd, 0, ROUNDING);
    assert_true(isnan(cost->lines[0].share)); /* of nothing */
}

static void other_types_and_other_accounts_pay(void **state)
{
    assert_near(bill(*state, LEGACY MACHINES(1, "t2.small"), "")->month_usd, 730 * 0.023,
                ROUNDING);
    /* Where there is t2.micro, it is what is free. */
    assert_near(bill(*state, LEGACY MACHINES(1, "t3.micro"), "")->month_usd, 730 * 0.0104,
                ROUNDING);
    assert_near(bill(*state, MACHINES(1, "t2.micro"), "")->month_usd,
                730 * 0.0116 + 20 * 0.08, ROUNDING);
    assert_near(bill(*state, "free_tier: none\n" MACHINES(1, "t2.micro"), "")->month_usd,
                730 * 0.0116 + 20 * 0.08, ROUNDING);
}

static void a_database_is_free_in_one_zone_only(void **state)
{
    const struct cost_summary *cost =
        bill(*state, LEGACY MACHINES(1, "t2.micro"),
             ", db: {kind: rds, engine: mysql, class: db.t3.micro, storage: 30GiB,"
             " endpoints: {q: [{cpu: 1ms}]}}");
    expect(cost, "db: mysql on db.t3.micro, free tier", -730, -730 * 0.017);
    expect(cost, "db: 1 x 30 GiB gp3, free tier", -20, -20 * 0.115);
    assert_near(cost->month_usd, 10 * 0.115, ROUNDING);
    cost = bill(*state, LEGACY MACHINES(1, "t2.micro"),
                ", db: {kind: rds, engine: mysql, class: db.t3.micro, multi_az: true,"
                " endpoints: {q: [{cpu: 1ms}]}}");
    assert_near(cost->month_usd, 2 * 730 * 0.017 + 2 * 20 * 0.115, ROUNDING);
}

static void a_balancer_and_a_bucket_have_their_own(void **state)
{
    const struct cost_summary *cost =
        bill(*state, LEGACY MACHINES(1, "t2.micro"),
             ", front: {kind: alb, forward: api}, files: {kind: s3, storage: 12GiB,"
             " endpoints: {get: [{read: 1KiB}]}}");
    expect(cost, "front: load balancer, free tier", -730, -730 * 0.0225);
    expect(cost, "files: storage, free tier", -5, -5 * 0.023);
    assert_near(cost->month_usd, 7 * 0.023, ROUNDING);
    /* A price of one's own is under no row of the list. */
    cost = bill(*state, LEGACY MACHINES(1, "t2.micro"),
                ", front: {kind: alb, forward: api, price: 0.03 USD/h}");
    assert_near(cost->month_usd, 730 * 0.03, ROUNDING);
}

/* Always, whatever the account: 25 units of each kind and 25 GB; 5 GB of logs, which the
 * line of what comes in uses up before that of what is kept. */
static void small_tables_and_few_logs_cost_nothing(void **state)
{
    const struct cost_summary *cost =
        bill(*state, MACHINES(1, "t2.micro"),
             ", t: {kind: dynamodb, mode: provisioned, wcu: 40, rcu: 10,"
             " storage: 30GiB, endpoints: {go: [{write: 1KiB}]}},"
             " w: {kind: cloudwatch, logs: 4GiB/month}");
    expect(cost, "t: write capacity, always free", -18250, -18250 * 0.00065);
    expect(cost, "t: read capacity, always free", -7300, -7300 * 0.00013);
    expect(cost, "t: storage, always free", -25, -25 * 0.25);
    expect(cost, "w: logs coming in, always free", -4, -4 * 0.5);
    expect(cost, "w: logs kept, always free", -1, -1 * 0.03);
    const double machine = 730 * 0.0116 + 20 * 0.08;
    assert_near(cost->month_usd, machine + 15 * 730 * 0.00065 + 5 * 0.25 + 3 * 0.03,
                ROUNDING);
}

/* A request in ten seconds, of 100 ms on 1 GiB: 262,800 a month and 26,280 GB-s, less than
 * what is free. */
static void a_function_with_provisioned_concurrency_has_no_allowance(void **state)
{
#define FUNCTION                                                                         \
    "simulate: {duration: 100s}\n"                                                       \
    "services: {f: {kind: lambda, memory: 1GiB, cold_start: 0%s, endpoints:"             \
    " {go: [{sleep: 100ms}]}}}\n"                                                        \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: f.go}}\n"
    struct trial *trial = *state;
    struct summary priced;
    trial_run(trial, FUNCTION, "");
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    assert_near(priced.cost.month_usd, 0, ROUNDING);
    trial_run(trial, FUNCTION, ", provisioned: 1");
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    assert_null(line(&priced.cost, "f: requests, always free"));
    const struct cost_line *requests = line(&priced.cost, "f: requests");
    assert_near(requests->month_usd, requests->quantity * 0.2e-6, ROUNDING);
    assert_near(priced.cost.month_usd,
                requests->month_usd + 730 * 3600 * 0.0000041667 +
                    line(&priced.cost, "f: duration, provisioned")->month_usd,
                ROUNDING);
#undef FUNCTION
}

/* ---- the credit ---- */

#define NEW "free_tier: new\n"

static void the_credit_is_spread_over_six_months(void **state)
{
    const struct cost_summary *cost = bill(*state, NEW MACHINES(2, "t3.small"), "");
    const double machines = 1460 * 0.0208 + 40 * 0.08;
    expect(cost, "credit, 100 USD over 6 months", -100.0 / 6, -100.0 / 6);
    assert_near(cost->month_usd, machines - 100.0 / 6, ROUNDING);
    /* A bill below it is paid in full. */
    cost = bill(*state, NEW MACHINES(1, "t2.micro"), "");
    assert_near(cost->month_usd, 0, ROUNDING);
    expect(cost, "credit, 100 USD over 6 months", -(730 * 0.0116 + 20 * 0.08),
           -(730 * 0.0116 + 20 * 0.08));
}

static void the_credit_pays_the_provider_and_nobody_else(void **state)
{
    const struct cost_summary *cost =
        bill(*state,
             NEW "hosts: {web: {instance: {vcpus: 1, memory: 1GiB, price: 1 USD/h}}}\n",
             ", seat: {kind: flat, price: 20 USD/month}");
    assert_near(cost->month_usd, 750, ROUNDING);
    assert_null(line(cost, "credit, 100 USD over 6 months"));
}

static void tax_is_on_what_is_left(void **state)
{
    const struct cost_summary *cost =
        bill(*state, NEW "tax: 10%\n" MACHINES(2, "t3.small"), "");
    const double left = 1460 * 0.0208 + 40 * 0.08 - 100.0 / 6;
    expect(cost, "tax, 10%", left, left / 10);
    assert_near(cost->month_usd, 1.1 * left, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(seven_hundred_fifty_hours_are_for_all_machines_together),
        TRIAL_TEST(no_line_falls_below_zero),
        TRIAL_TEST(other_types_and_other_accounts_pay),
        TRIAL_TEST(a_database_is_free_in_one_zone_only),
        TRIAL_TEST(a_balancer_and_a_bucket_have_their_own),
        TRIAL_TEST(small_tables_and_few_logs_cost_nothing),
        TRIAL_TEST(a_function_with_provisioned_concurrency_has_no_allowance),
        TRIAL_TEST(the_credit_is_spread_over_six_months),
        TRIAL_TEST(the_credit_pays_the_provider_and_nobody_else),
        TRIAL_TEST(tax_is_on_what_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
