/* resource.c - see resource.h. */
#include "models/resource.h"

#include "models/gateway.h"
#include "models/resource_headroom.h"
#include "models/resource_measure.h"
#include "models/simulation.h"

#include <math.h>

/* ---- steps ---- */

/* Sums of parts are the whole but for rounding. */
static double share_of(double used, double whole)
{
    const double share = used / whole;
    return share > 1 && share < 1 + 1e-9 ? 1 : share;
}

void resource_step(struct resource *r, const struct simulation *s, double now_s,
                   double dt_s)
{
    const double area = resource_measure_area(r, s, now_s);
    const double capacity = resource_measure_capacity(r, s);
    const double used = capacity > 0 ? share_of(area - r->area, dt_s * capacity) : 0;
    const double mean =
        resource_measure_is_level(r) ? resource_measure_level(r, s, now_s) : used;
    double at_s;
    r->area = area;
    r->sum_s += mean * dt_s;
    r->time_s += dt_s;
    r->steps += 1;
    r->peak = fmax(r->peak, mean);
    const bool is = resource_measure_saturated(r, s, mean, now_s, &at_s);
    const double from_s = now_s - dt_s;
    const bool exact = at_s > from_s || (r->steps == 1 && at_s == from_s);
    if (!is && !exact)
        return;
    r->saturated_steps += 1;
    if (isnan(r->first_at_s))
        r->first_at_s = exact ? at_s : now_s;
}

void resource_open_window(struct resource *r, const struct simulation *s, double now_s)
{
    r->area = resource_measure_area(r, s, now_s);
    r->mark = resource_measure_marks(r, s);
    r->sum_s = r->time_s = r->peak = r->steps = r->saturated_steps = 0;
    r->first_at_s = NAN;
}

/* ---- the list ---- */

static struct resource *add(struct resource *list, uint32_t *count, int kind,
                            const char *id)
{
    struct resource *r = &list[(*count)++];
    *r = (struct resource){.id = id, .kind = kind, .first_at_s = NAN};
    return r;
}

static void add_machine(struct resource *list, uint32_t *count, struct simulation *s,
                        struct machine *machine)
{
    static const struct {
        int kind;
        const char *name;
    } kinds[] = {{RESOURCE_CPU, "cpu"},        {RESOURCE_CREDITS, "credits"},
                 {RESOURCE_MEMORY, "memory"},  {RESOURCE_SWAP, "swap"},
                 {RESOURCE_VOLUME, "volume"},  {RESOURCE_BURST, "volume.burst"},
                 {RESOURCE_NETWORK, "network"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const int kind = kinds[i].kind;
        const struct credits *c = &machine->credits;
        if ((kind == RESOURCE_CREDITS && (!c->present || c->unlimited)) ||
            (kind == RESOURCE_SWAP && machine->def->host->swap_bytes <= 0) ||
            (kind == RESOURCE_VOLUME && !machine->volume.present) ||
            (kind == RESOURCE_NETWORK && !nic_is_limited(&machine->nic.ways[NIC_OUT])) ||
            (kind == RESOURCE_BURST && !volume_bursts(&machine->volume)))
            continue;
        struct resource *r =
            add(list, count, kind,
                simulation_text(s, "host.%s.%s", machine->def->name, kinds[i].name));
        r->machine = machine;
    }
}

static void add_group(struct resource *list, uint32_t *count, struct simulation *s,
                      const struct autoscaler *group)
{
    const char *id = simulation_text(s, "host.%s.machines", group->host->item.name);
    add(list, count, RESOURCE_MACHINES, id)->group = group;
}

/* Is there an instance with a quota, with a mem_limit? */
static bool has_quota(const struct simulation *s, const struct service_def *service)
{
    for (uint32_t i = 0; i < service->instance_count; i++)
        if (s->instances[service->first_instance + i].cpu.quota >= CPU_NO_QUOTA)
            return false; /* what one may use without limit is no limit of all */
    return true;
}

static bool has_limit(const struct simulation *s, const struct service_def *service)
{
    for (uint32_t i = 0; i < service->instance_count; i++)
        if (!isinf(s->instances[service->first_instance + i].service->mem_limit_bytes))
            return s->instances[service->first_instance].machine != NULL;
    return false;
}

static bool has_watermark(const struct simulation *s, const struct service_def *service)
{
    for (uint32_t i = 0; i < service->instance_count; i++)
        if (s->instances[service->first_instance + i].watched)
            return true;
    return false;
}

/* What a process has to run in: its event loops, its quota, its mem_limit, its messages. */
static void add_process(struct resource *list, uint32_t *count, struct simulation *s,
                        const struct service_def *service)
{
    const struct instance *first = &s->instances[service->first_instance];
    const char *name = service->item.name;
    if (first->async && first->machine)
        add(list, count, RESOURCE_LOOPS, simulation_text(s, "service.%s.loops", name));
    if (first->machine && has_quota(s, service))
        add(list, count, RESOURCE_QUOTA, simulation_text(s, "service.%s.cpus", name));
    if (has_limit(s, service))
        add(list, count, RESOURCE_MEM_LIMIT,
            simulation_text(s, "service.%s.memory", name));
    if (service->is_consumer && !isinf(service->queue.max))
        add(list, count, RESOURCE_QUEUE, simulation_text(s, "service.%s.queue", name));
    if (has_watermark(s, service))
        add(list, count, RESOURCE_WATERMARK,
            simulation_text(s, "service.%s.watermark", name));
}

static void add_service(struct resource *list, uint32_t *count, struct simulation *s,
                        const struct service_def *service)
{
    const struct instance *first = &s->instances[service->first_instance];
    const char *name = service->item.name;
    const bool process = service->kind == KIND_PROCESS;
    const uint32_t from = *count;
    if (service->ecs.given)
        add(list, count, RESOURCE_PLACEMENT,
            simulation_text(s, "service.%s.placement", name))
            ->service = service;
    const struct gateway *gateway = s->gateways[service->index];
    if (gateway) {
        struct resource *r = add(list, count, RESOURCE_ALLOWANCE,
                                 simulation_text(s, "service.%s.connections", name));
        r->allowance = &gateway->connections;
        r->service = service;
        r = add(list, count, RESOURCE_BANDWIDTH,
                simulation_text(s, "service.%s.bandwidth", name));
        r->service = service;
    }
    if (service->instance_count == 0)
        return;
    if (!isinf(first->threads))
        add(list, count, RESOURCE_THREADS,
            simulation_text(s, "service.%s.%s", name,
                            process ? "threads" : "concurrency"));
    if (process && !isinf(first->backlog))
        add(list, count, RESOURCE_BACKLOG,
            simulation_text(s, "service.%s.backlog", name));
    if (first->connections)
        add(list, count, RESOURCE_CONNECTIONS,
            simulation_text(s, "service.%s.connections", name));
    if (!isinf(first->limit.rate_per_s))
        add(list, count, RESOURCE_LIMIT,
            simulation_text(s, "service.%s.rate_limit", name));
    if (first->service->jvm.given && first->machine)
        add(list, count, RESOURCE_HEAP, simulation_text(s, "service.%s.heap", name));
    if (process)
        add_process(list, count, s, service);
    for (uint32_t p = 0; p < first->service->pools.count; p++)
        add(list, count, RESOURCE_POOL,
            simulation_text(s, "service.%s.pool.%s", name,
                            first->pools[p].def->item.name))
            ->pool = p;
    for (const struct allowance *a = first->allowances; a; a = a->next)
        add(list, count, RESOURCE_ALLOWANCE,
            simulation_text(s, "service.%s.%s", name, a->name))
            ->allowance = a;
    for (uint32_t i = from; i < *count; i++)
        list[i].service = service;
}

enum { MOST_OF_MACHINE = 7, MOST_OF_SERVICE = 10 };

static uint32_t most_resources(const struct design *design)
{
    uint32_t most = MOST_OF_MACHINE * design->machine_count + design->hosts.count;
    for (uint32_t i = 0; i < design->services.count; i++)
        most += MOST_OF_SERVICE + design_service(design, i)->pools.count;
    return most;
}

struct resource *resource_list(struct simulation *s, uint32_t *count)
{
    const struct design *design = s->design;
    struct resource *list =
        arena_array(&s->engine->arena, most_resources(design), sizeof *list);
    *count = 0;
    for (uint32_t m = 0; m < design->machine_count; m++)
        add_machine(list, count, s, &s->machines[m]);
    for (uint32_t i = 0; i < s->group_count; i++)
        add_group(list, count, s, &s->groups[i]);
    for (uint32_t i = 0; i < design->services.count; i++)
        add_service(list, count, s, design_service(design, i));
    return list;
}

/* ---- the figures ---- */

/* A process that reaches its mem_limit may be dead when the step ends: what it held then
 * is a peak nevertheless. */
static double peak_of(const struct resource *r, const struct simulation *s)
{
    double peak = r->peak;
    if (r->kind != RESOURCE_MEM_LIMIT)
        return peak;
    for (uint32_t i = 0; i < service_def_all(r->service); i++) {
        const struct instance *instance = resource_measure_first(r, s) + i;
        if (instance->limited && instance->kills > 0)
            peak = fmax(peak, sampler_memory_peak(&s->sampler, instance) /
                                  instance->limited->totals.ram);
    }
    return peak;
}

void resource_summary(const struct resource *r, const struct simulation *s,
                      const struct operational *operational,
                      struct resource_summary *summary)
{
    *summary = (struct resource_summary){
        .id = r->id,
        .kind = r->kind,
        .utilization = r->time_s > 0 ? r->sum_s / r->time_s : 0,
        .peak = peak_of(r, s),
        .saturated_at = r->first_at_s,
        .saturated_share = r->steps > 0 ? r->saturated_steps / r->steps : 0,
        .saturated_replications = !isnan(r->first_at_s),
        .headroom = resource_headroom(r, s, operational),
    };
}
