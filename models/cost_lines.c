/* cost_lines.c - a bill that is being written; see cost_lines.h.
 *
 * From the window to the month (730 h): with `month: {like_this: L, otherwise: q}`, L
 * hours are like the window and each of the others has the share q of its hourly usage,
 *   usage of a month = usage of the window x (L + (730 - L) q) / window
 * Without it L = 730: the window repeated all month. Finite traffic is an experiment,
 * not an hour of the month: without `month` nothing can be said, and the factor is NAN.
 */
#include "models/cost_lines.h"

#include <math.h>
#include <string.h>

static void lines_extrapolation(struct cost_bill *bill)
{
    const struct month_def *month = &bill->design->month;
    const int given = !isnan(month->like_this_s);
    bill->like_h = given ? fmin(month->like_this_s / 3600, COST_MONTH_H) : COST_MONTH_H;
    if (!given && bill->usage->finite > 0)
        bill->like_h = NAN;
    bill->other_h = COST_MONTH_H - bill->like_h;
    const double otherwise = given ? month->otherwise : 0;
    bill->factor = bill->window_h > 0
                       ? (bill->like_h + bill->other_h * otherwise) / bill->window_h
                       : NAN;
}

void cost_lines_begin(struct cost_bill *bill, struct summary *summary,
                      struct arena *arena)
{
    *bill = (struct cost_bill){
        .design = summary->design,
        .usage = &summary->usage,
        .cost = &summary->cost,
        .arena = arena,
        .window_h = summary->usage.window_s / 3600,
    };
    summary->cost = (struct cost_summary){0};
    lines_extrapolation(bill);
}

/* ---- amounts ---- */

struct cost_amount cost_lines_metered(const struct cost_bill *bill, double run)
{
    return (struct cost_amount){run * bill->factor, run};
}

struct cost_amount cost_lines_hours(double count, double hours_per_month, double run_h)
{
    return (struct cost_amount){count * hours_per_month, run_h};
}

struct cost_amount cost_lines_monthly(const struct cost_bill *bill, double quantity)
{
    return (struct cost_amount){quantity, quantity * bill->window_h / COST_MONTH_H};
}

/* ---- prices ---- */

/* How many units a price is for: "USD/1k" a thousand, "USD/1M" a million. */
static double lines_units(const char *unit)
{
    const char *per = strchr(unit, '/');
    if (!per || per[1] != '1')
        return 1;
    return per[2] == 'k' ? 1e3 : per[2] == 'M' ? 1e6 : 1;
}

struct cost_price cost_lines_catalog(const struct cost_bill *bill, const char *service,
                                     const char *name)
{
    const struct price_def *price =
        price_list_find(&bill->design->prices, service, name, bill->design->region);
    if (!price)
        return (struct cost_price){NAN, NULL};
    const char *source = price->source ? price->source : "catalog";
    const char *date = price->as_of && *price->as_of ? price->as_of : "no date";
    return (struct cost_price){
        price->value / lines_units(price->unit),
        arena_format(bill->arena, "%s (%s)", source, date),
    };
}

struct cost_price cost_lines_given(const struct cost_bill *bill,
                                   const struct price *price)
{
    const struct currency_def *currency = &bill->design->currency;
    struct cost_price given = {NAN, "given in the scenario"};
    if (strcmp(price->currency, "USD") == 0) {
        given.usd = price->amount;
    } else if (currency->code && strcmp(price->currency, currency->code) == 0) {
        given.usd = price->amount / currency->rate;
        given.source =
            arena_format(bill->arena, "given in the scenario, at %g %s for 1 USD",
                         currency->rate, currency->code);
    }
    return given;
}

/* ---- lines ---- */

static struct cost_line *lines_new(struct cost_bill *bill)
{
    struct cost_summary *cost = bill->cost;
    if (cost->line_count == bill->line_capacity) {
        bill->line_capacity = bill->line_capacity ? 2 * bill->line_capacity : 16;
        cost->lines = arena_grow(bill->arena, cost->lines, cost->line_count,
                                 bill->line_capacity, sizeof(*cost->lines));
    }
    return &cost->lines[cost->line_count++];
}

static void lines_new_unpriced(struct cost_bill *bill, const char *text)
{
    struct cost_summary *cost = bill->cost;
    if (cost->unpriced_count == bill->unpriced_capacity) {
        bill->unpriced_capacity =
            bill->unpriced_capacity ? 2 * bill->unpriced_capacity : 8;
        cost->unpriced = arena_grow(bill->arena, cost->unpriced, cost->unpriced_count,
                                    bill->unpriced_capacity, sizeof(*cost->unpriced));
    }
    cost->unpriced[cost->unpriced_count++] = text;
}

void cost_lines_unpriced(struct cost_bill *bill, const char *item,
                         struct cost_amount amount, const char *unit)
{
    const int known = !isnan(amount.month);
    char number[UNIT_TEXT];
    units_write_number(number, known ? amount.month : amount.run);
    lines_new_unpriced(bill, arena_format(bill->arena, "%s: %s %s %s", item, number, unit,
                                          known ? "a month" : "in the run"));
}

void cost_lines_add(struct cost_bill *bill, const char *item, struct cost_amount amount,
                    const char *unit, struct cost_price price, enum cost_basis basis)
{
    if (amount.run == 0 && !(amount.month > 0))
        return;
    if (isnan(price.usd)) {
        cost_lines_unpriced(bill, item, amount, unit);
        return;
    }
    *lines_new(bill) = (struct cost_line){
        .item = item,
        .quantity = isnan(amount.month) ? amount.run : amount.month,
        .unit = unit,
        .price_usd = price.usd,
        .month_usd = amount.month * price.usd,
        .run_usd = amount.run * price.usd,
        .basis = basis == COST_FIXED ? "fixed" : "metered",
        .source = price.source,
    };
}

double cost_lines_month_usd(const struct cost_bill *bill)
{
    double sum = 0;
    for (uint32_t i = 0; i < bill->cost->line_count; i++)
        if (!isnan(bill->cost->lines[i].month_usd))
            sum += bill->cost->lines[i].month_usd;
    return sum;
}

double cost_lines_run_usd(const struct cost_bill *bill)
{
    double sum = 0;
    for (uint32_t i = 0; i < bill->cost->line_count; i++)
        sum += bill->cost->lines[i].run_usd;
    return sum;
}
