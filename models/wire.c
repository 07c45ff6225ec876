/* wire.c - see wire.h. */
#include "models/wire.h"

#include "models/simulation.h"

#include <string.h>

struct end {                   /* of a hop */
    struct instance *instance; /* NULL: users */
    struct machine *machine;   /* NULL: none */
    const char *zone;          /* NULL: not in one, or crossing costs nothing there */
};

/* What goes to and from an ALB crosses zones for nothing (AWS, general knowledge). */
static struct end end_of(const struct task *request)
{
    struct instance *instance = request ? request->instance : NULL;
    struct end end = {instance, instance ? instance->machine : NULL, NULL};
    if (end.machine)
        end.zone = end.machine->def->zone;
    else if (instance && instance->service->kind == KIND_NLB)
        end.zone = front_zone(instance->front, request);
    return end;
}

static bool is_outside(const struct end *end)
{
    return !end->instance || end->instance->service->kind == KIND_EXTERNAL;
}

static struct wire_meter *meter_of(const struct simulation *simulation,
                                   const struct service_def *service)
{
    return &simulation->wires[service->index];
}

/* ---- NAT gateways ---- */

static bool stands_in(const struct service_def *service, const char *zone)
{
    const struct zone_def *zones = service->zones.items;
    for (uint32_t i = 0; i < service->zones.count; i++)
        if (strcmp(zones[i].name, zone) == 0)
            return true;
    return false;
}

/* What a machine receives from outside over a connection of its own. True: by a gateway. */
static bool come_in(const struct simulation *simulation, struct machine *machine,
                    double bytes)
{
    const struct service_def *gateway = machine->def->host->gateway;
    if (!gateway)
        return false;
    struct wire_meter *meter = meter_of(simulation, gateway);
    meter->processed_bytes += bytes;
    if (stands_in(gateway, machine->def->zone))
        return true;
    meter->cross_zone_out_bytes += bytes;
    machine->cross_zone_in_bytes += bytes;
    return true;
}

/* ---- one hop ---- */

enum way { TO_INTERNET, TO_REGION, TO_SAME_ZONE, TO_CROSS_ZONE };

static enum way place_of(const struct end *from, const struct end *to)
{
    if (is_outside(to))
        return TO_INTERNET;
    if (!from->zone || !to->zone)
        return TO_REGION;
    return strcmp(from->zone, to->zone) == 0 ? TO_SAME_ZONE : TO_CROSS_ZONE;
}

static void add(struct bytes_sent *sent, enum way place, double bytes)
{
    switch (place) {
    case TO_INTERNET:
        sent->internet += bytes;
        break;
    case TO_REGION:
        sent->region += bytes;
        break;
    case TO_SAME_ZONE:
        sent->same_zone += bytes;
        break;
    case TO_CROSS_ZONE:
        sent->cross_zone += bytes;
        break;
    }
}

/* Between two zones the receiver pays, too. */
static void receive(const struct simulation *simulation, const struct end *to,
                    double bytes)
{
    if (to->machine)
        to->machine->cross_zone_in_bytes += bytes;
    else
        meter_of(simulation, to->instance->service)->cross_zone_in_bytes += bytes;
}

/* True: through a NAT gateway. */
static bool hop(const struct simulation *simulation, const struct end *from,
                const struct end *to, double bytes)
{
    const enum way place = place_of(from, to);
    bool by_gateway = false;
    if (place == TO_CROSS_ZONE)
        receive(simulation, to, bytes);
    if (to->machine && service_def_is_public(from->instance->service))
        by_gateway = come_in(simulation, to->machine, bytes);
    if (is_outside(from))
        return by_gateway; /* what others send is on nobody's bill */
    add(&from->instance->sent, place, bytes);
    if (from->machine)
        add(&from->machine->sent, place, bytes);
    return by_gateway;
}

/* ---- the way ---- */

const struct task *wire_request(const struct task *task)
{
    while (task->kind == TASK_BRANCH)
        task = task->parent;
    return task;
}

/* A load balancer or API Gateway passes on to its own caller what is sent to it. */
static bool passes_on(const struct instance *instance)
{
    return instance->front || instance->service->kind == KIND_API_GATEWAY;
}

static bool goes_to_nobody(const struct task *request)
{
    return request->detached || request->kind == TASK_MESSAGE;
}

struct wire_end wire_count(const struct task *request, double bytes, double now_s)
{
    struct simulation *simulation = request->simulation;
    for (;;) {
        const struct task *caller =
            request->parent ? wire_request(request->parent) : NULL;
        const struct end from = end_of(request), to = end_of(caller);
        const bool by_gateway = hop(simulation, &from, &to, bytes);
        if (!caller || !passes_on(to.instance))
            return (struct wire_end){to.machine, by_gateway};
        meter_of(simulation, to.instance->service)->processed_bytes += bytes;
        if (to.instance->front)
            front_carry(to.instance->front, bytes, now_s);
        if (goes_to_nobody(caller))
            return (struct wire_end){NULL, false};
        request = caller;
    }
}

/* ---- set-up ---- */

void wire_init(struct simulation *simulation)
{
    simulation->wires =
        arena_array(&simulation->engine->arena, simulation->design->services.count,
                    sizeof *simulation->wires);
}

void wire_open_window(struct simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->design->services.count; i++)
        simulation->wires[i] = (struct wire_meter){0};
}
