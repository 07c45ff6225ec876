/* call_guard.h - what an instance knows of a service it calls: its retry budget and its
 * circuit breaker. One for each calling instance and service called, made at the first
 * call that has a budget or a breaker; lost when the instance dies.
 */
#ifndef OVERSTACK_MODELS_CALL_GUARD_H
#define OVERSTACK_MODELS_CALL_GUARD_H

#include "models/task.h"

#include <stdbool.h>

struct instance;

/* The task is about to make its call: false when the circuit is open. */
bool call_guard_admits(struct task *task, double now_s);
/* Its call has ended, with or without an answer. */
void call_guard_record(const struct task *task, bool failed, double now_s);
/* Its call will not be waited for: the task is killed or cancelled. */
void call_guard_forget(const struct task *task);
/* May it try again? */
bool call_guard_may_retry(const struct task *task, double now_s);
/* The instance has died: what comes after it knows nothing. */
void call_guard_reset(struct instance *instance);

#endif
