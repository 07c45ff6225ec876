/* cost_balancer.c - what a load balancer costs beyond its hours.
 *
 *   public IPv4   one in each of its zones, of which there are two unless `zones` says
 *                 otherwise, when users reach it
 *   units         unit-hours (front.h), metered; the line says which of the four figures
 *                 had the largest part in them
 */
#include "models/cost_balancer.h"

#include <math.h>

enum { ZONES = 2 }; /* an ALB's least: awsdocs, application-load-balancers.md */

static bool faces_users(const struct design *design, const struct service_def *service)
{
    for (uint32_t i = 0; i < design->flow_count; i++)
        if (design->flows[i].endpoint->service->index == service->index)
            return true;
    return false;
}

static const char *largest(const struct service_usage *usage)
{
    if (usage->unit_h_by_rules >
        fmax(usage->unit_h_by_new, fmax(usage->unit_h_by_open, usage->unit_h_by_bytes)))
        return "rules";
    if (usage->unit_h_by_new >= usage->unit_h_by_open &&
        usage->unit_h_by_new >= usage->unit_h_by_bytes)
        return "new connections";
    return usage->unit_h_by_open >= usage->unit_h_by_bytes ? "open connections" : "bytes";
}

void cost_balancer_add(struct cost_bill *bill, const struct service_def *service)
{
    const double zones = service->zones.count ? service->zones.count : ZONES;
    const struct service_usage *usage = &bill->usage->services[service->index];
    const char *name = service->item.name;
    const bool alb = service->kind == KIND_ALB;
    if (faces_users(bill->design, service))
        cost_lines_add(bill,
                       arena_format(bill->arena, "%s: %g public IPv4, one in each zone",
                                    name, zones),
                       cost_lines_hours(zones, COST_MONTH_H, zones * bill->window_h), "h",
                       cost_lines_catalog(bill, "PublicIPv4", "address_hour"),
                       COST_FIXED);
    cost_lines_add(
        bill,
        arena_format(bill->arena, "%s: %s, by %s", name, alb ? "LCUs" : "NLCUs",
                     largest(usage)),
        cost_lines_metered(bill, usage->unit_h), alb ? "LCU-h" : "NLCU-h",
        cost_lines_catalog(bill, alb ? "ALB" : "NLB", alb ? "lcu_hour" : "nlcu_hour"),
        COST_METERED);
}
