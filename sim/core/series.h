/* series.h - a figure over time with bounded memory: one value for each step of the
 * timeline. The step is duration / 240 rounded up to 1, 2, 5, 10, 15, 30 s, 1, 2, 5,
 * 10, 15, 30 min, 1, 2, 6, 12 h, then whole days; so a series has at most 240 values
 * and a partial last step counts as a step.
 */
#ifndef OVERSTACK_CORE_SERIES_H
#define OVERSTACK_CORE_SERIES_H

#include "sim/core/arena.h"

#include <stdint.h>

enum { SERIES_STEPS = 240 };

struct series {
    const char *name; /* host.web.cpu */
    double *values;   /* NAN: no value in that step */
    uint32_t count, capacity;
};

double series_step_s(double duration_s);
/* ceil(duration / step) */
uint32_t series_steps(double duration_s);

void series_init(struct series *series, struct arena *arena, const char *name,
                 uint32_t capacity);
/* Adds the next step's value; more than capacity asserts. */
void series_push(struct series *series, double value);

#endif
