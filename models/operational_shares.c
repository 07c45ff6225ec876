/* operational_shares.c - see operational_shares.h. */
#include "models/operational_shares.h"

#include <math.h>

static const struct mix_def *mix_at(const struct traffic_def *traffic, uint32_t i)
{
    return (const struct mix_def *)traffic->mix.items + i;
}

/* The share of requests of users who have thought for longer than a balancer keeps their
 * connection. */
static double share_closed(const struct traffic_def *traffic)
{
    double share = 0;
    if (!traffic_def_is_closed(traffic) || traffic->journey.count > 0)
        return 0;
    for (uint32_t i = 0; i < traffic->mix.count; i++) {
        const struct service_def *service = mix_at(traffic, i)->endpoint->service;
        if (service_def_is_balancer(service))
            share += mix_at(traffic, i)->share *
                     (1 - distribution_cdf(&traffic->think, service->idle_timeout_s));
    }
    return share;
}

double operational_shares_connections(const struct traffic_def *traffic)
{
    const double requests = traffic->requests_per_connection;
    const double used_up = requests > 0 && !isinf(requests) ? 1 / requests : 0;
    return used_up + (1 - used_up) * share_closed(traffic);
}

void operational_shares_visits(const struct demand_table *demands,
                               const struct traffic_def *traffic, double *visits,
                               struct arena *arena)
{
    double *entries = arena_array(arena, demands->count, sizeof *entries);
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        entries[mix_at(traffic, i)->endpoint->index] += mix_at(traffic, i)->share;
    demand_table_visits(demands, entries, visits);
}

static double share_of(const struct operational_load *load,
                       const struct traffic_def *traffic, const double *visits,
                       uint32_t endpoints)
{
    double sum = 0;
    for (uint32_t e = 0; e < endpoints; e++)
        sum += visits[e] * load->per_visit[e];
    for (uint32_t i = 0; load->per_entry && i < traffic->mix.count; i++)
        sum += mix_at(traffic, i)->share *
               load->per_entry[mix_at(traffic, i)->endpoint->index];
    if (!load->per_connection)
        return sum;
    for (uint32_t i = 0; i < traffic->mix.count; i++) {
        const struct mix_def *mix = mix_at(traffic, i);
        sum += mix->share * operational_shares_connections(traffic) *
               load->per_connection[mix->endpoint->index];
    }
    return sum;
}

void operational_shares_find(struct operational_loads *loads)
{
    const struct design *design = loads->demands->design;
    const uint32_t endpoints = design->endpoint_count;
    double *visits = arena_array(loads->arena, endpoints, sizeof *visits);
    for (uint32_t k = 0; k < loads->count; k++)
        loads->items[k].per_request =
            arena_array(loads->arena, design->traffic.count, sizeof(double));
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        const struct traffic_def *traffic = design_traffic(design, t);
        operational_shares_visits(loads->demands, traffic, visits, loads->arena);
        for (uint32_t k = 0; k < loads->count; k++)
            loads->items[k].per_request[t] =
                share_of(&loads->items[k], traffic, visits, endpoints);
    }
}
