/* gateway.c - see gateway.h. */
#include "models/gateway.h"

#include "models/simulation.h"

#include <math.h>
#include <string.h>

uint32_t gateway_number(const struct service_def *service, const char *zone)
{
    const struct zone_def *zones = service->zones.items;
    for (uint32_t i = 0; i < service->zones.count; i++)
        if (strcmp(zones[i].name, zone) == 0)
            return i;
    return 0; /* that of another zone */
}

/* NULL: it goes out without one. */
static struct gateway *gateway_of(const struct task *caller)
{
    const struct machine *machine = caller->instance->machine;
    const struct service_def *def = machine ? machine->def->host->gateway : NULL;
    return def ? caller->simulation->gateways[def->index] : NULL;
}

static double *count_of(const struct gateway *gateway, const struct task *caller)
{
    const struct machine_def *machine = caller->instance->machine->def;
    const uint32_t zone = gateway_number(machine->host->gateway, machine->zone);
    const uint32_t to = caller->op->call->callee->service->index;
    return &gateway->open[zone * caller->simulation->design->services.count + to];
}

static void measure(struct gateway *gateway, const struct task *caller, double now_s)
{
    const struct service_def *def = caller->instance->machine->def->host->gateway;
    const uint32_t count = def->zones.count * caller->simulation->design->services.count;
    double most = 0;
    for (uint32_t i = 0; i < count; i++)
        most = fmax(most, gateway->open[i]);
    area_set(&gateway->connections.used, most, now_s);
}

bool gateway_open(const struct task *caller, double now_s)
{
    struct gateway *gateway = gateway_of(caller);
    if (!gateway)
        return true;
    double *open = count_of(gateway, caller);
    if (*open >= gateway->connections.capacity) {
        allowance_throttle(&gateway->connections, now_s);
        return false;
    }
    *open += 1;
    measure(gateway, caller, now_s);
    return true;
}

void gateway_close(const struct task *caller, double now_s)
{
    struct gateway *gateway = gateway_of(caller);
    if (!gateway)
        return;
    *count_of(gateway, caller) -= 1;
    measure(gateway, caller, now_s);
}

/* ---- bandwidth ---- */

struct nic_direction *gateway_way(const struct simulation *simulation,
                                  const struct machine *machine)
{
    const struct service_def *def = machine->def->host->gateway;
    return &simulation->gateways[def->index]
                ->ways[gateway_number(def, machine->def->zone)];
}

void gateway_step(struct gateway *gateway, double now_s, double dt_s)
{
    double most_s = 0;
    for (uint32_t i = 0; i < gateway->zone_count; i++)
        most_s = fmax(most_s, nic_direction_step(&gateway->ways[i], now_s));
    gateway->share = most_s / dt_s;
}

/* ---- set-up ---- */

static struct gateway *build(const struct service_def *service, uint32_t service_count,
                             struct arena *arena)
{
    const uint32_t zones = service->zones.count;
    struct gateway *gateway = arena_allocate(arena, sizeof *gateway);
    *gateway = (struct gateway){
        .open = arena_array(arena, zones * service_count, sizeof(double)),
        .connections = {.name = "connections",
                        .capacity = service->nat_gateway.connections,
                        .is_held = true,
                        .throttled_at_s = NAN},
        .ways = arena_array(arena, zones, sizeof *gateway->ways),
        .zone_count = zones,
    };
    for (uint32_t i = 0; i < zones; i++)
        nic_direction_init(&gateway->ways[i], service->nat_gateway.bandwidth_bps / 8,
                           arena);
    return gateway;
}

void gateway_init(struct simulation *simulation)
{
    struct arena *arena = &simulation->engine->arena;
    const struct design *design = simulation->design;
    const uint32_t count = design->services.count;
    simulation->gateways = arena_array(arena, count, sizeof *simulation->gateways);
    for (uint32_t i = 0; i < count; i++) {
        const struct service_def *service = design_service(design, i);
        if (service->kind == KIND_NAT_GATEWAY)
            simulation->gateways[i] = build(service, count, arena);
    }
}

void gateway_open_window(struct simulation *simulation, double now_s)
{
    for (uint32_t i = 0; i < simulation->design->services.count; i++) {
        struct gateway *gateway = simulation->gateways[i];
        if (!gateway)
            continue;
        allowance_open_window(&gateway->connections);
        for (uint32_t k = 0; k < gateway->zone_count; k++)
            nic_direction_open_window(&gateway->ways[k], now_s);
    }
}
