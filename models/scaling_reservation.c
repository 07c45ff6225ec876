/* scaling_reservation.c - see scaling_reservation.h. */
#include "models/scaling_reservation.h"

#include "models/ecs.h"
#include "models/placement.h"
#include "models/scaling_place.h"
#include "models/simulation.h"

#include <math.h>

double scaling_reservation_share(double needed, double running)
{
    if (running > 0)
        return needed / running;
    return needed > 0 ? 2 : 1;
}

/* ---- the tasks without room ---- */

static bool take(struct placement_size *left, struct placement_size task)
{
    if (task.units > left->units || task.bytes > left->bytes)
        return false;
    left->units -= task.units;
    left->bytes -= task.bytes;
    return true;
}

uint32_t scaling_reservation_machines(struct placement_size machine,
                                      const struct placement_size *tasks,
                                      const uint32_t *missing, uint32_t kinds,
                                      struct placement_size *left, uint32_t most)
{
    uint32_t used = 0;
    for (uint32_t k = 0; k < kinds; k++) {
        struct placement_size empty = machine;
        if (!take(&empty, tasks[k]))
            continue;
        for (uint32_t n = 0, at = 0; n < missing[k]; n++) {
            while (at < used && !take(&left[at], tasks[k]))
                at++; /* full for this kind, and stays so */
            if (at < used)
                continue;
            if (used == most)
                return most;
            left[used++] = empty;
        }
    }
    return used;
}

static bool is_of(const struct autoscaler *g, const struct service_def *service)
{
    const struct simulation *s = g->simulation;
    for (uint32_t m = 0; service->ecs.given && m < service->task.machine_count; m++)
        if (s->machines[service->task.machines[m]].def->host == g->host)
            return true;
    return false;
}

static uint32_t count_for_missing(const struct autoscaler *g)
{
    const struct simulation *s = g->simulation;
    uint32_t kinds = 0;
    for (uint32_t i = 0; i < s->design->services.count; i++) {
        const struct service_def *service = design_service(s->design, i);
        if (!is_of(g, service) || s->ecs->services[i].missing == 0)
            continue;
        g->tasks[kinds] = placement_task(service);
        g->missing[kinds++] = s->ecs->services[i].missing;
    }
    return scaling_reservation_machines(placement_registered(g->host), g->tasks,
                                        g->missing, kinds, g->left, g->count);
}

/* ---- the group now ---- */

bool scaling_reservation_holds(const struct machine *machine)
{
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (machine->instances[i]->service->ecs.given && !machine->instances[i]->parked)
            return true;
    return false;
}

/* On its way, or asked for less than `warmup` ago. */
static bool is_warming(const struct autoscaler *g, const struct scaling_node *node,
                       double now_s)
{
    if (node->phase != NODE_SERVING)
        return scaling_node_is_there(node);
    return !isinf(node->serving_s) && node->machine->asked_s + g->def->warmup_s > now_s;
}

struct scaling_view scaling_reservation_read(const struct autoscaler *g, double now_s)
{
    const double there = scaling_place_count(g);
    double needed = count_for_missing(g);
    bool warming = false;
    for (uint32_t i = 0; i < g->count; i++) {
        needed += scaling_node_is_there(&g->nodes[i]) &&
                  scaling_reservation_holds(g->nodes[i].machine);
        warming = warming || is_warming(g, &g->nodes[i], now_s);
    }
    return (struct scaling_view){
        .metric = scaling_reservation_share(needed, there),
        .counted = there,
        .there = there,
        .warming = warming,
    };
}
