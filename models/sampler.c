/* sampler.c - see sampler.h.
 *
 * Names are made once, in the order in which step() pushes values: the two walks below
 * must visit the same things.
 */
#include "models/sampler.h"

#include "models/gateway.h"
#include "models/simulation.h"

#include <math.h>

enum { MACHINE_SERIES = 14, SERVICE_SERIES = 3, MORE_SERIES = 3, REQUEST_SERIES = 7 };
enum { PEAKS_MACHINE = 7, PEAKS_SERVICE = 2, PEAKS_INSTANCE = 3 };
enum { PEAK_MEMORY = 2 }; /* of an instance, behind in flight and queue */

/* ---- names ---- */

static void name(struct sampler *sampler, const char *text)
{
    struct simulation *s = sampler->simulation;
    series_init(&sampler->series[sampler->series_count++], s->result, text,
                sampler->steps);
}

static bool is_alone(const struct machine *machine, const struct instance *instance)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        count +=
            machine->instances[i]->def->service_index == instance->def->service_index;
    return count == 1;
}

static void name_machine(struct sampler *sampler, const struct machine *machine)
{
    static const char *const parts[] = {
        "cpu",     "cpu.user",      "cpu.system",   "cpu.iowait", "cpu.steal",
        "credits", "memory",        "need",         "swap",       "ram",
        "volume",  "memory.system", "file_missing", "network"};
    struct simulation *s = sampler->simulation;
    const char *host = machine->def->name;
    for (int i = 0; i < MACHINE_SERIES; i++)
        name(sampler, simulation_text(s, "host.%s.%s", host, parts[i]));
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        const struct instance *instance = machine->instances[i];
        name(sampler,
             simulation_text(s, "host.%s.memory.%s", host,
                             is_alone(machine, instance) ? instance->service->item.name
                                                         : instance->def->name));
    }
}

static void name_more(struct sampler *sampler, const struct service_def *service)
{
    struct simulation *s = sampler->simulation;
    const char *own = service->item.name;
    if (service->is_consumer)
        name(sampler, simulation_text(s, "service.%s.lag", own));
    if (!service->is_cache)
        return;
    name(sampler, simulation_text(s, "service.%s.hit_ratio", own));
    name(sampler, simulation_text(s, "service.%s.misses", own));
}

static void name_all(struct sampler *sampler)
{
    static const char *const requests[] = {"offered",    "attempts",    "answered",
                                           "failed",     "latency_p50", "latency_p95",
                                           "latency_p99"};
    struct simulation *s = sampler->simulation;
    const struct design *design = s->design;
    for (uint32_t m = 0; m < design->machine_count; m++)
        name_machine(sampler, &s->machines[m]);
    for (uint32_t i = 0; i < design->services.count; i++) {
        const char *service = design_service(design, i)->item.name;
        name(sampler, simulation_text(s, "service.%s.in_flight", service));
        name(sampler, simulation_text(s, "service.%s.queue", service));
        name(sampler, simulation_text(s, "service.%s.heap", service));
        name_more(sampler, design_service(design, i));
    }
    for (int i = 0; i < REQUEST_SERIES; i++)
        name(sampler, simulation_text(s, "requests.%s", requests[i]));
    for (uint32_t i = 0; i < s->group_count; i++)
        name(sampler,
             simulation_text(s, "host.%s.machines", s->groups[i].host->item.name));
}

/* ---- values ---- */

static void push(struct sampler *sampler, double value)
{
    series_push(&sampler->series[sampler->next_series++], value);
}

/* The mean over the step of what that area measures. */
static double mean(struct sampler *sampler, double area, double dt_s)
{
    double *last = &sampler->areas[sampler->next_series];
    const double value = (area - *last) / dt_s;
    *last = area;
    return value;
}

static double push_mean(struct sampler *sampler, double area, double dt_s, double scale)
{
    const double value = mean(sampler, area, dt_s) / scale;
    push(sampler, value);
    return value;
}

static void raise(double *peak, double value)
{
    if (value > *peak)
        *peak = value;
}

static void step_machine(struct sampler *sampler, uint32_t m, double now_s, double dt_s)
{
    struct machine *machine = &sampler->simulation->machines[m];
    double *peaks = &sampler->machine_peaks[m * PEAKS_MACHINE];
    const double cores = machine->cores;
    machine_advance(machine, now_s);
    const double busy =
        push_mean(sampler, machine->user.area + machine->system.area, dt_s, cores);
    push_mean(sampler, machine->user.area, dt_s, cores);
    push_mean(sampler, machine->system.area, dt_s, cores);
    push_mean(sampler, machine->iowait.area, dt_s, cores);
    push_mean(sampler, machine->steal.area, dt_s, cores);
    push(sampler, machine->credits.present && !machine->off
                      ? credits_balance(&machine->credits)
                      : NAN);
    raise(&peaks[0], fmin(busy, 1)); /* sums of parts: a whole but for rounding */
    raise(&peaks[1], mean(sampler, machine->resident.area, dt_s));
    push(sampler, machine->resident.value);
    raise(&peaks[2], mean(sampler, machine->need.area, dt_s));
    const bool short_of = machine->need_highest > machine->totals.ram;
    push(sampler, machine->need_highest);
    raise(&peaks[6], machine->need_highest);
    machine->need_highest = machine->need.value;
    raise(&peaks[3], mean(sampler, machine->swapped.area, dt_s));
    push(sampler, machine->swapped.value);
    push(sampler, machine->totals.ram);
    const double volume =
        push_mean(sampler, volume_busy_s(&machine->volume, now_s), dt_s, 1);
    raise(&peaks[4], volume);
    push(sampler, machine->down && (machine->off || machine->booting)
                      ? 0
                      : machine->totals.kernel + machine->def->host->system.text_bytes);
    push(sampler, machine->missing_highest);
    machine->missing_highest = machine->pressure.file_missing;
    const double network = nic_step(&machine->nic, now_s, dt_s);
    raise(&peaks[5], network);
    push(sampler, nic_is_limited(&machine->nic.ways[NIC_OUT]) ? network : NAN);
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        struct instance *instance = machine->instances[i];
        push(sampler, fmax(0, short_of ? instance->memory_highest
                                       : instance->memory.value)); /* rounding */
        instance->memory_highest = instance->memory.value;
    }
}

void sampler_note_kill(struct sampler *sampler, const struct instance *instance)
{
    const size_t number = (size_t)(instance - sampler->simulation->instances);
    raise(&sampler->instance_peaks[number * PEAKS_INSTANCE + PEAK_MEMORY],
          instance->memory.value);
}

struct service_sums {
    double in_flight, queue, heap;
};

static struct service_sums sum_service(struct sampler *sampler,
                                       const struct service_def *service, double now_s,
                                       double dt_s)
{
    struct service_sums sums = {0, 0, 0};
    struct simulation *s = sampler->simulation;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const uint32_t number = service->first_instance + i;
        struct instance *instance = &s->instances[number];
        double *last = &sampler->instance_areas[number * PEAKS_INSTANCE];
        double *peaks = &sampler->instance_peaks[number * PEAKS_INSTANCE];
        const double areas[PEAKS_INSTANCE] = {area_at(&instance->in_flight_area, now_s),
                                              area_at(&instance->queue_area, now_s),
                                              area_at(&instance->memory, now_s)};
        sums.in_flight += areas[0] - last[0];
        sums.queue += areas[1] - last[1];
        sums.heap = fmax(sums.heap, instance->heap_used.value);
        for (int k = 0; k < PEAKS_INSTANCE; k++) {
            raise(&peaks[k], (areas[k] - last[k]) / dt_s);
            last[k] = areas[k];
        }
    }
    struct mailbox *mailbox = &s->mailboxes[service->index];
    const double waiting = area_at(&mailbox->waiting, now_s);
    sums.queue += waiting - mailbox->waiting_area;
    mailbox->waiting_area = waiting;
    return sums;
}

static void step_cache(struct sampler *sampler, struct cache_counts *counts, double dt_s)
{
    const double lookups = counts->lookups - counts->lookups_before;
    const double hits = counts->hits - counts->hits_before;
    push(sampler, lookups > 0 ? hits / lookups : NAN);
    push(sampler, (lookups - hits) / dt_s);
    counts->lookups_before = counts->lookups;
    counts->hits_before = counts->hits;
}

/* What only consumers, caches and NAT gateways have. */
static void step_more(struct sampler *sampler, const struct service_def *service,
                      double now_s, double dt_s)
{
    struct simulation *s = sampler->simulation;
    struct mailbox *mailbox = &s->mailboxes[service->index];
    if (service->is_consumer) {
        const double lag_s = mailbox_lag_s(mailbox, now_s);
        raise(&mailbox->lag_peak_s, lag_s);
        push(sampler, lag_s);
    }
    if (service->is_cache)
        step_cache(sampler, &s->cache_counts[service->index], dt_s);
    if (s->gateways[service->index])
        gateway_step(s->gateways[service->index], now_s, dt_s);
}

static void step_service(struct sampler *sampler, uint32_t number, double now_s,
                         double dt_s)
{
    const struct service_def *service =
        design_service(sampler->simulation->design, number);
    double *peaks = &sampler->service_peaks[number * PEAKS_SERVICE];
    const struct service_sums sums = sum_service(sampler, service, now_s, dt_s);
    raise(&peaks[0], sums.in_flight / dt_s);
    raise(&peaks[1], sums.queue / dt_s);
    push(sampler, sums.in_flight / dt_s);
    push(sampler, sums.queue / dt_s);
    push(sampler, service->jvm.given ? sums.heap : NAN);
    step_more(sampler, service, now_s, dt_s);
}

static void push_percentiles(struct sampler *sampler)
{
    static const double shares[] = {0.50, 0.95, 0.99};
    double values[3];
    answers_tally_percentiles(&sampler->answered, shares, 3, values);
    for (int i = 0; i < 3; i++)
        push(sampler, values[i]);
}

static void clear_requests(struct sampler *sampler)
{
    answers_tally_clear(&sampler->answered);
    sampler->offered = sampler->retries = sampler->failed = 0;
}

static void step_requests(struct sampler *sampler, double now_s, double dt_s)
{
    push(sampler, (double)sampler->offered / dt_s);
    push(sampler, (double)(sampler->offered + sampler->retries) / dt_s);
    push(sampler, (double)sampler->answered.count / dt_s);
    push(sampler, (double)sampler->failed / dt_s);
    push_percentiles(sampler);
    answers_step(&sampler->answers, &sampler->answered, now_s);
    clear_requests(sampler);
}

void sampler_step(struct sampler *sampler, double now_s)
{
    struct simulation *s = sampler->simulation;
    const double dt_s = now_s - sampler->last_s;
    const double window_s = now_s - fmax(sampler->last_s, s->window_start_s);
    sampler->next_series = 0;
    for (uint32_t m = 0; m < s->design->machine_count; m++)
        step_machine(sampler, m, now_s, dt_s);
    for (uint32_t i = 0; i < s->design->services.count; i++)
        step_service(sampler, i, now_s, dt_s);
    step_requests(sampler, now_s, dt_s);
    for (uint32_t i = 0; i < s->group_count; i++)
        push_mean(sampler, area_at(&s->groups[i].serving, now_s), dt_s, 1);
    if (s->in_window && window_s > 0)
        for (uint32_t i = 0; i < sampler->resource_count; i++)
            resource_step(&sampler->resources[i], s, now_s, window_s);
    sampler->last_s = now_s;
}

double sampler_need_peak(const struct sampler *sampler, uint32_t machine)
{
    return sampler->machine_peaks[machine * PEAKS_MACHINE + 2];
}

double sampler_memory_peak(const struct sampler *sampler, const struct instance *instance)
{
    const size_t number = (size_t)(instance - sampler->simulation->instances);
    return sampler->instance_peaks[number * PEAKS_INSTANCE + PEAK_MEMORY];
}

double sampler_next_s(const struct sampler *sampler)
{
    const double next_s = sampler->step_s * (double)(sampler->series->count + 1);
    return fmin(next_s, sampler->simulation->end_s);
}

/* ---- the window ---- */

/* What was needed before the window is no peak of it. */
static void forget_highest(struct machine *machine)
{
    machine->need_highest = machine->need.value;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        machine->instances[i]->memory_highest = machine->instances[i]->memory.value;
}

/* The areas start afresh; a window that opens inside a step makes that step's figures
 * those of its rest. */
void sampler_open_window(struct sampler *sampler, double now_s)
{
    struct simulation *s = sampler->simulation;
    const struct design *design = s->design;
    uint32_t at = 0;
    for (uint32_t m = 0; m < design->machine_count; m++) {
        struct machine *machine = &s->machines[m];
        for (uint32_t i = 0; i < MACHINE_SERIES; i++)
            sampler->areas[at + i] = 0;
        sampler->areas[at + 10] = volume_busy_s(&machine->volume, now_s);
        at += MACHINE_SERIES + machine->instance_count;
        forget_highest(machine);
    }
    for (uint32_t i = 0; i < s->group_count; i++)
        sampler->areas[sampler->series_count - s->group_count + i] = 0;
    for (uint32_t i = 0; i < design->instance_count * PEAKS_INSTANCE; i++)
        sampler->instance_areas[i] = sampler->instance_peaks[i] = 0;
    for (uint32_t i = 0; i < design->machine_count * PEAKS_MACHINE; i++)
        sampler->machine_peaks[i] = 0;
    for (uint32_t i = 0; i < design->services.count * PEAKS_SERVICE; i++)
        sampler->service_peaks[i] = 0;
    for (uint32_t i = 0; i < sampler->resource_count; i++)
        resource_open_window(&sampler->resources[i], s, now_s);
    clear_requests(sampler);
    answers_open(&sampler->answers, now_s, s->end_s);
    sampler->last_s = now_s;
}

void sampler_close(struct sampler *sampler, double now_s)
{
    if (now_s > sampler->last_s && sampler->series->count < sampler->steps)
        sampler_step(sampler, now_s);
}

/* A slot of ECS in which no task ever ran has nothing to tell. */
static bool is_idle(const struct instance *instance)
{
    return instance->service->task.given && !instance->started && !instance->held;
}

void sampler_drop_idle(struct sampler *sampler)
{
    const struct simulation *s = sampler->simulation;
    uint32_t from = 0, to = 0;
    for (uint32_t m = 0; m < s->design->machine_count; m++) {
        const struct machine *machine = &s->machines[m];
        for (uint32_t i = 0; i < MACHINE_SERIES + machine->instance_count; i++, from++)
            if (i < MACHINE_SERIES || !is_idle(machine->instances[i - MACHINE_SERIES]))
                sampler->series[to++] = sampler->series[from];
    }
    while (from < sampler->series_count)
        sampler->series[to++] = sampler->series[from++];
    sampler->series_count = to;
}

/* ---- set-up ---- */

static uint32_t count_series(const struct simulation *s)
{
    const struct design *design = s->design;
    return design->machine_count * MACHINE_SERIES + design->instance_count +
           design->services.count * (SERVICE_SERIES + MORE_SERIES) + REQUEST_SERIES +
           s->group_count;
}

/* Those of the users' flow if there is one alone: they need no others. */
static const struct batches *only_batches(const struct simulation *s)
{
    const struct design *design = s->design;
    const struct batches *found = NULL;
    for (uint32_t f = 0; f < design->flow_count; f++) {
        if (!design_is_of_users(design, &design->flows[f]))
            continue;
        if (found)
            return NULL;
        found = &s->flows[f].batches;
    }
    return found;
}

void sampler_init(struct sampler *sampler, struct simulation *s)
{
    struct engine *engine = s->engine;
    struct arena *arena = &engine->arena;
    const struct design *design = s->design;
    const uint32_t most = count_series(s);
    sampler->simulation = s;
    sampler->step_s = series_step_s(s->end_s);
    sampler->steps = series_steps(s->end_s);
    sampler->series = arena_array(s->result, most, sizeof *sampler->series);
    sampler->areas = arena_array(arena, most, sizeof(double));
    sampler->machine_peaks =
        arena_array(arena, design->machine_count * PEAKS_MACHINE, sizeof(double));
    sampler->service_peaks =
        arena_array(arena, design->services.count * PEAKS_SERVICE, sizeof(double));
    sampler->instance_peaks =
        arena_array(arena, design->instance_count * PEAKS_INSTANCE, sizeof(double));
    sampler->instance_areas =
        arena_array(arena, design->instance_count * PEAKS_INSTANCE, sizeof(double));
    answers_tally_clear(&sampler->answered);
    answers_open(&sampler->answers, 0, s->end_s);
    sampler->answers.only = only_batches(s);
    name_all(sampler);
    sampler->resources = resource_list(s, &sampler->resource_count);
}
