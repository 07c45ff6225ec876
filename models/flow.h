/* flow.h - how a task walks its program: the heart of the simulation.
 *
 * flow_advance walks until the task has to wait for something. Whoever ends that wait
 * either calls it (the CPU, a timer) or, when that happens in the middle of somebody
 * else's step, puts the task on the simulation's ready list. So the stack never grows
 * with the length of a chain of instant replies.
 */
#ifndef OVERSTACK_MODELS_FLOW_H
#define OVERSTACK_MODELS_FLOW_H

#include "models/task.h"

/* The task has its thread: what comes before its steps, then the steps. */
void flow_begin(struct task *task, double now_s);
/* Walks on from task->op. */
void flow_advance(struct task *task, double now_s);
/* Its CPU work is done. */
void flow_cpu_done(struct task *task, double now_s);
/* Its own event fired. */
void flow_timer(void *task, double now_s);

/* The task ends: answered with FAILURE_COUNT, else failed for that reason. Gives back
 * its thread and tells its caller or user. The task must not be touched afterwards. */
void flow_finish(struct task *task, enum failure failure);
/* Tells whoever waits for the task, which has left `from`. */
void flow_reply(struct task *task, const struct instance *from, enum failure failure,
                double now_s);

#endif
