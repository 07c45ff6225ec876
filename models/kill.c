/* kill.c - see kill.h. */
#include "models/kill.h"

#include "models/call.h"
#include "models/connections.h"
#include "models/flow.h"
#include "models/instance.h"
#include "models/lost.h"
#include "models/machine_cpu.h"
#include "models/simulation.h"
#include "models/transfer.h"
#include "models/upstream.h"

static void lose(struct task *task, double bytes)
{
    task->held_bytes -= bytes;
    task->instance->workers[task->worker].held_bytes -= bytes;
}

void kill_detach(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    struct worker *worker =
        task->worker == WORKER_NONE ? NULL : &instance->workers[task->worker];
    switch (task->state) {
    case TASK_READY:
        simulation_unready(task->simulation, task);
        break;
    case TASK_QUEUED:
        task_queue_remove(task->reserved ? &instance->reserved : &instance->queue, task);
        timeout_disarm(&task->waiting);
        area_change(task->reserved ? &instance->mailbox->waiting : &instance->queue_area,
                    -1, now_s);
        break;
    case TASK_RUNNABLE:
        machine_cpu_stop(instance->machine, &instance->cpu, task);
        break;
    case TASK_LOOP:
        task_queue_remove(&worker->loop_queue, task);
        break;
    case TASK_IO:
        machine_cpu_block(instance->machine, -1);
        __attribute__((fallthrough));
    case TASK_LOST:
    case TASK_TIMER:
    case TASK_KNOCKING:
        event_queue_cancel(&task->simulation->engine->queue, task->event);
        break;
    case TASK_CALLING:
        call_abandon(task, now_s);
        break;
    case TASK_CONNECTING:
        call_stop_connecting(task, now_s);
        break;
    case TASK_BLOCKED:
        broker_leave(
            task->simulation->mailboxes[task->op->publish->service->index].broker, task,
            now_s);
        break;
    case TASK_SENDING:
        transfer_abandon(task, now_s);
        break;
    case TASK_HELD:
        slow_forget(task);
        break;
    case TASK_ALLOCATING:
        machine_memory_leave(instance->machine, task);
        if (task->kind != TASK_START)
            lose(task, task->wanted_bytes); /* counted as held, but never came */
        break;
    default:
        break;
    }
    if (worker && worker->looping == task)
        instance_ran(instance, task);
}

void kill_task(struct task *task, double now_s)
{
    struct instance *instance = task->instance;
    const bool begun = task->begun;
    kill_detach(task, now_s);
    if (task->socket)
        connections_leave(instance, task, now_s);
    task->state = TASK_DONE;
    timeout_disarm(&task->arbiter);
    if (begun)
        instance_abandon(instance, task, now_s);
    else if (task->reserved)
        instance->messages--;
    else if (task->held_bytes > 0) { /* a branch */
        const double bytes = task->held_bytes;
        lose(task, bytes);
        instance_memory(instance, -bytes, 0, 0);
    }
    instance_disown(task);
    task->instance = NULL;
    task->progress = task->held_bytes = 0;
    task->children = 0;
    task->limited = false; /* its token is not for the next try */
    switch (task->kind) {
    case TASK_BRANCH: /* its parent dies with it */
    case TASK_START:
        simulation_task_free(task);
        break;
    case TASK_MESSAGE:
        mailbox_killed(task, begun, now_s);
        break;
    default:
        upstream_break(task);
        if (task->simulation->dying)
            lost_add(task, now_s);
        else
            flow_reply(task, instance, FAILURE_KILLED, now_s);
    }
}
