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

const char *capacity_curve_bottleneck(const struct capacity *capacity)
{
    const struct capacity_point *end = curve_end(capacity);
    const struct capacity_use *fullest = NULL;
    if (!end)
        return NULL;
    if (end->first_resource && curve_shows(end->first_resource) &&
        !isnan(capacity_use_of(end, end->first_resource)))
        return end->first_resource;
    for (uint32_t i = 0; i < end->use_count; i++)
        if (curve_shows(end->uses[i].id) && !isnan(end->uses[i].utilization) &&
            (!fullest || end->uses[i].utilization > fullest->utilization))
            fullest = &end->uses[i];
    return fullest ? fullest->id : NULL;
}
