/* cancel.h - a call is cancelled where it stands.
 *
 * `cancels: true`: when the caller leaves (its timeout is over, or it is itself cancelled
 * or killed) the callee notices the closed connection and stops: it leaves the queue, the
 * event loop, the CPU; its thread, its memory, its connections are free at once. Its own
 * calls are told in the same way where they cancel, and work on where they do not. What
 * has happened stays: I/O that was begun occupies its volume, messages are published, CPU
 * is spent.
 */
#ifndef OVERSTACK_MODELS_CANCEL_H
#define OVERSTACK_MODELS_CANCEL_H

#include "models/task.h"

/* A call that nobody waits for any more (parent NULL); the task is gone afterwards. */
void cancel_call(struct task *task, double now_s);

#endif
