/* capacity_knee.c - see capacity_knee.h.
 *
 * Closed users. Two asymptotes bound the throughput of N users: N / (R + Z) as long as
 * nobody waits for anybody, and 1 / D_max once the busiest resource is always busy. They
 * meet at
 *
 *   N* = (R + Z) / D_max
 *
 * with R the sum of all demands, Z the pause and D_max the largest demand: from there on
 * somebody waits (Denning and Buzen, The operational analysis of queueing network models,
 * 1978; Lazowska et al., Quantitative System Performance, 1984, section 5.2). The share of
 * a resource that users want by the first asymptote grows evenly with the load, so two
 * loads tell where it reaches 1; that holds for several traffics too.
 *
 * Arrivals that do not wait. There is no such corner: the latency of 1 / (1 - load) bends
 * evenly. Taken is the point of the curve, from the smallest load simulated to the first
 * that fails, that lies furthest below the chord between its ends (Satopaa, Albrecht,
 * Irwin and Raghavan, Finding a "Kneedle" in a Haystack, 2011). It depends on the ends.
 */
#include "sim/run/capacity_knee.h"

#include "models/operational.h"

#include <math.h>
#include <string.h>

/* A chord that the curve stays this close to, as a share of its height, has no knee. */
#define KNEE_LEAST 0.1

/* ---- closed users ---- */

static bool all_closed(const struct design *design)
{
    for (uint32_t i = 0; i < design->traffic.count; i++)
        if (!traffic_def_is_closed(design_traffic(design, i)))
            return false;
    return design->traffic.count > 0;
}

static const struct operational *laws_at(const struct capacity *capacity, double x,
                                         const struct world_options *world,
                                         struct arena *arena)
{
    struct world_options options = *world;
    struct error_list errors;
    error_list_init(&errors, arena);
    capacity_axis_apply(&capacity->axis, x, arena, &options);
    const struct design *design = world_load(&options, arena, &errors);
    if (!design)
        return NULL;
    struct operational *laws = arena_allocate(arena, sizeof *laws);
    operational_init(laws, design, arena);
    return laws;
}

/* Holds users back, rather than running dry or turning them away. */
static bool holds_back(const struct operational_resource *resource)
{
    return resource->kind != RESOURCE_CREDITS && resource->kind != RESOURCE_BURST &&
           resource->kind != RESOURCE_LIMIT && resource->kind != RESOURCE_ALLOWANCE;
}

static const struct operational_resource *resource_of(const struct operational *laws,
                                                      const char *id)
{
    for (uint32_t i = 0; i < laws->resource_count; i++)
        if (strcmp(laws->resources[i].id, id) == 0)
            return &laws->resources[i];
    return NULL;
}

static struct capacity_knee knee_closed(const struct capacity *capacity,
                                        const struct world_options *world,
                                        struct arena *arena)
{
    struct capacity_knee knee = {CAPACITY_KNEE_NONE, INFINITY, NULL};
    const double low = capacity->axis.start, high = 2 * low;
    const struct operational *few = laws_at(capacity, low, world, arena);
    const struct operational *many = laws_at(capacity, high, world, arena);
    for (uint32_t i = 0; few && many && i < few->resource_count; i++) {
        const struct operational_resource *a = &few->resources[i];
        const struct operational_resource *b = resource_of(many, a->id);
        if (!b || !holds_back(a) || !(b->wanted > a->wanted))
            continue;
        const double x = low + (1 - a->wanted) * (high - low) / (b->wanted - a->wanted);
        if (x > 0 && x < knee.x)
            knee = (struct capacity_knee){CAPACITY_KNEE_ASYMPTOTES, x, a->id};
    }
    return knee;
}

/* ---- arrivals ---- */

uint32_t capacity_knee_chord(const double *x, const double *y, uint32_t count)
{
    uint32_t furthest = UINT32_MAX;
    double most = KNEE_LEAST;
    if (count < 3 || !(y[count - 1] > y[0]))
        return UINT32_MAX;
    for (uint32_t i = 1; i + 1 < count; i++) {
        const double along = (x[i] - x[0]) / (x[count - 1] - x[0]);
        const double above = (y[i] - y[0]) / (y[count - 1] - y[0]);
        if (along - above > most) {
            most = along - above;
            furthest = i;
        }
    }
    return furthest;
}

static struct capacity_knee knee_open(const struct capacity *capacity,
                                      struct arena *arena)
{
    double *x = arena_array(arena, capacity->count, sizeof *x);
    double *y = arena_array(arena, capacity->count, sizeof *y);
    uint32_t count = 0;
    for (uint32_t i = 0; i < capacity->count; i++) {
        const struct capacity_point *point = capacity->points[i];
        if (point->x > capacity->fails || isnan(point->mean_s))
            continue;
        x[count] = point->x;
        y[count++] = point->mean_s;
    }
    const uint32_t at = capacity_knee_chord(x, y, count);
    if (at == UINT32_MAX)
        return (struct capacity_knee){CAPACITY_KNEE_NONE, NAN, NULL};
    return (struct capacity_knee){CAPACITY_KNEE_CHORD, x[at], NULL};
}

struct capacity_knee capacity_knee_find(const struct capacity *capacity,
                                        const struct world_options *world,
                                        struct arena *arena)
{
    if (capacity->direction != BRACKET_LOAD || capacity->axis.direction != BRACKET_LOAD)
        return (struct capacity_knee){CAPACITY_KNEE_NONE, NAN, NULL};
    if (all_closed(capacity->design))
        return knee_closed(capacity, world, arena);
    return knee_open(capacity, arena);
}

double capacity_knee_value(const struct capacity *capacity,
                           const struct capacity_knee *knee)
{
    return capacity->axis.whole ? round(knee->x) : knee->x;
}
