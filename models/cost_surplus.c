/* cost_surplus.c - how many surplus CPU credits a month bills.
 *
 * In mode unlimited a machine first spends its balance, up to `max` credits, then
 * borrows up to `max` more (surplus: free while open, repaid by what it earns later);
 * what goes beyond is billed as it is spent. So the balance walks between -max and
 * +max, and what it loses at the lower end is billed.
 *
 * A window of less than a day is repeated every day: `like` hours of the month become
 * like / (730 / 24) hours of each day, the rest of the day is `otherwise`. One of the two
 * phases may lose credits, l, while the other gains g. In the cyclic state the gain
 * before the loss can fill no more than the whole range, so a day bills
 *   max(0, l - min(g, 2 max))
 * (if g >= l the day starts its loss at the top: it bills l - 2 max if that is positive).
 * When both phases lose, both are billed. This is never more than the use above the
 * baseline, since l itself is not.
 *
 * A window of a day or more has its own days inside: over the month
 *   net = like (use - earn) + other (otherwise use - earn)
 * credits are missing, but never fewer than the run itself was billed, scaled.
 */
#include "models/cost_surplus.h"

#include "models/verdict_text.h"

#include <math.h>

#define MONTH_DAYS (730.0 / 24)

static double surplus_daily(const struct cost_surplus *s, double use_per_h)
{
    const double like = s->like_h / MONTH_DAYS * (use_per_h - s->earn_per_h);
    const double other =
        s->other_h / MONTH_DAYS * (s->otherwise * use_per_h - s->earn_per_h);
    const double loss = fmax(0, like) + fmax(0, other);
    const double gain = fmax(0, -like) + fmax(0, -other);
    return MONTH_DAYS * fmax(0, loss - fmin(gain, 2 * s->max_credits));
}

static double surplus_long(const struct cost_surplus *s, double use_per_h)
{
    const double net = s->like_h * (use_per_h - s->earn_per_h) +
                       s->other_h * (s->otherwise * use_per_h - s->earn_per_h);
    return fmax(fmax(0, net), s->billed * s->like_h / s->window_h);
}

double cost_surplus_month(const struct cost_surplus *surplus)
{
    if (isnan(surplus->like_h) || !(surplus->window_h > 0))
        return NAN;
    const double use_per_h = surplus->used / surplus->window_h;
    return surplus->window_h < 24 ? surplus_daily(surplus, use_per_h)
                                  : surplus_long(surplus, use_per_h);
}

const struct cost_line *cost_surplus_line(const struct cost_summary *cost,
                                          const struct host_def *host)
{
    for (uint32_t i = 0; i < cost->line_count; i++)
        if (cost->lines[i].surplus_of == host && cost->lines[i].month_usd > 0)
            return &cost->lines[i];
    return NULL;
}

const char *cost_surplus_say(const struct cost_summary *cost,
                             const struct cost_line *line, struct arena *arena)
{
    char share[UNIT_TEXT];
    units_write_share(share, line->month_usd / cost->month_usd);
    return arena_format(arena, "%s a month, %s of the bill",
                        verdict_text_money(line->month_usd, "USD", arena), share);
}
