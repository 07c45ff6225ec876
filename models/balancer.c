/* balancer.c - see balancer.h. */
#include "models/balancer.h"

static struct instance *pick_in_turn(struct balancer *b)
{
    for (uint32_t tried = 0; tried < b->count; tried++) {
        struct instance *instance = &b->instances[b->next];
        b->next = b->next + 1 == b->count ? 0 : b->next + 1;
        if (instance_is_up(instance))
            return instance;
    }
    return &b->instances[0];
}

static struct instance *pick_weighted(struct balancer *b)
{
    double total = 0;
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < b->count; i++) {
        if (!instance_is_up(&b->instances[i]))
            continue;
        b->current[i] += b->instances[i].def->weight;
        total += b->instances[i].def->weight;
        if (best == UINT32_MAX || b->current[i] > b->current[best])
            best = i;
    }
    if (best == UINT32_MAX)
        return &b->instances[0];
    b->current[best] -= total;
    return &b->instances[best];
}

struct instance *balancer_pick_slow(struct balancer *b)
{
    return b->service->balance.policy == BALANCE_WEIGHTED ? pick_weighted(b)
                                                          : pick_in_turn(b);
}
