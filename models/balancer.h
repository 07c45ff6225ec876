/* balancer.h - the instances of a service as those who call it see them, and the messages
 * published to it.
 *
 * A service with one instance has nothing to choose: `tracked` is false, and a call goes
 * to it without any state. Otherwise each caller keeps a state of its own (upstream.h):
 *
 *   - each worker of a calling instance that is an event loop with several workers, as
 *     nginx without `zone` has one for each worker;
 *   - each other calling instance, a managed balancer such as an ALB too;
 *   - one for all users who ask the service directly: the DNS or balancer before it.
 */
#ifndef OVERSTACK_MODELS_BALANCER_H
#define OVERSTACK_MODELS_BALANCER_H

#include "models/instance.h"
#include "sim/core/pool.h"

struct front;
struct health;
struct upstream;

struct balancer {
    const struct service_def *service;
    struct instance *instances; /* the service's, adjacent */
    uint32_t count;
    bool tracked;             /* callers keep state */
    struct upstream *outside; /* that of the users; NULL until the first */
    struct pool attempts;     /* of struct attempt; when tracked or checked */
    struct health *health;    /* by instance; NULL: no checks */
    struct front *front;      /* the service is a load balancer; NULL: it is none */
};

void balancer_init(struct balancer *balancer, struct simulation *simulation,
                   const struct service_def *service);

/* What those outside all services know of it. */
struct upstream *balancer_outside(struct balancer *balancer);
/* The instance dies, and with it what it knew of others. */
void balancer_forget(struct instance *caller);
/* What the caller, an instance's task, knows of it. */
struct upstream *balancer_of_caller(struct balancer *balancer, const struct task *caller);

#endif
