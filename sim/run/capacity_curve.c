/* capacity_curve.c - see capacity_curve.h.
 */
#include "sim/run/capacity_curve.h"

#include <math.h>
#include <string.h>

/* Times the answer: of a load evenly from little to a bit too much, of a machine from too
 * small to more than enough. Around a value that nothing limits, both ways. */
static const double load_steps[CAPACITY_CURVE] = {0.1, 0.2, 0.3, 0.4, 0.5,
                                                  0.6, 0.7, 0.8, 0.9, 1.2};
static const double machine_steps[CAPACITY_CURVE] = {0.5, 0.6,  0.7, 0.8, 0.9,
                                                     1.1, 1.25, 1.5, 2,   3};

/* The value that the curve is measured in; NAN: nothing passed. */
static double curve_unit(const struct capacity *capacity)
{
    return isnan(capacity->passes) ? capacity->axis.start : capacity->passes;
}

/* Two digits are enough for a curve, and read well. */
static double curve_round(const struct bracket *bracket, double x)
{
    if (bracket->whole || !(x > 0))
        return round(x);
    const double power = floor(log10(x)) - 1;
    return power >= 0 ? round(x / pow(10, power)) * pow(10, power)
                      : round(x * pow(10, -power)) / pow(10, -power);
}

uint32_t capacity_curve_values(const struct capacity *capacity,
                               const struct bracket *bracket,
                               double values[CAPACITY_CURVE])
{
    const double unit = curve_unit(capacity);
    const bool load = capacity->direction == BRACKET_LOAD;
    /* Nothing passed, or nothing changed: what was tried tells all. */
    if (isnan(capacity->passes) || capacity->direction == BRACKET_EITHER)
        return 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < CAPACITY_CURVE; i++) {
        const double step = load ? load_steps[i] : machine_steps[i];
        const double x = curve_round(bracket, step * unit);
        const bool beyond = isnan(capacity->fails) && load && x > unit;
        if (x < bracket->least || x > bracket->most || !(x > 0) || beyond)
            continue;
        if (x != unit && (count == 0 || values[count - 1] != x))
            values[count++] = x;
    }
    return count;
}

static const struct capacity_point *curve_end(const struct capacity *capacity)
{
    const struct capacity_point *end = capacity_at(capacity, capacity->fails);
    if (!end)
        end = capacity_at(capacity, capacity->passes);
    return end ? end : capacity->own;
}

/* Credits are full when nothing is left: no place in a picture of how busy things are. */
static bool curve_shows(const char *id)
{
    const char *last = strrchr(id, '.');
    return !last || (strcmp(last, ".credits") != 0 && strcmp(last, ".placement") != 0);
}

/* Is it emptier at the far end of what was tried, where all is easiest? By 5 points at
 * least: what requests in flight hold moves a machine's memory a little. Where nothing
 * holds, or nothing changes what holds, there is no such end. */
static bool curve_grows(const struct capacity *capacity, const struct capacity_point *end,
                        const char *id)
{
    const bool load = capacity->direction == BRACKET_LOAD;
    const struct capacity_point *easiest =
        capacity->points[load ? 0 : capacity->count - 1];
    if (capacity->direction == BRACKET_EITHER || isnan(capacity->passes) ||
        easiest == end)
        return true;
    return capacity_use_of(end, id) - capacity_use_of(easiest, id) > 0.05;
}

static const char *curve_fullest(const struct capacity *capacity,
                                 const struct capacity_point *end, bool growing)
{
    const struct capacity_use *fullest = NULL;
    for (uint32_t i = 0; i < end->use_count; i++) {
        const struct capacity_use *use = &end->uses[i];
        if (curve_shows(use->id) && !isnan(use->utilization) &&
            (!growing || curve_grows(capacity, end, use->id)) &&
            (!fullest || use->utilization > fullest->utilization))
            fullest = use;
    }
    return fullest ? fullest->id : NULL;
}

/* What goes first at a value where that explains it: not what goes first at the value
 * that holds as well, and is as full with any. */
static bool curve_explains(const struct capacity *capacity,
                           const struct capacity_point *end)
{
    const struct capacity_point *holds = capacity_at(capacity, capacity->passes);
    const char *id = end->first_resource;
    const bool before = holds && holds != end && holds->first_resource &&
                        strcmp(holds->first_resource, id) == 0;
    return !before || curve_grows(capacity, end, id);
}

void capacity_curve_bottleneck(struct capacity *capacity)
{
    const struct capacity_point *end = curve_end(capacity);
    capacity->bottleneck = capacity->steady = NULL;
    if (!end)
        return;
    const char *fullest = curve_fullest(capacity, end, false);
    const char *growing = curve_fullest(capacity, end, true);
    const bool first = end->first_resource && curve_shows(end->first_resource) &&
                       !isnan(capacity_use_of(end, end->first_resource));
    if (first)
        fullest = end->first_resource;
    const bool explained = first ? curve_explains(capacity, end) : fullest == growing;
    capacity->bottleneck = explained || !growing ? fullest : growing;
    capacity->steady = capacity->bottleneck == fullest ? NULL : fullest;
}
