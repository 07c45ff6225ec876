/* The bill, by hand. Prices are round so that every figure can be followed. */
#include "models/cost.h"
#include "models/cost_surplus.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

#include <string.h>

#define GIB 1073741824.0

static const struct price_def catalog[] = {
    {{0}, "EBS", "storage_gp2", "us-east-1", 0.1, "USD/GB-month", "ebs", "2026-05-03", 0},
    {{0},
     "EBS",
     "storage_gp3",
     "us-east-1",
     0.08,
     "USD/GB-month",
     "ebs",
     "2026-05-03",
     0},
    {{0},
     "EBS",
     "iops_gp3_above_3000",
     "us-east-1",
     0.005,
     "USD/IOPS-month",
     "ebs",
     "",
     0},
    {{0},
     "EBS",
     "throughput_gp3_above_125",
     "us-east-1",
     0.04,
     "USD/(MiB/s)-month",
     "ebs",
     "2026-05-03",
     0},
    {{0},
     "PublicIPv4",
     "address_hour",
     "us-east-1",
     0.005,
     "USD/h",
     "eip",
     "2026-05-03",
     0},
    {{0}, "ALB", "hour", "us-east-1", 0.0225, "USD/h", "alb", "2026-09-20", 0},
    {{0}, "ALB", "lcu_hour", "us-east-1", 0.008, "USD/LCU-h", "alb", "2026-09-20", 0},
    {{0}, "NLB", "hour", "us-east-1", 0.0225, "USD/h", "nlb", "2026-09-20", 0},
    {{0}, "NLB", "nlcu_hour", "us-east-1", 0.006, "USD/NLCU-h", "nlb", "2026-09-20", 0},
    {{0},
     "S3",
     "standard_first_50TB",
     "us-east-1",
     0.023,
     "USD/GB-month",
     "s3",
     "2026-05-03",
     0},
    {{0}, "S3", "get", "us-east-1", 0.0004, "USD/1k", "s3", "2026-05-03", 0},
    {{0}, "S3", "put_copy_post_list", "us-east-1", 5, "USD/1M", "s3", "2026-05-03", 0},
};

/* An hour was metered; one machine-hour on each machine. */
static struct summary *hour(struct sketch *sketch)
{
    sketch_init(sketch);
    sketch->design.prices = (struct price_list){
        .items = catalog, .count = sizeof(catalog) / sizeof(catalog[0])};
    struct summary *summary = sketch_summary(sketch, &sketch->arena);
    summary->usage.window_s = 3600;
    for (int i = 0; i < SKETCH_MACHINES; i++)
        summary->usage.machines[i].hours = 1;
    return summary;
}

/* Only machine-hours are left. */
static void without_services(struct sketch *sketch)
{
    sketch->design.services.count = 0;
}

static const struct cost_line *line(const struct summary *summary, const char *item)
{
    for (uint32_t i = 0; i < summary->cost.line_count; i++)
        if (strcmp(summary->cost.lines[i].item, item) == 0)
            return &summary->cost.lines[i];
    print_error("no line \"%s\"; there are:\n", item);
    for (uint32_t i = 0; i < summary->cost.line_count; i++)
        print_error("  %s\n", summary->cost.lines[i].item);
    fail();
    return NULL;
}

static void check_line(const struct summary *summary, const char *item, double quantity,
                       const char *unit, double month_usd, double run_usd)
{
    const struct cost_line *found = line(summary, item);
    assert_near(found->quantity, quantity, 1e-9 * quantity);
    assert_string_equal(found->unit, unit);
    assert_near(found->month_usd, month_usd, 1e-9 * month_usd);
    assert_near(found->run_usd, run_usd, 1e-9 * run_usd);
}

/* ---- machines ---- */

static void machine_hours_are_count_times_730(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.line_count, 1);
    check_line(summary, "web: 2 x t3.micro", 1460, "h", 15.184, 0.0208);
    assert_string_equal(line(summary, "web: 2 x t3.micro")->source,
                        "price list (2026-01-01)");
    assert_string_equal(line(summary, "web: 2 x t3.micro")->basis, "fixed");
    assert_near(summary->cost.month_usd, 15.184, 1e-12);
    sketch_clear(&sketch);
}

static void a_host_may_run_fewer_hours_a_month(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    sketch.host.hours_per_month = 100;
    sketch.host.public_ip = 1;
    sketch.host.volume = (struct volume_def){.type = VOLUME_GP2,
                                             .size_bytes = 10 * GIB,
                                             .iops = NAN,
                                             .throughput_bytes_per_s = NAN};
    cost_find(summary, &sketch.arena);
    check_line(summary, "web: 2 x t3.micro", 200, "h", 2.08, 0.0208);
    check_line(summary, "web: 2 public IPv4", 200, "h", 1, 0.01);
    /* The volume is there while the machine is off. */
    check_line(summary, "web: 2 x 10 GiB gp2", 20, "GB-month", 2, 2.0 / 730);
    sketch_clear(&sketch);
}

static void a_machine_of_ones_own_has_its_own_price(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    sketch.host.is_catalog = 0;
    sketch.host.public_ip = -1;
    sketch.host.instance.price = (struct price){0.01, "USD", PRICE_PER_HOUR, true};
    cost_find(summary, &sketch.arena);
    assert_near(summary->cost.month_usd, 14.6, 1e-12);
    sketch.host.instance.price = (struct price){7.3, "USD", PRICE_PER_MONTH, true};
    cost_find(summary, &sketch.arena);
    assert_near(summary->cost.month_usd, 14.6, 1e-12);
    sketch.host.instance.price = (struct price){0};
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.line_count, 0);
    assert_int_equal(summary->cost.unpriced_count, 0);
    sketch_clear(&sketch);
}

static void a_type_without_price_is_named_and_not_guessed(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    sketch.host.price_listed = NULL;
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.line_count, 0);
    assert_int_equal(summary->cost.unpriced_count, 1);
    assert_string_equal(summary->cost.unpriced[0],
                        "web: 2 x t3.micro in us-east-1: 1,460 h a month");
    sketch_clear(&sketch);
}

static void gp3_pays_for_what_is_above_the_included(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    sketch.host.volume = (struct volume_def){.type = VOLUME_GP3,
                                             .size_bytes = 30 * GIB,
                                             .iops = 4000,
                                             .throughput_bytes_per_s = 225 * 0x1p20};
    cost_find(summary, &sketch.arena);
    check_line(summary, "web: 2 x 30 GiB gp3", 60, "GB-month", 4.8, 4.8 / 730);
    check_line(summary, "web: gp3 IOPS above 3,000", 2000, "IOPS-month", 10, 10.0 / 730);
    check_line(summary, "web: gp3 MiB/s above 125", 200, "MiB/s-month", 8, 8.0 / 730);
    assert_string_equal(line(summary, "web: gp3 IOPS above 3,000")->source,
                        "ebs (no date)");

    sketch.host.volume = (struct volume_def){.type = VOLUME_GP3,
                                             .size_bytes = 30 * GIB,
                                             .iops = 3000,
                                             .throughput_bytes_per_s = 125 * 0x1p20};
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.line_count, 2);
    /* A decimal GB is less than a GB on the bill. */
    sketch.host.volume.size_bytes = 30e9;
    cost_find(summary, &sketch.arena);
    assert_near(summary->cost.lines[1].quantity, 60e9 / GIB, 1e-9);
    sketch_clear(&sketch);
}

/* ---- surplus credits ---- */

static struct cost_surplus two_core_micro(double use_per_h)
{
    return (struct cost_surplus){.earn_per_h = 12,
                                 .max_credits = 288,
                                 .used = use_per_h,
                                 .window_h = 1,
                                 .like_h = 730,
                                 .other_h = 0};
}

static void surplus_is_what_is_used_above_what_is_earned(void **state)
{
    (void)state;
    struct cost_surplus surplus = two_core_micro(30);
    assert_near(cost_surplus_month(&surplus), 730 * 18, 1e-6);
    surplus.used = 12;
    assert_near(cost_surplus_month(&surplus), 0, 0);
    surplus.used = 2;
    assert_near(cost_surplus_month(&surplus), 0, 0);
    surplus.like_h = NAN;
    assert_true(isnan(cost_surplus_month(&surplus)));
}

static void a_quiet_night_repays_a_busy_hour(void **state)
{
    (void)state;
    /* An hour a day at 60 credits: 48 too many, earned back in 4 of the other 23. */
    struct cost_surplus surplus = two_core_micro(60);
    surplus.like_h = 730.0 / 24;
    surplus.other_h = 730 - surplus.like_h;
    assert_near(cost_surplus_month(&surplus), 0, 0);
    /* Twenty hours a day: 960 lost, 4 x 12 earned back. */
    surplus.like_h *= 20;
    surplus.other_h = 730 - surplus.like_h;
    assert_near(cost_surplus_month(&surplus), 730.0 / 24 * (960 - 48), 1e-6);
    /* The others at half of the use lose as well. */
    surplus.otherwise = 0.5;
    assert_near(cost_surplus_month(&surplus), 730.0 / 24 * (960 + 4 * 18), 1e-6);
}

static void a_balance_cannot_save_more_than_its_range(void **state)
{
    (void)state;
    /* Loses 800 in 8 hours, earns 16 x 50 = 800 but can hold 2 x 100. */
    const struct cost_surplus surplus = {.earn_per_h = 50,
                                         .max_credits = 100,
                                         .used = 150,
                                         .window_h = 1,
                                         .like_h = 730.0 / 3,
                                         .other_h = 730 * 2.0 / 3};
    assert_near(cost_surplus_month(&surplus), 730.0 / 24 * (800 - 200), 1e-6);
}

static void a_long_window_bills_at_least_what_the_run_did(void **state)
{
    (void)state;
    struct cost_surplus surplus = two_core_micro(0);
    surplus.window_h = 73;
    surplus.used =
        73 * 12; /* as much as it earned, but 100 of it in one burst too much */
    surplus.billed = 100;
    assert_near(cost_surplus_month(&surplus), 1000, 1e-9);
    surplus.used = 73 * 14;
    assert_near(cost_surplus_month(&surplus), 730 * 2, 1e-9);
}

static void surplus_credits_are_billed_by_the_vcpu_hour(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    summary->usage.machines[0].credits_used = 30;
    summary->usage.machines[0].surplus_credits = 6;
    summary->usage.machines[1].credits_used = 3;
    cost_find(summary, &sketch.arena);
    /* web[0]: 18 credits an hour too many; web[1]: none. */
    check_line(summary, "web: surplus CPU credits", 730 * 18 / 60.0, "vCPU-h",
               730 * 18 / 60.0 * 0.05, 0.1 * 0.05);
    assert_string_equal(line(summary, "web: surplus CPU credits")->source,
                        "type list (2026-02-01)");
    assert_string_equal(line(summary, "web: surplus CPU credits")->basis, "metered");
    sketch.host.credits.mode = CREDIT_MODE_STANDARD;
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.line_count, 1);
    sketch_clear(&sketch);
}

/* ---- managed services ---- */

static void a_balancer_costs_hours_and_two_addresses(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    const struct endpoint_def entrance = {.service = &sketch.services[SKETCH_FRONT],
                                          .full_name = "front.go"};
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: load balancer", 730, "h", 16.425, 0.0225);
    assert_int_equal(summary->cost.line_count, 2); /* nobody from outside reaches it */
    sketch.flows[0].endpoint = &entrance;
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: 2 public IPv4, one in each zone", 1460, "h", 7.3, 0.01);
    struct zone_def zones[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    sketch.services[SKETCH_FRONT].zones = (struct items){zones, 3};
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: 3 public IPv4, one in each zone", 2190, "h", 10.95,
               0.015);
    sketch_clear(&sketch);
}

/* Two units in the hour that was metered: 1,460 unit-hours a month. */
static void units_say_what_most_of_them_are_for(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    struct service_usage *usage = &summary->usage.services[SKETCH_FRONT];
    usage->unit_h = 2;
    usage->unit_h_by_open = 1.5;
    usage->unit_h_by_bytes = 1;
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: LCUs, by open connections", 1460, "LCU-h", 11.68, 0.016);
    usage->unit_h_by_new = 1.6;
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: LCUs, by new connections", 1460, "LCU-h", 11.68, 0.016);
    usage->unit_h_by_rules = 1.7;
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: LCUs, by rules", 1460, "LCU-h", 11.68, 0.016);
    usage->unit_h_by_rules = 0;
    sketch.services[SKETCH_FRONT].kind = KIND_NLB;
    usage->unit_h_by_bytes = 2;
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: NLCUs, by bytes", 1460, "NLCU-h", 8.76, 0.012);
    check_line(summary, "front: load balancer", 730, "h", 16.425, 0.0225);
    sketch_clear(&sketch);
}

/* 60 TB, of which the price of the first 50 is known; a second bucket has used them up. */
static void storage_above_the_first_tier_is_unpriced(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    struct service_def *media = &sketch.services[SKETCH_MEDIA];
    media->storage_bytes = 60 * 1024 * GIB;
    cost_find(summary, &sketch.arena);
    check_line(summary, "media: storage", 51200, "GB-month", 51200 * 0.023,
               51200 * 0.023 / 730);
    assert_int_equal(summary->cost.unpriced_count, 1);
    assert_string_equal(summary->cost.unpriced[0],
                        "media: storage above 50 TB: 10,200 GB-month a month");
    /* By a price of one's own everything is paid. */
    media->price = (struct price){0.02, "USD", PRICE_PER_GB_MONTH, true};
    cost_find(summary, &sketch.arena);
    check_line(summary, "media: storage", 61440, "GB-month", 61440 * 0.02,
               61440 * 0.02 / 730);
    assert_int_equal(summary->cost.unpriced_count, 0);
    sketch_clear(&sketch);
}

static void storage_is_fixed_and_requests_are_metered(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.services[SKETCH_MEDIA].storage_bytes = 100 * GIB;
    summary->usage.services[SKETCH_MEDIA].reads = 1000;
    summary->usage.services[SKETCH_MEDIA].writes = 10;
    cost_find(summary, &sketch.arena);
    check_line(summary, "media: storage", 100, "GB-month", 2.3, 2.3 / 730);
    check_line(summary, "media: GET requests", 730e3, "requests", 0.292, 0.0004);
    check_line(summary, "media: PUT requests", 7300, "requests", 0.0365, 5e-5);
    assert_string_equal(line(summary, "media: storage")->basis, "fixed");
    assert_string_equal(line(summary, "media: GET requests")->basis, "metered");
    sketch_clear(&sketch);
}

static void a_paid_interface_is_billed_by_the_call(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    summary->usage.services[SKETCH_DALLE].calls = 12;
    cost_find(summary, &sketch.arena);
    assert_string_equal(summary->cost.unpriced[0], "dalle: calls: 8,760 calls a month");
    sketch.services[SKETCH_DALLE].price =
        (struct price){0.04, "USD", PRICE_PER_CALL, true};
    cost_find(summary, &sketch.arena);
    check_line(summary, "dalle: calls", 8760, "calls", 350.4, 0.48);
    assert_string_equal(line(summary, "dalle: calls")->source, "given in the scenario");
    assert_int_equal(summary->cost.unpriced_count, 0);
    sketch_clear(&sketch);
}

static void a_given_price_replaces_the_catalogs(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.services[SKETCH_FRONT].price =
        (struct price){0.03, "USD", PRICE_PER_HOUR, true};
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: load balancer", 730, "h", 21.9, 0.03);
    sketch.services[SKETCH_FRONT].price =
        (struct price){20, "USD", PRICE_PER_MONTH, true};
    cost_find(summary, &sketch.arena);
    check_line(summary, "front: fee", 1, "month", 20, 20.0 / 730);
    sketch_clear(&sketch);
}

static void a_flat_fee_is_paid_by_the_month(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.design.currency = (struct currency_def){"KRW", 1400, "test"};
    sketch.services[SKETCH_VERCEL].price =
        (struct price){28000, "KRW", PRICE_PER_MONTH, true};
    cost_find(summary, &sketch.arena);
    check_line(summary, "vercel: fee", 1, "month", 20, 20.0 / 730);
    assert_string_equal(line(summary, "vercel: fee")->source,
                        "given in the scenario, at 1400 KRW for 1 USD");
    sketch_clear(&sketch);
}

static void traffic_to_the_internet_is_named_with_its_quantity(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch);
    summary->usage.machines[0].internet_out_bytes = GIB;
    summary->usage.machines[1].internet_out_bytes = GIB;
    cost_find(summary, &sketch.arena);
    assert_int_equal(summary->cost.unpriced_count, 1);
    assert_string_equal(summary->cost.unpriced[0],
                        "to the internet, first 10 TB in us-east-1: 1,460 GB a month");
    sketch_clear(&sketch);
}

/* ---- the month ---- */

static void usage_is_extrapolated_by_the_months_rule(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.services[SKETCH_DALLE].price =
        (struct price){0.04, "USD", PRICE_PER_CALL, true};
    summary->usage.services[SKETCH_DALLE].calls = 10;
    summary->usage.answered = 1000;
    /* 60 hours like the window, the other 670 with 10% of its usage. */
    sketch.design.month = (struct month_def){60 * 3600, 0.1};
    cost_find(summary, &sketch.arena);
    check_line(summary, "dalle: calls", 1270, "calls", 50.8, 0.4);
    check_line(summary, "web: 2 x t3.micro", 1460, "h", 15.184, 0.0208);
    assert_near(summary->cost.per_1000_usd, summary->cost.month_usd / 127, 1e-12);
    sketch_clear(&sketch);
}

static void finite_traffic_without_month_stays_out_of_it(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.services[SKETCH_DALLE].price =
        (struct price){0.04, "USD", PRICE_PER_CALL, true};
    summary->usage.services[SKETCH_DALLE].calls = 10;
    summary->usage.machines[0].internet_out_bytes = GIB;
    summary->usage.answered = 1000;
    summary->usage.finite = 1;
    cost_find(summary, &sketch.arena);
    const struct cost_line *calls = line(summary, "dalle: calls");
    assert_true(isnan(calls->month_usd));
    assert_near(calls->quantity, 10, 0);
    assert_near(calls->run_usd, 0.4, 1e-15);
    assert_near(summary->cost.month_usd, 15.184 + 16.425, 1e-12);
    assert_true(isnan(summary->cost.per_1000_usd));
    assert_string_equal(summary->cost.unpriced[0],
                        "to the internet, first 10 TB in us-east-1: 1 GB in the run");
    sketch.design.month = (struct month_def){3600, 0};
    cost_find(summary, &sketch.arena);
    check_line(summary, "dalle: calls", 10, "calls", 0.4, 0.4);
    sketch_clear(&sketch);
}

/* ---- the total ---- */

static void the_bill_is_the_sum_of_its_lines(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.host.public_ip = 1;
    sketch.host.volume = (struct volume_def){.type = VOLUME_GP3,
                                             .size_bytes = 30 * GIB,
                                             .iops = NAN,
                                             .throughput_bytes_per_s = NAN};
    sketch.services[SKETCH_DALLE].price =
        (struct price){0.04, "USD", PRICE_PER_CALL, true};
    summary->usage.services[SKETCH_DALLE].calls = 3;
    sketch.design.tax = 0.1;
    cost_find(summary, &sketch.arena);
    const struct cost_summary *cost = &summary->cost;
    double sum = 0;
    for (uint32_t i = 0; i < cost->line_count; i++) {
        assert_near(cost->lines[i].month_usd,
                    cost->lines[i].quantity * cost->lines[i].price_usd, 0);
        assert_true(*cost->lines[i].source != '\0');
        sum += cost->lines[i].month_usd;
    }
    assert_near(cost->month_usd, sum, 1e-12);
    /* 15.184 + 4.8 + 7.3 + 16.425 = 43.709, and 2190 x 0.04 */
    check_line(summary, "tax, 10%", 43.709, "USD", 4.3709,
               0.1 * (0.0208 + 4.8 / 730 + 0.01 + 0.0225));
    check_line(summary, "tax, 10%, of what is metered", 87.6, "USD", 8.76, 0.012);
    assert_near(cost->fixed_usd, 48.0799, 1e-9);
    assert_near(cost->metered_usd, 96.36, 1e-9);
    assert_near(line(summary, "dalle: calls")->share, 87.6 / 144.4399, 1e-9);
    assert_near(cost->month_usd, 144.4399, 1e-9);
    sketch_clear(&sketch);
}

static void every_line_is_in_the_group_of_its_owner(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    sketch.host.public_ip = 1;
    sketch.services[SKETCH_DALLE].price =
        (struct price){0.04, "USD", PRICE_PER_CALL, true};
    summary->usage.services[SKETCH_DALLE].calls = 3;
    sketch.design.tax = 0.1;
    cost_find(summary, &sketch.arena);
    static const char *const groups[] = {"web", "web", "front", "dalle", "tax", "tax"};
    assert_int_equal(summary->cost.line_count, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(summary->cost.lines[i].group, groups[i]);
    sketch_clear(&sketch);
}

static void a_budget_is_compared_in_its_own_currency(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = hour(&sketch);
    without_services(&sketch); /* 15.184 USD */
    sketch.design.currency = (struct currency_def){"KRW", 1400, "test"};
    cost_find(summary, &sketch.arena);
    assert_false(summary->cost.budget_given);
    assert_near(summary->cost.month_local, 21257.6, 1e-9);

    /* 43,000 KRW for two months are 21,500 a month. */
    sketch.design.budget = (struct budget_def){{43000, "KRW", PRICE_ONCE, true}, 2};
    cost_find(summary, &sketch.arena);
    assert_true(summary->cost.budget_ok);
    assert_near(summary->cost.budget_limit, 21500, 0);
    assert_near(summary->cost.budget_months, 2, 0);
    assert_near(summary->cost.budget_amount, 43000, 0);
    sketch.design.budget.amount.amount = 42000;
    cost_find(summary, &sketch.arena);
    assert_false(summary->cost.budget_ok);

    sketch.design.budget = (struct budget_def){{15.2, "USD", PRICE_PER_MONTH, true}, 1};
    cost_find(summary, &sketch.arena);
    assert_true(summary->cost.budget_ok);
    sketch.design.budget.amount = (struct price){99, "EUR", PRICE_PER_MONTH, true};
    cost_find(summary, &sketch.arena);
    assert_true(summary->cost.budget_given && !summary->cost.budget_ok);
    sketch_clear(&sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machine_hours_are_count_times_730),
        cmocka_unit_test(a_host_may_run_fewer_hours_a_month),
        cmocka_unit_test(a_machine_of_ones_own_has_its_own_price),
        cmocka_unit_test(a_type_without_price_is_named_and_not_guessed),
        cmocka_unit_test(gp3_pays_for_what_is_above_the_included),
        cmocka_unit_test(surplus_is_what_is_used_above_what_is_earned),
        cmocka_unit_test(a_quiet_night_repays_a_busy_hour),
        cmocka_unit_test(a_balance_cannot_save_more_than_its_range),
        cmocka_unit_test(a_long_window_bills_at_least_what_the_run_did),
        cmocka_unit_test(surplus_credits_are_billed_by_the_vcpu_hour),
        cmocka_unit_test(a_balancer_costs_hours_and_two_addresses),
        cmocka_unit_test(units_say_what_most_of_them_are_for),
        cmocka_unit_test(storage_is_fixed_and_requests_are_metered),
        cmocka_unit_test(storage_above_the_first_tier_is_unpriced),
        cmocka_unit_test(a_paid_interface_is_billed_by_the_call),
        cmocka_unit_test(a_given_price_replaces_the_catalogs),
        cmocka_unit_test(a_flat_fee_is_paid_by_the_month),
        cmocka_unit_test(traffic_to_the_internet_is_named_with_its_quantity),
        cmocka_unit_test(usage_is_extrapolated_by_the_months_rule),
        cmocka_unit_test(finite_traffic_without_month_stays_out_of_it),
        cmocka_unit_test(the_bill_is_the_sum_of_its_lines),
        cmocka_unit_test(every_line_is_in_the_group_of_its_owner),
        cmocka_unit_test(a_budget_is_compared_in_its_own_currency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
