/* lost.c - see lost.h. */
#include "models/lost.h"

#include "models/flow.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <stddef.h>

/* How long Linux sends again before it gives a connection up. */
#define LOST_KERNEL_S 924.6

void lost_begin(struct machine *machine)
{
    machine->simulation->dying = machine;
}

/* Only now, since bring_down ends when the instance has no member left. */
void lost_end(struct instance *instance)
{
    struct simulation *simulation = instance->simulation;
    struct task *task;
    simulation->dying = NULL;
    while ((task = task_queue_pop(&simulation->lost)))
        instance_adopt(instance, task);
}

/* Nobody waits for it, or somebody who dies in the same moment. */
static bool is_forgotten(const struct task *task)
{
    const struct task *parent = task->parent;
    if (task->detached)
        return true;
    return task->kind == TASK_CALL &&
           (!parent || parent->instance->machine == task->simulation->dying);
}

void lost_add(struct task *task, double now_s)
{
    struct simulation *simulation = task->simulation;
    if (is_forgotten(task)) {
        if (task->parent)
            task->parent->child = NULL;
        if (task->attempt)
            upstream_left(task, now_s);
        simulation_task_free(task);
        return;
    }
    simulation_sleep(task, now_s, LOST_KERNEL_S);
    task->state = TASK_LOST;
    task->failure = FAILURE_KILLED;
    task_queue_push(&simulation->lost, task);
}

void lost_leave(struct task *task)
{
    event_queue_cancel(&task->simulation->engine->queue, task->event);
    instance_disown(task);
    task->instance = NULL;
    task->failure = FAILURE_COUNT;
    task->state = TASK_DONE;
}

void lost_drop(struct task *task)
{
    lost_leave(task);
    simulation_task_free(task);
}

/* An answer may bring others to an end, but none of these: each is known to one caller. */
void lost_reset(struct instance *instance)
{
    struct member *next;
    for (struct member *m = instance->members.next; m != &instance->members; m = next) {
        struct task *task =
            (struct task *)(void *)((char *)m - offsetof(struct task, member));
        next = m->next;
        if (task->state != TASK_LOST)
            continue;
        lost_leave(task);
        flow_finish(task, FAILURE_KILLED);
    }
}
