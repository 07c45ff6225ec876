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
        .bucket_s = isinf(quota) ? 0 : CPU_QUOTA_PERIOD_S * quota,
        .next_s = INFINITY,
        .settled = CPU_UNSETTLED,
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
void cpu_group_grow(struct cpu_group *group)
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

static void rise_last(struct cpu_group *group, uint32_t hole)
{
    struct cpu_job *jobs = group->jobs;
    const struct cpu_job *last = &jobs[group->count];
    while (hole > 0 && before(last, &jobs[(hole - 1) / 2])) {
        cpu_job_copy(&jobs[hole], &jobs[(hole - 1) / 2]);
        hole = (hole - 1) / 2;
    }
    cpu_job_copy(&jobs[hole], last);
}

void cpu_group_sink_last(struct cpu_group *group, uint32_t hole)
{
    struct cpu_job *jobs = group->jobs;
    const uint32_t count = group->count;
    const struct cpu_job *last = &jobs[count]; /* just behind the heap */
    for (;;) {
        uint32_t child = 2 * hole + 1;
        if (child >= count)
            break;
        child += child + 1 < count && before(&jobs[child + 1], &jobs[child]);
        if (!before(&jobs[child], last))
            break;
        cpu_job_copy(&jobs[hole], &jobs[child]);
        hole = child;
    }
    cpu_job_copy(&jobs[hole], last);
}

bool cpu_group_remove(struct cpu_group *group, const struct task *task)
{
    uint32_t at = 0;
    while (at < group->count && group->jobs[at].task != task)
        at++;
    if (at == group->count)
        return false;
    if (at == --group->count)
        return true;
    if (at > 0 && before(&group->jobs[group->count], &group->jobs[(at - 1) / 2]))
        rise_last(group, at);
    else
        cpu_group_sink_last(group, at);
    return true;
}

double cpu_group_thread_share_slow(const struct cpu_group *group, double rate)
{
    const double threads = (double)group->count;
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
