/* scaling_policy.c - see scaling_policy.h. */
#include "models/scaling_policy.h"

#include <math.h>

/* 6.000000000001 machines are six: the metric is a quotient. */
#define WHOLE 1e-9

static const struct scaling_step_def *step_at(const struct autoscale_def *def, uint32_t i)
{
    return (const struct scaling_step_def *)def->steps.items + i;
}

/* ---- where the alarms are ---- */

/* Above it the high alarm counts; INFINITY: there is none. */
static double high_of(const struct autoscale_def *def)
{
    double high = INFINITY;
    if (def->policy == SCALING_TARGET)
        return def->target;
    for (uint32_t i = 0; def->policy == SCALING_STEP && i < def->steps.count; i++)
        high = fmin(high, step_at(def, i)->above); /* fmin passes over NAN */
    return high;
}

/* Below it the low alarm counts; -INFINITY: there is none. */
static double low_of(const struct autoscale_def *def)
{
    double low = -INFINITY;
    if (def->policy == SCALING_TARGET)
        return def->low * def->target;
    for (uint32_t i = 0; def->policy == SCALING_STEP && i < def->steps.count; i++)
        low = fmax(low, step_at(def, i)->below);
    return low;
}

void scaling_policy_observe(const struct autoscale_def *def, struct scaling_alarm *alarm,
                            const struct scaling_view *view)
{
    if (view->counted != alarm->counted && def->metric != SCALING_RESERVATION)
        *alarm = (struct scaling_alarm){.counted = view->counted};
    if (view->metric > high_of(def)) {
        alarm->above++;
        alarm->below = 0;
    } else if (view->metric < low_of(def)) {
        alarm->highest = alarm->below ? fmax(alarm->highest, view->metric) : view->metric;
        alarm->below++;
        alarm->above = 0;
    } else {
        alarm->above = alarm->below = 0;
    }
}

/* ---- what they ask for ---- */

static double machines_for(double counted, double metric, double target)
{
    return ceil(counted * metric / target - WHOLE);
}

static double step_out(const struct autoscale_def *def, double metric)
{
    double above = -INFINITY, add = 0;
    for (uint32_t i = 0; i < def->steps.count; i++) {
        const struct scaling_step_def *step = step_at(def, i);
        if (metric > step->above && step->above > above) {
            above = step->above;
            add = step->add;
        }
    }
    return add;
}

static double step_in(const struct autoscale_def *def, double metric)
{
    double below = INFINITY, add = 0;
    for (uint32_t i = 0; i < def->steps.count; i++) {
        const struct scaling_step_def *step = step_at(def, i);
        if (metric < step->below && step->below < below) {
            below = step->below;
            add = step->add;
        }
    }
    return add;
}

static double wanted_by_reservation(const struct autoscale_def *def,
                                    const struct scaling_alarm *alarm,
                                    const struct scaling_view *view)
{
    const double machines = machines_for(view->counted, view->metric, def->target);
    if (view->warming)
        return view->there;
    if (alarm->above > 0)
        return fmax(view->there, machines);
    if (alarm->below < SCALING_BELOW || def->protect)
        return view->there;
    return fmin(view->there, fmax(machines, ceil(view->there / 2)));
}

double scaling_policy_wanted(const struct autoscale_def *def,
                             const struct scaling_alarm *alarm,
                             const struct scaling_view *view)
{
    const bool steps = def->policy == SCALING_STEP;
    if (def->policy == SCALING_SCHEDULE || isnan(view->metric))
        return view->there;
    if (def->metric == SCALING_RESERVATION)
        return wanted_by_reservation(def, alarm, view);
    if (alarm->above >= SCALING_ABOVE)
        return fmax(view->there,
                    steps ? view->counted + step_out(def, view->metric)
                          : machines_for(view->counted, view->metric, def->target));
    if (alarm->below < SCALING_BELOW || view->warming || def->protect)
        return view->there;
    return fmin(view->there, steps ? view->there + step_in(def, alarm->highest)
                                   : machines_for(view->counted, alarm->highest,
                                                  SCALING_MARGIN * def->target));
}
