/* sticky.c - see sticky.h. */
#include "models/sticky.h"

#include "models/simulation.h"

#include <string.h>

/* Users before those of this traffic. */
static uint32_t users_before(const struct simulation *s, const struct traffic *traffic)
{
    uint32_t count = 0;
    for (const struct traffic *t = s->traffic; t < traffic; t++)
        count += t->user_count;
    return count;
}

uint32_t sticky_clients(const struct upstream *upstream)
{
    const struct simulation *s = upstream->balancer->instances->simulation;
    const uint32_t users = users_before(s, &s->traffic[s->design->traffic.count]);
    return users + s->design->traffic.count * (uint32_t)upstream->def->clients;
}

/* SplitMix64's finish: every bit of the time matters. */
static uint64_t mixed(double time_s)
{
    uint64_t bits;
    memcpy(&bits, &time_s, sizeof bits);
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
}

uint32_t *sticky_home(struct upstream *upstream, const struct task *task)
{
    const struct simulation *s = upstream->balancer->instances->simulation;
    const uint32_t drawn = (uint32_t)upstream->def->clients;
    uint32_t first = users_before(s, &s->traffic[s->design->traffic.count]);
    while (task->kind != TASK_REQUEST && task->parent)
        task = task->parent;
    if (task->kind == TASK_REQUEST && task->user) {
        const struct traffic *traffic = task->user->traffic;
        first = users_before(s, traffic) + (uint32_t)(task->user - traffic->users);
        return &upstream->homes[first];
    }
    if (task->kind == TASK_REQUEST)
        first += drawn * (uint32_t)(task->flow->traffic - s->traffic);
    return &upstream->homes[first + mixed(task->start_s) % drawn];
}
