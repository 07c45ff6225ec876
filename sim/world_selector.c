/* world_selector.c - what stands in a threshold's braces.
 *
 *   requests    what a traffic asks for (an endpoint, its service), or a traffic
 *   machines    a host or one of its machines
 *   services    a service that has instances; of `heap` one that has a heap
 *   headroom    a resource, or what resources belong to
 */
#include "sim/world_selector.h"

#include "sim/input/yaml_path.h"
#include "sim/world_host.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <string.h>

static bool refuse(struct world *world, const struct world_selector *selector,
                   const char *what, const struct world_names *names)
{
    const char *expected =
        names->count
            ? arena_format(world->arena, "%s (%s)", what, world_text_list(world, names))
            : arena_format(world->arena, "%s, and there is none", what);
    error_list_expected(world->errors, selector->pair->key_place,
                        yaml_path_join(world->arena, "thresholds", selector->pair->key),
                        expected, selector->name,
                        world_text_nearest(world, selector->name, names));
    return false;
}

/* Do traffics before this flow's ask for the same? It is named once. */
static bool asked_before(const struct design *design, uint32_t flow)
{
    for (uint32_t i = 0; i < flow; i++)
        if (design->flows[i].endpoint == design->flows[flow].endpoint &&
            design_is_of_users(design, &design->flows[i]))
            return true;
    return false;
}

bool world_selector_asked(struct world *world, struct world_names *names)
{
    const struct design *design = world->design;
    for (uint32_t i = 0; i < design->flow_count; i++) {
        const struct flow_def *flow = &design->flows[i];
        if (!flow->endpoint)
            return false;
        if (design_is_of_users(design, flow) && !asked_before(design, i))
            world_text_add(world, names, flow->endpoint->full_name);
    }
    return true;
}

static bool check_requests(struct world *world, const struct world_selector *selector)
{
    const struct design *design = world->design;
    struct world_names names = {.count = 0};
    const char *name = selector->name;
    const char *bare = strncmp(name, "traffic.", 8) == 0 ? name + 8 : name;
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const char *traffic = design_traffic(design, i)->item.name;
        if (strcmp(traffic, bare) == 0)
            return true;
        world_text_add(world, &names, traffic);
    }
    if (!world_selector_asked(world, &names))
        return true; /* reported elsewhere */
    for (uint32_t i = 0; i < design->flow_count; i++) {
        const struct endpoint_def *endpoint = design->flows[i].endpoint;
        if (design_is_of_users(design, &design->flows[i]) && /* bots: by their traffic */
            (strcmp(endpoint->full_name, name) == 0 ||
             strcmp(endpoint->service->item.name, name) == 0))
            return true;
    }
    return refuse(world, selector, "what users ask for, or a traffic", &names);
}

static bool check_host(struct world *world, const struct world_selector *selector)
{
    uint32_t first, count;
    struct world_names names = {.count = 0};
    const struct host_def *hosts = world->design->hosts.items;
    if (world_host_machines(world, selector->name, &first, &count))
        return true;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        world_text_add(world, &names, hosts[i].item.name);
    return refuse(world, selector, "a host or machine", &names);
}

static bool check_service(struct world *world, const struct world_selector *selector)
{
    struct world_names names = {.count = 0};
    const struct service_def *services = world->design->services.items;
    const bool heap = selector->metric == METRIC_HEAP;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const bool fits = heap ? services[i].jvm.given : services[i].instance_count > 0;
        if (fits && strcmp(services[i].item.name, selector->name) == 0)
            return true;
        if (fits)
            world_text_add(world, &names, services[i].item.name);
    }
    return refuse(world, selector, heap ? "a service with a heap" : "a service", &names);
}

/* host.web.cpu, host.web[0].memory, service.spring.pool.mysql, or what these belong to:
 * web, spring. */
static bool check_resource(struct world *world, const struct world_selector *selector)
{
    const struct design *design = world->design;
    struct world_names names = {.count = 0};
    uint32_t first, count;
    const char *bare = selector->name;
    if (strncmp(bare, "host.", 5) == 0)
        bare += 5;
    else if (strncmp(bare, "service.", 8) == 0)
        bare += 8;
    const char *owner = arena_text(world->arena, bare, strcspn(bare, "."));
    if (world_host_machines(world, owner, &first, &count) ||
        world_service_find(world, owner, strlen(owner)))
        return true;
    for (uint32_t i = 0; i < design->machine_count; i++)
        world_text_add(world, &names,
                       arena_format(world->arena, "host.%s", design->machines[i].name));
    for (uint32_t i = 0; i < design->services.count; i++)
        world_text_add(world, &names,
                       arena_format(world->arena, "service.%s",
                                    design_service(design, i)->item.name));
    return refuse(world, selector, "a resource, or what it belongs to", &names);
}

bool world_selector_check(struct world *world, const struct world_selector *selector)
{
    switch (selector->metric) {
    case METRIC_DURATION:
    case METRIC_FAILED:
    case METRIC_REQS:
    case METRIC_GOODPUT:
        return check_requests(world, selector);
    case METRIC_HEAP:
    case METRIC_THREADS:
    case METRIC_QUEUE:
        return check_service(world, selector);
    case METRIC_HEADROOM:
        return check_resource(world, selector);
    case METRIC_COST:
        error_list_add(world->errors, selector->pair->key_place,
                       yaml_path_join(world->arena, "thresholds", selector->pair->key),
                       "cost takes nothing in braces");
        return false;
    default:
        return check_host(world, selector);
    }
}
