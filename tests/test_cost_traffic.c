/* What moving bytes costs, by hand. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

#include <string.h>

#define GB 1073741824.0

/* Round prices; the first tier's is far above the others'. */
static const struct price_def catalog[] = {
    {{0},
     "DataTransfer",
     "inter_az_each_direction",
     "us-east-1",
     0.01,
     "USD/GB",
     "x",
     "",
     0},
    {{0},
     "DataTransfer",
     "internet_egress_tier1",
     "us-east-1",
     0.09,
     "USD/GB",
     "x",
     "",
     0},
    {{0},
     "DataTransfer",
     "internet_egress_tier2",
     "us-east-1",
     0.085,
     "USD/GB",
     "x",
     "",
     0},
    {{0},
     "DataTransfer",
     "internet_egress_tier3",
     "us-east-1",
     0.07,
     "USD/GB",
     "x",
     "",
     0},
    {{0},
     "DataTransfer",
     "internet_egress_tier4",
     "us-east-1",
     0.05,
     "USD/GB",
     "x",
     "",
     0},
    {{0}, "DataTransfer", "internet_free_gb", "global", 100, "GB/month", "x", "", 0},
};

/* An hour of the month was metered, in which machine 0 sent the first and machine 1 the
 * second number of GB to the internet. */
static struct summary *sends(struct sketch *sketch, double first_gb, double second_gb)
{
    sketch_init(sketch);
    sketch->design.prices = (struct price_list){
        .items = catalog, .count = sizeof(catalog) / sizeof(catalog[0])};
    sketch->design.services.count = 0;
    sketch->design.month = (struct month_def){3600, 0};
    struct summary *summary = sketch_summary(sketch, &sketch->arena);
    summary->usage.window_s = 3600;
    summary->usage.machines[0].internet_out_bytes = first_gb * GB;
    summary->usage.machines[1].internet_out_bytes = second_gb * GB;
    return summary;
}

static const struct cost_line *find(const struct summary *summary, const char *item)
{
    for (uint32_t i = 0; i < summary->cost.line_count; i++)
        if (strcmp(summary->cost.lines[i].item, item) == 0)
            return &summary->cost.lines[i];
    return NULL;
}

static void check(const struct summary *summary, const char *item, double gb,
                  double month_usd)
{
    const struct cost_line *line = find(summary, item);
    if (!line) {
        assert_near(gb, 0, 0);
        return;
    }
    assert_near(line->quantity, gb, 1e-9 * gb);
    assert_near(line->month_usd, month_usd, 1e-9 * month_usd);
    assert_string_equal(line->unit, "GB");
    assert_string_equal(line->basis, "metered");
}

static void check_tiers(const struct summary *summary, const double gb[5])
{
    check(summary, "to the internet, free", gb[0], 0);
    check(summary, "to the internet, first 10 TB", gb[1], gb[1] * 0.09);
    check(summary, "to the internet, next 40 TB", gb[2], gb[2] * 0.085);
    check(summary, "to the internet, next 100 TB", gb[3], gb[3] * 0.07);
    check(summary, "to the internet, above 150 TB", gb[4], gb[4] * 0.05);
}

static void the_internet_is_billed_by_tiers_of_all_that_is_sent(void **state)
{
    (void)state;
    /* Sent by two machines; in the free part and each tier. */
    static const struct {
        double first, second, gb[5];
    } cases[] = {
        {30, 40, {70, 0, 0, 0, 0}},
        {60, 40, {100, 0, 0, 0, 0}},
        {60, 41, {100, 1, 0, 0, 0}},
        {10000, 240, {100, 10140, 0, 0, 0}},
        {10000, 250, {100, 10140, 10, 0, 0}},
        {51200, 7, {100, 10140, 40960, 7, 0}},
        {153600, 1000, {100, 10140, 40960, 102400, 1000}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sketch sketch;
        struct summary *summary = sends(&sketch, cases[i].first, cases[i].second);
        cost_find(summary, &sketch.arena);
        check_tiers(summary, cases[i].gb);
        sketch_clear(&sketch);
    }
}

/* 1 GB in the hour, 730 in the month. */
static void tiers_are_of_the_month_not_of_the_run(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = sends(&sketch, 1, 0);
    sketch.design.month = (struct month_def){NAN, 0};
    cost_find(summary, &sketch.arena);
    check_tiers(summary, (const double[5]){100, 630, 0, 0, 0});
    const struct cost_line *line = find(summary, "to the internet, first 10 TB");
    assert_near(line->run_usd, 630.0 / 730 * 0.09, 1e-12);
    sketch_clear(&sketch);
}

static void without_a_month_the_run_has_its_tiers(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = sends(&sketch, 300, 0);
    sketch.design.month = (struct month_def){NAN, 0};
    summary->usage.finite = 1;
    cost_find(summary, &sketch.arena);
    const struct cost_line *line = find(summary, "to the internet, first 10 TB");
    assert_near(line->quantity, 200, 1e-9);
    assert_near(line->run_usd, 18, 1e-9);
    assert_true(isnan(line->month_usd));
    sketch_clear(&sketch);
}

static void without_a_price_it_is_unpriced(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = sends(&sketch, 150, 0);
    sketch.design.region = "mars-north-1";
    cost_find(summary, &sketch.arena);
    check(summary, "to the internet, free", 100, 0);
    assert_int_equal(summary->cost.unpriced_count, 1);
    assert_string_equal(summary->cost.unpriced[0],
                        "to the internet, first 10 TB in mars-north-1: 50 GB a month");
    sketch_clear(&sketch);
}

/* 3 GB out and 5 GB in at one machine, 2 in at the other: 10 GB of the host's. */
static void both_ends_pay_for_what_crosses_zones(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = sends(&sketch, 0, 0);
    summary->usage.machines[0].cross_zone_out_bytes = 3 * GB;
    summary->usage.machines[0].cross_zone_in_bytes = 5 * GB;
    summary->usage.machines[1].cross_zone_in_bytes = 2 * GB;
    summary->usage.machines[1].same_zone_out_bytes = 7 * GB; /* free, and so is this: */
    summary->usage.machines[1].region_out_bytes = 8 * GB;
    cost_find(summary, &sketch.arena);
    check(summary, "web: traffic between zones", 10, 0.1);
    assert_int_equal(summary->cost.line_count, 2); /* machine-hours, and that */
    sketch_clear(&sketch);
}

static void a_managed_database_pays_nothing_for_its_end(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = sends(&sketch, 0, 0);
    sketch.services[0].kind_text = "rds";
    sketch.services[0].cluster.class_name = "db.t3.micro";
    sketch.host.managed = &sketch.services[0];
    summary->usage.machines[0].cross_zone_out_bytes = 3 * GB;
    cost_find(summary, &sketch.arena);
    assert_null(find(summary, "web: traffic between zones"));
    sketch_clear(&sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_internet_is_billed_by_tiers_of_all_that_is_sent),
        cmocka_unit_test(tiers_are_of_the_month_not_of_the_run),
        cmocka_unit_test(without_a_month_the_run_has_its_tiers),
        cmocka_unit_test(without_a_price_it_is_unpriced),
        cmocka_unit_test(both_ends_pay_for_what_crosses_zones),
        cmocka_unit_test(a_managed_database_pays_nothing_for_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
