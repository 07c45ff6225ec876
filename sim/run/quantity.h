/* quantity.h - the number in a value of the scenario, with its unit and what stands around.
 *
 * "8ms", "80/s", "30%", "4" are numbers in a unit; of a distribution whose first argument
 * is its mean ("lognormal(12ms, cv=1)") the number is the mean, and the shape is kept when
 * it is written with another one.
 */
#ifndef OVERSTACK_RUN_QUANTITY_H
#define OVERSTACK_RUN_QUANTITY_H

#include "sim/core/arena.h"

#include <stdbool.h>

enum quantity_unit {
    QUANTITY_NUMBER,
    QUANTITY_SHARE,
    QUANTITY_DURATION,
    QUANTITY_SIZE,
    QUANTITY_RATE,
    QUANTITY_BANDWIDTH,
    QUANTITY_THROUGHPUT,
    QUANTITY_MONEY, /* the currency and what it is for stand behind it */
};

struct quantity {
    const char *before, *after; /* "lognormal(" and ", cv=1)"; " USD/h" */
    enum quantity_unit unit;
    double value; /* seconds, bytes, 1/s, bits a second, shares in 0..1 */
};

/* False when the text has no such number ("unlimited", "lognormal(p50=..., p99=...)"). */
bool quantity_read(struct quantity *quantity, const char *text, struct arena *arena);

/* Is the number a distribution's mean? */
bool quantity_is_mean(const struct quantity *quantity);

/* May both stand for the same thing? A bare 0, and a bare number beside a share, may. */
bool quantity_alike(const struct quantity *one, const struct quantity *other);

/* With another number, exact, as --set reads it. */
const char *quantity_text(const struct quantity *quantity, double value,
                          struct arena *arena);

#endif
