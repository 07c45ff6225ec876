/* scaling_policy.h - how many machines a group should have, or tasks a service, from its
 * minute's metric.
 *
 * Numbers in, a number out: no clock and no machines, so that every rule can be checked
 * by hand (tests/test_scaling_policy.c). Once a minute:
 *
 *   alarm high   the metric was above the target for 3 datapoints in a row
 *                n = ceil(counted x metric / target), never less than there are
 *   alarm low    below 0.7 x target (EC2), 0.9 x target (tasks), for 15 datapoints in a
 *                row, and none warms up
 *                n = ceil(counted x highest of them / (0.9 x target)), never more
 *
 * Metric reservation (scaling_reservation.h), as an ECS capacity provider does: above the
 * target for one datapoint n = ceil(M / target); below it for 15 the same, at most half of
 * them a minute. While a machine warms up nothing changes.
 *
 * `counted` are the machines past their warm-up, whose mean the metric is; those that are
 * asked for or warm up are there already and not asked for twice. While the ones that
 * count change, what was measured was another group: the alarms begin anew.
 *
 * The alarms are those that EC2 makes for target tracking and for ECS services (seen in public
 * captures of the console; the rules of warm-up: EC2 Auto Scaling user guide, target tracking). That the
 * fewer machines must stay a tenth below the target is ours: without it a steady load
 * just above the edge would be scaled in and out for ever.
 */
#ifndef OVERSTACK_MODELS_SCALING_POLICY_H
#define OVERSTACK_MODELS_SCALING_POLICY_H

#include "models/autoscale_def.h"

#include <stdbool.h>

#define SCALING_INTERVAL_S 60.0
#define SCALING_LOW_EC2    0.7 /* of the target */
#define SCALING_LOW_TASKS  0.9
#define SCALING_MARGIN     0.9 /* of the target, that fewer machines may reach */
enum { SCALING_ABOVE = 3, SCALING_BELOW = 15 };

struct scaling_view { /* the group in the minute that ends now */
    double metric;    /* mean over those counted; NAN: none */
    double counted;   /* machines whose mean it is */
    double there;     /* asked for, starting or serving */
    bool warming;     /* some of them do not count yet */
};

struct scaling_alarm {
    uint32_t above, below; /* datapoints in a row */
    double highest;        /* of those below */
    double counted;        /* at the last datapoint */
};

/* A minute has passed. */
void scaling_policy_observe(const struct autoscale_def *def, struct scaling_alarm *alarm,
                            const struct scaling_view *view);

/* How many machines there should be, before `min` and `max`; as many as there are when
 * no alarm says otherwise. */
double scaling_policy_wanted(const struct autoscale_def *def,
                             const struct scaling_alarm *alarm,
                             const struct scaling_view *view);

#endif
