/* document_services.c - see document_services.h.
 */
#include "sim/output/document_services.h"

#include "sim/output/document_add.h"

/* The figures a service and an instance have in common. */
static void add_figures(json_t *object, const struct instance_summary *found)
{
    document_add_number(object, "in_flight_mean", found->in_flight_mean);
    document_add_number(object, "in_flight_peak", found->in_flight_peak);
    document_add_number(object, "queue_mean", found->queue_mean);
    document_add_number(object, "queue_peak", found->queue_peak);
    json_t *wait = document_add_object(object, "wait_s");
    document_add_number(wait, "mean", found->wait_mean);
    document_add_number(wait, "p95", found->wait_p95);
    document_add_number(object, "served", found->served);
    document_add_number(object, "refused", found->refused);
    document_add_number(object, "failed_tries", found->failed_tries);
    document_add_number(object, "restarts", found->restarts);
    document_add_number(object, "recycles", found->recycles);
    document_add_number(object, "kills", found->kills);
    document_add_number(object, "heap_used_mean", found->heap_used_mean);
    document_add_number(object, "heap_used_peak", found->heap_used_peak);
    document_add_number(object, "heap_max", found->heap_max);
    document_add_number(object, "memory_mean", found->memory_mean);
    document_add_number(object, "memory_peak", found->memory_peak);
    document_add_number(object, "cpu_mean", found->cpu_mean);
    document_add_number(object, "threads", found->threads);
}

static void add_messages(json_t *service, const struct message_summary *found)
{
    json_t *object = document_add_object(service, "messages");
    document_add_number(object, "kept_at_first", found->kept_at_first);
    document_add_number(object, "published", found->published);
    document_add_number(object, "consumed", found->consumed);
    document_add_number(object, "failed", found->failed);
    document_add_number(object, "lost", found->lost);
    document_add_number(object, "redelivered", found->redelivered);
    document_add_number(object, "refused", found->refused);
    document_add_number(object, "waiting_end", found->waiting_end);
    document_add_number(object, "in_hand_end", found->in_hand_end);
    document_add_number(object, "wait_mean_s", found->wait_mean);
    document_add_number(object, "lag_peak_s", found->lag_peak);
    document_add_number(object, "lag_end_s", found->lag_end);
}

static void add_cache(json_t *service, const struct cache_summary *found)
{
    json_t *object = document_add_object(service, "cache");
    document_add_number(object, "lookups", found->lookups);
    document_add_number(object, "hits", found->hits);
    document_add_number(object, "failed", found->failed);
    document_add_number(object, "hit_ratio", found->hit_ratio);
}

static void add_lambda(json_t *service, const struct managed_summary *found)
{
    json_t *object = document_add_object(service, "lambda");
    document_add_number(object, "invocations", found->invocations);
    document_add_number(object, "throttled", found->throttled);
    document_add_number(object, "timed_out", found->timed_out);
    document_add_number(object, "cold_starts", found->cold_starts);
    document_add_number(object, "environments_peak", found->environments_peak);
}

static void add_dynamodb(json_t *service, const struct managed_summary *found)
{
    json_t *object = document_add_object(service, "dynamodb");
    document_add_number(object, "read_units", found->read_units);
    document_add_number(object, "write_units", found->write_units);
    document_add_number(object, "throttled", found->throttled);
}

static void add_api_gateway(json_t *service, const struct managed_summary *found)
{
    json_t *object = document_add_object(service, "api_gateway");
    document_add_number(object, "throttled", found->throttled);
}

static void add_managed(json_t *service, const struct service_def *definition,
                        const struct managed_summary *found)
{
    if (definition->kind == KIND_LAMBDA)
        add_lambda(service, found);
    else if (definition->kind == KIND_DYNAMODB)
        add_dynamodb(service, found);
    else if (definition->kind == KIND_API_GATEWAY)
        add_api_gateway(service, found);
}

/* What only consumers, caches and brokers have. */
static void add_roles(json_t *service, const struct service_def *definition,
                      const struct instance_summary *found)
{
    if (definition->is_consumer)
        add_messages(service, &found->messages);
    if (definition->is_cache)
        add_cache(service, &found->cache);
    if (definition->is_broker)
        document_add_number(service, "blocked_mean", found->blocked_mean);
}

static void add_tasks(json_t *service, const struct instance_summary *found)
{
    json_t *tasks = document_add_object(service, "tasks");
    document_add_number(tasks, "wanted", found->tasks_wanted);
    document_add_number(tasks, "missing_end", found->tasks_missing_end);
    document_add_number(tasks, "placed_mean", found->tasks_placed_mean);
    document_add_number(tasks, "placed_least", found->tasks_placed_least);
}

static void add_scaling(json_t *service, const struct service_def *definition,
                        const struct instance_summary *found)
{
    json_t *scaling = document_add_object(service, "scaling");
    document_add_number(scaling, "min", definition->autoscale.min);
    document_add_number(scaling, "max", definition->autoscale.max);
    document_add_number(scaling, "mean", found->tasks_mean);
    document_add_number(scaling, "peak", found->tasks_peak);
    document_add_number(scaling, "end", found->tasks_end);
    document_add_number(scaling, "scale_outs", found->scale_outs);
    document_add_number(scaling, "scale_ins", found->scale_ins);
    document_add_number(scaling, "limited_at_s", found->tasks_limited_at);
}

/* A slot of ECS in which no task ever ran. */
static bool is_idle(const struct service_def *service, const struct instance_summary *one,
                    bool spare)
{
    return service->task.given && spare && one->memory_peak == 0 && one->served == 0;
}

static void add_service(json_t *services, const struct summary *summary, uint32_t index)
{
    const struct service_def *definition = design_service(summary->design, index);
    const struct instance_summary *found = &summary->services[index];
    json_t *service = document_add_object(services, found->name);
    document_add_number(service, "instances", found->instances);
    if (definition->ecs.given)
        add_tasks(service, found);
    if (definition->autoscale.given)
        add_scaling(service, definition, found);
    add_figures(service, found);
    add_roles(service, definition, found);
    add_managed(service, definition, &found->managed);
    json_t *detail = document_add_array(service, "detail");
    for (uint32_t i = 0; i < service_def_all(definition); i++) {
        const struct instance_summary *one =
            &summary->instances[definition->first_instance + i];
        if (is_idle(definition, one, i >= definition->instance_count))
            continue;
        json_t *instance = document_add_item(detail);
        document_add_text(instance, "id", one->name);
        document_add_text(instance, "host", one->host);
        add_figures(instance, one);
    }
}

json_t *document_services_create(const struct summary *summary)
{
    json_t *services = json_object();
    for (uint32_t i = 0; i < summary->design->services.count; i++)
        if (!service_def_serves_nobody(design_service(summary->design, i)))
            add_service(services, summary, i);
    return services;
}
