/* allowance.h - what a managed service allows at most, as the report's resources see it:
 * environments at once, capacity units a second.
 *
 * It is saturated in a step in which it turned a call away, and first at that very
 * moment; what is held and given back (environments), also at 95%.
 */
#ifndef OVERSTACK_MODELS_ALLOWANCE_H
#define OVERSTACK_MODELS_ALLOWANCE_H

#include "sim/core/statistic.h"

#include <math.h>
#include <stdbool.h>

struct allowance {
    struct allowance *next; /* of the same service */
    const char *name;       /* of the resource: service.NAME.name */
    struct area used;       /* what is in use; of units a second only the sum counts */
    double capacity;        /* of the same, now */
    bool is_held;           /* and given back; else used up */
    double throttled;       /* calls, in the window */
    double throttled_at_s;  /* the first of them; NAN */
};

static inline void allowance_throttle(struct allowance *allowance, double now_s)
{
    allowance->throttled += 1;
    if (isnan(allowance->throttled_at_s))
        allowance->throttled_at_s = now_s;
}

/* Units that are used up as they are taken. */
static inline void allowance_spend(struct allowance *allowance, double units)
{
    allowance->used.area += units;
}

static inline void allowance_open_window(struct allowance *allowance)
{
    allowance->throttled = 0;
    allowance->throttled_at_s = NAN;
}

#endif
