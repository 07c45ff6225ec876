/* offered.c - see offered.h. */
#include "models/offered.h"

#include "models/profile.h"

#include <math.h>
#include <stdlib.h>

static const struct stage_def *stage_at(const struct traffic_def *traffic, uint32_t i)
{
    return (const struct stage_def *)traffic->stages.items + i;
}

static const struct spike_def *spike_at(const struct traffic_def *traffic, uint32_t i)
{
    return (const struct spike_def *)traffic->spikes.items + i;
}

/* after_s: since the traffic's start. After the last stage its target holds. */
static double ramp(const struct traffic_def *traffic, double level, double after_s)
{
    for (uint32_t i = 0; i < traffic->stages.count; i++) {
        const struct stage_def *stage = stage_at(traffic, i);
        if (after_s < stage->duration_s)
            return level + (stage->target_value - level) * after_s / stage->duration_s;
        after_s -= stage->duration_s;
        level = stage->target_value;
    }
    return level;
}

static double curve_level(const struct rate_curve *curve, double at_s)
{
    uint32_t low = 0, high = curve->count; /* the last piece from at_s or before */
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        *(curve->pieces[middle].from_s <= at_s ? &low : &high) = middle;
    }
    const struct rate_piece *piece = &curve->pieces[low];
    return fmax(0, piece->value + piece->slope * (at_s - piece->from_s));
}

static double plain_level(const struct traffic_def *traffic, double after_s)
{
    if (traffic->curve.count > 0)
        return curve_level(&traffic->curve, after_s + traffic->start_s);
    switch (traffic->executor) {
    case EXECUTOR_CONSTANT_ARRIVAL_RATE:
        return traffic->rate_per_s;
    case EXECUTOR_RAMPING_ARRIVAL_RATE:
        return ramp(traffic, traffic->start_rate_per_s, after_s);
    case EXECUTOR_RAMPING_VUS:
        return ramp(traffic, traffic->start_vus, after_s);
    default:
        return traffic->vus;
    }
}

double offered_level(const struct traffic_def *traffic, double at_s)
{
    if (at_s < traffic->start_s || at_s >= traffic->end_s)
        return 0;
    double level = plain_level(traffic, at_s - traffic->start_s);
    for (uint32_t i = 0; i < traffic->spikes.count; i++) {
        const struct spike_def *spike = spike_at(traffic, i);
        if (at_s >= spike->at_s && at_s < spike->at_s + spike->for_s)
            level *= spike->times;
    }
    return level;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every moment in [from_s, to_s] at which the level may bend or jump, sorted. */
static uint32_t edges_of(const struct traffic_def *traffic, double from_s, double to_s,
                         struct arena *arena, double **edges)
{
    const uint32_t most =
        4 + traffic->stages.count + 2 * traffic->spikes.count + traffic->curve.count;
    double *list = arena_array(arena, most, sizeof *list);
    uint32_t count = 0;
    list[count++] = from_s;
    list[count++] = to_s;
    list[count++] = traffic->start_s;
    list[count++] = traffic->end_s;
    double at_s = traffic->start_s;
    for (uint32_t i = 0; i < traffic->stages.count; i++)
        list[count++] = at_s += stage_at(traffic, i)->duration_s;
    for (uint32_t i = 0; i < traffic->spikes.count; i++) {
        list[count++] = spike_at(traffic, i)->at_s;
        list[count++] = spike_at(traffic, i)->at_s + spike_at(traffic, i)->for_s;
    }
    for (uint32_t i = 0; i < traffic->curve.count; i++)
        list[count++] = traffic->curve.pieces[i].from_s;
    for (uint32_t i = 0; i < count; i++)
        list[i] = fmin(fmax(list[i], from_s), to_s);
    qsort(list, count, sizeof *list, by_value);
    *edges = list;
    return count;
}

static double iterations_of(const struct traffic_def *traffic)
{
    if (traffic->executor == EXECUTOR_PER_VU_ITERATIONS)
        return traffic->vus * traffic->iterations;
    if (traffic->executor == EXECUTOR_SHARED_ITERATIONS)
        return traffic->iterations;
    return INFINITY;
}

/* A second of a log in which eight requests happen to begin is no load to plan for: its
 * peak is its busiest minute. */
#define PEAK_S 60.0

static double busiest_minute(const struct traffic_def *traffic, double from_s,
                             double to_s, struct arena *arena)
{
    struct profile profile;
    double most = 0;
    profile_init(&profile, traffic, arena);
    for (double at_s = from_s; at_s < to_s; at_s += PEAK_S) {
        const double until_s = fmin(at_s + PEAK_S, to_s);
        profile_value(&profile, at_s); /* goes there */
        most = fmax(most, profile_integral(&profile, at_s, until_s) / (until_s - at_s));
    }
    return most;
}

struct offered offered_between(const struct traffic_def *traffic, double from_s,
                               double to_s, struct arena *arena)
{
    struct offered offered = {
        .closed = traffic_def_is_closed(traffic),
        .iterations = iterations_of(traffic),
    };
    double *edges, area = 0;
    const uint32_t count = edges_of(traffic, from_s, to_s, arena, &edges);
    for (uint32_t i = 0; i + 1 < count; i++) {
        const double dt_s = edges[i + 1] - edges[i];
        if (dt_s <= 0)
            continue;
        /* Linear inside: two inner points give both ends, whatever jumps there. */
        const double early = offered_level(traffic, edges[i] + dt_s / 4);
        const double late = offered_level(traffic, edges[i] + dt_s * 3 / 4);
        area += dt_s * (early + late) / 2;
        offered.peak =
            fmax(offered.peak, 1.5 * fmax(early, late) - 0.5 * fmin(early, late));
    }
    if (traffic->curve.bins > 0)
        offered.peak = busiest_minute(traffic, from_s, to_s, arena);
    offered.mean = to_s > from_s ? area / (to_s - from_s) : 0;
    return offered;
}
