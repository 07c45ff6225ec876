/* cost.c - what the design costs a month.
 *
 * Hosts first, then managed services, in the order of the scenario, then traffic, each a
 * group of lines; what is free is taken off (cost_free.c), tax comes last. The total is the
 * sum of the fixed lines and of the metered ones, each in that order. Metered items of
 * finite traffic without `month` have a price for the run only and are left out of the
 * month.
 *
 * Per thousand requests: the month's bill over the answered requests of a month.
 * Budget: amount / months, compared in the currency it was given in.
 */
#include "models/cost.h"

#include "models/cost_free.h"
#include "models/cost_hosts.h"
#include "models/cost_lines.h"
#include "models/cost_services.h"
#include "models/cost_traffic.h"

#include <math.h>
#include <string.h>

/* A line for what is fixed and one for what is metered, so that each is taxed as it
 * comes. */
static void cost_add_tax(struct cost_bill *bill)
{
    const double tax = bill->design->tax;
    if (!(tax > 0))
        return;
    char share[UNIT_TEXT];
    units_write_share(share, tax);
    const struct cost_price price = {.usd = tax, .source = "given in the scenario"};
    const struct cost_amount fixed = cost_lines_sum(bill, COST_FIXED);
    const struct cost_amount metered = cost_lines_sum(bill, COST_METERED);
    cost_lines_group(bill, "tax", false);
    cost_lines_add(bill, arena_format(bill->arena, "tax, %s", share), fixed, "USD", price,
                   COST_FIXED);
    cost_lines_add(bill, arena_format(bill->arena, "tax, %s, of what is metered", share),
                   metered, "USD", price, COST_METERED);
}

static void cost_total(const struct cost_bill *bill)
{
    struct cost_summary *cost = bill->cost;
    const struct currency_def *currency = &bill->design->currency;
    cost->fixed_usd = cost_lines_sum(bill, COST_FIXED).month;
    cost->metered_usd = cost_lines_sum(bill, COST_METERED).month;
    cost->month_usd = cost->fixed_usd + cost->metered_usd;
    cost->currency = currency->code;
    cost->rate = currency->code ? currency->rate : 1;
    cost->month_local = cost->month_usd * cost->rate;
    const double answered = bill->usage->answered * bill->factor;
    cost->per_1000_usd = answered > 0 ? cost->month_usd / (answered / 1000) : NAN;
    for (uint32_t i = 0; i < cost->line_count; i++)
        cost->lines[i].share =
            cost->month_usd > 0 ? cost->lines[i].month_usd / cost->month_usd : NAN;
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
    cost->budget_amount = budget->amount.amount;
    cost->budget_months = budget->months > 0 ? budget->months : 1;
    cost->budget_limit = cost->budget_amount / cost->budget_months;
    cost->budget_currency = currency;
    cost->budget_ok = month <= cost->budget_limit;
}

/* A machine the user describes stands anywhere; an interface or a fee is somebody
 * else's. */
static void cost_add_parts(struct cost_bill *bill)
{
    const struct design *design = bill->design;
    for (uint32_t i = 0; i < design->hosts.count; i++) {
        const struct host_def *host = design_host(design, i);
        cost_lines_group(bill, host->item.name,
                         host->is_catalog && !host->instance.price.given);
        cost_hosts_add(bill, host);
    }
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        cost_lines_group(bill, service->item.name,
                         service->kind != KIND_EXTERNAL && service->kind != KIND_FLAT);
        cost_services_add(bill, service);
    }
    cost_lines_group(bill, "traffic", true);
    cost_traffic_add(bill);
}

void cost_find(struct summary *summary, struct arena *arena)
{
    struct cost_bill bill;
    cost_lines_begin(&bill, summary, arena);
    cost_add_parts(&bill);
    cost_free_apply(&bill);
    cost_add_tax(&bill);
    cost_total(&bill);
    cost_judge_budget(&bill);
}
