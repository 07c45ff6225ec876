/* instance_heap.c - see instance_heap.h. */
#include "models/instance_heap.h"

#include "models/instance_life.h"
#include "models/jvm.h"
#include "models/machine.h"
#include "models/simulation.h"

#include <math.h>

/* Above this share of the heap live the report calls it saturated. */
#define HEAP_FULL_SHARE 0.90

void instance_heap_init(struct instance *instance)
{
    const struct jvm_def *jvm = &instance->service->jvm;
    if (!jvm->given || !instance->machine)
        return;
    const double ram = instance->machine->totals.ram;
    const double memory = fmin(instance->service->mem_limit_bytes, ram);
    instance->heap = jvm_heap_bytes(jvm, memory);
    instance->heap_start = jvm_start_heap_bytes(jvm, instance->heap, memory);
    instance->heap_server = jvm_server_class(instance->machine->cores, memory);
}

static double live_bytes(const struct instance *instance)
{
    const struct jvm_def *jvm = &instance->service->jvm;
    return jvm->live_bytes + instance->in_flight * jvm->live_per_request_bytes;
}

double instance_heap_rest(const struct instance *instance)
{
    if (instance->heap <= 0)
        return 0;
    return jvm_committed_bytes(instance->heap, instance->heap_start,
                               instance->service->jvm.live_bytes) +
           jvm_overhead_bytes(0);
}

/* More of the heap becomes resident, more thread stacks; never less again. */
static void commit(struct instance *instance)
{
    const double committed =
        jvm_committed_bytes(instance->heap, instance->heap_start, instance->heap_live);
    const double threads = fmax(instance->heap_threads, instance->in_flight);
    const double heap_growth = committed - instance->heap_committed;
    const double stack_growth =
        jvm_overhead_bytes(threads) - jvm_overhead_bytes(instance->heap_threads);
    instance->heap_threads = threads;
    if (heap_growth > 0)
        instance->heap_committed = committed;
    const double growth = fmax(0, heap_growth) + stack_growth;
    if (growth > 0)
        instance_memory(instance, growth,
                        fmax(0, heap_growth) * instance->heap_cold_share +
                            stack_growth * instance->cold_share,
                        0);
}

static void measure(struct instance *instance, double now_s)
{
    const double heap = instance->heap, live = instance->heap_live;
    const double committed = instance->heap_committed;
    area_set(&instance->heap_used,
             jvm_used_mean_bytes(heap, committed, live, instance->heap_server), now_s);
    const double peak = jvm_used_peak_bytes(heap, committed, live, instance->heap_server);
    instance->heap_used_peak = fmax(instance->heap_used_peak, peak);
    instance->heap_live_peak = fmax(instance->heap_live_peak, live);
    if (isnan(instance->heap_full_at_s) && live > HEAP_FULL_SHARE * heap)
        instance->heap_full_at_s = now_s;
}

static void slow_down(struct instance *instance)
{
    double collection = 0;
    if (instance->in_flight > 0)
        collection = jvm_collection_s_per_byte(instance->heap, instance->heap_live) *
                     instance->allocate_rate / instance->in_flight;
    if (collection == instance->cpu.collection)
        return;
    machine_cpu_touch(instance->machine, &instance->cpu);
    instance->cpu.collection = collection;
}

static void update(struct instance *instance, double now_s)
{
    instance->heap_live = live_bytes(instance);
    commit(instance);
    measure(instance, now_s);
    slow_down(instance);
}

void instance_heap_started(struct instance *instance, double now_s)
{
    if (instance->heap <= 0)
        return;
    instance->heap_live = instance->service->jvm.live_bytes;
    instance->heap_committed =
        jvm_committed_bytes(instance->heap, instance->heap_start, instance->heap_live);
    instance->heap_threads = 0;
    instance->allocate_rate = 0;
    measure(instance, now_s);
}

/* Garbage of the task's request for each useful CPU-second it spends. */
static double allocate_rate(const struct instance *instance, const struct task *task)
{
    if (!task->program || task->program->cpu_mean_s <= 0)
        return 0;
    return (instance->service->jvm.alloc_bytes + task->program->allocate_bytes) /
           task->program->cpu_mean_s;
}

bool instance_heap_admit(struct instance *instance, struct task *task, double now_s)
{
    instance->allocate_rate += allocate_rate(instance, task);
    task->in_heap = true;
    if (jvm_fits(instance->heap, live_bytes(instance))) {
        update(instance, now_s);
        return true;
    }
    if (isnan(instance->heap_full_at_s))
        instance->heap_full_at_s = now_s;
    if (instance->service->jvm.on_oom == JVM_OOM_EXIT)
        instance_life_exit(instance, "OutOfMemoryError: Java heap space");
    return false;
}

void instance_heap_release(struct instance *instance, struct task *task, double now_s)
{
    if (!task->in_heap)
        return;
    task->in_heap = false;
    instance->allocate_rate -= allocate_rate(instance, task);
    if (instance->in_flight == 0)
        instance->allocate_rate = 0;
    update(instance, now_s);
}
