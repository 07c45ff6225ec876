/* profile.c - see profile.h. */
#include "models/profile.h"

#include <math.h>
#include <stdbool.h>

/* Whole numbers of users are reached where the line says so, up to rounding. */
#define STEP_EPSILON 1e-9

static bool is_ramping(const struct traffic_def *def)
{
    return def->executor == EXECUTOR_RAMPING_ARRIVAL_RATE ||
           def->executor == EXECUTOR_RAMPING_VUS;
}

static double base_value(const struct traffic_def *def)
{
    switch (def->executor) {
    case EXECUTOR_CONSTANT_ARRIVAL_RATE:
        return def->rate_per_s;
    case EXECUTOR_RAMPING_ARRIVAL_RATE:
        return def->start_rate_per_s;
    case EXECUTOR_RAMPING_VUS:
        return def->start_vus;
    default:
        return def->vus;
    }
}

/* The stages alone: the value at t and the slope just after it. */
static double staged(const struct traffic_def *def, double t, double *slope)
{
    double value = base_value(def), from_s = def->start_s;
    const struct stage_def *stages = def->stages.items;
    *slope = 0;
    for (uint32_t i = 0; is_ramping(def) && i < def->stages.count; i++) {
        const double to_s = from_s + stages[i].duration_s;
        if (t < to_s) {
            *slope = (stages[i].target_value - value) / stages[i].duration_s;
            return value + *slope * (t - from_s);
        }
        value = stages[i].target_value;
        from_s = to_s;
    }
    return value;
}

static double spike_factor(const struct traffic_def *def, double t)
{
    const struct spike_def *spikes = def->spikes.items;
    double factor = 1;
    for (uint32_t i = 0; i < def->spikes.count; i++)
        if (t >= spikes[i].at_s && t < spikes[i].at_s + spikes[i].for_s)
            factor *= spikes[i].times;
    return factor;
}

/* The curve at t and its slope just after it; *piece: where it was found before t. */
static double curved(const struct traffic_def *def, double t, uint32_t *piece,
                     double *slope)
{
    const struct rate_curve *curve = &def->curve;
    while (*piece + 1 < curve->count && curve->pieces[*piece + 1].from_s <= t)
        ++*piece;
    const struct rate_piece *at = &curve->pieces[*piece];
    *slope = at->slope;
    return at->value + at->slope * (t - at->from_s);
}

/* The curve's times come last, so that they find their places in a few steps. */
static uint32_t collect_times(const struct traffic_def *def, double *times)
{
    const struct stage_def *stages = def->stages.items;
    const struct spike_def *spikes = def->spikes.items;
    uint32_t count = 0;
    double at_s = def->start_s;
    times[count++] = 0;
    times[count++] = at_s;
    for (uint32_t i = 0; i < def->stages.count; i++)
        times[count++] = at_s += stages[i].duration_s;
    for (uint32_t i = 0; i < def->spikes.count; i++) {
        times[count++] = spikes[i].at_s;
        times[count++] = spikes[i].at_s + spikes[i].for_s;
    }
    if (!isinf(def->end_s))
        times[count++] = def->end_s;
    for (uint32_t i = 0; i < def->curve.count; i++)
        times[count++] = def->curve.pieces[i].from_s;
    return count;
}

static void sort_times(double *times, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const double time = times[i];
        uint32_t j = i;
        for (; j > 0 && times[j - 1] > time; j--)
            times[j] = times[j - 1];
        times[j] = time;
    }
}

void profile_init(struct profile *profile, const struct traffic_def *def,
                  struct arena *arena)
{
    if (def->curve.count > 0 && def->spikes.count == 0) {
        *profile = (struct profile){
            .pieces = def->curve.pieces, .count = def->curve.count, .scale = 1};
        return;
    }
    const uint32_t most =
        3 + def->stages.count + 2 * def->spikes.count + def->curve.count;
    double *times = arena_array(arena, most, sizeof *times);
    struct rate_piece *pieces = arena_array(arena, most, sizeof *pieces);
    const uint32_t count = collect_times(def, times);
    uint32_t used = 0, curve_piece = 0;
    sort_times(times, count);
    for (uint32_t i = 0; i < count; i++) {
        if (i + 1 < count && times[i + 1] == times[i])
            continue;
        struct rate_piece piece = {times[i], 0, 0};
        if (times[i] >= def->start_s && times[i] < def->end_s) {
            const double factor = spike_factor(def, times[i]);
            piece.value =
                factor * (def->curve.count
                              ? curved(def, times[i], &curve_piece, &piece.slope)
                              : staged(def, times[i], &piece.slope));
            piece.slope *= factor;
        }
        pieces[used++] = piece;
    }
    *profile = (struct profile){.pieces = pieces, .count = used, .scale = 1};
}

static double end_of(const struct profile *p, uint32_t piece)
{
    return piece + 1 < p->count ? p->pieces[piece + 1].from_s : INFINITY;
}

static void move_to(struct profile *p, double now_s)
{
    while (end_of(p, p->at) <= now_s)
        p->at++;
}

static double value_at(const struct profile *p, uint32_t piece, double t)
{
    const struct rate_piece *q = &p->pieces[piece];
    return fmax(0, p->scale * (q->value + q->slope * (t - q->from_s)));
}

double profile_value(struct profile *p, double now_s)
{
    move_to(p, now_s);
    return value_at(p, p->at, now_s);
}

/* Seconds until a rate that starts at `value` and grows by `slope` has brought
 * `amount`: the stable root of slope/2 t^2 + value t = amount. */
static double seconds_for(double value, double slope, double amount)
{
    if (slope == 0)
        return value > 0 ? amount / value : INFINITY;
    const double inside = value * value + 2 * slope * amount;
    if (inside < 0)
        return INFINITY;
    const double sum = value + sqrt(inside);
    return sum > 0 ? 2 * amount / sum : INFINITY;
}

double profile_reach_s(struct profile *p, double now_s, double amount)
{
    move_to(p, now_s);
    double from_s = now_s;
    for (uint32_t i = p->at; i < p->count; i++) {
        const double slope = p->scale * p->pieces[i].slope;
        const double value = value_at(p, i, from_s), end_s = end_of(p, i);
        const double t = from_s + seconds_for(value, slope, amount);
        if (t <= end_s)
            return t;
        const double dt = end_s - from_s;
        amount -= value * dt + 0.5 * slope * dt * dt;
        from_s = end_s;
    }
    return INFINITY;
}

double profile_end_s(const struct profile *p)
{
    double end_s = INFINITY;
    for (uint32_t i = p->count; i > 0; i--) {
        const struct rate_piece *q = &p->pieces[i - 1];
        if (q->value != 0 || q->slope != 0)
            break;
        end_s = q->from_s;
    }
    return end_s;
}

double profile_integral(const struct profile *p, double from_s, double to_s)
{
    double sum = 0;
    for (uint32_t i = p->at; i < p->count && from_s < to_s; i++) {
        const double end_s = fmin(end_of(p, i), to_s);
        if (end_s <= from_s)
            continue;
        sum += 0.5 * (value_at(p, i, from_s) + value_at(p, i, end_s)) * (end_s - from_s);
        from_s = end_s;
    }
    return sum;
}

double profile_next_step_s(struct profile *p, double now_s)
{
    move_to(p, now_s);
    const struct rate_piece *q = &p->pieces[p->at];
    const double value = value_at(p, p->at, now_s), slope = p->scale * q->slope;
    double at_s = end_of(p, p->at);
    if (slope > 0)
        at_s = fmin(at_s, now_s + (floor(value + STEP_EPSILON) + 1 - value) / slope);
    else if (slope < 0)
        at_s = fmin(at_s, now_s + (value - ceil(value - STEP_EPSILON) + 1) / -slope);
    return at_s;
}
