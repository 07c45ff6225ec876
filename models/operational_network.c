/* operational_network.c - see operational_network.h. */
#include "models/operational_network.h"

#include "models/gateway.h"
#include "models/nic.h"

/* ---- cards ---- */

/* Bytes that one visit of an endpoint moves between machines, counted where it is the
 * caller: callers and callees are dealt over machines independently. */
static double moved(const struct operational_loads *loads, uint32_t endpoint,
                    const struct machine_def *machine, enum nic_way way)
{
    const struct design *design = loads->demands->design;
    const struct demand *own = &loads->demands->items[endpoint];
    const double here =
        operational_loads_share(design, design->endpoints[endpoint], machine);
    double bytes = 0;
    for (uint32_t k = 0; k < own->call_count; k++) {
        const struct endpoint_def *to = own->calls[k].to;
        const double there = operational_loads_share(design, to, machine);
        const double crossing = way == NIC_OUT ? there * (1 - here) : here * (1 - there);
        bytes +=
            own->calls[k].count * loads->demands->items[to->index].send_bytes * crossing;
    }
    return bytes;
}

static struct operational_load *add_network_limit(struct operational_loads *loads,
                                                  const struct machine_def *machine,
                                                  const char *id, int kind,
                                                  enum nic_way way, double rate_per_s)
{
    const struct design *design = loads->demands->design;
    struct operational_load *load =
        operational_loads_add(loads, id, kind, rate_per_s, "bytes/s");
    load->one_of = true;
    load->per_entry =
        arena_array(loads->arena, loads->demands->count, sizeof *load->per_entry);
    for (uint32_t e = 0; e < loads->demands->count; e++) {
        const double here =
            operational_loads_share(design, design->endpoints[e], machine);
        load->per_visit[e] = moved(loads, e, machine, way) / rate_per_s;
        if (way == NIC_OUT)
            load->per_entry[e] = here * loads->demands->items[e].send_bytes / rate_per_s;
    }
    return load;
}

void operational_network_add_cards(struct operational_loads *loads,
                                   const struct machine_def *machine)
{
    struct nic nic;
    nic_init(&nic, &machine->host->instance, loads->arena);
    if (!nic_is_limited(&nic.ways[NIC_OUT]))
        return;
    const char *id = arena_format(loads->arena, "host.%s.network", machine->name);
    for (int i = 0; i < NIC_WAYS; i++)
        add_network_limit(loads, machine, id, RESOURCE_NETWORK, (enum nic_way)i,
                          nic.ways[i].burst_per_s);
    id = arena_format(loads->arena, "host.%s.network.burst", machine->name);
    for (int i = 0; i < NIC_WAYS; i++) {
        const struct nic_direction *way = &nic.ways[i];
        if (way->bucket_limit <= 0)
            continue;
        struct operational_load *load = add_network_limit(
            loads, machine, id, RESOURCE_CREDITS, (enum nic_way)i, way->base_per_s);
        load->hard = false;
        load->lasts_s = way->bucket / way->base_per_s;
    }
}

/* ---- NAT gateways ---- */

/* Share of the endpoint's calls that come from machines behind that gateway. */
static double share_behind(const struct design *design, const struct endpoint_def *from,
                           const struct service_def *gateway, uint32_t zone)
{
    double share = 0;
    for (uint32_t m = 0; m < design->machine_count; m++) {
        const struct machine_def *machine = &design->machines[m];
        if (machine->host->gateway == gateway &&
            gateway_number(gateway, machine->zone) == zone)
            share += operational_loads_share(design, from, machine);
    }
    return share;
}

/* Bytes that one visit of an endpoint receives from what is outside. */
static double received(const struct demand_table *demands, uint32_t endpoint)
{
    const struct demand *own = &demands->items[endpoint];
    double bytes = 0;
    for (uint32_t k = 0; k < own->call_count; k++)
        if (service_def_is_public(own->calls[k].to->service))
            bytes +=
                own->calls[k].count * demands->items[own->calls[k].to->index].send_bytes;
    return bytes;
}

void operational_network_add_gateway(struct operational_loads *loads,
                                     const struct service_def *gateway)
{
    const struct demand_table *demands = loads->demands;
    const double per_s = gateway->nat_gateway.bandwidth_bps / 8;
    const char *id =
        arena_format(loads->arena, "service.%s.bandwidth", gateway->item.name);
    for (uint32_t zone = 0; zone < gateway->zones.count; zone++) {
        struct operational_load *load =
            operational_loads_add(loads, id, RESOURCE_BANDWIDTH, per_s, "bytes/s");
        load->one_of = true;
        for (uint32_t e = 0; e < demands->count; e++)
            load->per_visit[e] =
                share_behind(demands->design, demands->design->endpoints[e], gateway,
                             zone) *
                received(demands, e) / per_s;
    }
}
