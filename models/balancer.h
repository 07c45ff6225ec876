/* balancer.h - how callers pick among a service's instances.
 *
 * round_robin takes them in turn. weighted is nginx's smooth weighted round robin: each
 * pick adds every usable instance's weight to its current value, takes the greatest
 * (the first of equals) and subtracts the sum of the weights from it; weights 5, 1, 1
 * give a a b a c a a. Instances that are not up are passed over; when none is, the
 * caller is told by the first one's refusal.
 */
#ifndef OVERSTACK_MODELS_BALANCER_H
#define OVERSTACK_MODELS_BALANCER_H

#include "models/instance.h"

struct balancer {
    const struct service_def *service;
    struct instance *instances; /* the service's, adjacent */
    uint32_t count, next;
    double *current;            /* weighted: nginx's current_weight */
    struct task_queue messages; /* published to the service, not yet taken */
    uint32_t next_consumer;
    struct area waiting; /* messages without a thread, reserved ones too */
    double waiting_area; /* at the last step's end */
    double refused;      /* in the window: messages `queue.max` had no room for */
    double refused_at_s; /* first time; NAN */
};

struct instance *balancer_pick_slow(struct balancer *balancer);

static inline struct instance *balancer_pick(struct balancer *balancer)
{
    return balancer->count == 1 ? balancer->instances : balancer_pick_slow(balancer);
}

#endif
