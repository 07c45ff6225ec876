/* document_design.c - see document_design.h. Each callee is named once, in the order in
 * which the endpoints' steps first name it.
 */
#include "sim/output/document_design.h"

#include "sim/output/document_add.h"

#include <string.h>

struct ways {
    json_t *calls, *publishes;
};

static void way_add(json_t *names, const char *name)
{
    for (size_t i = 0; i < json_array_size(names); i++)
        if (strcmp(json_string_value(json_array_get(names, i)), name) == 0)
            return;
    json_array_append_new(names, json_string(name));
}

static void call_add(const struct ways *ways, const struct call_def *call)
{
    if (call->callee)
        way_add(ways->calls, call->callee->service->item.name);
}

static void steps_walk(const struct ways *ways, const struct items *steps)
{
    const struct step_def *step = steps->items;
    for (uint32_t i = 0; i < steps->count; i++) {
        const struct block_def *blocks = step[i].parallel.items;
        const struct branch_def *branches = step[i].choose.items;
        if (step[i].kind == STEP_CALL || step[i].kind == STEP_CACHE)
            call_add(ways, &step[i].call);
        if (step[i].kind == STEP_PUBLISH && step[i].publish_to)
            way_add(ways->publishes, step[i].publish_to->service->item.name);
        for (uint32_t k = 0; k < step[i].parallel.count; k++)
            steps_walk(ways, &blocks[k].steps);
        for (uint32_t k = 0; k < step[i].choose.count; k++)
            steps_walk(ways, &branches[k].steps);
        steps_walk(ways, &step[i].repeat.steps);
        steps_walk(ways, &step[i].cache.miss);
    }
}

static void add_ways(json_t *into, const struct service_def *service)
{
    const struct ways ways = {document_add_array(into, "calls"),
                              document_add_array(into, "publishes")};
    const struct endpoint_def *endpoint = service->endpoints.items;
    if (service->forward_to)
        way_add(ways.calls, service->forward_to->item.name);
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        steps_walk(&ways, &endpoint[i].steps);
    steps_walk(&ways, &service->each);
}

/* The hosts (not each machine of theirs) that its instances stand on. */
static void add_hosts(json_t *into, const struct design *design,
                      const struct service_def *service)
{
    json_t *hosts = document_add_array(into, "hosts");
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance =
            &design->instances[service->first_instance + i];
        if (instance->machine < design->machine_count)
            way_add(hosts, design->machines[instance->machine].host->item.name);
    }
}

json_t *document_design_create(const struct design *design)
{
    json_t *all = json_object();
    json_t *traffic = document_add_object(all, "traffic");
    json_t *services = document_add_object(all, "services");
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const char *name = design_traffic(design, i)->item.name;
        json_t *targets = json_array();
        document_add_named(traffic, name, targets);
        for (uint32_t k = 0; k < design->flow_count; k++)
            if (design->flows[k].traffic == i)
                way_add(targets, design->flows[k].endpoint->service->item.name);
    }
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        json_t *one = json_object();
        document_add_named(services, service->item.name, one);
        document_add_text(one, "kind", service->kind_text);
        document_add_text(one, "preset", service->preset);
        add_hosts(one, design, service);
        add_ways(one, service);
    }
    return all;
}
