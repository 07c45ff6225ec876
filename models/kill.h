/* kill.h - a task ends where it stands, because its process, machine or caller is gone.
 *
 * Whatever a task waits in or works on (its state says which) must be left before the task
 * can go: queues, time-outs, cores, pools, the volume, memory it was promised.
 */
#ifndef OVERSTACK_MODELS_KILL_H
#define OVERSTACK_MODELS_KILL_H

#include "models/task.h"

/* Takes it out of whatever it waits in, or works on. */
void kill_detach(struct task *task, double now_s);
/* The task is killed where it stands: its caller or user is told (`killed`), unless its
 * machine died with it, see lost.h. */
void kill_task(struct task *task, double now_s);

#endif
