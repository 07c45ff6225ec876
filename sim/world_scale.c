/* world_scale.c - see world_scale.h.
 *
 * The shape of a traffic stays: times, shares, pauses and spikes are those of the file.
 * Iterations that users share are as many times more, so that they last as long.
 */
#include "sim/world_scale.h"

#include <math.h>
#include <string.h>

static double scale_users(double users, double scale)
{
    return users > 0 ? fmax(1, round(users * scale)) : users;
}

static void scale_curve(struct rate_curve *curve, double scale, struct arena *arena)
{
    struct rate_piece *pieces = arena_array(arena, curve->count, sizeof *pieces);
    for (uint32_t i = 0; i < curve->count; i++)
        pieces[i] = (struct rate_piece){.from_s = curve->pieces[i].from_s,
                                        .value = curve->pieces[i].value * scale,
                                        .slope = curve->pieces[i].slope * scale};
    curve->pieces = curve->count > 0 ? pieces : NULL;
}

static void scale_one(struct traffic_def *traffic, double scale, struct arena *arena)
{
    struct stage_def *stages = traffic->stages.items;
    const bool users = traffic_def_is_closed(traffic);
    traffic->rate_per_s *= scale;
    traffic->start_rate_per_s *= scale;
    traffic->peak_per_s *= scale;
    traffic->trough_per_s *= scale;
    traffic->vus = scale_users(traffic->vus, scale);
    traffic->start_vus = scale_users(traffic->start_vus, scale);
    if (traffic->executor == EXECUTOR_SHARED_ITERATIONS)
        traffic->iterations = scale_users(traffic->iterations, scale);
    for (uint32_t i = 0; i < traffic->stages.count; i++)
        stages[i].target_value = users ? scale_users(stages[i].target_value, scale)
                                       : stages[i].target_value * scale;
    scale_curve(&traffic->curve, scale, arena);
}

static void scale_event(const struct event_def *event, double scale)
{
    struct set_def *sets = event->sets.items;
    for (uint32_t i = 0; i < event->sets.count; i++) {
        if (sets[i].setting == SETTING_RATE)
            sets[i].value *= scale;
        if (sets[i].setting == SETTING_VUS)
            sets[i].value = scale_users(sets[i].value, scale);
    }
}

void world_scale_traffic(struct world *world)
{
    const double scale = world->options->traffic_scale;
    const struct design *design = world->design;
    struct traffic_def *traffic = design->traffic.items;
    const struct event_def *events = design->events.items;
    if (scale == 0 || scale == 1)
        return;
    for (uint32_t i = 0; i < design->traffic.count; i++)
        scale_one(&traffic[i], scale, world->arena);
    for (uint32_t i = 0; i < design->events.count; i++)
        scale_event(&events[i], scale);
}
