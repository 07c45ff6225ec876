/* tornado.h - the bar of a tornado chart as characters.
 *
 * All bars of a chart share one scale, from the lowest to the highest value in it, and a
 * line where the scenario stands. A bar goes from there to what the low end of the range
 * gives (light) and to what the high end gives (dark).
 */
#ifndef OVERSTACK_OUTPUT_TORNADO_H
#define OVERSTACK_OUTPUT_TORNADO_H

#include "sim/core/arena.h"

#include <stdbool.h>

#define TORNADO_LOW  "\u2592"
#define TORNADO_HIGH "\u2588"
#define TORNADO_BASE "\u2502"

struct tornado_scale {
    double least, most, base;
    int columns;
};

/* Values that are NAN draw nothing. */
const char *tornado_bar(struct arena *arena, const struct tornado_scale *scale,
                        double low, double high);

#endif
