/* upstream.h - what one caller knows of the instances of a service, and the way of a call
 * through them.
 *
 * The rules are nginx's (ngx_http_upstream_round_robin.c). A try has failed when there was
 * no connection, when the caller's time-out passed, or when the process was killed over
 * it; an answer is an answer, even if it is an error. An instance with `max_fails`
 * failures is left out while no more than `fail_timeout` has passed since it was last
 * checked; then one call probes it. An answer to a try that began after the last failure
 * forgets them all. A service with one instance has no such state.
 *
 * After a failed try the same call is tried on up to `next_upstream` further instances,
 * never on one twice. When nobody is left to ask, a call that was not tried yet fails as
 * `unavailable`, at once: there is no queue; one that was tried fails as its last try did.
 *
 * A caller that leaves before the answer counts as no failure, and even as a success, as
 * in nginx: users who give up sooner than the connect time-out keep a dead instance in.
 */
#ifndef OVERSTACK_MODELS_UPSTREAM_H
#define OVERSTACK_MODELS_UPSTREAM_H

#include "models/balancer.h"

struct peer { /* one instance, as this caller sees it */
    struct instance *instance;
    double weight;
    double current, effective; /* smooth weighted round robin, see upstream_pick.h */
    uint32_t conns;            /* tries that this caller has open there */
    uint32_t fails;
    bool out;          /* left out, and no probe was answered yet */
    double accessed_s; /* last failure */
    double checked_s;  /* last failure, or the first pick fail_timeout after it */
    double back_s;     /* answered its probe: slow start; -INFINITY */
};

struct upstream {
    struct balancer *balancer;
    const struct balance_def *def;
    struct peer *peers;
    bool has_writer; /* the first peer serves what writes, the others the rest */
    uint32_t count;
    struct peer **usable;          /* scratch of a pick */
    const struct instance *caller; /* NULL: outside */
    struct random *random;
    uint32_t *homes; /* sticky: by client, its peer + 1; 0: none yet */
    uint32_t clients;
    struct upstream *next; /* of the same caller */
};

struct attempt { /* the present try of a call, and those before it */
    struct upstream *upstream;
    struct peer *peer;    /* NULL between two tries */
    struct health *check; /* not a call, but a health check */
    double left;          /* further instances it may be tried on */
    bool broken;          /* the present try failed on the way, see above */
    uint8_t failure;      /* of the last try; FAILURE_UNAVAILABLE: none yet */
    uint64_t tried[];     /* a bit for each peer */
};

size_t upstream_attempt_size(uint32_t peers);
struct upstream *upstream_create(struct balancer *balancer, const struct instance *caller,
                                 uint16_t worker);

/* A call or request sets out: to an instance, or it fails. */
void upstream_send(struct upstream *upstream, struct task *task, double now_s);
/* The try ended. True: the task goes on to another instance. */
bool upstream_replied(struct task *task, enum failure failure, double now_s);
/* The next try after a failed one: the task's timer. */
void upstream_again(struct task *task, double now_s);
/* The caller's time-out passed; the task has no more to do with it. Not NULL: the call goes
 * on elsewhere, with a task that knows nothing yet. */
struct attempt *upstream_timed_out(struct task *task, double now_s);
void upstream_resend(struct attempt *attempt, struct task *fresh, double now_s);
/* The caller leaves; the task has no more to do with it. */
void upstream_left(struct task *task, double now_s);

/* The caller dies, and with it all that it knew. */
void upstream_forget(struct upstream *upstream);

/* The try failed on the way, see above. */
static inline void upstream_break(const struct task *task)
{
    if (task->attempt)
        task->attempt->broken = true;
}

#endif
