/* connect.h - calls to an instance that is not there.
 *
 * Where the machine lives its kernel answers for a process that is down or starting: the
 * connection is refused, at once. A machine that is down answers nothing. Linux repeats
 * the SYN after 1, 3, 7, 15, 31 and 63 s and gives up at 127 s (tcp_syn_retries 6); the
 * caller gives up at `connect_timeout` (60 s, nginx's proxy_connect_timeout), or at its
 * own time-out. So a call made while a machine boots may be served by a later SYN.
 *
 * Both fail as `connection`.
 */
#ifndef OVERSTACK_MODELS_CONNECT_H
#define OVERSTACK_MODELS_CONNECT_H

#include "models/instance.h"

/* The instance is not up. */
void connect_fail(struct instance *instance, struct task *task, double now_s);
/* The next SYN of a task that connect_fail made wait. */
void connect_again(struct instance *instance, struct task *task, double now_s);

/* The task waits for a connection, or for its next try: nothing of it is at a server.
 * `phase` counts its SYNs, or is set by connect_mark. */
static inline bool connect_waits(const struct task *task)
{
    return task->state == TASK_TIMER && !task->instance && task->phase > 0;
}

static inline void connect_mark(struct task *task)
{
    task->phase = 1;
}

/* Its caller leaves: the wait is over. */
void connect_stop(struct task *task);

#endif
