/* lost.h - what was under way on a machine that died.
 *
 * When a process dies, the kernel of its machine resets its connections: the callers know
 * at once. When the machine dies, nobody is left to say so. A caller with a time-out
 * waits for it. One without waits until the machine has booted, whose kernel knows
 * nothing of the connection and resets it, or until its own kernel gives up: after
 * 924.6 s (Linux, net.ipv4.tcp_retries2 = 15; kernel documentation, ip-sysctl).
 *
 * Such a call is in state TASK_LOST and stays a member of the dead instance, with its own
 * event as the kernel's patience. It then fails as killed. A caller that died with the
 * machine, or had left before, is told nothing.
 */
#ifndef OVERSTACK_MODELS_LOST_H
#define OVERSTACK_MODELS_LOST_H

#include "models/task.h"

struct machine;

/* Between these two, kill_task loses the tasks of that instance of the machine. */
void lost_begin(struct machine *machine);
void lost_end(struct instance *instance);
/* A request or call that has left its instance: kill_task's. */
void lost_add(struct task *task, double now_s);

/* The machine has booted: those who still wait for that instance are told. */
void lost_reset(struct instance *instance);

/* Its user gave up: the task is in nobody's hands. */
void lost_leave(struct task *task);
/* Its caller gave up, or died: the task is gone. */
void lost_drop(struct task *task);

#endif
