/* connect.c - see connect.h. */
#include "models/connect.h"

#include "models/balancer.h"
#include "models/flow.h"
#include "models/knock.h"
#include "models/machine.h"
#include "models/simulation.h"
#include "models/upstream.h"

/* The next SYN, or the end of the caller's patience for one. False: that has come. */
static bool knock_again(struct instance *instance, struct task *task, double now_s)
{
    const double passed_s = ldexp(1, task->retries) - 1; /* 0, 1, 3, 7, ... */
    const double left_s =
        instance->balancer->service->balance.connect_timeout_s - passed_s;
    const double wait_s = knock_wait_s(task);
    if (left_s <= 0)
        return false;
    task->target = instance;
    task->retries = wait_s < left_s ? task->retries + 1 : KNOCK_REPEATS + 1;
    simulation_sleep(task, now_s, fmin(wait_s, left_s));
    task->state = TASK_KNOCKING;
    return true;
}

void connect_fail(struct instance *instance, struct task *task, double now_s)
{
    task->instance = NULL;
    if (instance->machine && instance->machine->down &&
        knock_again(instance, task, now_s))
        return;
    upstream_break(task);
    flow_finish(task, FAILURE_CONNECTION);
}
