/* upstream_pick.c - see upstream_pick.h. */
#include "models/upstream_pick.h"

#include "models/health.h"
#include "models/machine.h"
#include "models/sticky.h"

#include <math.h>

/* ---- who is usable ---- */

static bool was_tried(const struct attempt *attempt, uint32_t number)
{
    return attempt->tried[number / 64] >> number % 64 & 1;
}

static bool is_left_out(const struct upstream *u, const struct peer *peer, double now_s)
{
    return peer->fails > 0 && u->def->max_fails > 0 && peer->fails >= u->def->max_fails &&
           now_s - peer->checked_s <= u->def->fail_timeout_s;
}

/* Not there: a task of a service that scales, or on a machine of a group that does, and not
 * serving. */
static bool is_absent(const struct peer *peer)
{
    const struct machine *machine = peer->instance->machine;
    return peer->instance->withdrawn && machine &&
           (machine->def->host->autoscale.given ||
            peer->instance->service->autoscale.given);
}

/* Of a group that scales it may be the only one there: that is never left out, as one
 * without others is not. Else NULL. */
static struct peer *find_only(struct upstream *u, const struct attempt *attempt)
{
    struct peer *only = NULL;
    uint32_t there = 0;
    for (uint32_t i = 0; i < u->count; i++) {
        if (is_absent(&u->peers[i]))
            continue;
        there++;
        only = was_tried(attempt, i) || u->peers[i].weight <= 0 ? NULL : &u->peers[i];
    }
    return there == 1 && u->count > 1 && only && !only->instance->withdrawn ? only : NULL;
}

/* Of a database with readers: the first serves what writes, the others the rest. */
static bool is_role(const struct upstream *u, uint32_t number, bool writer)
{
    return !u->has_writer || (number == 0) == writer;
}

static uint32_t find_usable(struct upstream *u, const struct attempt *attempt,
                            bool writer, double now_s)
{
    const bool checked = health_decides(u->balancer);
    uint32_t count = 0;
    for (uint32_t i = 0; i < u->count; i++) {
        struct peer *peer = &u->peers[i];
        if (was_tried(attempt, i) || !is_role(u, i, writer) ||
            peer->instance->withdrawn || peer->weight <= 0 ||
            is_left_out(u, peer, now_s) ||
            (checked && !health_is_good(u->balancer, peer->instance)))
            continue;
        u->usable[count++] = peer;
    }
    if (count == 0 && (u->usable[0] = find_only(u, attempt)))
        return 1;
    return count;
}

/* The part of its weight that a peer has during its slow start: since it passed its
 * checks, or where there are none, since it answered its probe. */
static double ramp(const struct upstream *u, const struct peer *peer, double now_s)
{
    const double whole_s = u->def->slow_start_s;
    if (whole_s <= 0)
        return 1;
    const double since_s =
        u->balancer->health ? health_since_s(u->balancer, peer->instance) : peer->back_s;
    return fmin(1, (now_s - since_s) / whole_s);
}

/* ---- policies: one of the first `count` usable ---- */

static struct peer *smooth(struct upstream *u, uint32_t count, double now_s)
{
    struct peer *best = NULL;
    const bool ramps = u->def->slow_start_s > 0;
    double total = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct peer *peer = u->usable[i];
        double weight = peer->effective;
        if (ramps)
            weight *= ramp(u, peer, now_s);
        peer->current += weight;
        total += weight;
        if (peer->effective < peer->weight)
            peer->effective = fmin(peer->weight, peer->effective + 1);
        if (!best || peer->current > best->current)
            best = peer;
    }
    best->current -= total;
    return best;
}

static struct peer *least(struct upstream *u, uint32_t count, double now_s)
{
    const struct peer *best = u->usable[0];
    uint32_t tied = 0;
    for (uint32_t i = 1; i < count; i++)
        if (u->usable[i]->conns * best->weight < best->conns * u->usable[i]->weight)
            best = u->usable[i];
    for (uint32_t i = 0; i < count; i++)
        if (u->usable[i]->conns * best->weight == best->conns * u->usable[i]->weight)
            u->usable[tied++] = u->usable[i];
    return tied == 1 ? u->usable[0] : smooth(u, tied, now_s);
}

/* Its place among the usable. */
static uint32_t draw(struct upstream *u, uint32_t count, double now_s)
{
    double total = 0;
    for (uint32_t i = 0; i < count; i++)
        total += u->usable[i]->weight * ramp(u, u->usable[i], now_s);
    double rest = random_uniform(u->random) * total;
    for (uint32_t i = 0; i + 1 < count; i++) {
        rest -= u->usable[i]->weight * ramp(u, u->usable[i], now_s);
        if (rest < 0)
            return i;
    }
    return count - 1;
}

static struct peer *two(struct upstream *u, uint32_t count, double now_s)
{
    const uint32_t at = draw(u, count, now_s);
    struct peer *first = u->usable[at];
    if (count == 1)
        return first;
    u->usable[at] = u->usable[count - 1];
    struct peer *second = u->usable[draw(u, count - 1, now_s)];
    return second->conns * first->weight > first->conns * second->weight ? first : second;
}

static struct peer *home(struct upstream *u, uint32_t count, const struct task *task,
                         double now_s)
{
    uint32_t *own = sticky_home(u, task);
    for (uint32_t i = 0; i < count; i++)
        if (u->usable[i] - u->peers + 1 == *own)
            return u->usable[i];
    struct peer *peer = smooth(u, count, now_s);
    *own = (uint32_t)(peer - u->peers) + 1;
    return peer;
}

static struct peer *choose(struct upstream *u, uint32_t count, const struct task *task,
                           double now_s)
{
    switch (u->def->policy) {
    case BALANCE_LEAST_CONNECTIONS:
        return least(u, count, now_s);
    case BALANCE_RANDOM:
        return u->usable[draw(u, count, now_s)];
    case BALANCE_TWO_CHOICES:
        return two(u, count, now_s);
    case BALANCE_STICKY:
        return home(u, count, task, now_s);
    default:
        return smooth(u, count, now_s);
    }
}

struct peer *upstream_pick(struct upstream *upstream, const struct attempt *attempt,
                           const struct task *task, double now_s)
{
    const bool writes = upstream->has_writer && task->endpoint->writes;
    uint32_t count = find_usable(upstream, attempt, writes, now_s);
    if (count == 0 && upstream->has_writer && !writes)
        count = find_usable(upstream, attempt, true, now_s);
    if (count == 0)
        return NULL;
    struct peer *peer = choose(upstream, count, task, now_s);
    if (now_s - peer->checked_s > upstream->def->fail_timeout_s)
        peer->checked_s = now_s;
    return peer;
}
