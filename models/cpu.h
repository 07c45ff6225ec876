/* cpu.h - one service instance's runnable threads on its machine's cores.
 *
 * Processor sharing in two levels, as Linux does with containers: the machine's
 * capacity is split between instances (one cgroup each) by weighted water-filling, and
 * within an instance equally. An instance keeps a virtual clock, the useful CPU-seconds
 * that each of its threads has received, and a heap of finish tags, the clock's value
 * at which each thread's work is done; so an arrival or departure costs O(log n)
 * however many threads run (Zhang 1990 for virtual clocks; Kleinrock 1976, chapter 4,
 * for processor sharing). Ties: of two equal tags the one pushed first finishes first.
 */
#ifndef OVERSTACK_MODELS_CPU_H
#define OVERSTACK_MODELS_CPU_H

#include "sim/core/event_queue.h"

#include <stdbool.h>
#include <stdint.h>

struct machine;
struct task;

/* Of Linux's CFS: so much of a quota may be spent at once. */
#define CPU_QUOTA_PERIOD_S 0.1
#define CPU_NO_QUOTA       1e300 /* a quota at or above it is none */
#define CPU_UNSETTLED      UINT32_MAX

struct cpu_job {
    double tag; /* finish tag on the group's virtual clock, CPU-seconds */
    uint64_t order;
    struct task *task;
};

struct cpu_group {
    /* runnable threads */
    struct cpu_job *jobs; /* binary heap; malloc'ed, grows by doubling */
    uint32_t count, capacity;
    uint64_t next_order;
    double clock; /* useful CPU-seconds each thread has had, at since_s */
    double since_s;
    double job_speed; /* d clock / dt */
    uint32_t settled; /* threads for which the present rates hold; CPU_UNSETTLED: none */
    double next_s;    /* when the first thread finishes; INFINITY: none, or stalled */

    /* demand */
    double weight;             /* cpu_shares */
    double cap;                /* cores it can use now: threads, background, quota */
    double background;         /* cores wanted without traffic */
    double background_threads; /* ceil(background) */
    double collection;         /* seconds of garbage collection for each useful second */
    double touch;              /* pages touched for each useful CPU-second */
    double miss_share; /* of its pages, beyond the machine's (its own mem_limit) */

    /* supply */
    double rate;   /* cores in use: useful, collection, background */
    double used_s; /* integral of rate up to since_s, CPU-seconds */

    /* quota: a bucket of 0.1 s x quota of CPU, refilled at the quota's rate */
    double quota; /* cores; INFINITY: none */
    double bucket_s;
    bool quota_empty;
    event_id quota_event; /* the bucket runs dry, or holds enough again */
    struct machine *machine;
    double reclaim; /* share of its CPU spent on reclaim inside its own mem_limit */

    uint32_t active_at; /* place in the machine's list of active groups, or UINT32_MAX */
};

void cpu_group_init(struct cpu_group *group, double weight, double quota);
void cpu_group_clear(struct cpu_group *group);

/* Brings clock, usage and bucket up to now_s at the present rates. */
static inline void cpu_group_advance(struct cpu_group *group, double now_s)
{
    const double dt = now_s - group->since_s;
    if (dt == 0)
        return;
    group->clock += group->job_speed * dt;
    group->used_s += group->rate * dt;
    if (group->quota < CPU_NO_QUOTA)
        group->bucket_s += (group->quota - group->rate) * dt;
    group->since_s = now_s;
}

void cpu_group_grow(struct cpu_group *group);

/* Jobs are copied field by field: read back as 16 bytes right after 8 were written, they
 * would wait for the write to leave the processor's store buffer. */
static inline void cpu_job_copy(struct cpu_job *to, const struct cpu_job *from)
{
    to->tag = from->tag;
    to->order = from->order;
    to->task = from->task;
}

/* A thread with `work_s` useful CPU-seconds to do; the group must be up to date. */
static inline void cpu_group_push(struct cpu_group *group, double work_s,
                                  struct task *task)
{
    if (__builtin_expect(group->count == group->capacity, 0))
        cpu_group_grow(group);
    if (group->count == 0)
        group->clock = 0; /* nobody is relative to it: start afresh, keep it precise */
    const double tag = group->clock + work_s;
    uint32_t hole = group->count++;
    while (hole > 0) {
        const uint32_t parent = (hole - 1) / 2;
        if (!(tag < group->jobs[parent].tag))
            break; /* of equals the newest is the last */
        cpu_job_copy(&group->jobs[hole], &group->jobs[parent]);
        hole = parent;
    }
    group->jobs[hole].tag = tag;
    group->jobs[hole].order = group->next_order++;
    group->jobs[hole].task = task;
}

/* Fills the place of a job that left with the last one, below `hole`. */
void cpu_group_sink_last(struct cpu_group *group, uint32_t hole);

/* The thread that finishes first leaves; count must be > 0. */
static inline struct task *cpu_group_pop(struct cpu_group *group)
{
    struct task *task = group->jobs[0].task;
    if (--group->count > 0)
        cpu_group_sink_last(group, 0);
    return task;
}

/* Takes one thread out before it has finished. True when it was there. */
bool cpu_group_remove(struct cpu_group *group, const struct task *task);

/* Work the thread that finishes first still has to do, useful CPU-seconds. */
static inline double cpu_group_first_work_s(const struct cpu_group *group)
{
    const double left = group->jobs[0].tag - group->clock;
    return left > 0 ? left : 0;
}

/* Cores the group could use now, by threads, background and quota. */
static inline double cpu_group_demand(const struct cpu_group *group)
{
    const double wanted = (double)group->count + group->background;
    return group->quota_empty && group->quota < wanted ? group->quota : wanted;
}

/* Weighted water-filling: splits `capacity` cores so that each group gets at most its
 * cap and nobody could get more without taking it from one that has less for its
 * weight. grants[i] is the answer for groups[i]; the return value their sum. */
double cpu_share(struct cpu_group *const *groups, uint32_t count, double capacity,
                 double *grants);

/* What one more thread of weight 1024 in a group of its own would get, in cores. */
double cpu_share_newcomer(struct cpu_group *const *groups, uint32_t count,
                          double capacity);

/* With background work, whose threads have their part too. */
double cpu_group_thread_share_slow(const struct cpu_group *group, double rate);

/* The part of `rate` cores that the group's threads get, each; the rest goes to its
 * background work. */
static inline double cpu_group_thread_share(const struct cpu_group *group, double rate)
{
    return group->background_threads == 0 ? rate / (double)group->count
                                          : cpu_group_thread_share_slow(group, rate);
}

#endif
