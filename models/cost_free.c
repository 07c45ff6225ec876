/* cost_free.c - what the provider gives free each month, taken off the bill.
 *
 * An allowance is so many units a month of what is billed under certain rows of the
 * catalog, for the whole account: its quantity is a row of the catalog too. It is used up
 * in the order of the lines; each line it covers gets a line behind it with the negative
 * quantity at the line's own price, so that the bill remains the sum of its lines and no
 * item falls below zero. What cannot be extrapolated to a month keeps its price.
 *
 *   always   part of the price list, whatever the account
 *   legacy   an account of before 2025-07-15, in its first twelve months
 *   new      a later one: a sign-up credit, spread evenly over the months it is for, off
 *            whatever the provider bills - the fixed lines first, then the metered ones
 *
 * Only prices on demand are covered: spot and reserved machines stand under other services
 * of the catalog (EC2-spot, ...), and a price the user gave stands under none.
 * A function with provisioned concurrency has no allowance at all (cost_lambda.c).
 */
#include "models/cost_free.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

enum { FREE_ITEMS = 3 };

struct allowance {
    int tier;                      /* enum free_tier; FREE_TIER_NONE: always */
    const char *service;           /* of the lines it covers, */
    const char *items[FREE_ITEMS]; /* patterns of the shell */
    const char *unless;            /* only where the region has no such item; NULL */
    const char *list, *row;        /* service and item of its quantity */
};

/* clang-format off */
static const struct allowance allowances[] = {
    {FREE_TIER_NONE, "CloudFront", {"dto_first_*"}, NULL, "CloudFront", "always_free_dto"},
    {FREE_TIER_NONE, "CloudFront", {"http_requests_*", "https_requests_*"}, NULL,
     "CloudFront", "always_free_requests"},
    {FREE_TIER_NONE, "SQS", {"standard", "fifo"}, NULL, "SQS", "always_free_requests"},
    {FREE_TIER_NONE, "SNS", {"publish"}, NULL, "SNS", "always_free_requests"},
    {FREE_TIER_LEGACY, "EC2", {"t2.micro"}, NULL, "FreeTier", "legacy_ec2_hours"},
    {FREE_TIER_LEGACY, "EC2", {"t3.micro"}, "t2.micro", "FreeTier", "legacy_ec2_hours"},
    {FREE_TIER_LEGACY, "EBS", {"storage_gp2", "storage_gp3"}, NULL,
     "FreeTier", "legacy_ebs_gb"},
    {FREE_TIER_LEGACY, "RDS", {"* db.t2.micro", "* db.t3.micro"}, NULL,
     "FreeTier", "legacy_rds_hours"},
    {FREE_TIER_LEGACY, "RDS", {"storage_gp2", "storage_gp3"}, NULL,
     "FreeTier", "legacy_rds_gb"},
    {FREE_TIER_LEGACY, "S3", {"standard_first_50TB"}, NULL, "FreeTier", "legacy_s3_gb"},
    {FREE_TIER_LEGACY, "ALB", {"hour"}, NULL, "FreeTier", "legacy_alb_hours"},
    {FREE_TIER_LEGACY, "ALB", {"lcu_hour"}, NULL, "FreeTier", "legacy_alb_lcu_hours"},
    {FREE_TIER_NONE, "Lambda", {"requests"}, NULL, "Lambda", "free_requests"},
    {FREE_TIER_NONE, "Lambda", {"gb_second_x86_first_6B", "gb_second_arm_first_7.5B"},
     NULL, "Lambda", "free_gb_seconds"},
    {FREE_TIER_NONE, "DynamoDB", {"wcu_hour"}, NULL, "DynamoDB", "always_free_wcu_hours"},
    {FREE_TIER_NONE, "DynamoDB", {"rcu_hour"}, NULL, "DynamoDB", "always_free_rcu_hours"},
    {FREE_TIER_NONE, "DynamoDB", {"storage_standard"}, NULL, "DynamoDB", "always_free_gb"},
    {FREE_TIER_NONE, "CloudWatch", {"logs_ingest", "logs_store"}, NULL,
     "CloudWatch", "logs_free"},
};
/* clang-format on */

static bool allowance_covers(const struct allowance *allowance,
                             const struct cost_line *line)
{
    if (!line->listed || line->no_allowance ||
        strcmp(line->listed->service, allowance->service) != 0)
        return false;
    for (int i = 0; i < FREE_ITEMS && allowance->items[i]; i++)
        if (fnmatch(allowance->items[i], line->listed->name, 0) == 0)
            return true;
    return false;
}

static bool allowance_applies(const struct cost_bill *bill,
                              const struct allowance *allowance)
{
    const struct design *design = bill->design;
    if (allowance->tier != FREE_TIER_NONE && allowance->tier != design->free_tier)
        return false;
    return !allowance->unless || !price_list_find(&design->prices, allowance->service,
                                                  allowance->unless, design->region);
}

static void allowance_apply(struct cost_bill *bill, const struct allowance *allowance)
{
    const struct cost_price row =
        cost_lines_catalog(bill, allowance->list, allowance->row);
    const char *why = allowance->tier == FREE_TIER_NONE ? "always free" : "free tier";
    double left = row.listed ? row.listed->value : 0;
    for (uint32_t i = 0; i < bill->cost->line_count && left > 0; i++) {
        const struct cost_line *line = &bill->cost->lines[i];
        if (!allowance_covers(allowance, line) || !(line->month_usd > 0))
            continue;
        left -= cost_lines_deduct(bill, i, left, why, row.source);
    }
}

/* ---- the credit of a new account ---- */

static void credit_apply(struct cost_bill *bill)
{
    const struct cost_price credit =
        cost_lines_catalog(bill, "FreeTier", "new_signup_credit");
    const struct cost_price months =
        cost_lines_catalog(bill, "FreeTier", "new_free_plan_months");
    double left = credit.listed && months.listed ? credit.usd / months.usd : 0;
    const char *item = arena_format(bill->arena, "credit, %g USD over %g months",
                                    credit.usd, months.usd);
    cost_lines_group(bill, "free tier", false);
    for (int basis = COST_FIXED; basis <= COST_METERED && left > 0; basis++) {
        const struct cost_amount billed = cost_lines_sum_provider(bill, basis);
        const double taken = fmin(left, billed.month);
        if (!(taken > 0))
            continue;
        cost_lines_credit(bill, item,
                          (struct cost_amount){taken, taken / billed.month * billed.run},
                          credit.source, basis);
        left -= taken;
    }
}

void cost_free_apply(struct cost_bill *bill)
{
    for (size_t i = 0; i < sizeof(allowances) / sizeof(allowances[0]); i++)
        if (allowance_applies(bill, &allowances[i]))
            allowance_apply(bill, &allowances[i]);
    if (bill->design->free_tier == FREE_TIER_NEW)
        credit_apply(bill);
}
