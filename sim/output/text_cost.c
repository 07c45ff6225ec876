/* text_cost.c - see text_cost.h.
 */
#include "sim/output/text_cost.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

static void add_row(struct text_table *table, const json_t *item)
{
    struct arena *arena = table->paper->arena;
    const bool metered = strcmp(look_text(item, "basis"), "metered") == 0;
    const double month = look_number(item, "month_usd");
    table_row(table, INK_PLAIN);
    table_cell(table,
               arena_format(arena, "%s%s", look_text(item, "item"), metered ? " *" : ""));
    table_cell(table, human_number(arena, look_number(item, "quantity")));
    table_cell(table, look_text(item, "unit"));
    table_cell(table, human_usd(arena, look_number(item, "price_usd")));
    table_cell(table, isnan(month)
                          ? arena_format(arena, "%s a run",
                                         human_usd(arena, look_number(item, "run_usd")))
                          : human_usd(arena, month));
}

static void write_items(const struct paper *paper, const json_t *cost)
{
    const struct table_column columns[] = {
        {"item", TABLE_WRAP},        {"quantity", TABLE_RIGHT},    {"unit", TABLE_LEFT},
        {"price, USD", TABLE_RIGHT}, {"USD a month", TABLE_RIGHT},
    };
    const json_t *items = look_at(cost, "items");
    struct text_table table;
    bool metered = false;
    table_init(&table, paper, columns, 5);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        metered = metered || strcmp(look_text(item, "basis"), "metered") == 0;
        add_row(&table, item);
    }
    table_row(&table, INK_BOLD);
    table_cell(&table, "total");
    for (int i = 0; i < 3; i++)
        table_cell(&table, "");
    table_cell(&table, human_usd(paper->arena, look_number(cost, "month_usd")));
    table_write(&table, 2);
    if (metered)
        paper_line(paper, INK_DIM, 2, "* metered: follows the simulated usage");
}

static void write_local(const struct paper *paper, const json_t *cost)
{
    struct arena *arena = paper->arena;
    const char *currency = look_text(cost, "currency");
    const char *source = look_text(cost, "rate_source");
    if (!*currency || strcmp(currency, "USD") == 0)
        return;
    paper_line(paper, INK_PLAIN, 2, "That is %s a month, at %s for a dollar%s%s%s.",
               human_money(arena, look_number(cost, "month_local"), currency),
               human_money(arena, look_number(cost, "rate"), currency),
               *source ? " (" : "", source, *source ? ")" : "");
}

/* The bill in the budget's currency; NAN when it is neither of the two we have. */
static double bill_in(const json_t *cost, const char *currency)
{
    if (strcmp(currency, "USD") == 0)
        return look_number(cost, "month_usd");
    if (strcmp(currency, look_text(cost, "currency")) == 0)
        return look_number(cost, "month_local");
    return NAN;
}

static void write_budget(const struct paper *paper, const json_t *cost, bool fixed_only)
{
    const json_t *budget = look_at(cost, "budget");
    if (!json_is_object(budget))
        return;
    struct arena *arena = paper->arena;
    const bool ok = look_flag(budget, "ok");
    const char *currency = look_text(budget, "currency");
    const double limit = look_number(budget, "limit_local");
    const double share = bill_in(cost, currency) / limit;
    const char *bill = isfinite(share)
                           ? arena_format(arena, ", %s %s of it",
                                          fixed_only ? "they are" : "the bill is",
                                          human_share(arena, share))
                           : "";
    paper_line(paper, ok ? INK_GOOD : INK_BAD, 2, "%s budget of %s a month: %s%s%s",
               ok ? "✓" : "✗", human_money(arena, limit, currency),
               ok ? "held" : "exceeded", fixed_only ? " by fixed costs alone" : "", bill);
}

static void write_unpriced(const struct paper *paper, const json_t *unpriced)
{
    for (size_t i = 0; i < json_array_size(unpriced); i++)
        paper_line(paper, INK_WARN, 2, "not in the bill, no price known: %s",
                   json_string_value(json_array_get(unpriced, i)));
}

void text_cost_write(const struct paper *paper, const json_t *report, bool fixed_only)
{
    const json_t *cost = look_at(report, "cost");
    const double thousand = look_number(cost, "per_1000_usd");
    if (!cost)
        return;
    paper_heading(paper, "COST OF A MONTH");
    if (json_array_size(look_at(cost, "items")) > 0)
        write_items(paper, cost);
    else
        paper_line(paper, INK_PLAIN, 2, "Nothing here has a price.");
    write_local(paper, cost);
    write_budget(paper, cost, fixed_only);
    if (thousand > 0)
        paper_line(paper, INK_PLAIN, 2, "%s USD for a thousand answered requests",
                   human_usd(paper->arena, thousand));
    write_unpriced(paper, look_at(cost, "unpriced"));
}
