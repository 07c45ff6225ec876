/* cpu.c - see cpu.h. */
#include "models/cpu.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The weight of a login shell or any other process outside the containers: Docker's
 * default cpu_shares. */
#define NEWCOMER_WEIGHT 1024.0

void cpu_group_init(struct cpu_group *group, double weight, double quota)
{
    *group = (struct cpu_group){
        .weight = weight,
        .quota = quota,
        .bucket_s = isinf(quota) ? 0 : 0.1 * quota,
        .next_s = INFINITY,
        .active_at = UINT32_MAX,
    };
}

void cpu_group_clear(struct cpu_group *group)
{
    free(group->jobs);
    group->jobs = NULL;
    group->count = group->capacity = 0;
}

/* Grows by doubling: amortised to nothing once a run has seen its peak. */
static void grow(struct cpu_group *group)
{
    const uint32_t capacity = group->capacity ? 2 * group->capacity : 16;
    struct cpu_job *jobs = realloc(group->jobs, capacity * sizeof *jobs);
    if (!jobs) {
        fputs("overstack: out of memory\n", stderr);
        exit(1);
    }
    group->jobs = jobs;
    group->capacity = capacity;
}

static inline bool before(const struct cpu_job *a, const struct cpu_job *b)
{
    return a->tag < b->tag || (a->tag == b->tag && a->order < b->order);
}

static void sift_up(struct cpu_job *jobs, uint32_t hole, struct cpu_job job)
{
    while (hole > 0) {
        const uint32_t parent = (hole - 1) / 2;
        if (!before(&job, &jobs[parent]))
            break;
        jobs[hole] = jobs[parent];
        hole = parent;
    }
    jobs[hole] = job;
}

static void sift_down(struct cpu_job *jobs, uint32_t count, uint32_t hole,
                      struct cpu_job job)
{
    for (;;) {
        uint32_t child = 2 * hole + 1;
        if (child >= count)
            break;
        if (child + 1 < count && before(&jobs[child + 1], &jobs[child]))
            child++;
        if (!before(&jobs[child], &job))
            break;
        jobs[hole] = jobs[child];
        hole = child;
    }
    jobs[hole] = job;
}

void cpu_group_push(struct cpu_group *group, double work_s, struct task *task)
{
    if (group->count == group->capacity)
        grow(group);
    if (group->count == 0)
        group->clock = 0; /* nobody is relative to it: start afresh, keep it precise */
    const struct cpu_job job = {group->clock + work_s, group->next_order++, task};
    sift_up(group->jobs, group->count++, job);
}

struct task *cpu_group_pop(struct cpu_group *group)
{
    struct task *task = group->jobs[0].task;
    const struct cpu_job last = group->jobs[--group->count];
    if (group->count)
        sift_down(group->jobs, group->count, 0, last);
    return task;
}

bool cpu_group_remove(struct cpu_group *group, const struct task *task)
{
    uint32_t at = 0;
    while (at < group->count && group->jobs[at].task != task)
        at++;
    if (at == group->count)
        return false;
    const struct cpu_job last = group->jobs[--group->count];
    if (at == group->count)
        return true;
    if (at > 0 && before(&last, &group->jobs[(at - 1) / 2]))
        sift_up(group->jobs, at, last);
    else
        sift_down(group->jobs, group->count, at, last);
    return true;
}

double cpu_group_thread_share(const struct cpu_group *group, double rate)
{
    const double threads = (double)group->count;
    if (group->background_threads == 0)
        return rate / threads;
    /* Equal shares, but the background wants no more than its own rate. */
    const double equal = rate / (threads + group->background_threads);
    const double background = equal * group->background_threads < group->background
                                  ? equal * group->background_threads
                                  : group->background;
    const double share = (rate - background) / threads;
    return share < 1 ? share : 1;
}

/* Fills groups whose cap lies below their fair share first; the share of the others
 * grows with each round, so at most `count` rounds. */
double cpu_share(struct cpu_group *const *groups, uint32_t count, double capacity,
                 double *grants)
{
    double weight = 0, left = capacity, total = 0;
    for (uint32_t i = 0; i < count; i++) {
        weight += groups[i]->weight;
        grants[i] = -1;
    }
    for (bool filled = true; filled;) {
        filled = false;
        const double level = weight > 0 ? left / weight : 0;
        for (uint32_t i = 0; i < count; i++) {
            if (grants[i] >= 0 || groups[i]->cap > level * groups[i]->weight)
                continue;
            grants[i] = groups[i]->cap;
            left -= grants[i];
            weight -= groups[i]->weight;
            filled = true;
        }
    }
    const double level = weight > 0 && left > 0 ? left / weight : 0;
    for (uint32_t i = 0; i < count; i++) {
        if (grants[i] < 0)
            grants[i] = level * groups[i]->weight;
        total += grants[i];
    }
    return total;
}

/* The newcomer takes part as one more group: its share is the water level times its
 * weight, at most one core. Solved by raising the level group by group. */
double cpu_share_newcomer(struct cpu_group *const *groups, uint32_t count,
                          double capacity)
{
    double low = 0, high = 1.0 / NEWCOMER_WEIGHT;
    for (int i = 0; i < 40; i++) { /* bisection on the level, to 1e-12 of a core */
        const double level = 0.5 * (low + high);
        double used = level * NEWCOMER_WEIGHT;
        for (uint32_t j = 0; j < count; j++) {
            const double fair = level * groups[j]->weight;
            used += groups[j]->cap < fair ? groups[j]->cap : fair;
        }
        if (used <= capacity)
            low = level;
        else
            high = level;
    }
    return low * NEWCOMER_WEIGHT;
}
