/* autoscaler.h - a group of machines that grows and shrinks with its load.
 *
 * Each minute of the run the group's metric is its mean over the machines that have
 * served for a whole minute since their warm-up; scaling_policy.h says how many machines
 * there should be, `min` and `max` (which a schedule may change) bound it. Then machines
 * are asked for, or drained and given back:
 *
 *   asked for    in the zone with the fewest machines of the group that is not out; of
 *                equals the place with the lowest number
 *   given back   first one that does not serve yet; else in the zone with the most, the
 *                one closest to the end of an hour since it was asked for, of equals the
 *                highest number (EC2's default termination policy)
 *
 * A machine that has failed or cannot be reached when a minute ends is given back and
 * another asked for, as after an EC2 status check. While a service on the group is being
 * deployed nothing is given back.
 */
#ifndef OVERSTACK_MODELS_AUTOSCALER_H
#define OVERSTACK_MODELS_AUTOSCALER_H

#include "models/scaling_node.h"
#include "models/scaling_size.h"
#include "models/summary.h"

struct placement_size;

struct autoscaler {
    const struct host_def *host;
    const struct autoscale_def *def;
    struct simulation *simulation;
    struct scaling_node *nodes; /* by machine of the host */
    uint32_t count;
    struct scaling_size size;
    event_id minute_event;
    struct random *boot, *pull;

    /* metric reservation: tasks without room, by service; what empty machines have left */
    struct placement_size *tasks, *left;
    uint32_t *missing;

    double asked_s; /* when machines were last asked for that do not all serve; NAN */

    /* over the window */
    struct area serving, there;
    double peak, replaced, launches;
};

/* Those of the design, in the order of its hosts; when its machines are set up. */
void autoscaler_init(struct simulation *simulation);
/* Before the machines' and instances' own figures start afresh. */
void autoscaler_open_window(struct simulation *simulation, double now_s);
void autoscaler_collect(struct autoscaler *group, struct group_summary *summary,
                        double now_s, double window_s);

/* ---- told by its machines ---- */

void autoscaler_serves(struct autoscaler *group, struct scaling_node *node, double now_s);
void autoscaler_left(struct autoscaler *group, double now_s);

#endif
