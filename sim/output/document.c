/* document.c - see document.h. Requests, machines, services and the bill have files of
 * their own.
 */
#include "sim/output/document.h"

#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_cost.h"
#include "sim/output/document_design.h"
#include "sim/output/document_hosts.h"
#include "sim/output/document_requests.h"
#include "sim/output/document_scenario.h"
#include "sim/output/document_services.h"
#include "sim/output/document_threshold.h"
#include "sim/output/json.h"

#include <math.h>

static void add_scenario(json_t *report, const struct summary *summary)
{
    const struct design *design = summary->design;
    json_t *scenario = document_scenario_add(report, design);
    document_add_number(scenario, "replications", summary->replications);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
    document_add_number(scenario, "warmup_s", design->simulate.warmup_s);
    document_add_flag(scenario, "warmup_auto", design->simulate.warmup_auto);
    document_add_flag(scenario, "warmup_settled", !summary->warmup_late);
    document_add_number(scenario, "simulated_s", summary->simulated_s);
    document_add_text(scenario, "region", design->region);
    document_add_number(scenario, "events_fired", summary->events_fired);
}

static void add_precision(json_t *report, const struct summary *summary)
{
    const double wanted = summary->design->simulate.precision;
    if (!(wanted > 0)) {
        document_add(report, "precision", json_null());
        return;
    }
    json_t *precision = document_add_object(report, "precision");
    document_add_number(precision, "wanted", wanted);
    document_add_number(precision, "widest", summary->widest);
    document_add_flag(precision, "reached", summary->widest <= wanted);
}

static void add_verdict(json_t *report, const struct verdict_summary *found)
{
    json_t *verdict = document_add_object(report, "verdict");
    document_add_flag(verdict, "saturated", found->saturated > 0);
    if (found->first_resource) {
        json_t *first = document_add_object(verdict, "first");
        document_add_text(first, "resource", found->first_resource);
        document_add_number(first, "at_s", found->first_at_s);
        document_add_number(first, "share", found->first_share);
        document_add_interval(first, "at_s_ci95", found->first_ci);
    } else {
        document_add(verdict, "first", json_null());
    }
    json_t *chain = document_add_array(verdict, "chain");
    for (uint32_t i = 0; i < found->chain_count; i++) {
        json_t *link = document_add_item(chain);
        document_add_number(link, "at_s", found->chain[i].at_s);
        document_add_text(link, "what", found->chain[i].what);
        document_add_number(link, "from_s",
                            found->chain[i].at_s - found->chain[i].span_s);
    }
    document_add_text(verdict, "summary", found->summary);
    document_add_flag(verdict, "troubled", found->troubled);
}

/* Named as the last part of the resource's id; allowances have many names. */
static const char *const kind_names[RESOURCE_KIND_COUNT] = {
    [RESOURCE_CPU] = "cpu",
    [RESOURCE_CREDITS] = "credits",
    [RESOURCE_MEMORY] = "memory",
    [RESOURCE_SWAP] = "swap",
    [RESOURCE_VOLUME] = "volume",
    [RESOURCE_THREADS] = "threads",
    [RESOURCE_BACKLOG] = "backlog",
    [RESOURCE_POOL] = "pool",
    [RESOURCE_HEAP] = "heap",
    [RESOURCE_LIMIT] = "limit",
    [RESOURCE_QUOTA] = "cpus",
    [RESOURCE_LOOPS] = "loops",
    [RESOURCE_MEM_LIMIT] = "memory",
    [RESOURCE_BURST] = "burst",
    [RESOURCE_QUEUE] = "queue",
    [RESOURCE_CONNECTIONS] = "connections",
    [RESOURCE_WATERMARK] = "watermark",
    [RESOURCE_NETWORK] = "network",
    [RESOURCE_PLACEMENT] = "placement",
    [RESOURCE_MACHINES] = "machines",
    [RESOURCE_ALLOWANCE] = "allowance",
    [RESOURCE_BANDWIDTH] = "bandwidth",
};

static void add_resources(json_t *report, const struct summary *summary)
{
    json_t *resources = document_add_array(report, "resources");
    for (uint32_t i = 0; i < summary->resource_count; i++) {
        const struct resource_summary *found = &summary->resources[i];
        json_t *resource = document_add_item(resources);
        document_add_text(resource, "id", found->id);
        document_add_number(resource, "utilization", found->utilization);
        document_add_number(resource, "peak", found->peak);
        document_add_number(resource, "saturated_at_s", found->saturated_at);
        document_add_number(resource, "saturated_share", found->saturated_share);
        document_add_number(resource, "headroom", found->headroom);
        document_add_text(resource, "kind", kind_names[found->kind]);
        document_add_number(resource, "saturated_replications",
                            found->saturated_replications);
        document_add_interval(resource, "saturated_at_s_ci95", found->saturated_ci);
    }
}

static void add_thresholds(json_t *report, const struct summary *summary)
{
    json_t *thresholds = document_add_array(report, "thresholds");
    for (uint32_t i = 0; i < summary->design->threshold_count; i++)
        document_threshold_add(thresholds, &summary->thresholds[i]);
}

static void add_assumptions(json_t *report, const struct ledger *ledger)
{
    json_t *assumptions = document_add_array(report, "assumptions");
    for (size_t i = 0; i < ledger->count; i++) {
        const struct assumption *entry = &ledger->items[i];
        json_t *assumption = document_add_item(assumptions);
        document_add_text(assumption, "path", entry->path);
        document_add_text(assumption, "value", entry->value);
        document_add_text(assumption, "kind", entry->kind);
        document_add_text(assumption, "source", entry->source ? entry->source : "");
    }
}

static void add_events(json_t *report, const struct summary *summary)
{
    json_t *events = document_add_array(report, "events");
    for (uint32_t i = 0; i < summary->event_count; i++) {
        const struct occurrence *found = &summary->events[i];
        json_t *event = document_add_item(events);
        document_add_number(event, "at_s", found->at_s);
        document_add_text(event, "kind", found->kind);
        document_add_text(event, "who", found->who);
        document_add_text(event, "why", found->why ? found->why : "");
    }
    document_add_number(report, "events_dropped", summary->events_dropped);
}

static void add_timeline(json_t *report, const struct summary *summary)
{
    json_t *timeline = document_add_object(report, "timeline");
    document_add_number(timeline, "step_s", summary->step_s);
    json_t *all = document_add_object(timeline, "series");
    for (uint32_t i = 0; i < summary->series_count; i++) {
        const struct series *found = &summary->series[i];
        json_t *series = json_array();
        document_add_named(all, found->name, series);
        for (uint32_t step = 0; step < found->count; step++)
            json_array_append_new(series, json_figure(found->values[step]));
    }
}

static void add_warnings(json_t *report, const struct summary *summary)
{
    json_t *warnings = document_add_array(report, "warnings");
    for (uint32_t i = 0; i < summary->warning_count; i++)
        json_array_append_new(warnings, json_words(summary->warnings[i]));
}

json_t *document_create(const struct summary *summary, int partial)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    add_scenario(report, summary);
    document_add_flag(report, "ok", summary->ok);
    document_add_flag(report, "undecided", summary->undecided);
    document_add_number(report, "more_replications", summary->more);
    document_add_flag(report, "partial", partial);
    add_precision(report, summary);
    add_verdict(report, &summary->verdict);
    document_add(report, "requests", document_requests_create(summary));
    document_add(report, "hosts", document_hosts_create(summary));
    json_t *groups = document_hosts_groups(summary);
    if (groups)
        document_add(report, "groups", groups);
    document_add(report, "services", document_services_create(summary));
    add_resources(report, summary);
    document_add(report, "cost", document_cost_create(summary));
    add_thresholds(report, summary);
    add_assumptions(report, &summary->design->ledger);
    add_events(report, summary);
    add_timeline(report, summary);
    document_add(report, "design", document_design_create(summary->design));
    add_warnings(report, summary);
    return report;
}
