/* daily.c - see daily.h.
 *
 * Pieces begin at whole steps counted from peak_at, so that peak and trough are met
 * exactly, and at midnights, where a weekend may begin or end.
 */
#include "models/daily.h"

#include <math.h>
#include <stdbool.h>

#define DAY_S  86400.0
#define WEEK_S (7 * DAY_S)
#define STEP_S 300.0
#define TAU    6.283185307179586

static bool is_weekend(double clock_s)
{
    return fmod(clock_s, WEEK_S) >= 5 * DAY_S;
}

double daily_rate(const struct traffic_def *t, double at_s, double day_of_s)
{
    const double clock_s = at_s + t->start_clock_s;
    const double wave = 0.5 + 0.5 * cos(TAU * (clock_s - t->peak_at_s) / DAY_S);
    const double rate = t->trough_per_s + (t->peak_per_s - t->trough_per_s) * wave;
    return is_weekend(day_of_s + t->start_clock_s) ? t->weekend * rate : rate;
}

/* The first multiple of step_s, counted from zero_s, after at_s. */
static double next_multiple(double at_s, double zero_s, double step_s)
{
    double next_s = zero_s + step_s * (floor((at_s - zero_s) / step_s) + 1);
    return next_s > at_s ? next_s : next_s + step_s;
}

static double next_edge(const struct traffic_def *t, double at_s, double end_s)
{
    const double step_s = next_multiple(at_s, t->peak_at_s - t->start_clock_s, STEP_S);
    const double midnight_s = next_multiple(at_s, -t->start_clock_s, DAY_S);
    return fmin(fmin(step_s, midnight_s), end_s);
}

void daily_curve(struct traffic_def *t, double until_s, struct arena *arena)
{
    const double end_s = fmin(t->end_s, until_s), start_s = fmin(t->start_s, end_s);
    const double span_s = end_s - start_s;
    const uint32_t most = (uint32_t)(span_s / STEP_S + span_s / DAY_S) + 6;
    struct rate_piece *pieces = arena_array(arena, most, sizeof *pieces);
    uint32_t count = 0;
    if (start_s > 0)
        pieces[count++] = (struct rate_piece){0, 0, 0};
    for (double at_s = start_s; at_s < end_s;) {
        const double to_s = next_edge(t, at_s, end_s), middle_s = 0.5 * (at_s + to_s);
        const double from = daily_rate(t, at_s, middle_s);
        const double to = daily_rate(t, to_s, middle_s);
        pieces[count++] = (struct rate_piece){at_s, from, (to - from) / (to_s - at_s)};
        at_s = to_s;
    }
    pieces[count++] = (struct rate_piece){end_s, 0, 0};
    t->curve = (struct rate_curve){.pieces = pieces, .count = count};
}
