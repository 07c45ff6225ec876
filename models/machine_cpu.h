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
