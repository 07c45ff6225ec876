/* What a machine costs on other terms than on demand; prices are the catalog's. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define ROUNDING 1e-9

#define HOST                                                                             \
    "region: %s\n"                                                                       \
    "simulate: {duration: 1h}\n"                                                         \
    "hosts: {web: {%s, volume: {size: 8GiB%s}}}\n"                                       \
    "services: {api: {on: web, endpoints: {go: [{cpu: 1ms}]}}}\n"                        \
    "traffic: {u: {executor: constant-arrival-rate, rate: 1/m, target: api.go}}\n"

static const struct cost_summary *bill(struct trial *trial, const char *region,
                                       const char *host, const char *volume)
{
    static struct summary priced;
    trial_run(trial, HOST, region, host, volume);
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    return &priced.cost;
}

static void expect(const struct cost_summary *cost, const char *item, double quantity,
                   double price_usd, const char *source)
{
    for (uint32_t i = 0; i < cost->line_count; i++) {
        const struct cost_line *line = &cost->lines[i];
        if (strcmp(line->item, item) != 0)
            continue;
        assert_near(line->quantity, quantity, ROUNDING);
        assert_near(line->price_usd, price_usd, ROUNDING);
        assert_near(line->month_usd, quantity * price_usd, ROUNDING);
        assert_int_equal(line->stand_in, strstr(line->source, "stand-in") != NULL);
        if (!strstr(line->source, source))
            fail_msg("'%s' is not in '%s'", source, line->source);
        return;
    }
    fail_msg("no line \"%s\"", item);
}

static void expect_no(const struct cost_summary *cost, const char *item, const char *part)
{
    for (uint32_t i = 0; i < cost->line_count; i++)
        if (strcmp(cost->lines[i].item, item) == 0 && strstr(cost->lines[i].source, part))
            fail_msg("'%s' is in '%s'", part, cost->lines[i].source);
}

static void a_reservation_is_paid_for_every_hour(void **state)
{
    const struct cost_summary *cost = bill(
        *state, "us-east-1",
        "instance: t3.medium, purchase: reserved_1y, count: 2, hours_per_month: 100", "");
    expect(cost, "web: 2 x t3.medium, reserved", 1460, 0.0261, "19.05 USD for 730 h");
    expect_no(cost, "web: 2 x t3.medium, reserved", "stand-in");
    /* The address is paid by the hour. */
    expect(cost, "web: 2 public IPv4", 200, 0.005, "");
}

static void what_a_machine_that_is_off_costs_in_a_run(void **state)
{
    const char *dies = "instance: t3.medium, purchase: reserved_1y";
    trial_run(*state, HOST "events: [{at: 30m, fail: web}]\n", "us-east-1", dies, "");
    struct summary priced = *((struct trial *)*state)->summary;
    cost_find(&priced, &((struct trial *)*state)->engine.arena);
    assert_string_equal(priced.cost.lines[0].item, "web: 1 x t3.medium, reserved");
    assert_near(priced.cost.lines[0].run_usd, 0.0261, ROUNDING);
    trial_run(*state, HOST "events: [{at: 30m, fail: web}]\n", "us-east-1",
              "instance: t3.medium", "");
    priced = *((struct trial *)*state)->summary;
    cost_find(&priced, &((struct trial *)*state)->engine.arena);
    assert_near(priced.cost.lines[0].run_usd, 0.0416 / 2, ROUNDING);
}

static void a_price_in_place_of_another_says_so(void **state)
{
    const char *host = "instance: t3.small, purchase: reserved_1y";
    expect(bill(*state, "us-east-1", host, ""), "web: 1 x t3.small, reserved", 730,
           0.012215, "(2023-08-30); stand-in: all paid upfront");
    /* 0.026 in Seoul, times 0.012215 / 0.0208 */
    expect(bill(*state, "ap-northeast-2", host, ""), "web: 1 x t3.small, reserved", 730,
           0.015269, "stand-in: 0.026 on demand less the 41.3%");
    expect(bill(*state, "us-east-1", "instance: t3.small, purchase: spot", ""),
           "web: 1 x t3.small, spot", 730, 0.00728,
           "stand-in: 0.0208 on demand less the 65%");
    expect(bill(*state, "us-east-1", "instance: t3.small, purchase: savings_1y", ""),
           "web: 1 x t3.small, savings plan", 730, 0.012215,
           "stand-in for a savings plan: the price of a reservation");
}

static void a_spot_machine_is_paid_while_it_is_on(void **state)
{
    const struct cost_summary *cost =
        bill(*state, "us-east-1",
             "instance: t3.medium, purchase: spot, hours_per_month: 100", "");
    expect(cost, "web: 1 x t3.medium, spot", 100, 0.01898, "vms.csv");
    expect_no(cost, "web: 1 x t3.medium, spot", "stand-in");
    const struct ledger *ledger = &((struct trial *)*state)->summary->design->ledger;
    for (size_t i = 0; i < ledger->count; i++)
        if (strcmp(ledger->items[i].path, "hosts.web.purchase") == 0) {
            assert_string_equal(ledger->items[i].value, "spot, never interrupted");
            return;
        }
    fail_msg("the ledger does not say that it is never interrupted");
}

static void a_type_without_such_a_price_is_unpriced(void **state)
{
    const struct cost_summary *cost =
        bill(*state, "us-east-1", "instance: t2.nano, purchase: spot", "");
    assert_int_equal(cost->unpriced_count, 1);
    assert_string_equal(cost->unpriced[0],
                        "web: 1 x t2.nano, spot in us-east-1: 730 h a month");
}

static void a_region_without_prices_is_named_on_every_line(void **state)
{
    const struct cost_summary *cost =
        bill(*state, "eu-west-1", "instance: t3.small, count: 2", ", snapshots: 5GiB");
    assert_int_equal(cost->unpriced_count, 3 + 1);
    assert_string_equal(cost->unpriced[0],
                        "web: 2 x t3.small in eu-west-1: 1,460 h a month");
    assert_string_equal(cost->unpriced[1],
                        "web: 2 x 8 GiB gp3 in eu-west-1: 16 GB-month a month");
    assert_string_equal(cost->unpriced[2],
                        "web: 2 x 5 GiB of snapshots in eu-west-1: 10 GB-month a month");
    assert_string_equal(cost->unpriced[3],
                        "web: 2 public IPv4 in eu-west-1: 1,460 h a month");
    assert_int_equal(cost->line_count, 0);
}

static void snapshots_are_paid_by_what_is_kept(void **state)
{
    const struct cost_summary *cost =
        bill(*state, "us-east-1", "instance: t3.small, count: 2", ", snapshots: 20GiB");
    expect(cost, "web: 2 x 20 GiB of snapshots", 40, 0.05, "ebs_snapshot_test");
    cost = bill(*state, "us-east-1", "instance: t3.small", "");
    for (uint32_t i = 0; i < cost->line_count; i++)
        assert_null(strstr(cost->lines[i].item, "snapshots"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_reservation_is_paid_for_every_hour),
        TRIAL_TEST(what_a_machine_that_is_off_costs_in_a_run),
        TRIAL_TEST(a_price_in_place_of_another_says_so),
        TRIAL_TEST(a_spot_machine_is_paid_while_it_is_on),
        TRIAL_TEST(a_type_without_such_a_price_is_unpriced),
        TRIAL_TEST(a_region_without_prices_is_named_on_every_line),
        TRIAL_TEST(snapshots_are_paid_by_what_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
