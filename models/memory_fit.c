/* memory_fit.c - see memory_fit.h. */
#include "models/memory_fit.h"

#include "models/jvm.h"
#include "models/memory.h"

#include <math.h>

double memory_fit_ram_bytes(const struct host_def *host)
{
    const struct instance_type *type = &host->instance;
    if (host->os == OS_NONE)
        return type->memory_bytes;
    const double seen =
        isnan(type->os_memory_bytes) ? type->memory_bytes : type->os_memory_bytes;
    return seen * (1 - MEMORY_WATERMARK);
}

/* ---- one instance ---- */

/* Requests that can hold a thread at once: the threads, or where they have no limit
 * those in flight at the peak. */
static double most_in_flight(const struct operational *operational,
                             const struct instance_def *instance)
{
    const double threads = instance->service->workers * instance->service->threads;
    if (!isinf(threads))
        return threads;
    return operational->services[instance->service_index].in_flight *
           demand_share(operational->design, instance);
}

static void find_heap(struct memory_fit_instance *fit, double ram, double in_flight)
{
    const struct service_def *service = fit->instance->service;
    const struct jvm_def *jvm = &service->jvm;
    fit->heap_holds = true;
    if (!jvm->given)
        return;
    const double memory = fmin(ram, service->mem_limit_bytes);
    fit->heap_limit = jvm_heap_bytes(jvm, memory);
    fit->heap = jvm_committed_bytes(fit->heap_limit,
                                    jvm_start_heap_bytes(jvm, fit->heap_limit, memory),
                                    jvm->live_bytes);
    fit->jvm = jvm_overhead_bytes(0);
    fit->heap_growth =
        fit->heap_limit - fit->heap + jvm_overhead_bytes(in_flight) - fit->jvm;
    fit->heap_holds = jvm_fits(fit->heap_limit,
                               jvm->live_bytes + in_flight * jvm->live_per_request_bytes);
}

/* Leaked by a request: the most of any endpoint, and the instance's mean growth. */
static void find_leak(struct memory_fit_instance *fit,
                      const struct operational *operational)
{
    const struct service_def *service = fit->instance->service;
    const double share = demand_share(operational->design, fit->instance);
    double most = 0;
    for (uint32_t e = 0; e < operational->design->endpoint_count; e++) {
        const struct endpoint_def *endpoint = operational->design->endpoints[e];
        const double leak = operational->demands.items[e].leak_bytes;
        if (endpoint->service->index != fit->instance->service_index)
            continue;
        most = fmax(most, leak);
        fit->leak_per_s += operational->mean_visits[e] * share * leak;
    }
    const struct recycle_def *recycle = &service->recycle;
    double cap = most > 0 ? service->memory.leak.up_to_bytes : 0;
    if (recycle->max_requests > 0)
        cap = fmin(cap, most * (recycle->max_requests + recycle->jitter));
    fit->leak = cap * service->workers;
}

/* `memory` steps of the heaviest endpoint, and what every request holds. */
static double request_bytes(const struct operational *operational,
                            const struct instance_def *instance)
{
    double most = 0;
    for (uint32_t e = 0; e < operational->design->endpoint_count; e++)
        if (operational->design->endpoints[e]->service->index == instance->service_index)
            most = fmax(most, operational->demands.items[e].memory_bytes);
    return most + instance->service->memory.per_request_bytes;
}

static void find_instance(struct memory_fit_instance *fit,
                          const struct operational *operational, double ram)
{
    const struct service_def *service = fit->instance->service;
    const struct memory_def *memory = &service->memory;
    const struct machine_def *machine =
        demand_machine(operational->design, fit->instance);
    const double in_flight = most_in_flight(operational, fit->instance);
    fit->base = memory->base_bytes;
    fit->workers = service->workers * memory->per_worker_bytes;
    fit->shim = service->kind == KIND_PROCESS ? machine->host->shim_bytes : 0;
    fit->file =
        (isnan(memory->text_bytes) ? 0 : memory->text_bytes) + memory->cache_bytes;
    fit->limit = service->mem_limit_bytes;
    find_heap(fit, ram, in_flight);
    find_leak(fit, operational);
    fit->requests = in_flight * request_bytes(operational, fit->instance);
    fit->rest = fit->base + fit->workers + fit->shim + fit->heap + fit->jvm + fit->file;
    fit->full = fit->rest + fit->heap_growth + fit->leak + fit->requests;
}

/* ---- one machine ---- */

static enum memory_fit_state state_of(const struct memory_fit_machine *fit, double need)
{
    const double deficit = need - fit->ram;
    if (deficit <= 0)
        return MEMORY_FIT_FITS;
    if (deficit <= fit->swap)
        return MEMORY_FIT_SWAPS;
    return deficit <= fit->swap + MEMORY_KILL_SHARE * fit->file_rest ? MEMORY_FIT_SQUEEZES
                                                                     : MEMORY_FIT_KILLS;
}

static void add_spare(struct memory_fit_machine *fit, const struct instance_def *spare,
                      const struct operational *operational)
{
    struct memory_fit_instance one = {.instance = spare};
    find_instance(&one, operational, fit->ram);
    fit->spare_rest += one.rest;
}

static void find_machine(struct memory_fit_machine *fit, uint32_t number,
                         const struct operational *operational, struct arena *arena)
{
    const struct design *design = operational->design;
    const struct host_def *host = design->machines[number].host;
    *fit = (struct memory_fit_machine){
        .machine = &design->machines[number],
        .ram = memory_fit_ram_bytes(host),
        .swap = host->swap_bytes,
        .kernel = host->system.kernel_bytes,
        .system_file = host->system.text_bytes,
        .instances = arena_array(arena, design->instance_count, sizeof *fit->instances),
    };
    fit->rest = fit->full = fit->kernel + fit->system_file;
    fit->file_rest = fit->system_file;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        if (design->instances[i].machine != number)
            continue;
        if (design->instances[i].spare) {
            add_spare(fit, &design->instances[i], operational);
            continue;
        }
        struct memory_fit_instance *one = &fit->instances[fit->instance_count++];
        one->instance = &design->instances[i];
        find_instance(one, operational, fit->ram);
        fit->rest += one->rest;
        fit->full += fmin(one->full, fmax(one->limit, one->rest));
        fit->file_rest += one->file;
        fit->leak_per_s += one->leak_per_s;
    }
    fit->rest_state = state_of(fit, fit->rest);
    fit->deploy_state = state_of(fit, fit->rest + fit->spare_rest);
    fit->full_state = state_of(fit, fit->full);
    fit->leaks_reach_ram_s = INFINITY;
    if (fit->leak_per_s > 0 && fit->full > fit->ram)
        fit->leaks_reach_ram_s = fmax(0, fit->ram - fit->rest) / fit->leak_per_s;
}

void memory_fit_init(struct memory_fit *fit, const struct operational *operational,
                     struct arena *arena)
{
    const uint32_t count = operational->design->machine_count;
    *fit = (struct memory_fit){
        .machines = arena_array(arena, count, sizeof *fit->machines),
        .machine_count = count,
        .fits = true,
    };
    for (uint32_t i = 0; i < count; i++) {
        struct memory_fit_machine *machine = &fit->machines[i];
        find_machine(machine, i, operational, arena);
        fit->fits = fit->fits && machine->rest_state == MEMORY_FIT_FITS;
        for (uint32_t k = 0; k < machine->instance_count; k++)
            fit->fits =
                fit->fits && machine->instances[k].rest <= machine->instances[k].limit;
    }
}
