/* machine.h - one machine while it runs: cores, credits, memory, volume.
 *
 * Rates are constant between events. Whatever changes what is wanted (a thread becomes
 * runnable, memory grows, credits end) only marks the machine; at the end of the event
 * machine_cpu_settle solves for the new rates once and moves the machine's one CPU event.
 * While memory fits and credits last, that is a few additions.
 */
#ifndef OVERSTACK_MODELS_MACHINE_H
#define OVERSTACK_MODELS_MACHINE_H

#include "models/cpu.h"
#include "models/credits.h"
#include "models/design.h"
#include "models/memory.h"
#include "models/nic.h"
#include "models/task.h"
#include "models/uptime.h"
#include "models/usage.h"
#include "models/volume.h"
#include "sim/core/statistic.h"

struct instance;
struct simulation;

struct machine {
    const struct machine_def *def;
    struct simulation *simulation;
    struct engine *engine;
    struct instance **instances; /* those placed here */
    uint32_t instance_count;
    bool down;            /* stopped by an operator, failed, booting */
    struct uptime uptime; /* for which it is billed */
    uint32_t failures;    /* events that hold it down */
    bool off, booting;    /* of a group that scales, see machine_power.h */
    bool leaving;         /* likewise: it is drained, see scaling_node.h */
    double asked_s;       /* when it was asked for */

    /* CPU */
    double speed, cores;
    double capacity;           /* cores now: all of them, or the baseline */
    struct cpu_group **active; /* groups that want something */
    uint32_t active_count;
    double demand;             /* sum of the active groups' caps */
    double *grants;            /* scratch of the solver */
    struct cpu_group *touched; /* the one group changed since the last settling */
    bool many_touched, dirty;
    bool alone;     /* one group without quota or background; see
                       machine_cpu_is_alone */
    bool strained;  /* memory short or credits gone: the full solution is needed */
    double granted; /* cores in use by groups, as last solved */
    event_id cpu_event;
    struct area user, system, iowait, steal; /* cores */
    uint32_t blocked;    /* threads that wait for their own I/O on the volume */
    double paging_cores; /* cores that would run but for page faults */

    struct credits credits;
    event_id credit_event;
    bool credits_close; /* so near to zero that every change of use is followed */

    /* memory */
    struct memory_totals totals;
    struct memory_pressure pressure;
    double stall;       /* all useful work is cut to this share by page faults */
    double shared_swap; /* swap taken by groups over their mem_limit */
    struct task_queue allocating; /* tasks that wait for memory */
    bool waking;                  /* machine_memory_wake goes through them */
    event_id oom_event;           /* the kernel's patience */
    event_id volume_event;        /* its limits change */
    struct area resident, need, swapped;
    double memory_over_at_s; /* first time need passed RAM; NAN: never */
    double swap_full_at_s;
    double need_highest;    /* within the present step of the timeline */
    double missing_highest; /* file pages squeezed out, likewise */
    double rest_bytes;      /* needed when all is up and nothing asked for yet */
    uint32_t oom_kills;

    struct volume volume;
    double volume_busy_start_s;
    bool volume_told; /* that a burst bucket of it ran dry */
    struct nic nic;
    struct bytes_sent sent; /* left the machine in the window */
    double in_bytes;        /* came from other places */
    double cross_zone_in_bytes;

    /* reachability */
    bool unreachable;
    double hopeless_since_s; /* a new thread would starve since; NAN: it would not */
    double unreachable_since_s, unreachable_s, unreachable_at_s;
    double unreachable_cpu; /* share of all cores at unreachable_at_s */
    event_id reach_event;
    event_id boot_event;
};

void machine_init(struct machine *machine, struct simulation *simulation,
                  const struct machine_def *def);

/* Everything up to now_s into the integrals. */
void machine_advance(struct machine *machine, double now_s);
/* From here on the window counts: integrals start at zero. */
void machine_open_window(struct machine *machine, double now_s);

/* What it needs when everything on it is up and no traffic has come yet. */
double machine_rest_bytes(const struct machine *machine);

/* An operator stops it now and starts it again: everything on it dies and, after the
 * boot, pays its start. */
void machine_restart(struct machine *machine, double now_s);

/* It dies at once with all that is on it; its callers are not told (lost.h). It boots when
 * as many events have let it go as have held it. Its credits stay: nobody stopped it. */
void machine_fail(struct machine *machine, double now_s);
void machine_recover(struct machine *machine, double now_s);
/* Of Fargate, failed: that one is gone for good, another task may start in its place. */
void machine_renew(struct machine *machine, double now_s);

/* ---- machine_cpu.c; machine_cpu.h has machine_cpu_run ---- */

void machine_cpu_init(struct machine *machine);

/* Takes the task's thread off the CPU before it is done. */
void machine_cpu_stop(struct machine *machine, struct cpu_group *group,
                      struct task *task);
/* The group is about to want more or less (background, quota, collection): its clock is
 * brought up to now, and the machine will be settled. */
void machine_cpu_touch(struct machine *machine, struct cpu_group *group);
/* One thread more (or less: -1) waits for its I/O. */
void machine_cpu_block(struct machine *machine, int by);
/* All groups are affected (memory, credits). */
void machine_cpu_touch_all(struct machine *machine);
/* The CPU event: the thread that finishes first is done. */
void machine_cpu_done(void *machine, double now_s);
/* Solves for the rates of the marked machine and schedules what follows. */
void machine_cpu_settle(struct machine *machine);
/* Credits were set, spent or lost outside the ordinary course. */
void machine_cpu_watch_credits(struct machine *machine);

/* ---- machine_memory.c ---- */

void machine_memory_init(struct machine *machine);

/* Adds (or takes, when negative) anonymous, cold among it, and file bytes. */
void machine_memory_add(struct machine *machine, double anonymous, double cold,
                        double file);
/* The system's own memory goes and comes with the machine, see machine_power.h. */
void machine_memory_off(struct machine *machine);
void machine_memory_on(struct machine *machine);
/* Would so many more bytes have to wait? */
bool machine_memory_full(const struct machine *machine, double bytes);
/* Anonymous memory for a task: true when it has it now; else the task waits in state
 * TASK_ALLOCATING with wanted_bytes set and is made ready later. */
bool machine_memory_allocate(struct machine *machine, struct task *task, double bytes);
/* A task that waits for memory is killed. */
void machine_memory_leave(struct machine *machine, struct task *task);
/* Memory was given back: tasks that wait may go on. */
void machine_memory_wake(struct machine *machine);

/* ---- machine_volume.c ---- */

/* Something was asked of the volume: tells when that has emptied a burst bucket. */
void machine_volume_watch(struct machine *machine);

/* ---- machine_reach.c ---- */

void machine_reach_init(struct machine *machine);
/* `share` of a core is what one more thread would get from now on. */
void machine_reach_watch(struct machine *machine, double now_s, double share);

#endif
