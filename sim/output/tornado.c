/* tornado.c - see tornado.h.
 */
#include "sim/output/tornado.h"

#include <math.h>
#include <string.h>

/* The column in which a value lies. */
static int column_of(const struct tornado_scale *scale, double value)
{
    const double width = scale->most - scale->least;
    const double share = width > 0 ? (value - scale->least) / width : 0.5;
    return (int)lround(share * (scale->columns - 1));
}

/* Between the line of the scenario and the value, both included. */
static bool covers(const struct tornado_scale *scale, double value, int column)
{
    if (isnan(value))
        return false;
    const int base = column_of(scale, scale->base), at = column_of(scale, value);
    return at < base ? column >= at && column < base : column <= at && column > base;
}

const char *tornado_bar(struct arena *arena, const struct tornado_scale *scale,
                        double low, double high)
{
    char *bar = arena_allocate(arena, (size_t)scale->columns * 3 + 1), *to = bar;
    const int base = column_of(scale, scale->base);
    const bool low_shorter = fabs(low - scale->base) < fabs(high - scale->base);
    for (int i = 0; i < scale->columns; i++) {
        const bool by_low = covers(scale, low, i), by_high = covers(scale, high, i);
        const char *mark = i == base                             ? TORNADO_BASE
                           : by_low && (low_shorter || !by_high) ? TORNADO_LOW
                           : by_high                             ? TORNADO_HIGH
                                                                 : " ";
        memcpy(to, mark, strlen(mark));
        to += strlen(mark);
    }
    return bar;
}
