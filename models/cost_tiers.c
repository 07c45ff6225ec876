/* cost_tiers.c - see cost_tiers.h.
 *
 *   part of a tier = min(before + q, end) - max(before, begin)
 *
 * The run's part of it is in the proportion of the run's quantity to the month's.
 */
#include "models/cost_tiers.h"

#include <math.h>

static struct cost_price price_of(const struct cost_bill *bill, const char *service,
                                  const struct cost_tier *tier)
{
    if (!tier->price)
        return (struct cost_price){.usd = NAN};
    struct cost_price price = cost_lines_catalog(bill, service, tier->price);
    if (tier->stand_in && price.source)
        price.source =
            arena_format(bill->arena, "stand-in, %s: %s", tier->stand_in, price.source);
    return price;
}

void cost_tiers_add(struct cost_bill *bill, const char *name, const char *service,
                    const struct cost_tier *tiers, struct cost_amount amount,
                    double before, const char *unit, enum cost_basis basis)
{
    const double whole = isnan(amount.month) ? amount.run : amount.month;
    double begin = 0, end = 0;
    for (const struct cost_tier *tier = tiers; whole > 0 && !isinf(end); tier++) {
        end = fmax(begin, tier->up_to);
        const double part = fmin(before + whole, end) - fmax(before, begin);
        begin = end;
        if (part > 0)
            cost_lines_add(bill, arena_format(bill->arena, "%s: %s", name, tier->what),
                           (struct cost_amount){amount.month * (part / whole),
                                                amount.run * (part / whole)},
                           unit, price_of(bill, service, tier), basis);
    }
}
