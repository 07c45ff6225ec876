/* world_zones.c - see world_zones.h. */
#include "sim/world_zones.h"

#include "sim/world_text.h"

#include <string.h>

enum { ALB_ZONES = 2 }; /* the least: awsdocs, application-load-balancers.md */

static bool stands_in(struct items zones, uint32_t count, const char *zone)
{
    const struct zone_def *all = zones.items;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(all[i].name, zone) == 0)
            return true;
    return false;
}

static void check(struct world *world, const struct service_def *service)
{
    const struct zone_def *zones = service->zones.items;
    const struct place place =
        world_text_place(world, service->item.path, "zones", service->item.place);
    const char *path = arena_format(world->arena, "%s.zones", service->item.path);
    const uint32_t least = service->kind == KIND_ALB ? ALB_ZONES : 1;
    if (!service_def_is_balancer(service) && service->kind != KIND_NAT_GATEWAY)
        return; /* other kinds keep zones of their own */
    if (!world_text_given(world, service->item.path, "zones"))
        return;
    if (service->zones.count < least)
        error_list_add(world->errors, place, path,
                       least == 1 ? "expected a zone"
                                  : "an alb stands in two zones at least");
    for (uint32_t i = 1; i < service->zones.count; i++)
        if (stands_in(service->zones, i, zones[i].name))
            error_list_add(world->errors, zones[i].item.place, zones[i].item.path,
                           "zone %s is named twice", zones[i].name);
}

void world_zones_check(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        check(world, &services[i]);
}

static void warn(struct world *world, const struct service_def *balancer)
{
    const struct design *design = world->design;
    const struct service_def *behind = balancer->forward_to;
    for (uint32_t i = 0; i < behind->instance_count; i++) {
        const uint32_t m = design->instances[behind->first_instance + i].machine;
        if (m == UINT32_MAX ||
            stands_in(balancer->zones, balancer->zones.count, design->machines[m].zone))
            continue;
        error_list_warn(
            world->errors,
            world_text_place(world, balancer->item.path, "zones", balancer->item.place),
            arena_format(world->arena, "%s.zones", balancer->item.path),
            "%s stands in zone %s, where %s has no node: the provider would send it "
            "nothing",
            design->machines[m].name, design->machines[m].zone, balancer->item.name);
        return;
    }
}

void world_zones_warn(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        if (service_def_is_balancer(&services[i]) && services[i].forward_to &&
            services[i].zones.count > 0)
            warn(world, &services[i]);
}
