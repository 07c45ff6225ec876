/* invariants.c - see invariants.h. */
#include "tests/support/invariants.h"

#include "tests/support/invariants_intervals.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Sums of the same terms in another order differ by rounding, integrals over millions of
 * pieces by a little more. */
#define ROUNDING 1e-9

static int says(bool holds, const char *where, const char *what, double a, double b)
{
    if (!holds)
        print_error("%s: %s: %.17g, %.17g\n", where, what, a, b);
    return !holds;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= ROUNDING * fmax(1, fmax(fabs(a), fabs(b)));
}

static bool at_most(double a, double b)
{
    return a <= b + ROUNDING * fmax(1, fabs(b));
}

static bool is_share(double value)
{
    return value >= 0 && at_most(value, 1);
}

/* ---- every number ---- */

/* Credits that are owed, and what is taken off a bill (check_bill looks closer). */
static bool may_be_negative(const char *key)
{
    static const char *const keys[] = {"end",       "min",     "start", "quantity",
                                       "month_usd", "run_usd", "share"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return strstr(key, ".credits") != NULL;
}

static bool holds_negative(const char *key)
{
    return strstr(key, "credits") || strcmp(key, "items") == 0 ||
           strcmp(key, "groups") == 0;
}

static int check_numbers(const json_t *node, const char *key, bool below)
{
    int broken = 0;
    size_t i;
    json_t *item;
    const char *name;
    if (json_is_array(node)) {
        json_array_foreach (node, i, item)
            broken += check_numbers(item, key, below);
    } else if (json_is_object(node)) {
        void *iterator = json_object_iter((json_t *)(uintptr_t)node);
        for (; iterator;
             iterator = json_object_iter_next((json_t *)(uintptr_t)node, iterator)) {
            name = json_object_iter_key(iterator);
            broken += check_numbers(json_object_iter_value(iterator), name,
                                    below || holds_negative(name));
        }
    } else if (json_is_number(node)) {
        const double value = json_number_value(node);
        broken += says(isfinite(value), key, "not finite", value, 0);
        broken += says(value != 0 || !signbit(value), key, "minus zero", value, 0);
        broken += says(value >= 0 || (below && may_be_negative(key)), key, "negative",
                       value, 0);
    }
    return broken;
}

/* ---- requests ---- */

static int check_latency(const char *name, const struct latency_summary *l)
{
    const double order[] = {l->min, l->p50, l->p90, l->p95, l->p99, l->p999, l->max};
    int broken = 0;
    for (size_t i = 1; i < sizeof order / sizeof *order; i++)
        broken += says(at_most(order[i - 1], order[i]), name, "percentiles out of order",
                       order[i - 1], order[i]);
    broken +=
        says(at_most(l->min, l->mean), name, "mean below the least", l->mean, l->min);
    broken +=
        says(at_most(l->mean, l->max), name, "mean above the most", l->mean, l->max);
    return broken;
}

static int check_request(const struct request_summary *r)
{
    double errors = 0;
    int broken = 0;
    for (int i = 0; i < FAILURE_COUNT; i++)
        errors += r->errors[i];
    broken += says(same(errors, r->failed), r->name, "reasons are not the failed", errors,
                   r->failed);
    broken +=
        says(same(r->count, r->answered + r->failed + r->in_flight_end), r->name,
             "requests got lost", r->count, r->answered + r->failed + r->in_flight_end);
    broken += says(r->in_flight_end >= 0 && at_most(r->in_flight_end, r->count), r->name,
                   "in flight", r->in_flight_end, r->count);
    broken += says(at_most(r->count, r->attempts), r->name, "attempts below requests",
                   r->attempts, r->count);
    if (!isnan(r->failed_rate))
        broken +=
            says(is_share(r->failed_rate), r->name, "failed_rate", r->failed_rate, 1);
    if (r->answered > 0)
        broken += check_latency(r->name, &r->latency);
    return broken;
}

/* The first entry is all of users; those named traffic.X add up to it, but for bots, and
 * so do the targets. */
static bool is_of_bots(const struct summary *summary, const char *name)
{
    for (uint32_t i = 0; i < summary->design->traffic.count; i++) {
        const struct traffic_def *traffic = design_traffic(summary->design, i);
        if (traffic->bot > 0 && strcmp(traffic->item.name, name) == 0)
            return true;
    }
    return false;
}

static int check_requests(const struct summary *summary)
{
    double traffic = 0, targets = 0, failed = 0;
    int broken = 0;
    for (uint32_t i = 0; i < summary->request_count; i++) {
        const struct request_summary *r = &summary->requests[i];
        broken += check_request(r);
        if (i > 0 && strncmp(r->name, "traffic.", 8) == 0) {
            if (is_of_bots(summary, r->name + 8))
                continue;
            traffic += r->count;
            failed += r->failed;
        } else if (i > 0) {
            targets += r->count;
        }
    }
    const struct request_summary *all = &summary->requests[0];
    broken += says(same(traffic, all->count), "traffic", "does not add up", traffic,
                   all->count);
    broken +=
        says(same(targets, all->count), "targets", "do not add up", targets, all->count);
    broken +=
        says(same(failed, all->failed), "failures", "do not add up", failed, all->failed);
    return broken;
}

/* ---- machines ---- */

static bool was_short_of_memory(const struct summary *summary, uint32_t m)
{
    char id[200];
    const struct design *design = summary->design;
    snprintf(id, sizeof id, "host.%s.memory", summary->hosts[m].name);
    for (uint32_t i = 0; i < design->instance_count; i++)
        if (design->instances[i].machine == m &&
            isfinite(design->instances[i].service->mem_limit_bytes))
            return true;
    for (uint32_t i = 0; i < summary->resource_count; i++)
        if (strcmp(summary->resources[i].id, id) == 0)
            return !isnan(summary->resources[i].saturated_at) ||
                   design->simulate.warmup_s > 0;
    return true;
}

static int check_host(const struct summary *summary, uint32_t m)
{
    const struct host_summary *h = &summary->hosts[m];
    const struct host_def *host = summary->design->machines[m].host;
    const double shares[] = {h->cpu_mean,   h->cpu_user,  h->cpu_system,
                             h->cpu_iowait, h->cpu_steal, h->cpu_peak};
    int broken = 0;
    double used = 0, bytes = 0;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        broken += says(is_share(shares[i]), h->name, "CPU share", shares[i], (double)i);
    broken += says(h->cpu_peak <= 1, h->name, "more than all cores", h->cpu_peak, 1);
    broken += says(same(h->cpu_mean, h->cpu_user + h->cpu_system), h->name,
                   "cpu is not user + system", h->cpu_mean, h->cpu_user + h->cpu_system);
    broken += says(at_most(h->cpu_mean + h->cpu_iowait, 1), h->name, "busy and waiting",
                   h->cpu_mean + h->cpu_iowait, 1);
    broken += says(at_most(h->memory_peak, h->memory_total), h->name, "resident",
                   h->memory_peak, h->memory_total);
    broken += says(at_most(h->memory_mean, h->memory_total), h->name, "resident",
                   h->memory_mean, h->memory_total);
    broken +=
        says(at_most(h->memory_need_peak, h->memory_need_highest), h->name,
             "mean above the highest need", h->memory_need_peak, h->memory_need_highest);
    broken += says(at_most(h->swap_peak, h->swap_total), h->name, "swap", h->swap_peak,
                   h->swap_total);
    if (!isnan(h->volume_utilization))
        broken += says(is_share(h->volume_utilization), h->name, "volume",
                       h->volume_utilization, 1);
    for (uint32_t i = 0; i < summary->design->instance_count; i++)
        if (summary->design->instances[i].machine == m) {
            used += summary->instances[i].cpu_mean;
            bytes += summary->instances[i].memory_peak;
        }
    /* Reclaim and ageing pages belong to the kernel, not to an instance. */
    const double cores = host->instance.vcpus * h->cpu_mean;
    broken +=
        says(was_short_of_memory(summary, m) ? at_most(used, cores) : same(used, cores),
             h->name, "CPU of the instances is not the machine's", used, cores);
    broken += says(bytes >= 0, h->name, "bytes", bytes, 0);
    return broken;
}

/* ---- services ---- */

/* Published or there before, a message is consumed, lost, waiting or in hand; of several
 * replications the means are. */
static int check_messages(const struct instance_summary *service)
{
    const struct message_summary *m = &service->messages;
    const double into = m->kept_at_first + m->published;
    const double out = m->consumed + m->lost + m->waiting_end + m->in_hand_end;
    int broken = 0;
    broken += says(same(into, out), service->name, "messages got lost", into, out);
    broken += says(at_most(m->failed, m->consumed), service->name, "failed messages",
                   m->failed, m->consumed);
    broken += says(at_most(m->lag_end, m->lag_peak), service->name, "lag", m->lag_end,
                   m->lag_peak);
    return broken;
}

static int check_cache(const struct instance_summary *service)
{
    const struct cache_summary *c = &service->cache;
    return says(at_most(c->hits + c->failed, c->lookups), service->name, "lookups",
                c->hits + c->failed, c->lookups);
}

/* Nobody runs more tasks than are wanted, but for a deployment's; where they scale, never
 * more than max. */
static int check_tasks(const struct service_def *def,
                       const struct instance_summary *service)
{
    const double most = def->autoscale.given ? def->autoscale.max : service->tasks_wanted;
    int broken = 0;
    broken += says(at_most(service->tasks_placed_mean, most), service->name, "tasks",
                   service->tasks_placed_mean, most);
    broken += says(at_most(service->tasks_placed_least, service->tasks_placed_mean),
                   service->name, "least tasks", service->tasks_placed_least,
                   service->tasks_placed_mean);
    return broken;
}

/* Who is in flight has an environment; what is over was paid for at least as long as it
 * took, and at most a millisecond each longer. */
static int check_lambda(const struct summary *summary, uint32_t s)
{
    const struct instance_summary *service = &summary->services[s];
    const struct managed_summary *m = &service->managed;
    const struct service_def *def = design_service(summary->design, s);
    int broken = 0;
    if (def->kind != KIND_LAMBDA)
        return 0;
    broken += says(at_most(service->in_flight_peak, m->environments_peak), service->name,
                   "in flight without environments", service->in_flight_peak,
                   m->environments_peak);
    broken += says(at_most(m->cold_starts, m->invocations), service->name, "cold starts",
                   m->cold_starts, m->invocations);
    broken += says(same(m->throttled, service->refused), service->name, "throttled",
                   m->throttled, service->refused);
    broken += says(at_most(m->environments_peak, def->lambda.concurrency), service->name,
                   "environments", m->environments_peak, def->lambda.concurrency);
    return broken;
}

/* While it is deployed there may be as many again. */
static double most_tasks(const struct design *design, const struct service_def *service)
{
    const struct event_def *events = design->events.items;
    for (uint32_t i = 0; i < design->events.count; i++)
        if (events[i].kind == EVENT_DEPLOY && events[i].target_index == service->index)
            return 2 * service->autoscale.max;
    return service->autoscale.max;
}

/* A task of Fargate that is there is billed, unless it has just died: then two
 * minutes pass. */
static int check_scaled_hours(const struct summary *summary,
                              const struct service_def *service,
                              const struct instance_summary *all)
{
    double hours = 0;
    const struct host_def *host = service->own_host;
    if (!service->fargate.given || summary->design->events.count > 0 ||
        all->restarts > 0 || all->kills > 0)
        return 0;
    for (uint32_t m = 0; m < host->machine_count; m++)
        hours += summary->usage.machines[host->first_machine + m].hours;
    return says(at_most(all->tasks_mean, hours * 3600 / summary->usage.window_s),
                all->name, "tasks that are not billed", all->tasks_mean,
                hours * 3600 / summary->usage.window_s);
}

/* Whatever a bus turned away was above its rate. */
static int check_bus(const struct service_def *def,
                     const struct instance_summary *service)
{
    if (!service_def_is_bus(def))
        return 0;
    return says(same(service->managed.throttled, service->refused), service->name,
                "throttled messages", service->managed.throttled, service->refused);
}

static int check_service(const struct summary *summary, uint32_t s)
{
    const struct service_def *service = design_service(summary->design, s);
    const struct instance_summary *all = &summary->services[s];
    double in_flight = 0, served = 0, refused = 0, cpu = 0;
    int broken = 0;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const struct instance_summary *one =
            &summary->instances[service->first_instance + i];
        in_flight += one->in_flight_mean;
        served += one->served;
        refused += one->refused;
        cpu += one->cpu_mean;
        broken += says(at_most(one->in_flight_mean, one->in_flight_peak), one->name,
                       "mean in flight above its peak", one->in_flight_mean,
                       one->in_flight_peak);
        broken += says(at_most(one->memory_mean, one->memory_peak), one->name,
                       "mean memory above its peak", one->memory_mean, one->memory_peak);
        broken += says(one->cpu_mean >= 0, one->name, "CPU", one->cpu_mean, 0);
    }
    broken += says(same(in_flight, all->in_flight_mean), all->name, "in flight",
                   in_flight, all->in_flight_mean);
    broken += says(same(served, all->served), all->name, "served", served, all->served);
    /* A full queue of messages belongs to the service, not to an instance of it. */
    const bool queues = service->is_consumer &&
                        (!isinf(service->queue.max) || service_def_is_bus(service));
    broken += says(queues ? at_most(refused, all->refused) : same(refused, all->refused),
                   all->name, "refused", refused, all->refused);
    broken += says(same(cpu, all->cpu_mean), all->name, "CPU", cpu, all->cpu_mean);
    if (service->autoscale.given) {
        broken += says(at_most(all->tasks_mean, all->tasks_peak), all->name,
                       "mean tasks above the peak", all->tasks_mean, all->tasks_peak);
        const double most = most_tasks(summary->design, service);
        broken += says(at_most(all->tasks_peak, most), all->name, "more tasks than max",
                       all->tasks_peak, most);
        broken += check_scaled_hours(summary, service, all);
    }
    broken += says(at_most(all->queue_mean, all->queue_peak), all->name,
                   "mean queue above its peak", all->queue_mean, all->queue_peak);
    return broken + check_messages(all) + check_cache(all) + check_tasks(service, all) +
           check_lambda(summary, s) + check_bus(service, all);
}

/* ---- bytes and capacity units ---- */

/* A gateway carries what is counted on its bill, and no more than its bandwidth allows. Each
 * event may be wrong by the rounding of the clock, in which it carries a few bytes. */
static int check_gateway(const struct summary *summary, const struct service_def *gateway)
{
    const struct usage *usage = &summary->usage;
    char id[200];
    int broken = 0;
    snprintf(id, sizeof id, "service.%s.bandwidth", gateway->item.name);
    for (uint32_t i = 0; i < summary->resource_count; i++) {
        const struct resource_summary *found = &summary->resources[i];
        if (strcmp(found->id, id) != 0)
            continue;
        const double bytes_per_s = gateway->nat_gateway.bandwidth_bps / 8;
        const double carried = found->utilization * usage->window_s * bytes_per_s;
        const double rounding =
            DBL_EPSILON * summary->simulated_s * bytes_per_s * summary->events_fired;
        broken += says(
            at_most(carried - rounding, usage->services[gateway->index].processed_bytes),
            id, "carried more than came", carried,
            usage->services[gateway->index].processed_bytes);
    }
    return broken;
}

/* What one end sends across zones comes in at another; a unit-hour is that of the largest
 * figure of its hour. */
static int check_usage(const struct summary *summary)
{
    const struct design *design = summary->design;
    double out = 0, in = 0;
    int broken = 0;
    for (uint32_t m = 0; m < design->machine_count; m++) {
        out += summary->usage.machines[m].cross_zone_out_bytes;
        in += summary->usage.machines[m].cross_zone_in_bytes;
    }
    for (uint32_t s = 0; s < design->services.count; s++) {
        const struct service_usage *usage = &summary->usage.services[s];
        const char *name = design_service(design, s)->item.name;
        const double by[] = {usage->unit_h_by_new, usage->unit_h_by_open,
                             usage->unit_h_by_bytes};
        if (design_service(design, s)->kind != KIND_PROCESS)
            out += usage->cross_zone_out_bytes;
        in += usage->cross_zone_in_bytes;
        if (design_service(design, s)->kind == KIND_NAT_GATEWAY &&
            design->simulate.warmup_s == 0 && !design->simulate.warmup_auto)
            broken += check_gateway(summary, design_service(design, s));
        for (int i = 0; i < 3; i++) {
            broken += says(by[i] >= 0, name, "a figure of its units", by[i], i);
            broken +=
                says(at_most(by[i], usage->unit_h), name, "units", by[i], usage->unit_h);
        }
        broken += says(at_most(usage->unit_h, by[0] + by[1] + by[2]), name, "units",
                       usage->unit_h, by[0] + by[1] + by[2]);
    }
    return broken + says(same(out, in), "bytes between zones", "out and in", out, in);
}

/* ---- the rest ---- */

static int check_resource(const struct resource_summary *r)
{
    int broken = 0;
    broken += says(r->utilization >= 0 && at_most(r->utilization, r->peak), r->id,
                   "mean utilization above its peak", r->utilization, r->peak);
    broken += says(is_share(r->saturated_share), r->id, "saturated_share",
                   r->saturated_share, 1);
    broken +=
        says(isnan(r->headroom) || r->headroom >= 0, r->id, "headroom", r->headroom, 0);
    if (r->kind == RESOURCE_CPU || r->kind == RESOURCE_VOLUME ||
        r->kind == RESOURCE_SWAP || r->kind == RESOURCE_PLACEMENT ||
        r->kind == RESOURCE_BANDWIDTH)
        broken += says(is_share(r->peak), r->id, "peak", r->peak, 1);
    return broken;
}

static int check_bill(const struct cost_summary *cost)
{
    double month = 0;
    int broken = 0;
    for (uint32_t i = 0; i < cost->line_count; i++) {
        const struct cost_line *line = &cost->lines[i];
        if (isnan(line->month_usd))
            continue;
        month += line->month_usd;
        broken += says(same(line->quantity * line->price_usd, line->month_usd),
                       line->item, "not quantity x price",
                       line->quantity * line->price_usd, line->month_usd);
        /* What is taken off stands behind what it is taken off. */
        broken += says(line->month_usd >= 0 || line->quantity < 0, line->item, "USD",
                       line->month_usd, 0);
        broken +=
            says(line->taken <= 0 || at_most(line->taken, line->quantity), line->item,
                 "more is free than there is", line->taken, line->quantity);
    }
    broken += says(same(month, cost->month_usd), "bill", "not the sum of its lines",
                   month, cost->month_usd);
    broken += says(same(cost->fixed_usd + cost->metered_usd, cost->month_usd), "bill",
                   "not fixed and metered", cost->fixed_usd + cost->metered_usd,
                   cost->month_usd);
    broken += says(cost->month_usd >= -1e-9, "bill", "below zero", cost->month_usd, 0);
    return broken;
}

/* Nobody stops or starts a machine but events, groups that scale, and a task of Fargate
 * that dies: its machine goes with it. */
static bool is_always_on(const struct design *design, const struct host_def *host)
{
    return design->events.count == 0 && !host->autoscale.given &&
           !design_is_fargate(host);
}

static int check_hours(const struct summary *summary)
{
    const struct usage *usage = &summary->usage;
    int broken = 0;
    for (uint32_t m = 0; m < summary->design->machine_count; m++) {
        const double on_s = usage->machines[m].hours * 3600;
        broken += says(on_s >= 0, summary->hosts[m].name, "billed", on_s, 0);
        if (is_always_on(summary->design, summary->design->machines[m].host))
            broken +=
                says(same(on_s, usage->window_s), summary->hosts[m].name,
                     "billed for another time than the window", on_s, usage->window_s);
    }
    return broken;
}

static int check_timeline(const struct summary *summary)
{
    int broken = 0;
    for (uint32_t i = 0; i < summary->series_count; i++)
        broken +=
            says(summary->series[i].count == summary->step_count, summary->series[i].name,
                 "steps", summary->series[i].count, summary->step_count);
    for (uint32_t i = 1; i < summary->event_count; i++)
        broken += says(summary->events[i - 1].at_s <= summary->events[i].at_s,
                       summary->events[i].kind, "events out of order",
                       summary->events[i - 1].at_s, summary->events[i].at_s);
    return broken;
}

/* The chain is told in the order of time. */
static int check_chain(const struct verdict_summary *verdict)
{
    int broken = 0;
    for (uint32_t i = 1; i < verdict->chain_count; i++)
        broken += says(verdict->chain[i - 1].at_s <= verdict->chain[i].at_s,
                       verdict->chain[i].what, "chain out of order",
                       verdict->chain[i - 1].at_s, verdict->chain[i].at_s);
    return broken;
}

/* Events and machines say the same of when credits were used up; of several replications
 * machines tell the mean. */
static int check_depletion(const struct summary *summary)
{
    int broken = 0;
    for (uint32_t i = 0; i < summary->event_count && summary->replications == 1; i++)
        for (uint32_t m = 0; m < summary->design->machine_count; m++) {
            const struct occurrence *event = &summary->events[i];
            const struct host_summary *host = &summary->hosts[m];
            if (strcmp(event->kind, "credits_depleted") == 0 &&
                strcmp(event->who, host->name) == 0)
                broken +=
                    says(event->at_s == host->credits_depleted_at, host->name,
                         "credits used up at", event->at_s, host->credits_depleted_at);
        }
    return broken;
}

/* Machine-hours are those of its machines; never more than max serve, and nothing runs on
 * one that is not billed. */
static int check_group(const struct summary *summary, const struct group_summary *group)
{
    const struct design *design = summary->design;
    double hours = 0;
    int broken = 0;
    for (uint32_t m = 0; m < design->machine_count; m++) {
        const struct host_summary *host = &summary->hosts[m];
        if (strcmp(design->machines[m].host->item.name, group->name) != 0)
            continue;
        hours += host->hours;
        broken += says(host->hours > 0 || host->cpu_mean == 0, host->name,
                       "worked, but is not billed", host->cpu_mean, host->hours);
        broken += says(same(host->hours, summary->usage.machines[m].hours), host->name,
                       "hours", host->hours, summary->usage.machines[m].hours);
    }
    broken += says(same(hours, group->hours), group->name, "machine-hours", hours,
                   group->hours);
    broken += says(at_most(group->mean, group->peak), group->name, "mean above the peak",
                   group->mean, group->peak);
    broken += says(at_most(group->peak, group->max), group->name, "more than max",
                   group->peak, group->max);
    return broken;
}

int invariants_lost(const struct summary *summary)
{
    int broken = check_requests(summary) + check_chain(&summary->verdict) +
                 check_depletion(summary) + check_usage(summary);
    for (uint32_t s = 0; s < summary->design->services.count; s++)
        broken += check_service(summary, s);
    for (uint32_t i = 0; i < summary->group_count; i++)
        broken += check_group(summary, &summary->groups[i]);
    return broken;
}

int invariants_broken(const struct summary *summary, const json_t *report)
{
    int broken = check_numbers(report, "report", false) + invariants_lost(summary) +
                 check_bill(&summary->cost) + check_hours(summary) +
                 check_timeline(summary) + invariants_intervals_broken(summary);
    for (uint32_t m = 0; m < summary->design->machine_count; m++)
        broken += check_host(summary, m);
    for (uint32_t i = 0; i < summary->resource_count; i++)
        broken += check_resource(&summary->resources[i]);
    return broken;
}
