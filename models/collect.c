/* collect.c - see collect.h. */
#include "models/collect.h"
#include "models/bus.h"

#include "models/connections.h"
#include "models/dynamodb.h"
#include "models/jvm.h"
#include "models/lambda.h"
#include "models/operational.h"
#include "models/summary_requests.h"

#include <math.h>

/* A peak of CPU that lasts is what a monitor shows: the highest mean over 5 minutes. */
#define SUSTAINED_S 300.0

void collect_open_window(struct instance *instance, double now_s)
{
    struct area *areas[] = {&instance->in_flight_area, &instance->queue_area,
                            &instance->memory, &instance->heap_used};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        area_advance(areas[i], now_s);
        areas[i]->area = 0;
    }
    for (uint32_t i = 0; i < instance->service->pools.count; i++)
        area_advance(&instance->pools[i].used_area, now_s);
    cpu_group_advance(&instance->cpu, now_s);
    instance->cpu_start_s = instance->cpu.used_s;
    instance->served = instance->refused = instance->calls = 0;
    instance->dropped_syns = 0;
    connections_open_window(instance, now_s);
    instance->reads = instance->writes = instance->limited_calls = 0;
    instance->handed = 0;
    instance->delivered = 0;
    instance->restarts = instance->recycles = instance->kills = instance->starts = 0;
    instance->start_cpu_s = 0;
    uptime_open_window(&instance->uptime, now_s);
    instance->failed_tries = 0;
    instance->sent = (struct bytes_sent){0};
    instance->refused_at_s = instance->limited_at_s = instance->heap_full_at_s = NAN;
    instance->heap_used_peak = instance->heap_live_peak = 0;
    if (instance->lambda)
        lambda_open_window(instance->lambda, now_s);
    if (instance->dynamodb)
        dynamodb_open_window(instance->dynamodb);
    if (instance->bus)
        allowance_open_window(&instance->bus->in_flight);
    histogram_reset(&instance->wait);
}

/* ---- machines ---- */

/* The highest mean over 5 minutes of the machine's `cpu` series; NAN when a step is
 * longer or the window shorter. */
static double peak_5min(const struct simulation *s, const struct series *cpu)
{
    const double step_s = s->sampler.step_s;
    const uint32_t width = (uint32_t)(SUSTAINED_S / step_s + 0.5);
    const uint32_t first = (uint32_t)ceil(s->window_start_s / step_s);
    double best = NAN, sum = 0;
    if (step_s > SUSTAINED_S)
        return NAN;
    for (uint32_t i = first; i < cpu->count; i++) {
        sum += cpu->values[i];
        if (i >= first + width)
            sum -= cpu->values[i - width];
        if (i + 1 >= first + width && !(sum / width <= best))
            best = sum / width;
    }
    return best;
}

static void collect_credits(struct host_summary *h, const struct credits *c)
{
    h->has_credits = c->present;
    h->credits_start = c->start;
    h->credits_end = credits_balance(c);
    h->credits_min = c->minimum;
    h->credits_depleted_at = c->depleted_at_s;
    h->credits_surplus = c->billed;
}

/* A machine of Fargate is on as long as its task. */
static double collect_hours(const struct machine *machine, double now_s)
{
    double billed_s = 0;
    if (!design_is_fargate(machine->def->host))
        return uptime_billed_s(&machine->uptime, now_s) / 3600;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        billed_s += uptime_billed_s(&machine->instances[i]->uptime, now_s);
    return billed_s / 3600;
}

/* Its machines are not there all the time: what is said of them needs their hours. */
static bool is_seldom_on(const struct host_def *host)
{
    return design_host_scales(host) ||
           (design_is_fargate(host) && host->managed->spare_count > 0);
}

static double unreachable_s(const struct machine *machine, double now_s)
{
    return machine->unreachable_s +
           (machine->unreachable ? now_s - machine->unreachable_since_s : 0);
}

static void collect_machine(struct host_summary *h, struct simulation *s, uint32_t m,
                            double now_s, double window_s)
{
    struct machine *machine = &s->machines[m];
    const struct host_def *host = machine->def->host;
    const double *peaks = &s->sampler.machine_peaks[m * 7];
    const double whole = window_s * machine->cores;
    const double volume_s =
        volume_busy_s(&machine->volume, now_s) - machine->volume_busy_start_s;
    *h = (struct host_summary){
        .name = machine->def->name,
        .instance = host->is_catalog ? host->instance.item.name : "inline",
        .cpu_peak = peaks[0],
        .cpu_user = machine->user.area / whole,
        .cpu_system = machine->system.area / whole,
        .cpu_iowait = machine->iowait.area / whole,
        .cpu_steal = machine->steal.area / whole,
        .memory_total = machine->totals.ram,
        .memory_mean = machine->resident.area / window_s,
        .memory_peak = peaks[1],
        .memory_need_peak = peaks[2],
        .memory_need_highest = peaks[6],
        .swap_total = host->swap_bytes,
        .swap_peak = peaks[3],
        .volume_utilization = machine->volume.present ? volume_s / window_s : NAN,
        .volume_peak = machine->volume.present ? peaks[4] : NAN,
        .network_utilization = nic_utilization(&machine->nic),
        .network_peak = nic_is_limited(&machine->nic.ways[NIC_OUT]) ? peaks[5] : NAN,
        .network_out_bytes = machine->sent.internet + machine->sent.same_zone +
                             machine->sent.cross_zone + machine->sent.region,
        .network_in_bytes = machine->in_bytes,
        .network_internet_bytes = machine->sent.internet,
        .network_same_zone_bytes = machine->sent.same_zone,
        .network_cross_zone_bytes = machine->sent.cross_zone,
        .network_region_bytes = machine->sent.region,
        .oom_kills = machine->oom_kills,
        .unreachable_s = unreachable_s(machine, now_s),
        .unreachable_cpu = machine->unreachable_cpu,
        .unreachable_at = machine->unreachable_at_s,
        .hours = is_seldom_on(host) ? collect_hours(machine, now_s) : NAN,
    };
    h->cpu_mean = h->cpu_user + h->cpu_system;
    collect_credits(h, &machine->credits);
}

/* ---- instances and services ---- */

/* What a managed service has beside what all have. */
static void collect_managed(struct managed_summary *m, const struct instance *instance)
{
    if (instance->service->kind == KIND_API_GATEWAY ||
        service_def_is_bus(instance->service))
        m->throttled = (double)instance->limited_calls;
    if (instance->lambda)
        lambda_collect(instance->lambda, m);
    if (instance->dynamodb)
        dynamodb_collect(instance->dynamodb, m);
}

static void collect_instance(struct instance_summary *i, struct simulation *s,
                             uint32_t number, double now_s, double window_s)
{
    struct instance *instance = &s->instances[number];
    const double *peaks = &s->sampler.instance_peaks[number * 3];
    const bool heap = instance->heap > 0;
    cpu_group_advance(&instance->cpu, now_s);
    *i = (struct instance_summary){
        .name = instance->def->name,
        .host = instance->machine ? instance->machine->def->name : NULL,
        .instances = 1,
        .in_flight_mean = area_at(&instance->in_flight_area, now_s) / window_s,
        .in_flight_peak = peaks[0],
        .queue_mean = area_at(&instance->queue_area, now_s) / window_s,
        .queue_peak = peaks[1],
        .threads = instance->threads * instance->worker_count,
        .wait_mean = histogram_mean(&instance->wait),
        .wait_p95 = histogram_percentile(&instance->wait, 0.95),
        .served = (double)instance->served,
        .refused = (double)instance->refused,
        .failed_tries = (double)instance->failed_tries,
        .restarts = instance->restarts,
        .recycles = instance->recycles,
        .kills = instance->kills,
        .heap_used_mean = heap ? area_at(&instance->heap_used, now_s) / window_s : NAN,
        .heap_used_peak = heap ? instance->heap_used_peak : NAN,
        .heap_max = heap ? instance->heap : NAN,
        .memory_mean = fmax(0, area_at(&instance->memory, now_s)) / window_s,
        .memory_peak = peaks[2],
        .cpu_mean = (instance->cpu.used_s - instance->cpu_start_s) / window_s,
    };
    collect_managed(&i->managed, instance);
}

/* What a spare did counts, but it is not one of those the design has. */
static void add_instance(struct instance_summary *sum, const struct instance_summary *i,
                         bool spare)
{
    sum->instances += spare ? 0 : 1;
    sum->in_flight_mean += i->in_flight_mean;
    sum->queue_mean += i->queue_mean;
    sum->threads += spare ? 0 : i->threads;
    sum->served += i->served;
    sum->refused += i->refused;
    sum->failed_tries += i->failed_tries;
    sum->restarts += i->restarts;
    sum->recycles += i->recycles;
    sum->kills += i->kills;
    sum->memory_mean += i->memory_mean;
    sum->memory_peak += i->memory_peak;
    sum->cpu_mean += i->cpu_mean;
    if (isnan(i->heap_max))
        return;
    sum->heap_used_mean =
        (isnan(sum->heap_used_mean) ? 0 : sum->heap_used_mean) + i->heap_used_mean;
    sum->heap_used_peak =
        fmax(isnan(sum->heap_used_peak) ? 0 : sum->heap_used_peak, i->heap_used_peak);
    sum->heap_max =
        (isnan(sum->heap_max) ? 0 : sum->heap_max) + (spare ? 0 : i->heap_max);
}

static void collect_tasks(struct instance_summary *sum, const struct ecs_service *tasks,
                          double now_s, double window_s)
{
    sum->tasks_missing_end = tasks->missing;
    sum->tasks_wanted = tasks->wanted;
    sum->tasks_placed_mean = area_at(&tasks->placed, now_s) / window_s;
    sum->tasks_placed_least = tasks->placed_least;
}

/* Peaks are of the sum over instances, waits are pooled. */
static void collect_service(struct instance_summary *sum, struct simulation *s,
                            uint32_t number, const struct instance_summary *instances,
                            struct histogram *waits)
{
    const struct service_def *service = design_service(s->design, number);
    const double *peaks = &s->sampler.service_peaks[number * 2];
    *sum = (struct instance_summary){.name = service->item.name,
                                     .heap_used_mean = NAN,
                                     .heap_used_peak = NAN,
                                     .heap_max = NAN,
                                     .tasks_limited_at = NAN};
    histogram_reset(waits);
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const uint32_t at = service->first_instance + i;
        add_instance(sum, &instances[at], s->instances[at].def->spare);
        histogram_add(waits, &s->instances[at].wait);
    }
    const double now_s = engine_now(s->engine);
    const double window_s = fmax(now_s - s->window_start_s, 1e-9);
    sum->queue_mean += area_at(&s->mailboxes[number].waiting, now_s) / window_s;
    sum->refused += s->mailboxes[number].refused;
    mailbox_collect(&s->mailboxes[number], &sum->messages, now_s);
    cache_collect(&s->cache_counts[number], &sum->cache);
    if (service->ecs.given)
        collect_tasks(sum, &s->ecs->services[number], now_s, window_s);
    if (service->autoscale.given)
        task_scaler_collect(task_scaler_of(s, service), sum, now_s, window_s);
    if (s->brokers[number])
        sum->blocked_mean = area_at(&s->brokers[number]->blocked_area, now_s) / window_s;
    if (service->kind != KIND_PROCESS && service->instance_count > 0) /* one, then */
        sum->managed = instances[service->first_instance].managed;
    sum->in_flight_peak = peaks[0];
    sum->queue_peak = peaks[1];
    sum->wait_mean = histogram_mean(waits);
    sum->wait_p95 = histogram_percentile(waits, 0.95);
}

/* ---- what the bill needs ---- */

static void collect_managed_usage(struct service_usage *usage,
                                  const struct instance *instance)
{
    struct managed_summary found = {0};
    collect_managed(&found, instance);
    usage->throttled += service_def_is_bus(instance->service)
                            ? (double)instance->refused /* published ones are no calls */
                            : found.throttled;
    usage->invocations += found.invocations;
    usage->read_units += found.read_units;
    usage->write_units += found.write_units;
    if (!instance->lambda)
        return;
    const double gb = instance->service->lambda.memory_bytes / 1073741824.0;
    usage->gb_s += gb * instance->lambda->billed_s;
    usage->provisioned_gb_s += gb * instance->lambda->billed_provisioned_s;
}

static void collect_front(struct service_usage *usage, struct front *front, double now_s)
{
    front_close(front, now_s);
    usage->unit_h = front->units.all;
    usage->unit_h_by_new = front->units.by_new;
    usage->unit_h_by_open = front->units.by_open;
    usage->unit_h_by_bytes = front->units.by_bytes;
    usage->unit_h_by_rules = front->units.by_rules;
}

static void collect_usage(struct usage *usage, struct simulation *s, double window_s)
{
    const struct design *design = s->design;
    const double now_s = engine_now(s->engine);
    usage->window_s = window_s;
    usage->finite = s->ends_early;
    usage->machines =
        arena_array(s->result, design->machine_count, sizeof *usage->machines);
    usage->services =
        arena_array(s->result, design->services.count, sizeof *usage->services);
    for (uint32_t m = 0; m < design->machine_count; m++)
        usage->machines[m] = (struct machine_usage){
            .hours = collect_hours(&s->machines[m], now_s),
            .credits_used = s->machines[m].credits.spent,
            .surplus_credits = s->machines[m].credits.billed,
            .io_requests = s->machines[m].volume.io_requests -
                           s->machines[m].volume.start_io_requests,
            .same_zone_out_bytes = s->machines[m].sent.same_zone,
            .cross_zone_out_bytes = s->machines[m].sent.cross_zone,
            .region_out_bytes = s->machines[m].sent.region,
            .cross_zone_in_bytes = s->machines[m].cross_zone_in_bytes,
            .internet_out_bytes = s->machines[m].sent.internet,
        };
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const struct instance *instance = &s->instances[i];
        struct service_usage *service = &usage->services[instance->def->service_index];
        service->calls += (double)instance->calls;
        service->reads += (double)instance->reads;
        service->writes += (double)instance->writes;
        service->served += (double)instance->served;
        service->refused += (double)instance->refused;
        service->delivered += (double)instance->delivered;
        service->same_zone_out_bytes += instance->sent.same_zone;
        service->cross_zone_out_bytes += instance->sent.cross_zone;
        service->region_out_bytes += instance->sent.region;
        if (!instance->machine)
            service->internet_out_bytes += instance->sent.internet;
        collect_managed_usage(service, instance);
    }
    for (uint32_t i = 0; i < design->services.count; i++) {
        struct service_usage *service = &usage->services[i];
        service->published = s->mailboxes[i].published;
        service->processed_bytes = s->wires[i].processed_bytes;
        service->cross_zone_in_bytes = s->wires[i].cross_zone_in_bytes;
        service->cross_zone_out_bytes += s->wires[i].cross_zone_out_bytes;
        if (s->balancers[i].front)
            collect_front(service, s->balancers[i].front, engine_now(s->engine));
    }
    for (uint32_t f = 0; f < design->flow_count; f++)
        if (design_is_of_users(design, &design->flows[f]))
            usage->answered += (double)s->flows[f].answered;
}

/* ---- all of it ---- */

static void collect_flows(struct simulation *s)
{
    for (uint32_t f = 0; f < s->design->flow_count; f++) {
        struct flow_counts *counts = &s->flows[f];
        uint64_t ended = counts->answered;
        for (int e = 0; e < FAILURE_COUNT; e++)
            ended += counts->errors[e];
        counts->in_flight_end = counts->count - ended;
    }
}

static void collect_resources(struct summary *summary, struct simulation *s)
{
    const uint32_t count = s->sampler.resource_count;
    summary->resources = arena_array(s->result, count, sizeof *summary->resources);
    summary->resource_count = count;
    struct operational operational;
    operational_init(&operational, s->design, &s->engine->arena);
    for (uint32_t i = 0; i < count; i++)
        resource_summary(&s->sampler.resources[i], s, &operational,
                         &summary->resources[i]);
}

struct summary *collect_summary(struct simulation *s)
{
    const struct design *design = s->design;
    struct arena *arena = s->result;
    const double now_s = engine_now(s->engine);
    const double window_s = fmax(now_s - s->window_start_s, 1e-9);
    struct summary *summary = arena_allocate(arena, sizeof *summary);
    summary->design = design;
    summary->simulated_s = now_s;
    summary->replications = 1;
    summary->events_fired = (double)s->engine->queue.fired;
    summary->step_s = s->sampler.step_s;
    summary->step_count = s->sampler.series->count;
    sampler_drop_idle(&s->sampler);
    summary->series = s->sampler.series;
    summary->series_count = s->sampler.series_count;
    summary->events = s->notes;
    summary->event_count = s->note_count;
    summary->events_dropped = s->notes_dropped;
    summary->hosts = arena_array(arena, design->machine_count, sizeof *summary->hosts);
    summary->instances =
        arena_array(arena, design->instance_count, sizeof *summary->instances);
    summary->services =
        arena_array(arena, design->services.count, sizeof *summary->services);
    for (uint32_t m = 0; m < design->machine_count; m++)
        machine_advance(&s->machines[m], now_s);
    for (uint32_t m = 0; m < design->machine_count; m++)
        collect_machine(&summary->hosts[m], s, m, now_s, window_s);
    for (uint32_t i = 0; i < design->instance_count; i++)
        collect_instance(&summary->instances[i], s, i, now_s, window_s);
    struct histogram waits;
    histogram_init(&waits, &s->engine->arena);
    for (uint32_t i = 0; i < design->services.count; i++)
        collect_service(&summary->services[i], s, i, summary->instances, &waits);
    for (uint32_t m = 0; m < design->machine_count; m++) {
        const char *cpu = simulation_text(s, "host.%s.cpu", summary->hosts[m].name);
        summary->hosts[m].cpu_peak_5min =
            peak_5min(s, summary_series(summary, "%s", cpu));
    }
    summary->groups = arena_array(arena, s->group_count, sizeof *summary->groups);
    summary->group_count = s->group_count;
    for (uint32_t i = 0; i < s->group_count; i++)
        autoscaler_collect(&s->groups[i], &summary->groups[i], now_s, window_s);
    collect_flows(s);
    summary_requests(summary, s->flows, window_s, arena);
    answers_intervals(&s->sampler.answers, &summary->requests[0].latency);
    collect_resources(summary, s);
    collect_usage(&summary->usage, s, window_s);
    return summary;
}
