/* A table of DynamoDB: its units, its capacity, its bill. */
#include "models/cost.h"
#include "models/dynamodb.h"
#include "models/verdict.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

#define ROUNDING 1e-9

/* One call every 10 s. */
#define TABLE                                                                            \
    "simulate: {duration: 100s}\n"                                                       \
    "region: %s\n"                                                                       \
    "services:\n"                                                                        \
    "  t: {kind: dynamodb, %s endpoints: {go: [%s]}}\n"                                  \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: t.go}}\n"

static const struct managed_summary *table(struct trial *trial)
{
    return &trial_service(trial, "t")->managed;
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

/* Nine of ten calls: the last comes as the run ends. */
static void sizes_round_up_to_units_item_by_item(void **state)
{
    struct trial *trial = *state;
    static const struct {
        const char *keys, *step;
        double reads, writes;
    } cases[] = {
        {"", "{write: 1KiB}", 0, 1},
        {"", "{write: 1025B}", 0, 2},
        {"", "{write: {size: 10KiB, ops: 10}}", 0, 10},
        {"", "{write: {size: 1000B, ops: 10}}", 0, 10},
        {"", "{read: 4KiB}", 1, 0},
        {"", "{read: 0}", 1, 0},
        {"", "{read: 300KiB}", 75, 0},
        {"eventual: true,", "{read: 5KiB}", 1, 0},
        {"eventual: true,", "{read: 1KiB}, {write: 3KiB}", 0.5, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial_run(trial, TABLE, "us-east-1", cases[i].keys, cases[i].step);
        assert_near(table(trial)->read_units, 9 * cases[i].reads, ROUNDING);
        assert_near(table(trial)->write_units, 9 * cases[i].writes, ROUNDING);
        assert_near(trial_requests(trial, "all")->latency.max, 0.005, ROUNDING);
    }
}

static void a_provisioned_table_throttles_when_its_burst_is_spent(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TABLE, "us-east-1", "mode: provisioned, wcu: 1, rcu: 1,",
              "{write: 100KiB}");
    /* Calls at 10, 20, ... 90 s take 100 of 300 and ten more each time: 300, 210, 120 are
     * enough, 30, 40, ... are not. */
    assert_near(table(trial)->write_units, 300, 0);
    assert_near(table(trial)->throttled, 6, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 6, 0);
    assert_near(trial_resource(trial, "service.t.write_units")->saturated_at, 40.005,
                1e-6);
    assert_true(trial_resource(trial, "service.t.write_units")->headroom <= 1);
    assert_true(trial_resource(trial, "service.t.read_units")->saturated_at !=
                trial_resource(trial, "service.t.read_units")->saturated_at);
}

static void expect_told(struct trial *trial, const char *sentence)
{
    struct summary told = *trial->summary;
    const struct summary *const parts[] = {trial->summary};
    verdict_find(&told, parts, 1, &trial->engine.arena);
    for (uint32_t i = 0; i < told.verdict.chain_count; i++)
        if (strcmp(told.verdict.chain[i].what, sentence) == 0)
            return;
    fail_msg("the chain does not say: %s", sentence);
}

/* Nine calls of each kind. 100 KiB are 100 units written, of 300 saved and 10 more each
 * time: six are throttled, as above. 800 KiB are 200 units read: the first leaves 100, which
 * are 110, 120, ... 180 when the other eight come. */
static void each_capacity_tells_of_its_own_calls(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "services:\n"
              "  t: {kind: dynamodb, mode: provisioned, wcu: 1, rcu: 1, endpoints: {put:"
              " [{write: 100KiB}], get: [{read: 800KiB}]}}\n"
              "traffic:\n"
              "  w: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"
              " target: t.put}\n"
              "  r: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"
              " target: t.get}\n");
    assert_near(table(trial)->throttled_writes, 6, 0);
    assert_near(table(trial)->throttled, 6 + 8, 0);
    expect_told(trial, "t throttles writes, 6 by the end: it has 1 write units a second, "
                       "and what it had saved up is spent");
    expect_told(trial,
                "t throttles reads, 8 by the end: it has 1 read units a second, and "
                "what it had saved up is spent");
}

/* From 4000 to twice the busiest minute so far, when the next half hour begins. */
static void a_table_on_demand_grows_with_its_peak(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n"
                     "services: {t: {kind: dynamodb, endpoints: {go: [{write: 1KiB}]}}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
                     " target: t.go}}\n");
    engine_reset(&trial->engine, 1, 0);
    struct simulation *s =
        simulation_create(trial->scenario.design, &trial->engine, &trial->scenario.arena);
    struct dynamodb *t = s->instances[0].dynamodb;
    const struct allowance *writes = &t->ways[DYNAMODB_WRITE].allowance;
    assert_near(writes->capacity, 4000, 0);
    assert_true(dynamodb_take(t, DYNAMODB_WRITE, 4000, 1));
    assert_false(dynamodb_take(t, DYNAMODB_WRITE, 4000, 1.5)); /* half of it is back */
    for (int i = 2; i < 60; i++) /* 3000 a second in its first minute */
        assert_true(dynamodb_take(t, DYNAMODB_WRITE, i == 2 ? 2000 : 3000, i));
    assert_true(dynamodb_take(t, DYNAMODB_WRITE, 1, 29 * 60));
    assert_near(writes->capacity, 4000, 0);
    assert_true(dynamodb_take(t, DYNAMODB_WRITE, 1, 30 * 60));
    assert_near(writes->capacity, 2 * (4000 + 2000 + 57 * 3000) / 60., 1e-9);
    assert_near(t->ways[DYNAMODB_READ].allowance.capacity, 12000, 0);
}

/* Nine of ten in 100 s. */
static void units_capacity_and_storage_are_billed(void **state)
{
    struct trial *trial = *state;
    const double month = 730 * 3600 / 100. * 9;
    trial_run(trial, TABLE, "us-east-1", "storage: 8GiB,", "{write: 3KiB}, {read: 8KiB}");
    assert_near(line(trial, "t: write units")->month_usd, month * 3 * 0.625e-6, ROUNDING);
    assert_near(line(trial, "t: read units")->month_usd, month * 2 * 0.125e-6, ROUNDING);
    assert_near(line(trial, "t: storage")->month_usd, 8 * 0.25, ROUNDING);
    trial_run(trial, TABLE, "ap-northeast-2", "mode: provisioned, wcu: 5, rcu: 20,",
              "{write: 3KiB}");
    assert_near(line(trial, "t: write capacity")->month_usd, 5 * 730 * 0.0007049,
                ROUNDING);
    assert_near(line(trial, "t: read capacity")->month_usd, 20 * 730 * 0.00014098,
                ROUNDING);
    assert_null(line(trial, "t: write units"));
    assert_null(line(trial, "t: storage"));
    trial_run(trial, TABLE, "ap-northeast-2", "storage: 8GiB,", "{write: 3KiB}");
    assert_near(line(trial, "t: storage")->month_usd, 2, ROUNDING);
    assert_non_null(strstr(line(trial, "t: storage")->source, "stand-in"));
    trial_run(trial, TABLE, "us-east-1", "storage: 8GiB, price: 1 USD/GB-month,",
              "{write: 3KiB}");
    assert_near(line(trial, "t: storage")->month_usd, 8, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(sizes_round_up_to_units_item_by_item),
        TRIAL_TEST(a_provisioned_table_throttles_when_its_burst_is_spent),
        TRIAL_TEST(each_capacity_tells_of_its_own_calls),
        TRIAL_TEST(a_table_on_demand_grows_with_its_peak),
        TRIAL_TEST(units_capacity_and_storage_are_billed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
