/* call.h - a synchronous call: a connection from the pool, the callee's instance, its
 * answer or the caller's patience, and another try.
 */
#ifndef OVERSTACK_MODELS_CALL_H
#define OVERSTACK_MODELS_CALL_H

#include "models/task.h"

/* task->op is an OP_CALL. The task waits; when all is done it is made ready with op
 * behind the call, or with `failure` set. */
void call_begin(struct task *task, double now_s);
/* The callee answered (FAILURE_COUNT) or failed. */
void call_answered(struct task *caller, enum failure failure, double now_s);
/* The caller is killed or cancelled: the callee goes on alone, unless the call cancels;
 * the connection is free again. */
void call_abandon(struct task *caller, double now_s);
/* The caller waits for a connection and is killed. */
void call_stop_connecting(struct task *caller, double now_s);
/* Waited too long for a connection. */
void call_pool_timed_out(struct task *task, double now_s);
/* The caller's timeout: it leaves; the callee's work runs to its end, or is cancelled. */
void call_expired(struct task *callee, double now_s);
/* More connections were allowed by an event. */
void call_pool_grown(struct pool_state *pool, double now_s);

#endif
