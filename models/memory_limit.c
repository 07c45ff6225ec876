/* memory_limit.c - see memory_limit.h. */
#include "models/memory_limit.h"

#include "models/instance.h"
#include "models/machine.h"
#include "models/simulation.h"
#include "models/victim.h"

#include <math.h>

/* Over its limit, or one of its tasks waits for room below it. */
static bool is_stuck(const struct memory_limit *limit)
{
    const struct instance *instance = limit->instance;
    if (limit->pressure.deficit > memory_kill_limit(&limit->totals))
        return true;
    const struct task *task = instance->machine->allocating.head;
    for (; task; task = task->next)
        if (task->instance == instance && memory_limit_full(limit, task->wanted_bytes))
            return true;
    return false;
}

static void kill_inside(void *object, double now_s)
{
    struct memory_limit *limit = object;
    struct instance *instance = limit->instance;
    if (!is_stuck(limit))
        return;
    struct victim victim = victim_largest(&instance, 1);
    if (!victim.instance)
        return;
    instance->machine->oom_kills++;
    victim_kill(&victim, now_s, "its mem_limit is reached");
    memory_limit_watch(limit);
    simulation_settle(instance->simulation);
}

void memory_limit_init(struct memory_limit *limit, struct instance *instance,
                       struct engine *engine, double limit_bytes, double swap_bytes,
                       double patience_s)
{
    *limit = (struct memory_limit){
        .totals = {.ram = limit_bytes},
        .swap_most = fmin(swap_bytes, limit_bytes),
        .patience_s = patience_s,
        .instance = instance,
        .engine = engine,
        .over_at_s = NAN,
    };
    limit->event = event_queue_register(&engine->queue, kill_inside, limit);
}

void memory_limit_watch(struct memory_limit *limit)
{
    struct event_queue *queue = &limit->engine->queue;
    const double now_s = queue->now_s;
    if (isnan(limit->over_at_s) && limit->pressure.deficit > 0)
        limit->over_at_s = now_s;
    if (!is_stuck(limit)) {
        event_queue_cancel(queue, limit->event);
        return;
    }
    const double at_s = now_s + (limit->totals.file > 0 ? limit->patience_s : 0);
    if (at_s < event_queue_time(queue, limit->event))
        event_queue_schedule(queue, limit->event, at_s);
}

void memory_limit_add(struct memory_limit *limit, double *anonymous, double *cold,
                      double *file, double *swapped)
{
    const struct memory_pressure before = limit->pressure;
    const struct machine *machine = limit->instance->machine;
    const double free = fmax(0, machine->totals.swap - machine->pressure.swapped);
    limit->totals.swap = fmin(limit->swap_most, before.swapped + free);
    limit->totals.anonymous += *anonymous;
    limit->totals.cold += *cold;
    limit->totals.file += *file;
    memory_evaluate(&limit->totals, &limit->pressure);
    const struct memory_pressure *after = &limit->pressure;
    *swapped = after->swapped - before.swapped;
    /* Cold pages go first. */
    const double cold_swapped = after->swapped - after->hot_swapped;
    const double cold_before = before.swapped - before.hot_swapped;
    *anonymous -= *swapped;
    *cold -= cold_swapped - cold_before;
    *file -= after->file_missing - before.file_missing;
    struct cpu_group *group = &limit->instance->cpu;
    group->miss_share = after->miss_share;
    group->reclaim = after->reclaim_share;
    memory_limit_watch(limit);
    if (after->deficit > 0 || before.deficit > 0)
        machine_cpu_touch_all(limit->instance->machine);
}

bool memory_limit_full(const struct memory_limit *limit, double bytes)
{
    const struct memory_totals *t = &limit->totals;
    return t->file > 0 && t->anonymous + t->file + bytes - t->ram > memory_wait_limit(t);
}
