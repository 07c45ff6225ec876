/* cancel.c - see cancel.h. */
#include "models/cancel.h"

#include "models/flow.h"
#include "models/instance.h"
#include "models/kill.h"
#include "models/simulation.h"

/* The first branch of that task. */
static struct task *branch_of(const struct task *task)
{
    const struct instance *instance = task->instance;
    struct task *member = instance_next_member(instance, &instance->members);
    while (member && (member->kind != TASK_BRANCH || member->parent != task))
        member = instance_next_member(instance, &member->member);
    return member;
}

/* Branches hold memory that is their endpoint's, so it goes to the task. */
static void drop_branches(struct task *task, double now_s)
{
    struct task *branch;
    while (task->children > 0 && (branch = branch_of(task))) {
        drop_branches(branch, now_s);
        kill_detach(branch, now_s);
        task->held_bytes += branch->held_bytes;
        branch->held_bytes = branch->progress = 0;
        task->children--;
        instance_disown(branch);
        branch->instance = NULL;
        simulation_task_free(branch);
    }
    task->children = 0;
}

void cancel_call(struct task *task, double now_s)
{
    if (task->children > 0)
        drop_branches(task, now_s);
    if (task->target && task->state == TASK_TIMER)
        instance_recall(task->target);
    kill_detach(task, now_s);
    task->target = NULL;
    task->progress = 0;
    if (task->begun)
        task->instance->served--; /* as it gives its thread back it counts as served */
    flow_finish(task, FAILURE_TIMEOUT);
}
