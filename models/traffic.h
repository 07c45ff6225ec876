/* traffic.h - users: when their requests arrive, and what they do with the answer.
 *
 * Open executors draw arrivals from a rate; closed ones are users who begin an
 * iteration, wait for its answer, think, and begin again. A request counts once,
 * however often it is tried; its latency runs from the intended start of the first
 * attempt to the reply.
 */
#ifndef OVERSTACK_MODELS_TRAFFIC_H
#define OVERSTACK_MODELS_TRAFFIC_H

#include "models/design.h"
#include "models/flow_counts.h"
#include "models/profile.h"
#include "models/task.h"

struct user { /* of closed traffic */
    struct traffic *traffic;
    event_id event;
    bool active;   /* wanted by the executor */
    bool busy;     /* in an iteration */
    bool pausing;  /* between two calls of its journey */
    uint32_t step; /* of its journey, where it stands */
    double iterations;
    double requests;     /* on the present connection */
    struct front *front; /* where it stands, when that is a load balancer; NULL */
    double open_until_s; /* INFINITY: in use, -INFINITY: closed */
    double began_s;
};

struct traffic_flow { /* its requests to one endpoint */
    struct traffic *traffic;
    const struct endpoint_def *endpoint;
    struct balancer *balancer; /* of the endpoint's service */
    struct flow_counts *counts;
};

struct traffic {
    const struct traffic_def *def;
    struct simulation *simulation;
    struct profile profile;
    bool open, finite, simple; /* simple: nothing but arrivals at a constant rate */
    double gap_s;              /* mean time between arrivals, when simple */
    event_id event;
    double next_s;       /* open: the next arrival */
    double left, left_s; /* open: of the integral until then, as it was at left_s */
    double requests;     /* open: for requests_per_connection */
    struct user *users;
    uint32_t user_count, active_users;
    double iterations_left;     /* shared-iterations */
    uint32_t alive;             /* users and requests that still have something to do */
    struct traffic_flow *flows; /* by its mix */
    double *shares;             /* of the mix, cumulative */
    bool connects;              /* setting up a connection takes time */
    bool counts;                /* its requests are those of users, not of bots */
    double blocked;             /* share that an edge drops */
    struct instance *express;   /* its requests are plain ones for it, or NULL */
    const struct program *express_program;
    struct random *arrivals, *mix, *rtt, *connect, *think, *delay, *spread, *edge;
    struct timeout_list patience;
};

void traffic_init(struct traffic *traffic, struct simulation *simulation,
                  const struct traffic_def *def);

/* Open traffic: draws the arrival after one at now_s; INFINITY: none. */
double traffic_next_arrival_s(struct traffic *traffic, double now_s);
/* The arrival event of open traffic: a request, and the next arrival. */
void traffic_arrive(void *traffic, double now_s);
/* A user (NULL: open traffic) makes a request now. */
void traffic_request(struct traffic *traffic, struct user *user, double now_s);
/* The request goes out (again): connects if it must, then to an instance. */
void traffic_send(struct task *task, double now_s);
/* The answer (FAILURE_COUNT) or failure of an attempt. */
void traffic_reply(struct task *task, enum failure failure, double now_s);
/* The rate or number of users becomes `value` (an event's `set`). */
void traffic_set(struct traffic *traffic, double value, double now_s);
/* Can anything of it still happen? */
bool traffic_is_over(const struct traffic *traffic, double now_s);

#endif
