/* scaling_node.h - the life of one machine of a group that scales.
 *
 *   off -> booting (boot, then pull) -> starting (its services pay their `start`, and pass
 *   a health check where there are any) -> serving -> draining (no new calls; what it has
 *   may finish, for up to `drain`) -> off
 *
 * It is billed from being asked for until it is off (machine_power.h). Callers see its
 * instances only while it serves. Each machine of the design is such a place: what stands
 * in it after it was off is another machine.
 */
#ifndef OVERSTACK_MODELS_SCALING_NODE_H
#define OVERSTACK_MODELS_SCALING_NODE_H

#include "models/machine.h"

struct autoscaler;

enum node_phase { NODE_OFF, NODE_BOOTING, NODE_STARTING, NODE_SERVING, NODE_DRAINING };

struct scaling_node {
    struct autoscaler *group; /* NULL: of a host that does not scale, see interrupt.h */
    struct machine *machine;
    enum node_phase phase;
    double serving_s;           /* since when; -INFINITY: from the beginning */
    event_id event, look_event; /* booted, drained; something changed */
    bool expired;               /* its time to drain is over */
    bool held;                  /* it drains, and serves until another does */
    double cpu_s, need, calls;  /* as counted at the last minute */
};

/* `serves`: it is up when the run begins. */
void scaling_node_init(struct scaling_node *node, struct autoscaler *group,
                       struct machine *machine, bool serves);

void scaling_node_ask(struct scaling_node *node, double boot_s, double now_s);
/* No new calls; off when it is empty, after drain_s at the latest (also when it drains
 * already). One that does not serve yet is off at once. */
void scaling_node_drain(struct scaling_node *node, double drain_s, double now_s);
/* Gone after for_s; it serves until scaling_node_relieve, for nobody else does. */
void scaling_node_hold(struct scaling_node *node, double for_s, double now_s);
/* Another serves: no new calls to this one. */
void scaling_node_relieve(struct scaling_node *node);
void scaling_node_off(struct scaling_node *node, double now_s);

/* Something on it has changed: it is looked at before this moment is over. */
void scaling_node_look(struct scaling_node *node);

/* Asked for, starting or serving. */
static inline bool scaling_node_is_there(const struct scaling_node *node)
{
    return node->phase == NODE_BOOTING || node->phase == NODE_STARTING ||
           node->phase == NODE_SERVING;
}

#endif
