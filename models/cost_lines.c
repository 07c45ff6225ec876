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
#include <stdlib.h>
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

void cost_lines_group(struct cost_bill *bill, const char *group, bool provider)
{
    bill->group = group;
    bill->provider = provider;
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

/* How many units a price is for: "USD/10k" ten thousand, "USD/1M" a million. */
static double lines_units(const char *unit)
{
    const char *per = strchr(unit, '/');
    char *end;
    const double count = per ? strtod(per + 1, &end) : 0;
    if (!(count > 0))
        return 1;
    return count * (*end == 'k' ? 1e3 : *end == 'M' ? 1e6 : 1);
}

struct cost_price cost_lines_listed(const struct cost_bill *bill,
                                    const struct price_def *price)
{
    return (struct cost_price){
        .usd = price->value / lines_units(price->unit),
        .source = price_list_source(price, bill->arena),
        .listed = price,
        .stand_in = price_list_is_stand_in(price),
    };
}

struct cost_price cost_lines_catalog(const struct cost_bill *bill, const char *service,
                                     const char *name)
{
    const char *region = bill->design->region;
    const struct price_def *price =
        price_list_find(&bill->design->prices, service, name, region);
    if (!price)
        return (struct cost_price){.usd = NAN, .missing_in = region};
    return cost_lines_listed(bill, price);
}

struct cost_price cost_lines_given(const struct cost_bill *bill,
                                   const struct price *price)
{
    const struct currency_def *currency = &bill->design->currency;
    struct cost_price given = {.usd = NAN, .source = "given in the scenario"};
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

const char *cost_lines_basis(enum cost_basis basis)
{
    return basis == COST_FIXED ? "fixed" : "metered";
}

static void lines_put(struct cost_bill *bill, const char *item, struct cost_amount amount,
                      const char *unit, struct cost_price price, enum cost_basis basis)
{
    *lines_new(bill) = (struct cost_line){
        .item = item,
        .quantity = isnan(amount.month) ? amount.run : amount.month,
        .unit = unit,
        .price_usd = price.usd,
        .month_usd = amount.month * price.usd,
        .run_usd = amount.run * price.usd,
        .basis = cost_lines_basis(basis),
        .source = price.source,
        .group = bill->group,
        .share = NAN,
        .listed = price.listed,
        .no_allowance = price.no_allowance,
        .stand_in = price.stand_in,
        .provider = bill->provider || price.listed,
    };
}

void cost_lines_add(struct cost_bill *bill, const char *item, struct cost_amount amount,
                    const char *unit, struct cost_price price, enum cost_basis basis)
{
    if (amount.run == 0 && !(amount.month > 0))
        return;
    if (isnan(price.usd) && price.missing_in)
        item = arena_format(bill->arena, "%s in %s", item, price.missing_in);
    if (isnan(price.usd))
        cost_lines_unpriced(bill, item, amount, unit);
    else
        lines_put(bill, item, amount, unit, price, basis);
}

void cost_lines_credit(struct cost_bill *bill, const char *item, struct cost_amount usd,
                       const char *source, enum cost_basis basis)
{
    lines_put(bill, item, (struct cost_amount){-usd.month, -usd.run}, "USD",
              (struct cost_price){.usd = 1, .source = source}, basis);
}

double cost_lines_deduct(struct cost_bill *bill, uint32_t at, double quantity,
                         const char *why, const char *source)
{
    const struct cost_line from = bill->cost->lines[at];
    const double taken = fmin(quantity, from.quantity - from.taken);
    const double share = taken / from.quantity;
    if (!(taken > 0))
        return 0;
    (void)lines_new(bill);
    struct cost_line *line = &bill->cost->lines[at];
    memmove(&line[2], &line[1], (bill->cost->line_count - at - 2) * sizeof(*line));
    line[0].taken += taken;
    line[1] = from;
    line[1].item = arena_format(bill->arena, "%s, %s", from.item, why);
    line[1].quantity = -taken;
    line[1].month_usd = -taken * from.price_usd;
    line[1].run_usd = -share * from.run_usd;
    line[1].source = source;
    line[1].listed = NULL;
    line[1].surplus_of = NULL;
    return taken;
}

/* ---- sums ---- */

static struct cost_amount lines_sum(const struct cost_bill *bill, enum cost_basis basis,
                                    bool provider_only)
{
    struct cost_amount sum = {0, 0};
    for (uint32_t i = 0; i < bill->cost->line_count; i++) {
        const struct cost_line *line = &bill->cost->lines[i];
        if (strcmp(line->basis, cost_lines_basis(basis)) != 0 ||
            (provider_only && !line->provider))
            continue;
        sum.month += isnan(line->month_usd) ? 0 : line->month_usd;
        sum.run += line->run_usd;
    }
    return sum;
}

struct cost_amount cost_lines_sum(const struct cost_bill *bill, enum cost_basis basis)
{
    return lines_sum(bill, basis, false);
}

struct cost_amount cost_lines_sum_provider(const struct cost_bill *bill,
                                           enum cost_basis basis)
{
    return lines_sum(bill, basis, true);
}
