/* scaling_place.c - see scaling_place.h. */
#include "models/scaling_place.h"

#include "models/outage.h"
#include "models/scaling_reservation.h"

#include <math.h>
#include <string.h>

uint32_t scaling_place_count(const struct autoscaler *g)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->count; i++)
        count += scaling_node_is_there(&g->nodes[i]);
    return count;
}

static uint32_t count_in_zone(const struct autoscaler *g, const char *zone)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->count; i++)
        count += scaling_node_is_there(&g->nodes[i]) &&
                 strcmp(g->nodes[i].machine->def->zone, zone) == 0;
    return count;
}

struct scaling_node *scaling_place_free(const struct autoscaler *g)
{
    struct scaling_node *best = NULL;
    uint32_t fewest = UINT32_MAX;
    for (uint32_t i = 0; i < g->count; i++) {
        struct scaling_node *node = &g->nodes[i];
        const char *zone = node->machine->def->zone;
        if (node->phase != NODE_OFF || count_in_zone(g, zone) >= fewest ||
            outage_holds(g->simulation, zone))
            continue;
        best = node;
        fewest = count_in_zone(g, zone);
    }
    return best;
}

static double hour_share(const struct scaling_node *node, double now_s)
{
    return fmod(now_s - node->machine->asked_s, 3600);
}

/* Does `a` go before `b`, which has the lower number? */
static bool goes_before(const struct autoscaler *g, const struct scaling_node *a,
                        const struct scaling_node *b, double now_s)
{
    const uint32_t in_a = count_in_zone(g, a->machine->def->zone);
    const uint32_t in_b = count_in_zone(g, b->machine->def->zone);
    if ((a->phase == NODE_SERVING) != (b->phase == NODE_SERVING))
        return b->phase == NODE_SERVING;
    if (in_a != in_b)
        return in_a > in_b;
    return hour_share(a, now_s) >= hour_share(b, now_s);
}

/* Managed termination protection: a machine with tasks stays. */
static bool is_protected(const struct autoscaler *g, const struct scaling_node *node)
{
    return g->def->metric == SCALING_RESERVATION &&
           scaling_reservation_holds(node->machine);
}

struct scaling_node *scaling_place_leaving(const struct autoscaler *g, double now_s)
{
    struct scaling_node *best = NULL;
    for (uint32_t i = 0; i < g->count; i++) {
        struct scaling_node *node = &g->nodes[i];
        if (scaling_node_is_there(node) && !is_protected(g, node) &&
            (!best || goes_before(g, node, best, now_s)))
            best = node;
    }
    return best;
}
