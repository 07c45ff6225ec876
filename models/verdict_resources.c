/* verdict_resources.c - one sentence for each resource that was saturated.
 *
 * A table by kind of resource; memory has a file of its own. CPU and memory of one
 * machine often go in the same moment, when what is short is memory and CPU is what it
 * costs: within a second memory counts as the first.
 */
#include "models/verdict_resources.h"

#include "models/verdict_managed.h"
#include "models/verdict_memory.h"
#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

#define RESOURCES_SAME_S     1.0  /* "both within a second" */
#define RESOURCES_BUSY_SHARE 0.8  /* CPU worth telling beside memory that is over */
#define RESOURCES_SMALL      0.01 /* a share of iowait or steal worth telling */

struct resources_view {
    struct verdict_chain *chain;
    const struct summary *summary;
    const struct resource_summary *resource;
    uint32_t machine; /* UINT32_MAX: of no machine */
    const struct instance_summary *service;
    double at_s;
};

/* ---- CPU ---- */

static double resources_step(const struct summary *summary, const char *host,
                             const char *what, uint32_t step)
{
    const struct series *series = summary_series(summary, "host.%s.cpu%s", host, what);
    return series && step < series->count ? series->values[step] : NAN;
}

/* The busiest of the steps [from, to), those without a value left out. */
static uint32_t resources_busiest(const struct summary *summary, const char *host,
                                  uint32_t from, uint32_t to)
{
    uint32_t busiest = from;
    for (uint32_t i = from; i < to; i++)
        if (resources_step(summary, host, "", i) >
                resources_step(summary, host, "", busiest) ||
            isnan(resources_step(summary, host, "", busiest)))
            busiest = i;
    return busiest;
}

static const char *resources_beside(struct arena *arena, const char *text,
                                    const char *name, double share)
{
    char number[UNIT_TEXT];
    if (!(share >= RESOURCES_SMALL))
        return text;
    units_write_share(number, share);
    return arena_format(arena, "%s, %s %s beside it", text, name, number);
}

static void resources_tell_split(struct verdict_chain *chain, const char *host,
                                 double at_s, uint32_t step)
{
    const struct summary *summary = chain->summary;
    struct arena *arena = chain->arena;
    char busy[UNIT_TEXT], user[UNIT_TEXT], system[UNIT_TEXT];
    units_write_share(busy, resources_step(summary, host, "", step));
    units_write_share(user, resources_step(summary, host, ".user", step));
    units_write_share(system, resources_step(summary, host, ".system", step));
    const char *text = arena_format(arena, "CPU on %s reaches %s: %s user, %s system",
                                    host, busy, user, system);
    text = resources_beside(arena, text, "iowait",
                            resources_step(summary, host, ".iowait", step));
    text = resources_beside(arena, text, "steal",
                            resources_step(summary, host, ".steal", step));
    verdict_chain_add(chain, at_s, arena_format(arena, "cpu %s", host), "%s", text);
}

/* The step around the moment of saturation that shows it. */
static void resources_tell_cpu(const struct resources_view *view)
{
    const struct summary *summary = view->summary;
    const char *host = summary->hosts[view->machine].name;
    const uint32_t step = summary_step(summary, view->at_s);
    const uint32_t from = step ? step - 1 : 0;
    const uint32_t to = step + 2 < summary->step_count ? step + 2 : summary->step_count;
    const uint32_t busiest = resources_busiest(summary, host, from, to);
    if (isnan(resources_step(summary, host, "", busiest)))
        verdict_chain_add(view->chain, view->at_s,
                          arena_format(view->chain->arena, "cpu %s", host),
                          "CPU on %s is busy with all its cores", host);
    else
        resources_tell_split(view->chain, host, view->at_s, busiest);
}

/* Memory is over and CPU high, though below saturation: it belongs to the story. */
static void resources_tell_high_cpu(const struct resources_view *view)
{
    const struct summary *summary = view->summary;
    const char *host = summary->hosts[view->machine].name;
    for (uint32_t i = 0; i < summary->resource_count; i++)
        if (summary->resources[i].kind == RESOURCE_CPU &&
            !isnan(summary->resources[i].saturated_at) &&
            verdict_text_machine(summary, &summary->resources[i]) == view->machine)
            return;
    const uint32_t busiest = resources_busiest(
        summary, host, summary_step(summary, view->at_s), summary->step_count);
    if (resources_step(summary, host, "", busiest) >= RESOURCES_BUSY_SHARE)
        resources_tell_split(view->chain, host,
                             fmax(view->at_s, busiest * summary->step_s), busiest);
}

static void resources_tell_memory(const struct resources_view *view)
{
    verdict_memory_tell(view->chain, view->machine, view->at_s);
    resources_tell_high_cpu(view);
}

/* ---- the others ---- */

static void resources_add(const struct resources_view *view, const char *what)
{
    verdict_chain_add(view->chain, view->at_s, view->resource->id, "%s", what);
}

/* When the occurrence is known it is told from there, with its repeats. */
static bool resources_has_event(const struct resources_view *view, const char *kind)
{
    const struct summary *summary = view->summary;
    const char *host = summary->hosts[view->machine].name;
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, kind) == 0 &&
            strcmp(summary->events[i].who, host) == 0)
            return true;
    return false;
}

static void resources_tell_credits(const struct resources_view *view)
{
    if (!resources_has_event(view, "credits_depleted"))
        resources_add(view, arena_format(view->chain->arena,
                                         "The CPU credits of %s are used up",
                                         view->summary->hosts[view->machine].name));
}

static void resources_tell_burst(const struct resources_view *view)
{
    if (!resources_has_event(view, "burst_empty"))
        resources_add(view, arena_format(view->chain->arena,
                                         "The volume of %s has used up its burst",
                                         view->summary->hosts[view->machine].name));
}

static void resources_tell_swap(const struct resources_view *view)
{
    const struct host_summary *host = &view->summary->hosts[view->machine];
    char size[UNIT_TEXT];
    units_write_size(size, host->swap_total);
    resources_add(view, arena_format(view->chain->arena, "Swap on %s is full: %s",
                                     host->name, size));
}

static void resources_tell_volume(const struct resources_view *view)
{
    resources_add(view, arena_format(view->chain->arena,
                                     "The volume of %s has no time left: all its "
                                     "operations are taken",
                                     view->summary->hosts[view->machine].name));
}

static void resources_tell_network(const struct resources_view *view)
{
    const struct instance_type *type =
        &view->summary->design->machines[view->machine].host->instance;
    const char *what =
        arena_format(view->chain->arena,
                     "The network card of %s is full: its transfers share %.3g Mbps",
                     view->summary->hosts[view->machine].name, type->network_bps * 1e-6);
    if (type->network_burst_bps > type->network_bps)
        what = arena_format(view->chain->arena, "%s, %.3g while its burst lasts", what,
                            type->network_burst_bps * 1e-6);
    resources_add(view, what);
}

static void resources_tell_bandwidth(const struct resources_view *view)
{
    const struct summary *summary = view->summary;
    const struct service_def *gateway =
        design_service(summary->design, (uint32_t)(view->service - summary->services));
    resources_add(view,
                  arena_format(view->chain->arena,
                               "%s is full: what comes through a gateway shares its %.4g "
                               "Mbps",
                               view->service->name,
                               gateway->nat_gateway.bandwidth_bps * 1e-6));
}

static void resources_tell_concurrency(const struct resources_view *view)
{
    resources_add(view,
                  arena_format(view->chain->arena,
                               "%s is busy with as many calls as it takes at a time",
                               view->service->name));
}

/* Managed services count calls at a time in place of threads. */
static bool resources_scales(const struct resources_view *view)
{
    const struct design *design = view->summary->design;
    return design_scales(
        design,
        design_service(design, (uint32_t)(view->service - view->summary->services)));
}

static void resources_tell_threads(const struct resources_view *view)
{
    char number[UNIT_TEXT];
    units_write_number(number, view->service->threads);
    if (strcmp(strrchr(view->resource->id, '.'), ".concurrency") == 0) {
        resources_tell_concurrency(view);
        return;
    }
    if (resources_scales(view)) { /* how many there were then is not known here */
        resources_add(view,
                      arena_format(view->chain->arena,
                                   "All threads of %s are taken: calls wait for one",
                                   view->service->name));
        return;
    }
    resources_add(view,
                  view->service->threads == 1
                      ? arena_format(view->chain->arena,
                                     "The one thread of %s is taken: calls wait for it",
                                     view->service->name)
                      : arena_format(view->chain->arena,
                                     "All %s threads of %s are taken: calls wait for one",
                                     number, view->service->name));
}

static void resources_tell_backlog(const struct resources_view *view)
{
    char number[UNIT_TEXT];
    const struct service_def *service = design_service(
        view->summary->design, (uint32_t)(view->service - view->summary->services));
    units_write_number(number, view->service->refused);
    if (service->backlog.full == BACKLOG_RETRY_SYN) {
        resources_add(view, arena_format(view->chain->arena,
                                         "The accept queue of %s is full: SYNs are "
                                         "dropped, and repeated after 1, 3, 7, ... s",
                                         view->service->name));
        return;
    }
    resources_add(view, arena_format(view->chain->arena,
                                     "The backlog of %s is full: calls are refused, %s "
                                     "by the end",
                                     view->service->name, number));
}

static void resources_tell_connections(const struct resources_view *view)
{
    resources_add(view, arena_format(view->chain->arena,
                                     "%s has no free connection left: calls fail at once",
                                     view->service->name));
}

static void resources_tell_pool(const struct resources_view *view)
{
    resources_add(view, arena_format(view->chain->arena,
                                     "All connections of %s to %s are taken: calls wait "
                                     "for one",
                                     view->service->name,
                                     strrchr(view->resource->id, '.') + 1));
}

static void resources_tell_heap(const struct resources_view *view)
{
    char size[UNIT_TEXT];
    units_write_size(size, view->service->heap_max);
    resources_add(view, arena_format(view->chain->arena,
                                     "The heap of %s is full of live objects: more than "
                                     "90%% of %s",
                                     view->service->name, size));
}

static void resources_tell_allowance(const struct resources_view *view)
{
    resources_add(view, verdict_managed_tell(view->summary, view->resource, view->service,
                                             view->chain->arena));
}

static void resources_tell_limit(const struct resources_view *view)
{
    const char *managed = verdict_managed_tell(view->summary, view->resource,
                                               view->service, view->chain->arena);
    if (managed) {
        resources_add(view, managed);
        return;
    }
    resources_add(view, arena_format(view->chain->arena,
                                     "%s answers no more than its limit allows",
                                     view->service->name));
}

static void resources_tell_quota(const struct resources_view *view)
{
    resources_add(view,
                  arena_format(view->chain->arena,
                               "%s is held back by its CPU quota: all of it is used",
                               view->service->name));
}

static void resources_tell_loops(const struct resources_view *view)
{
    resources_add(view,
                  arena_format(view->chain->arena,
                               "The event loops of %s are never idle: calls wait for "
                               "their turn",
                               view->service->name));
}

static void resources_tell_mem_limit(const struct resources_view *view)
{
    resources_add(view, arena_format(view->chain->arena,
                                     "%s needs more memory than its mem_limit allows",
                                     view->service->name));
}

static void resources_tell_queue(const struct resources_view *view)
{
    resources_add(view, arena_format(view->chain->arena,
                                     "The message queue of %s is full: messages are "
                                     "refused",
                                     view->service->name));
}

/* The event is of the service as a whole; without it the list of events was full. */
static void resources_tell_watermark(const struct resources_view *view)
{
    const struct summary *summary = view->summary;
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, "memory_alarm") == 0 &&
            strcmp(summary->events[i].who, view->service->name) == 0)
            return;
    resources_add(view, arena_format(view->chain->arena,
                                     "%s uses more memory than its watermark: publishers "
                                     "wait",
                                     view->service->name));
}

enum resources_place {
    RESOURCES_EXACT,   /* dated by its moment */
    RESOURCES_MEAN,    /* dated by the end of the step it is the mean of */
    RESOURCES_SYMPTOM, /* dated by its moment; an effect of others */
};

struct resources_row {
    bool of_machine; /* else of a service */
    enum resources_place place;
    void (*tell)(const struct resources_view *view);
};

static const struct resources_row resources_rows[RESOURCE_KIND_COUNT] = {
    [RESOURCE_CPU] = {true, RESOURCES_MEAN, resources_tell_cpu},
    [RESOURCE_CREDITS] = {true, RESOURCES_EXACT, resources_tell_credits},
    [RESOURCE_MEMORY] = {true, RESOURCES_EXACT, resources_tell_memory},
    [RESOURCE_SWAP] = {true, RESOURCES_EXACT, resources_tell_swap},
    [RESOURCE_VOLUME] = {true, RESOURCES_MEAN, resources_tell_volume},
    [RESOURCE_THREADS] = {false, RESOURCES_MEAN, resources_tell_threads},
    [RESOURCE_BACKLOG] = {false, RESOURCES_SYMPTOM, resources_tell_backlog},
    [RESOURCE_CONNECTIONS] = {false, RESOURCES_SYMPTOM, resources_tell_connections},
    [RESOURCE_POOL] = {false, RESOURCES_MEAN, resources_tell_pool},
    [RESOURCE_HEAP] = {false, RESOURCES_EXACT, resources_tell_heap},
    [RESOURCE_LIMIT] = {false, RESOURCES_EXACT, resources_tell_limit},
    [RESOURCE_QUOTA] = {false, RESOURCES_MEAN, resources_tell_quota},
    [RESOURCE_LOOPS] = {false, RESOURCES_MEAN, resources_tell_loops},
    [RESOURCE_MEM_LIMIT] = {false, RESOURCES_EXACT, resources_tell_mem_limit},
    [RESOURCE_BURST] = {true, RESOURCES_EXACT, resources_tell_burst},
    [RESOURCE_QUEUE] = {false, RESOURCES_SYMPTOM, resources_tell_queue},
    [RESOURCE_WATERMARK] = {false, RESOURCES_EXACT, resources_tell_watermark},
    [RESOURCE_NETWORK] = {true, RESOURCES_MEAN, resources_tell_network},
    [RESOURCE_ALLOWANCE] = {false, RESOURCES_EXACT, resources_tell_allowance},
    [RESOURCE_BANDWIDTH] = {false, RESOURCES_MEAN, resources_tell_bandwidth},
};

/* ---- order ---- */

double verdict_resources_at(const struct summary *summary, uint32_t resource)
{
    const struct resource_summary *one = &summary->resources[resource];
    double at_s = one->saturated_at;
    if (one->kind != RESOURCE_CPU)
        return at_s;
    const uint32_t machine = verdict_text_machine(summary, one);
    for (uint32_t i = 0; i < summary->resource_count; i++) {
        const struct resource_summary *other = &summary->resources[i];
        if (other->kind == RESOURCE_MEMORY && other->saturated_at > at_s &&
            other->saturated_at - at_s <= RESOURCES_SAME_S &&
            verdict_text_machine(summary, other) == machine)
            at_s = other->saturated_at;
    }
    return at_s;
}

/* How long the step was whose mean is dated by its end: the last one of a run may be
 * shorter than the others. What is dated within a step (CPU that goes with memory) is
 * placed by hand already. */
static double resources_span_s(const struct summary *summary, double at_s)
{
    const double steps = at_s / summary->step_s;
    const double whole = floor(steps + 1e-9);
    return fmin(at_s,
                steps - whole > 1e-9 ? at_s - whole * summary->step_s : summary->step_s);
}

static void resources_tell(struct verdict_chain *chain, uint32_t i)
{
    const struct summary *summary = chain->summary;
    const struct resource_summary *resource = &summary->resources[i];
    const struct resources_view view = {
        .chain = chain,
        .summary = summary,
        .resource = resource,
        .machine = verdict_text_machine(summary, resource),
        .service = verdict_text_service(summary, resource),
        .at_s = verdict_resources_at(summary, i),
    };
    const struct resources_row *row = &resources_rows[resource->kind];
    const uint32_t count = chain->count;
    if (row->tell && (row->of_machine ? view.machine != UINT32_MAX : !!view.service))
        row->tell(&view);
    if (chain->count == count)
        return;
    if (row->place == RESOURCES_SYMPTOM)
        verdict_chain_symptom(chain);
    if (row->place == RESOURCES_MEAN)
        verdict_chain_mean(chain, resources_span_s(summary, resource->saturated_at));
}

/* Memory first: links of equal time stay in the order in which they are added. */
void verdict_resources_tell(struct verdict_chain *chain)
{
    const struct summary *summary = chain->summary;
    for (int memory = 1; memory >= 0; memory--)
        for (uint32_t i = 0; i < summary->resource_count; i++)
            if (!isnan(summary->resources[i].saturated_at) &&
                (summary->resources[i].kind == RESOURCE_MEMORY) == memory)
                resources_tell(chain, i);
}
