/* resource.c - see resource.h. */
#include "models/resource.h"

#include "models/simulation.h"

#include <math.h>

#define SATURATED_SHARE 0.95 /* CPU, volume, threads, pools, swap */
#define SATURATED_HEAP 0.90

/* ---- what is measured ---- */

static struct instance *first_of(const struct resource *r, const struct simulation *s)
{
    return &s->instances[r->service->first_instance];
}

/* Sum over the service's instances of an area, or of a counter. */
static double service_area(const struct resource *r, const struct simulation *s,
                           double now_s)
{
    double sum = 0;
    struct instance *instance = first_of(r, s);
    for (uint32_t i = 0; i < r->service->instance_count; i++, instance++) {
        if (r->kind == RESOURCE_THREADS)
            sum += area_at(&instance->in_flight_area, now_s);
        else if (r->kind == RESOURCE_BACKLOG)
            sum += area_at(&instance->queue_area, now_s);
        else if (r->kind == RESOURCE_POOL)
            sum += area_at(&instance->pools[r->pool].used_area, now_s);
        else if (r->kind == RESOURCE_LIMIT)
            sum += (double)instance->calls;
    }
    return sum;
}

static double service_capacity(const struct resource *r, const struct simulation *s)
{
    double sum = 0;
    struct instance *instance = first_of(r, s);
    for (uint32_t i = 0; i < r->service->instance_count; i++, instance++) {
        if (r->kind == RESOURCE_THREADS)
            sum += instance->threads * instance->worker_count;
        else if (r->kind == RESOURCE_BACKLOG)
            sum += instance->backlog;
        else if (r->kind == RESOURCE_POOL)
            sum += instance->pools[r->pool].size;
        else if (r->kind == RESOURCE_LIMIT)
            sum += instance->limit.rate_per_s;
    }
    return sum;
}

static double area_now(const struct resource *r, const struct simulation *s, double now_s)
{
    switch (r->kind) {
    case RESOURCE_CPU:
        return area_at(&r->machine->user, now_s) + area_at(&r->machine->system, now_s);
    case RESOURCE_MEMORY: return area_at(&r->machine->need, now_s);
    case RESOURCE_SWAP: return area_at(&r->machine->swapped, now_s);
    case RESOURCE_VOLUME: return volume_busy_s(&r->machine->volume, now_s);
    case RESOURCE_CREDITS:
    case RESOURCE_HEAP: return 0;
    default: return service_area(r, s, now_s);
    }
}

static double capacity_of(const struct resource *r, const struct simulation *s)
{
    switch (r->kind) {
    case RESOURCE_CPU: return r->machine->cores;
    case RESOURCE_MEMORY: return r->machine->totals.ram;
    case RESOURCE_SWAP: return r->machine->def->host->swap_bytes;
    case RESOURCE_VOLUME:
    case RESOURCE_CREDITS:
    case RESOURCE_HEAP: return 1;
    default: return service_capacity(r, s);
    }
}

/* Share of the balance that is gone; of the heap that is live, in the fullest one. */
static double level_now(const struct resource *r, const struct simulation *s)
{
    if (r->kind == RESOURCE_CREDITS) {
        const struct credits *c = &r->machine->credits;
        const double full = fmax(c->limit, c->start);
        return full > 0 ? 1 - fmin(1, fmax(0, credits_balance(c)) / full) : 1;
    }
    double most = 0;
    const struct instance *instance = first_of(r, s);
    for (uint32_t i = 0; i < r->service->instance_count; i++, instance++)
        if (instance->heap > 0)
            most = fmax(most, instance->heap_live / instance->heap);
    return most;
}

/* ---- exact moments ---- */

static double earliest(double a, double b)
{
    if (isnan(a))
        return b;
    return isnan(b) || a < b ? a : b;
}

static double service_moment(const struct resource *r, const struct simulation *s)
{
    double first = NAN;
    const struct instance *instance = first_of(r, s);
    for (uint32_t i = 0; i < r->service->instance_count; i++, instance++) {
        const double at_s = r->kind == RESOURCE_BACKLOG ? instance->refused_at_s
                            : r->kind == RESOURCE_LIMIT ? instance->limited_at_s
                                                        : instance->heap_full_at_s;
        first = earliest(first, at_s);
    }
    return first;
}

/* Things counted each time a resource of that kind was too small. */
static double service_marks(const struct resource *r, const struct simulation *s)
{
    double sum = 0;
    const struct instance *instance = first_of(r, s);
    for (uint32_t i = 0; i < r->service->instance_count; i++, instance++)
        sum += r->kind == RESOURCE_LIMIT ? (double)instance->limited_calls
                                         : (double)instance->refused;
    return sum;
}

/* Was it saturated in the step that ends now? *at_s: the exact moment, or NAN. */
static bool saturated(struct resource *r, const struct simulation *s, double mean,
                      double *at_s)
{
    double marks;
    *at_s = NAN;
    switch (r->kind) {
    case RESOURCE_MEMORY:
        *at_s = r->machine->memory_over_at_s;
        return mean > 1 || r->machine->pressure.deficit > 0;
    case RESOURCE_SWAP:
        *at_s = r->machine->swap_full_at_s;
        return mean >= SATURATED_SHARE;
    case RESOURCE_CREDITS:
        *at_s = r->machine->credits.depleted_at_s;
        return r->machine->credits.throttled;
    case RESOURCE_HEAP: *at_s = service_moment(r, s); return mean > SATURATED_HEAP;
    case RESOURCE_BACKLOG:
    case RESOURCE_LIMIT:
        *at_s = service_moment(r, s);
        marks = service_marks(r, s) - r->mark;
        r->mark += marks;
        return marks > 0;
    default: return mean >= SATURATED_SHARE;
    }
}

static bool is_level(const struct resource *r)
{
    return r->kind == RESOURCE_CREDITS || r->kind == RESOURCE_HEAP;
}

void resource_step(struct resource *r, const struct simulation *s, double now_s,
                   double dt_s)
{
    const double area = area_now(r, s, now_s), capacity = capacity_of(r, s);
    const double used = capacity > 0 ? (area - r->area) / dt_s / capacity : 0;
    const double mean = is_level(r) ? level_now(r, s) : used;
    double at_s;
    r->area = area;
    r->sum_s += mean * dt_s;
    r->time_s += dt_s;
    r->steps += 1;
    r->peak = fmax(r->peak, mean);
    const bool is = saturated(r, s, mean, &at_s);
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
    r->area = area_now(r, s, now_s);
    r->mark = r->kind == RESOURCE_BACKLOG || r->kind == RESOURCE_LIMIT
                  ? service_marks(r, s)
                  : 0;
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
    } kinds[] = {{RESOURCE_CPU, "cpu"},       {RESOURCE_CREDITS, "credits"},
                 {RESOURCE_MEMORY, "memory"}, {RESOURCE_SWAP, "swap"},
                 {RESOURCE_VOLUME, "volume"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const int kind = kinds[i].kind;
        const struct credits *c = &machine->credits;
        if ((kind == RESOURCE_CREDITS && (!c->present || c->unlimited)) ||
            (kind == RESOURCE_SWAP && machine->def->host->swap_bytes <= 0) ||
            (kind == RESOURCE_VOLUME && !machine->volume.present))
            continue;
        struct resource *r = add(list, count, kind,
                                 simulation_text(s, "host.%s.%s", machine->def->name,
                                                 kinds[i].name));
        r->machine = machine;
    }
}

static void add_service(struct resource *list, uint32_t *count, struct simulation *s,
                        const struct service_def *service)
{
    const struct instance *first = &s->instances[service->first_instance];
    const char *name = service->item.name;
    const bool process = service->kind == KIND_PROCESS;
    const uint32_t from = *count;
    if (service->instance_count == 0)
        return;
    if (!isinf(first->threads))
        add(list, count, RESOURCE_THREADS,
            simulation_text(s, "service.%s.%s", name, process ? "threads" : "concurrency"));
    if (process && !isinf(first->backlog))
        add(list, count, RESOURCE_BACKLOG, simulation_text(s, "service.%s.backlog", name));
    if (!isinf(first->limit.rate_per_s))
        add(list, count, RESOURCE_LIMIT, simulation_text(s, "service.%s.rate_limit", name));
    if (first->service->jvm.given && first->machine)
        add(list, count, RESOURCE_HEAP, simulation_text(s, "service.%s.heap", name));
    for (uint32_t p = 0; p < first->service->pools.count; p++)
        add(list, count, RESOURCE_POOL,
            simulation_text(s, "service.%s.pool.%s", name,
                            first->pools[p].def->item.name))->pool = p;
    for (uint32_t i = from; i < *count; i++)
        list[i].service = service;
}

static uint32_t most_resources(const struct design *design)
{
    uint32_t most = 5 * design->machine_count;
    for (uint32_t i = 0; i < design->services.count; i++)
        most += 4 + design_service(design, i)->pools.count;
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
    for (uint32_t i = 0; i < design->services.count; i++)
        add_service(list, count, s, design_service(design, i));
    return list;
}

/* ---- the figures ---- */

/* The factor f at which fixed + f (peak - fixed) reaches the limit: what is there without
 * traffic does not grow. NAN: nothing grows. */
static double growth(double limit, double peak, double fixed)
{
    return peak - fixed > 1e-12 ? fmax(0, limit - fixed) / (peak - fixed) : NAN;
}

static double background_share(const struct machine *machine)
{
    double cores = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        cores += machine->instances[i]->service->background_cpu;
    return cores / machine->cores;
}

/* Spending that just uses up what was there and what is earned in the window. */
static double credits_growth(const struct resource *r)
{
    const struct credits *c = &r->machine->credits;
    const double idle = background_share(r->machine) * c->vcpus / 60 * r->time_s;
    return growth(c->start + c->earn_per_s * r->time_s, c->spent, idle);
}

static double headroom(const struct resource *r, const struct simulation *s)
{
    const struct instance *first = r->service ? first_of(r, s) : NULL;
    switch (r->kind) {
    case RESOURCE_CPU: return growth(SATURATED_SHARE, r->peak, background_share(r->machine));
    case RESOURCE_CREDITS: return credits_growth(r);
    case RESOURCE_MEMORY:
        return growth(1, r->peak, r->machine->rest_bytes / r->machine->totals.ram);
    case RESOURCE_HEAP:
        return growth(SATURATED_HEAP, r->peak,
                      first->heap > 0 ? first->service->jvm.live_bytes / first->heap : 0);
    case RESOURCE_BACKLOG:
    case RESOURCE_LIMIT: return growth(1, r->peak, 0);
    default: return growth(SATURATED_SHARE, r->peak, 0);
    }
}

void resource_summary(const struct resource *r, const struct simulation *s,
                      struct resource_summary *summary)
{
    *summary = (struct resource_summary){
        .id = r->id,
        .kind = r->kind,
        .utilization = r->time_s > 0 ? r->sum_s / r->time_s : 0,
        .peak = r->peak,
        .saturated_at = r->first_at_s,
        .saturated_share = r->steps > 0 ? r->saturated_steps / r->steps : 0,
        .saturated_replications = !isnan(r->first_at_s),
        .headroom = headroom(r, s),
    };
}
