/* document_cost.c - see document_cost.h.
 */
#include "sim/output/document_cost.h"

#include "sim/output/document_add.h"
#include "sim/output/json.h"

#include <math.h>
#include <string.h>

/* Without a currency of the user's the local figures are in USD at a rate of 1. */
static void add_totals(json_t *cost, const struct summary *summary)
{
    const struct cost_summary *found = &summary->cost;
    const int local = found->currency != NULL;
    document_add_number(cost, "month_usd", found->month_usd);
    document_add_interval(cost, "month_usd_ci95", found->month_ci);
    document_add_number(cost, "fixed_usd", found->fixed_usd);
    document_add_number(cost, "metered_usd", found->metered_usd);
    document_add_text(cost, "currency", local ? found->currency : "USD");
    document_add_number(cost, "month_local",
                        local ? found->month_local : found->month_usd);
    document_add_number(cost, "rate", local ? found->rate : 1);
    document_add_text(cost, "rate_source",
                      local ? summary->design->currency.source : NULL);
}

static void add_budget(json_t *cost, const struct cost_summary *found)
{
    if (!found->budget_given) {
        document_add(cost, "budget", json_null());
        return;
    }
    json_t *budget = document_add_object(cost, "budget");
    document_add_number(budget, "limit_local", found->budget_limit);
    document_add_text(budget, "currency", found->budget_currency);
    document_add_flag(budget, "ok", found->budget_ok);
    document_add_number(budget, "amount_local", found->budget_amount);
    document_add_number(budget, "months", found->budget_months);
    document_add_flag(budget, "undecided", found->budget_undecided);
    document_add_flag(budget, "unpriced", found->unpriced_count > 0);
}

static void add_unpriced(json_t *cost, const struct cost_summary *found)
{
    json_t *unpriced = document_add_array(cost, "unpriced");
    for (uint32_t i = 0; i < found->unpriced_count; i++)
        json_array_append_new(unpriced, json_words(found->unpriced[i]));
}

static void add_items(json_t *cost, const struct cost_summary *found)
{
    json_t *items = document_add_array(cost, "items");
    for (uint32_t i = 0; i < found->line_count; i++) {
        const struct cost_line *line = &found->lines[i];
        json_t *item = document_add_item(items);
        document_add_text(item, "item", line->item);
        document_add_number(item, "quantity", line->quantity);
        document_add_text(item, "unit", line->unit);
        document_add_number(item, "price_usd", line->price_usd);
        document_add_number(item, "month_usd", line->month_usd);
        document_add_number(item, "run_usd", line->run_usd);
        document_add_text(item, "basis", line->basis);
        document_add_text(item, "source", line->source ? line->source : "");
        document_add_text(item, "group", line->group);
        document_add_number(item, "share", line->share);
        document_add_flag(item, "stand_in", line->stand_in);
    }
}

static int same_group(const struct cost_line *a, const struct cost_line *b)
{
    return a->group == b->group ||
           (a->group && b->group && strcmp(a->group, b->group) == 0);
}

/* Neighbours of one group together; a line of nobody's is in none. */
static void add_groups(json_t *cost, const struct cost_summary *found)
{
    json_t *groups = document_add_array(cost, "groups");
    const struct cost_line *lines = found->lines;
    for (uint32_t begin = 0, end; begin < found->line_count; begin = end) {
        double month_usd = 0;
        for (end = begin;
             end < found->line_count && same_group(&lines[end], &lines[begin]); end++)
            month_usd += isnan(lines[end].month_usd) ? 0 : lines[end].month_usd;
        if (!lines[begin].group)
            continue;
        json_t *group = document_add_item(groups);
        document_add_text(group, "group", lines[begin].group);
        document_add_number(group, "lines", end - begin);
        document_add_number(group, "month_usd", month_usd);
        document_add_number(group, "share",
                            found->month_usd > 0 ? month_usd / found->month_usd : NAN);
    }
}

json_t *document_cost_create(const struct summary *summary)
{
    const struct cost_summary *found = &summary->cost;
    json_t *cost = json_object();
    add_totals(cost, summary);
    add_budget(cost, found);
    document_add_number(cost, "per_1000_usd", found->per_1000_usd);
    add_unpriced(cost, found);
    add_items(cost, found);
    add_groups(cost, found);
    return cost;
}
