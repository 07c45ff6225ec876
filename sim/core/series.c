/* series.c - a figure over time with bounded memory; see series.h.
 */
#include "sim/core/series.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

/* Steps that divide a minute, an hour or a day, as on a clock's face. */
static const double series_steps_s[] = {
    1,
    2,
    5,
    10,
    15,
    30,
    MINUTE_S,
    2 * MINUTE_S,
    5 * MINUTE_S,
    10 * MINUTE_S,
    15 * MINUTE_S,
    30 * MINUTE_S,
    HOUR_S,
    2 * HOUR_S,
    6 * HOUR_S,
    12 * HOUR_S,
};

double series_step_s(double duration_s)
{
    const double least = duration_s / SERIES_STEPS;
    const size_t count = sizeof(series_steps_s) / sizeof(series_steps_s[0]);
    for (size_t i = 0; i < count; i++)
        if (series_steps_s[i] >= least)
            return series_steps_s[i];
    return ceil(least / DAY_S) * DAY_S;
}

uint32_t series_steps(double duration_s)
{
    if (!(duration_s > 0))
        return 0;
    /* Rounding in duration / 240 could make it 241. */
    return (uint32_t)fmin(ceil(duration_s / series_step_s(duration_s)), SERIES_STEPS);
}

void series_init(struct series *series, struct arena *arena, const char *name,
                 uint32_t capacity)
{
    series->name = arena_text(arena, name, strlen(name));
    series->values = arena_array(arena, capacity, sizeof(double));
    series->count = 0;
    series->capacity = capacity;
}

void series_push(struct series *series, double value)
{
    assert(series->count < series->capacity);
    series->values[series->count++] = value;
}
