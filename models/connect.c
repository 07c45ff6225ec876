/* connect.c - see connect.h. */
#include "models/connect.h"

#include "models/balancer.h"
#include "models/flow.h"
#include "models/machine.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

/* After so long the caller's system gives up. */
#define CONNECT_SYN_END_S 127.0

static double timeout_s(const struct instance *instance)
{
    return fmin(instance->balancer->service->balance.connect_timeout_s,
                CONNECT_SYN_END_S);
}

/* When that many SYNs were sent and the next is due: 0, 1, 3, 7, ... */
static double syn_s(unsigned sent)
{
    return (double)((1u << sent) - 1);
}

void connect_fail(struct instance *instance, struct task *task, double now_s)
{
    const double passed_s = syn_s(task->phase), end_s = timeout_s(instance);
    task->instance = NULL;
    if (instance->machine && instance->machine->down && passed_s < end_s) {
        task->phase++;
        task->target = instance;
        simulation_sleep(task, now_s, fmin(syn_s(task->phase), end_s) - passed_s);
        return;
    }
    upstream_break(task);
    flow_finish(task, FAILURE_CONNECTION);
}

void connect_again(struct instance *instance, struct task *task, double now_s)
{
    if (syn_s(task->phase) < timeout_s(instance)) {
        instance_offer(instance, task, now_s);
        return;
    }
    upstream_break(task);
    flow_finish(task, FAILURE_CONNECTION);
}

void connect_stop(struct task *task)
{
    event_queue_cancel(&task->simulation->engine->queue, task->event);
    task->target = NULL;
    task->state = TASK_DONE;
    task->phase = 0;
}
