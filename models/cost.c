/* cost.c - what the design costs a month.
 *
 * Hosts first, then managed services, in the order of the scenario, tax last; the total
 * is the sum of the lines in that order. Metered items of finite traffic without `month`
 * have a price for the run only and are left out of the month. Traffic to the internet
 * is metered but not priced yet, so it is named among the unpriced.
 *
 * Per thousand requests: the month's bill over the answered requests of a month.
 * Budget: amount / months, compared in the currency it was given in.
 */
#include "models/cost.h"

#include "models/cost_hosts.h"
#include "models/cost_lines.h"
#include "models/cost_services.h"

#include <math.h>
#include <string.h>

static void cost_add_egress(struct cost_bill *bill)
{
    double bytes = 0;
    for (uint32_t i = 0; i < bill->design->machine_count; i++)
        bytes += bill->usage->machines[i].internet_out_bytes;
    for (uint32_t i = 0; i < bill->design->services.count; i++)
        bytes += bill->usage->services[i].internet_out_bytes;
    if (bytes > 0)
        cost_lines_unpriced(bill, "traffic to the internet",
                            cost_lines_metered(bill, bytes / COST_GB), "GB");
}

static void cost_add_tax(struct cost_bill *bill)
{
    const double tax = bill->design->tax;
    if (!(tax > 0))
        return;
    char share[UNIT_TEXT];
    units_write_share(share, tax);
    const struct cost_amount sum = {cost_lines_month_usd(bill), cost_lines_run_usd(bill)};
    cost_lines_add(bill, arena_format(bill->arena, "tax, %s", share), sum, "USD",
                   (struct cost_price){tax, "given in the scenario"}, COST_FIXED);
}

static void cost_total(const struct cost_bill *bill)
{
    struct cost_summary *cost = bill->cost;
    const struct currency_def *currency = &bill->design->currency;
    cost->month_usd = cost_lines_month_usd(bill);
    cost->currency = currency->code;
    cost->rate = currency->code ? currency->rate : 1;
    cost->month_local = cost->month_usd * cost->rate;
    const double answered = bill->usage->answered * bill->factor;
    cost->per_1000_usd = answered > 0 ? cost->month_usd / (answered / 1000) : NAN;
}

/* In the budget's own currency; one that is neither USD nor the design's cannot be
 * compared, and does not hold. */
static void cost_judge_budget(const struct cost_bill *bill)
{
    struct cost_summary *cost = bill->cost;
    const struct budget_def *budget = &bill->design->budget;
    if (!budget->amount.given)
        return;
    const char *currency = budget->amount.currency;
    double month = NAN;
    if (strcmp(currency, "USD") == 0)
        month = cost->month_usd;
    else if (cost->currency && strcmp(currency, cost->currency) == 0)
        month = cost->month_local;
    cost->budget_given = 1;
    cost->budget_limit =
        budget->amount.amount / (budget->months > 0 ? budget->months : 1);
    cost->budget_currency = currency;
    cost->budget_ok = month <= cost->budget_limit;
}

void cost_find(struct summary *summary, struct arena *arena)
{
    const struct design *design = summary->design;
    struct cost_bill bill;
    cost_lines_begin(&bill, summary, arena);
    for (uint32_t i = 0; i < design->hosts.count; i++)
        cost_hosts_add(&bill, design_host(design, i));
    for (uint32_t i = 0; i < design->services.count; i++)
        cost_services_add(&bill, design_service(design, i));
    cost_add_egress(&bill);
    cost_add_tax(&bill);
    cost_total(&bill);
    cost_judge_budget(&bill);
}
