/* machine_cpu.h - the way of a thread onto its machine's cores, inline: every piece of
 * CPU work in the simulation goes through it.
 */
#ifndef OVERSTACK_MODELS_MACHINE_CPU_H
#define OVERSTACK_MODELS_MACHINE_CPU_H

#include "models/simulation.h"

/* The machine will be settled at the end of this event: that group changed. */
static inline void machine_cpu_mark(struct machine *machine, struct cpu_group *group)
{
    if (!machine->dirty) {
        machine->dirty = true;
        machine->touched = group;
        simulation_mark(machine->simulation, machine);
    } else if (machine->touched != group) {
        machine->many_touched = true;
    }
}

/* Does that group alone use the machine's CPU, and nothing but its number of threads
 * change its rates? */
static inline bool machine_cpu_is_alone(const struct machine *machine)
{
    return machine->alone && !machine->strained && !machine->credits_close &&
           machine->blocked == 0 && machine->iowait.value == 0;
}

/* The group is alone and has another number of threads than before: new rates. */
static inline void machine_cpu_rate_alone(struct machine *machine,
                                          struct cpu_group *group, double now_s)
{
    const double threads = group->count;
    const double rate = threads < machine->capacity ? threads : machine->capacity;
    machine->active[0] = group;
    machine->active_count = threads > 0;
    group->active_at = threads > 0 ? 0 : UINT32_MAX;
    machine->demand = group->cap = threads;
    if (rate != group->rate) {
        machine->granted = group->rate = rate;
        area_set(&machine->user, rate, now_s);
        if (machine->credits.present)
            credits_use(&machine->credits, now_s, rate);
    }
    group->job_speed = machine->speed;
    if (rate < threads)
        group->job_speed *= rate / threads;
    group->settled = threads > 0 ? group->count : CPU_UNSETTLED;
}

/* The group is alone: its rates as they are now; when its first thread is done, or
 * INFINITY. The machine is settled once its event is at that time. */
static inline double machine_cpu_next_alone(struct machine *machine,
                                            struct cpu_group *group, double now_s)
{
    if (group->count != group->settled)
        machine_cpu_rate_alone(machine, group, now_s);
    if (group->count == 0)
        return group->next_s = INFINITY;
    const double work_s = cpu_group_first_work_s(group), speed = group->job_speed;
    return group->next_s = now_s + (speed == 1 ? work_s : work_s / speed);
}

/* A thread of that group has work_s useful CPU-seconds to do; when done, the task is
 * handed to flow_cpu_done. */
static inline void machine_cpu_run(struct machine *machine, struct cpu_group *group,
                                   struct task *task, double work_s)
{
    const double now_s = engine_now(machine->engine);
    if (group->since_s != now_s)
        cpu_group_advance(group, now_s);
    task->state = TASK_RUNNABLE;
    cpu_group_push(group, work_s, task);
    machine_cpu_mark(machine, group);
}

#endif
