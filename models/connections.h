/* connections.h - the sockets of an instance (nginx's worker_connections, a database's
 * max_connections).
 *
 * One for each request in it, from its arrival to its answer; a second while an instance
 * of a proxy (`forward`) calls onward. A call without a free one fails at once
 * (`connection`). A pool of connections to the service holds all its `size` from the
 * moment its owner is up until it dies, whether they are used or not, as Hikari does;
 * what comes over one of them needs no other. They are dealt over the service's
 * instances, each to the one that holds fewest. A pool that finds too few free ones stays
 * smaller than it wants, until another pool is closed.
 *
 * Connections that users keep open between two requests are not counted.
 */
#ifndef OVERSTACK_MODELS_CONNECTIONS_H
#define OVERSTACK_MODELS_CONNECTIONS_H

#include "models/pool_state.h"

struct instance;

struct connections {
    double limit;
    uint32_t used;    /* by requests and upstream calls */
    uint32_t held;    /* by callers' pools */
    struct area area; /* of both */
    uint64_t failed;  /* calls that found none; in the window */
    double failed_at_s;
};

/* NULL-safe: an instance without limit has none. */
void connections_init(struct instance *instance);
void connections_open_window(struct instance *instance, double now_s);

/* A call has arrived: false when there is no connection for it. */
bool connections_accept(struct instance *instance, struct task *task, double now_s);
/* It leaves, and gives back what it took. */
void connections_leave(struct instance *instance, struct task *task, double now_s);
/* It calls onward: false when there is no connection for that. */
bool connections_call(struct instance *instance, struct task *task, double now_s);
void connections_called(struct instance *instance, struct task *task, double now_s);

/* The instance comes up, or goes down, with all its pools. */
void connections_open_pools(struct instance *instance, double now_s);
void connections_close_pools(struct instance *instance, double now_s);
/* The pool shall have that many connections. */
void connections_resize_pool(struct instance *instance, struct pool_state *pool,
                             double size, double now_s);

#endif
