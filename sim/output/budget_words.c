/* budget_words.c - see budget_words.h.
 */
#include "sim/output/budget_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

static bool is_all_priced(const json_t *cost)
{
    return json_array_size(look_at(cost, "unpriced")) == 0;
}

const char *budget_words_mark(const json_t *cost)
{
    const json_t *budget = look_at(cost, "budget");
    if (!json_is_object(budget))
        return "";
    if (look_flag(budget, "undecided"))
        return "?";
    if (!look_flag(budget, "ok"))
        return "✗";
    return is_all_priced(cost) ? "✓" : "!";
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

/* " (600,000 KRW for 2 months)" where it was given so. */
static const char *budget_terms(struct arena *arena, const json_t *budget)
{
    const double months = look_number(budget, "months");
    if (isnan(months) || months == 1)
        return "";
    return arena_format(arena, " (%s for %s)",
                        human_money(arena, look_number(budget, "amount_local"),
                                    look_text(budget, "currency")),
                        human_plural(arena, months, "month", "months"));
}

const char *budget_words(struct arena *arena, const json_t *cost, bool fixed_only)
{
    const json_t *budget = look_at(cost, "budget");
    const char *currency = look_text(budget, "currency");
    const double limit = look_number(budget, "limit_local");
    const double share = bill_in(cost, currency) / limit;
    if (!json_is_object(budget))
        return "";
    const char *bill = isfinite(share)
                           ? arena_format(arena, ", %s %s of it",
                                          fixed_only ? "they are" : "the bill is",
                                          human_share(arena, share))
                           : "";
    return arena_format(arena, "budget of %s a month%s: %s%s%s%s",
                        human_money(arena, limit, currency), budget_terms(arena, budget),
                        look_flag(budget, "undecided") ? "undecided"
                        : look_flag(budget, "ok")      ? "held"
                                                       : "exceeded",
                        fixed_only ? " by fixed costs alone" : "", bill,
                        is_all_priced(cost) ? "" : ", without what has no price");
}
