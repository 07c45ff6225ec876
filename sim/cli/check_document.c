/* check_document.c - see check_document.h. */
#include "sim/cli/check_document.h"

#include "sim/cli/check_tasks.h"
#include "sim/core/version.h"
#include "sim/output/document_add.h"
#include "sim/output/document_cost.h"
#include "sim/output/json.h"

#include <math.h>

static void add_scenario(json_t *report, const struct design *design)
{
    json_t *scenario = document_add_object(report, "scenario");
    document_add_text(scenario, "name", design->name);
    document_add_text(scenario, "file", design->file);
    document_add_text(scenario, "variant", design->variant);
    document_add_text(scenario, "hash", design->hash);
    document_add_number(scenario, "duration_s", design->simulate.duration_s);
    document_add_number(scenario, "warmup_s", design->simulate.warmup_s);
    document_add_text(scenario, "region", design->region);
}

/* ---- memory ---- */

static const char *const states[] = {
    [MEMORY_FIT_FITS] = "fits",
    [MEMORY_FIT_SWAPS] = "swaps",
    [MEMORY_FIT_SQUEEZES] = "squeezes",
    [MEMORY_FIT_KILLS] = "kills",
};

static void add_instance(json_t *list, const struct memory_fit_instance *fit)
{
    json_t *instance = document_add_item(list);
    document_add_text(instance, "id", fit->instance->name);
    document_add_number(instance, "base", fit->base);
    document_add_number(instance, "workers", fit->workers);
    document_add_number(instance, "shim", fit->shim);
    document_add_number(instance, "heap", fit->heap);
    document_add_number(instance, "jvm", fit->jvm);
    document_add_number(instance, "file", fit->file);
    document_add_number(instance, "rest", fit->rest);
    document_add_number(instance, "full", fit->full);
    document_add_number(instance, "heap_limit",
                        fit->heap_limit > 0 ? fit->heap_limit : NAN);
    document_add_flag(instance, "heap_holds", fit->heap_holds);
    document_add_number(instance, "mem_limit", fit->limit);
    document_add_flag(instance, "fits_mem_limit", fit->rest <= fit->limit);
}

static void add_memory(json_t *report, const struct memory_fit *fit)
{
    json_t *memory = document_add_object(report, "memory");
    for (uint32_t i = 0; i < fit->machine_count; i++) {
        const struct memory_fit_machine *found = &fit->machines[i];
        const struct host_def *host = found->machine->host;
        if (design_is_fargate(host) && found->instance_count == 0)
            continue; /* of a task that is yet to come */
        json_t *machine = document_add_object(memory, found->machine->name);
        document_add_text(machine, "instance",
                          host->is_catalog ? host->instance.item.name : "inline");
        document_add_number(machine, "ram", found->ram);
        document_add_number(machine, "swap", found->swap);
        document_add_number(machine, "rest", found->rest);
        document_add_number(machine, "full", found->full);
        document_add_text(machine, "rest_state", states[found->rest_state]);
        document_add_text(machine, "full_state", states[found->full_state]);
        document_add_number(machine, "deploy",
                            found->spare_rest > 0 ? found->rest + found->spare_rest
                                                  : NAN);
        document_add_text(machine, "deploy_state",
                          found->spare_rest > 0 ? states[found->deploy_state] : NULL);
        document_add_number(machine, "kernel", found->kernel);
        document_add_number(machine, "system_file", found->system_file);
        document_add_number(machine, "leak_per_s", found->leak_per_s);
        document_add_number(machine, "leaks_reach_ram_s", found->leaks_reach_ram_s);
        json_t *list = document_add_array(machine, "instances");
        for (uint32_t k = 0; k < found->instance_count; k++)
            add_instance(list, &found->instances[k]);
    }
}

/* ---- load ---- */

static void add_traffic(json_t *report, const struct operational *operational)
{
    json_t *all = document_add_object(report, "traffic");
    for (uint32_t i = 0; i < operational->design->traffic.count; i++) {
        const struct operational_traffic *found = &operational->traffic[i];
        const struct traffic_def *def = design_traffic(operational->design, i);
        const bool closed = found->offered.closed;
        json_t *traffic = document_add_object(all, found->name);
        document_add_flag(traffic, "closed", closed);
        document_add_number(traffic, "users_peak", closed ? found->offered.peak : NAN);
        document_add_number(traffic, "iteration_requests",
                            closed ? traffic_def_calls(def) : NAN);
        document_add_number(traffic, "think_s", closed ? found->think_s : NAN);
        document_add_flag(traffic, "bot", def->bot > 0);
        document_add_number(traffic, "blocked", def->blocked);
        document_add_number(traffic, "rate_mean", found->mean_per_s);
        document_add_number(traffic, "rate_peak", found->peak_per_s);
        document_add_number(traffic, "response_least_s", found->response_s);
        document_add_text(traffic, "bound", found->bound);
        document_add_flag(traffic, "exact", found->exact);
        document_add_number(traffic, "response_exact_s", found->exact_response_s);
    }
}

/* Hosts that scale; nothing when there are none. */
static void add_groups(json_t *report, const struct design *design)
{
    json_t *all = NULL;
    for (uint32_t i = 0; i < design->hosts.count; i++) {
        const struct host_def *host = design_host(design, i);
        if (!host->autoscale.given)
            continue;
        if (!all)
            all = document_add_object(report, "groups");
        json_t *group = document_add_object(all, host->item.name);
        document_add_number(group, "min", host->autoscale.min);
        document_add_number(group, "max", host->autoscale.max);
        document_add_number(group, "start", host->autoscale.start);
        document_add_number(group, "billed_least", host->autoscale.least);
    }
}

/* Nothing when its tasks are always as many. */
static void add_scaling(json_t *one, const struct service_def *service)
{
    if (!service->autoscale.given)
        return;
    json_t *scaling = document_add_object(one, "scaling");
    document_add_number(scaling, "min", service->autoscale.min);
    document_add_number(scaling, "max", service->autoscale.max);
    document_add_number(scaling, "start", service->autoscale.start);
}

static void add_services(json_t *report, const struct operational *operational,
                         const bool *idle)
{
    const struct design *design = operational->design;
    json_t *all = document_add_object(report, "services");
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct operational_service *found = &operational->services[i];
        const struct service_def *service = design_service(design, i);
        json_t *one = document_add_object(all, service->item.name);
        document_add_flag(one, "idle", idle[i]);
        document_add_number(one, "calls_mean", found->mean_per_s);
        document_add_number(one, "calls_peak", found->peak_per_s);
        document_add_number(one, "cpu_s", found->cpu_s);
        document_add_number(one, "collection_s", found->collection_s);
        document_add_number(one, "held_least_s", found->response_s);
        document_add_number(one, "in_flight_least", found->in_flight);
        add_scaling(one, service);
        json_t *list = document_add_array(one, "placement");
        for (uint32_t k = 0; k < service->instance_count; k++) {
            const struct instance_def *instance =
                &design->instances[service->first_instance + k];
            const struct machine_def *machine = demand_machine(design, instance);
            json_t *place = document_add_item(list);
            document_add_text(place, "id", instance->name);
            document_add_text(place, "host", machine ? machine->name : NULL);
            document_add_number(place, "share", demand_share(design, instance));
        }
    }
}

static void add_resource(json_t *list, const struct operational_resource *found)
{
    json_t *resource = document_add_item(list);
    document_add_text(resource, "id", found->id);
    document_add_number(resource, "capacity", found->capacity);
    document_add_text(resource, "unit", found->unit);
    document_add_number(resource, "without_traffic", found->fixed);
    document_add_number(resource, "utilization", found->mean);
    document_add_number(resource, "peak", found->peak);
    document_add_number(resource, "headroom", found->growth);
    document_add_flag(resource, "at_least", found->at_least);
    document_add_number(resource, "lasts_mean_s", found->lasts_mean_s);
    document_add_number(resource, "lasts_peak_s", found->lasts_peak_s);
}

static void add_resources(json_t *report, const struct operational *operational)
{
    const struct operational_resource *tightest = operational->bottleneck;
    if (tightest) {
        json_t *bottleneck = document_add_object(report, "bottleneck");
        document_add_text(bottleneck, "resource", tightest->id);
        document_add_number(bottleneck, "peak", tightest->peak);
        document_add_number(bottleneck, "headroom", tightest->growth);
        document_add_number(bottleneck, "saturates_at_rate",
                            operational->saturates_per_s);
        document_add_flag(bottleneck, "at_least", tightest->at_least);
    } else {
        document_add(report, "bottleneck", json_null());
    }
    json_t *list = document_add_array(report, "resources");
    for (uint32_t i = 0; i < operational->resource_count; i++)
        add_resource(list, &operational->resources[i]);
}

/* ---- judgement ---- */

static void add_thresholds(json_t *report, const struct summary *summary)
{
    json_t *list = document_add_array(report, "thresholds");
    for (uint32_t i = 0; i < summary->design->threshold_count; i++) {
        const struct threshold_summary *found = &summary->thresholds[i];
        if (!found->definition)
            continue;
        json_t *threshold = document_add_item(list);
        document_add_text(threshold, "metric", found->definition->metric);
        document_add_text(threshold, "expression", found->definition->expression);
        document_add_number(threshold, "value", found->value);
        document_add_flag(threshold, "ok", found->ok);
    }
}

static void add_warnings(json_t *report, const struct error_list *warnings)
{
    json_t *list = document_add_array(report, "warnings");
    for (size_t i = 0; i < warnings->count; i++)
        json_array_append_new(list,
                              json_words(error_text(warnings, &warnings->items[i])));
}

json_t *check_document_create(const struct operational *operational,
                              const struct memory_fit *fit,
                              const struct placement_fit *tasks,
                              const struct summary *summary, const bool *idle,
                              const struct error_list *warnings)
{
    json_t *report = json_object();
    document_add_text(report, "overstack", OVERSTACK_VERSION);
    document_add_number(report, "schema", OVERSTACK_SCHEMA);
    add_scenario(report, operational->design);
    document_add_flag(report, "ok", summary->ok);
    document_add_flag(report, "fits", fit->fits);
    add_memory(report, fit);
    check_tasks_add(report, tasks);
    add_groups(report, operational->design);
    add_traffic(report, operational);
    add_resources(report, operational);
    add_services(report, operational, idle);
    document_add(report, "cost", document_cost_create(summary));
    add_thresholds(report, summary);
    add_warnings(report, warnings);
    return report;
}
