/* instance_life.h - how an instance starts, dies, restarts and replaces its workers.
 *
 * Starting costs CPU work and waiting, and memory comes with the work, in 64 steps: on a
 * machine that has no memory left it takes for ever. `start` is paid for the instance at
 * a restart, for a worker when it is recycled or killed. Restarts follow Docker's
 * back-off: `delay`, doubled up to `max_delay`, back to `delay` after `reset_after` up.
 */
#ifndef OVERSTACK_MODELS_INSTANCE_LIFE_H
#define OVERSTACK_MODELS_INSTANCE_LIFE_H

#include "models/instance.h"

void instance_life_init(struct instance *instance);

/* Up already when the run begins, without paying `start`. */
void instance_life_begin_up(struct instance *instance);
/* Pays `start`, then serves. Does nothing when it is not down. */
void instance_life_start(struct instance *instance, double now_s);
/* A START task goes on: its CPU work is done, its memory came, its wait is over. */
void instance_life_step(struct task *task, double now_s);

/* Dies now; starts again by its policy's back-off when `restarts`. */
void instance_life_kill(struct instance *instance, double now_s, bool restarts);
/* Goes down with its machine: nobody killed it, nobody starts it again but the machine. */
void instance_life_stop(struct instance *instance, double now_s);
/* One worker dies; its master starts another after delay_s. */
void instance_life_kill_worker(struct instance *instance, uint16_t worker, double now_s,
                               double delay_s);
/* Stopped and started at once (an event of the scenario). */
void instance_life_restart(struct instance *instance, double now_s);
/* The process ends itself at the end of this moment (a Java heap that is full). */
void instance_life_exit(struct instance *instance, const char *why);

/* Memory it holds when it is up and has served nobody yet. */
double instance_life_rest_bytes(const struct instance *instance);

/* Its process dies by an event and stays dead, whatever its policy, until as many events
 * have let it go as have held it; then it pays `start`. */
void instance_life_fail(struct instance *instance, double now_s);
void instance_life_recover(struct instance *instance, double now_s);

/* A worker has served its share and nobody is left in it. */
void instance_life_recycle(struct instance *instance, uint16_t worker, double now_s);
/* The arbiter's handler: the worker of that task is stuck. */
void instance_life_timed_out(struct task *task, double now_s);

#endif
