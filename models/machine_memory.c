/* machine_memory.c - a machine's memory as it fills: what waits, what dies.
 *
 * While need <= RAM an allocation is two additions. Past that every change is weighed
 * again (memory.h), allocations wait from D = S + 0.97 F on, and once D > S + 0.95 F, or
 * an allocation that waits, has lasted `oom_patience` (at once when there are no file
 * pages to squeeze) the kernel kills the process with the largest resident and swapped
 * size. Killing is done by an
 * event of its own, never in the middle of somebody's step.
 */
#include "models/flow.h"
#include "models/machine.h"
#include "models/simulation.h"
#include "models/victim.h"

#include <math.h>

static void note_firsts(struct machine *machine, double now_s)
{
    const struct memory_pressure *p = &machine->pressure;
    if (isnan(machine->memory_over_at_s) && p->deficit > 0)
        machine->memory_over_at_s = now_s;
    if (isnan(machine->swap_full_at_s) && machine->totals.swap > 0 &&
        p->swapped >= 0.95 * machine->totals.swap)
        machine->swap_full_at_s = now_s;
}

/* It waits for the machine, not only for room below its own mem_limit. */
static bool waits_for_machine(const struct task *task)
{
    const struct memory_limit *limit = task->instance->limited;
    return !limit || !memory_limit_full(limit, task->wanted_bytes);
}

static bool is_stuck(const struct machine *machine)
{
    if (machine->pressure.deficit > memory_kill_limit(&machine->totals))
        return true;
    for (const struct task *task = machine->allocating.head; task; task = task->next)
        if (waits_for_machine(task))
            return true;
    return false;
}

/* The kernel's patience begins when the machine is stuck and starts anew when it was
 * not, even for a moment. */
static void watch_patience(struct machine *machine, double now_s)
{
    struct event_queue *queue = &machine->engine->queue;
    if (!is_stuck(machine)) {
        event_queue_cancel(queue, machine->oom_event);
        return;
    }
    const double patience_s =
        machine->totals.file > 0 ? machine->def->host->oom_patience_s : 0;
    if (now_s + patience_s < event_queue_time(queue, machine->oom_event))
        event_queue_schedule(queue, machine->oom_event, now_s + patience_s);
}

/* Who holds what at the moment of the highest need in this step: later in the step a
 * kill or a restart may have changed it. */
static void note_highest(struct machine *machine)
{
    machine->missing_highest =
        fmax(machine->missing_highest, machine->pressure.file_missing);
    if (machine->pressure.need < machine->need_highest)
        return;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        machine->instances[i]->memory_highest = machine->instances[i]->memory.value;
}

static void weigh(struct machine *machine)
{
    const double now_s = engine_now(machine->engine);
    struct memory_pressure *p = &machine->pressure;
    /* Sums of parts come back to zero but for rounding. */
    const double need = fmax(0, machine->totals.kernel + machine->totals.anonymous +
                                    machine->totals.file);
    machine->need_highest = fmax(machine->need_highest, need);
    if (need <= machine->totals.ram && p->deficit == 0) {
        area_set(&machine->need, need, now_s);
        area_set(&machine->resident, need, now_s);
        if (machine->swapped.value != machine->shared_swap) /* by a mem_limit */
            area_set(&machine->swapped, machine->shared_swap, now_s);
        return;
    }
    memory_evaluate(&machine->totals, p);
    area_set(&machine->need, p->need, now_s);
    area_set(&machine->resident,
             fmin(p->need - p->swapped - p->file_missing, machine->totals.ram), now_s);
    area_set(&machine->swapped, p->swapped + machine->shared_swap, now_s);
    note_firsts(machine, now_s);
    note_highest(machine);
    watch_patience(machine, now_s);
    machine_cpu_touch_all(machine);
}

void machine_memory_add(struct machine *machine, double anonymous, double cold,
                        double file)
{
    machine->totals.anonymous += anonymous;
    machine->totals.cold += cold;
    machine->totals.file += file;
    weigh(machine);
    if (machine->allocating.count && anonymous + file < 0)
        machine_memory_wake(machine);
}

void machine_memory_off(struct machine *machine)
{
    machine->totals.kernel = 0;
    machine_memory_add(machine, 0, 0, -machine->def->host->system.text_bytes);
}

void machine_memory_on(struct machine *machine)
{
    machine->totals.kernel = machine->def->host->system.kernel_bytes;
    machine_memory_add(machine, 0, 0, machine->def->host->system.text_bytes);
}

bool machine_memory_full(const struct machine *machine, double bytes)
{
    if (machine->totals.file <= 0)
        return false;
    const double need =
        machine->totals.kernel + machine->totals.anonymous + machine->totals.file + bytes;
    return need - machine->totals.ram > memory_wait_limit(&machine->totals);
}

static bool must_wait(const struct task *task, double bytes)
{
    const struct instance *instance = task->instance;
    return machine_memory_full(instance->machine, bytes) ||
           (instance->limited && memory_limit_full(instance->limited, bytes));
}

/* What was just touched is not cold. */
static void take(struct task *task, double bytes)
{
    instance_memory(task->instance, bytes, 0, 0);
}

/* First come first served: a small wish does not overtake a large one, but nobody waits
 * for room below the mem_limit of another. */
static bool is_behind(const struct machine *machine, const struct task *task)
{
    for (const struct task *first = machine->allocating.head; first; first = first->next)
        if (first->instance == task->instance || waits_for_machine(first))
            return true;
    return false;
}

static void watch(struct machine *machine, struct instance *instance)
{
    watch_patience(machine, engine_now(machine->engine));
    if (instance->limited)
        memory_limit_watch(instance->limited);
}

bool machine_memory_allocate(struct machine *machine, struct task *task, double bytes)
{
    if (bytes <= 0)
        return true;
    if (is_behind(machine, task) || must_wait(task, bytes)) {
        task->wanted_bytes = bytes;
        task->state = TASK_ALLOCATING;
        task_queue_push(&machine->allocating, task);
        watch(machine, task->instance);
        return false;
    }
    take(task, bytes);
    return true;
}

void machine_memory_leave(struct machine *machine, struct task *task)
{
    task_queue_remove(&machine->allocating, task);
    watch(machine, task->instance);
}

/* Does it have to go on waiting? Notes that nobody behind it may go, either. */
static bool is_held(struct machine *machine, struct task *task, bool *full)
{
    struct memory_limit *limit = task->instance->limited;
    if (limit && (limit->blocked || memory_limit_full(limit, task->wanted_bytes)))
        return limit->blocked = true;
    return *full = *full || machine_memory_full(machine, task->wanted_bytes);
}

void machine_memory_wake(struct machine *machine)
{
    bool full = false;
    struct task *next;
    if (machine->waking)
        return;
    machine->waking = true;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (machine->instances[i]->limited)
            machine->instances[i]->limited->blocked = false;
    for (struct task *task = machine->allocating.head; task && !full; task = next) {
        next = task->next;
        if (is_held(machine, task, &full))
            continue;
        machine_memory_leave(machine, task);
        take(task, task->wanted_bytes);
        simulation_ready(machine->simulation, task);
    }
    machine->waking = false;
}

static void kill_largest(void *object, double now_s)
{
    struct machine *machine = object;
    if (!is_stuck(machine))
        return;
    struct victim victim = victim_largest(machine->instances, machine->instance_count);
    if (!victim.instance)
        return; /* the kernel alone does not fit: nobody left to kill */
    machine->oom_kills++;
    victim_kill(&victim, now_s, "the machine is out of memory");
    watch_patience(machine, now_s);
    simulation_settle(machine->simulation);
}

void machine_memory_init(struct machine *machine)
{
    const struct host_def *host = machine->def->host;
    const struct instance_type *type = &host->instance;
    double ram =
        isnan(type->os_memory_bytes) ? type->memory_bytes : type->os_memory_bytes;
    if (host->os == OS_NONE)
        ram = type->memory_bytes;
    else
        ram *= 1 - MEMORY_WATERMARK;
    machine->totals = (struct memory_totals){
        .ram = ram,
        .swap = host->swap_bytes,
        .kernel = host->system.kernel_bytes,
        .file = host->system.text_bytes,
    };
    machine->memory_over_at_s = machine->swap_full_at_s = NAN;
    machine->oom_event =
        event_queue_register(&machine->engine->queue, kill_largest, machine);
    weigh(machine);
}
