/* world_egress.c - see world_egress.h.
 *
 * `egress` of a host is internet, the name of a nat_gateway, or none. With none there is
 * no route to what is outside: calls to it fail, which is seldom what was meant, so each
 * such call is warned of.
 */
#include "sim/world_egress.h"

#include "sim/world_service.h"
#include "sim/world_text.h"

#include <string.h>

static struct place place_of(const struct world *world, const struct host_def *host)
{
    const struct yaml_node *node = world_text_given(world, host->item.path, "egress");
    return node ? node->place : host->item.place;
}

static void expect_gateway(struct world *world, const struct host_def *host)
{
    struct world_names names = {.count = 0};
    const struct service_def *services = world->design->services.items;
    world_text_add(world, &names, "internet");
    world_text_add(world, &names, "none");
    for (uint32_t i = 0; i < world->design->services.count; i++)
        if (services[i].kind == KIND_NAT_GATEWAY)
            world_text_add(world, &names, services[i].item.name);
    error_list_expected(world->errors, place_of(world, host),
                        arena_format(world->arena, "%s.egress", host->item.path),
                        "internet, none or the name of a nat_gateway", host->egress,
                        world_text_nearest(world, host->egress, &names));
}

static void resolve(struct world *world, struct host_def *host)
{
    host->is_stranded = strcmp(host->egress, "none") == 0;
    if (host->is_stranded || strcmp(host->egress, "internet") == 0)
        return;
    host->gateway = world_service_find(world, host->egress, strlen(host->egress));
    if (!host->gateway || host->gateway->kind != KIND_NAT_GATEWAY)
        expect_gateway(world, host);
}

void world_egress_resolve(struct world *world)
{
    struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].egress) /* a cluster has none */
            resolve(world, &hosts[i]);
}

/* ---- warnings ---- */

/* The first host without a way out that the service stands on. */
static const struct host_def *stranded_host(const struct world *world,
                                            const struct service_def *service)
{
    const struct design *design = world->design;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const uint32_t machine = design->instances[service->first_instance + i].machine;
        if (machine != UINT32_MAX && design->machines[machine].host->is_stranded)
            return design->machines[machine].host;
    }
    return NULL;
}

static void warn_steps(struct world *world, const struct host_def *host,
                       struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        const struct block_def *blocks = step->parallel.items;
        const struct branch_def *branches = step->choose.items;
        if (step->call.callee && step->call.leaves)
            error_list_warn(world->errors, step->item.place, step->item.path,
                            "fails on %s, which has no way out (egress: none): %s is "
                            "outside",
                            host->item.name, step->call.callee->service->item.name);
        for (uint32_t k = 0; k < step->parallel.count; k++)
            warn_steps(world, host, blocks[k].steps);
        for (uint32_t k = 0; k < step->choose.count; k++)
            warn_steps(world, host, branches[k].steps);
        warn_steps(world, host, step->repeat.steps);
        warn_steps(world, host, step->cache.miss);
    }
}

static bool is_used(const struct world *world, const struct service_def *gateway)
{
    const struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].gateway == gateway)
            return true;
    return false;
}

void world_egress_warn(struct world *world)
{
    const struct service_def *service = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++, service++) {
        const struct host_def *host = stranded_host(world, service);
        const struct endpoint_def *endpoints = service->endpoints.items;
        for (uint32_t k = 0; host && k < service->endpoints.count; k++)
            warn_steps(world, host, endpoints[k].steps);
        if (service->kind == KIND_NAT_GATEWAY && !is_used(world, service))
            error_list_warn(world->errors, service->item.place, service->item.path,
                            "is paid for but used by no host (egress: %s)",
                            service->item.name);
    }
}
