/* front.h - what a load balancer is billed by: connections and bytes, hour by hour.
 *
 * A capacity unit of an hour is the largest of four figures of it:
 *
 *   new connections a second       / 25     (NLB: 800, with TLS 50)
 *   connections open, on average   / 3,000  (NLB: 100,000, with TLS 3,000)
 *   GB processed in an hour        / 1      (an ALB in front of Lambda: 0.4)
 *   rules evaluated a second       / 1,000  (an ALB's: requests x rules above ten)
 *
 * (Elastic Load Balancing's price page, as quoted in the catalog; an NLB's with TLS from
 * general knowledge of it.) Hours are counted from the start of the window; the last one may
 * be a part of an hour.
 *
 * A connection opens with the first request on it and stays open for `idle_timeout` after
 * the answer to the last one, or until its user opens another or gives up. A closed user
 * has one at a time, and comes over a new one when he has thought for longer than that.
 * Open traffic has no users who could come back: each of its connections ends
 * `idle_timeout` after the answer to the request that opened it. Calls of other services
 * come over connections that these keep (docs/decisions.md): they open none, and count as
 * open while they last.
 *
 * A balancer has a node in each of its zones. Users come by any of them, as DNS has it;
 * a caller by the one of its own zone, where there is one.
 */
#ifndef OVERSTACK_MODELS_FRONT_H
#define OVERSTACK_MODELS_FRONT_H

#include "models/task.h"

#include <stdbool.h>
#include <stdint.h>

struct engine;
struct random;
struct service_def;
struct user;

struct front_capacity { /* of one unit */
    double new_per_s, open, bytes_per_s, rules_per_s;
};

struct front_units { /* unit-hours in the window */
    double all;      /* by the largest figure of each hour */
    double by_new, by_open, by_bytes, by_rules;
};

struct front_idle { /* a connection that waits for its next request */
    double until_s;
    struct user *user; /* NULL: of open traffic */
};

struct front {
    const struct service_def *service;
    struct arena *arena;
    struct front_capacity capacity;
    double hour_s, now_s; /* this hour began; the figures below are of */
    double opened, open_area, bytes, requests;
    double rules;            /* that each request pays for */
    double open;             /* connections, now */
    struct front_idle *idle; /* a ring, first to close first */
    uint32_t idle_first, idle_count, idle_capacity;
    struct random *random; /* which zone a user comes by */
    struct front_units units;
};

/* NULL when the service is no balancer. */
struct front *front_create(const struct service_def *service, struct engine *engine);
void front_open_window(struct front *front, double now_s);
/* The last hour ends. */
void front_close(struct front *front, double now_s);

/* A request or call comes, and ends. `kept`: its connection lives on. */
void front_arrive(struct front *front, struct task *task, double now_s);
void front_leave(struct front *front, struct task *task, bool kept, double now_s);
/* The user of that request gives up, and with it his connection. */
void front_give_up(struct task *task, double now_s);
/* Bytes pass. */
void front_carry(struct front *front, double bytes, double now_s);

/* The zone of the node that serves that request; NULL: `zones` is not given. */
const char *front_zone(const struct front *front, const struct task *task);

#endif
