/* health.h - active health checks of a service's instances.
 *
 * One checker for the service, whoever calls it. Each instance is asked for the endpoint
 * once an `interval`, at a drawn moment of it; the check is a real request that costs what
 * the endpoint costs, but no user's. It fails when it is not answered well within
 * `timeout`. An instance that passes `healthy` checks in a row is asked by callers again,
 * one that fails `unhealthy` in a row is left out. A new one (brought up later, or put in
 * by a deployment) gets its share after a single passing check. When no instance is
 * healthy all are asked (fail-open).
 *
 * Source: AWS, Application Load Balancers user guide, target group health checks.
 */
#ifndef OVERSTACK_MODELS_HEALTH_H
#define OVERSTACK_MODELS_HEALTH_H

#include "models/balancer.h"

struct health_checker;

struct health { /* of one instance */
    struct health_checker *checker;
    struct instance *instance;
    event_id event;
    bool good;             /* callers may ask it */
    bool registered;       /* checked; a deployment takes it out and puts it in */
    bool is_new;           /* one passing check is enough */
    double passed, failed; /* checks in a row */
    double since_s;        /* good since then, for slow start; -INFINITY: long ago */
};

/* Does nothing when the service has no checks. */
void health_init(struct balancer *balancer);
/* The check was answered (FAILURE_COUNT) or failed. */
void health_answered(struct health *health, enum failure failure, double now_s);
struct balancer *health_balancer(const struct health *health);

/* A deployment takes the instance out: it is not checked any more, and not healthy. */
void health_deregister(struct instance *instance);
/* It puts it in, once it is up: a single passing check makes it healthy. Does nothing to
 * one that is in already. */
void health_register(struct instance *instance);
/* Is it healthy? True where nobody checks. */
bool health_has_passed(const struct instance *instance);

/* Does health matter: is anybody healthy? */
bool health_decides(const struct balancer *balancer);
bool health_is_good(const struct balancer *balancer, const struct instance *instance);
/* Of a service with checks; -INFINITY: good for long. */
double health_since_s(const struct balancer *balancer, const struct instance *instance);

#endif
