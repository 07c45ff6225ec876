/* connections.c - see connections.h. */
#include "models/connections.h"

#include "models/call.h"
#include "models/instance.h"
#include "models/simulation.h"

#include <math.h>

/* ---- requests ---- */

static void update(struct connections *connections, double now_s)
{
    area_set(&connections->area, (double)connections->used + connections->held, now_s);
}

static bool is_full(const struct connections *connections)
{
    return (double)connections->used + connections->held >= connections->limit;
}

static bool take(struct connections *connections, double now_s)
{
    if (is_full(connections)) {
        connections->failed++;
        if (isnan(connections->failed_at_s))
            connections->failed_at_s = now_s;
        return false;
    }
    connections->used++;
    update(connections, now_s);
    return true;
}

static void give(struct connections *connections, double now_s)
{
    connections->used--;
    update(connections, now_s);
}

bool connections_accept(struct instance *instance, struct task *task, double now_s)
{
    const bool pooled = task->kind == TASK_CALL && task->pooled;
    if (pooled)
        return true;
    task->socket = take(instance->connections, now_s);
    return task->socket;
}

void connections_leave(struct instance *instance, struct task *task, double now_s)
{
    task->socket = false;
    give(instance->connections, now_s);
}

bool connections_call(struct instance *instance, struct task *task, double now_s)
{
    if (!instance->service->forward)
        return true;
    task->upstream = take(instance->connections, now_s);
    return task->upstream;
}

void connections_called(struct instance *instance, struct task *task, double now_s)
{
    if (!task->upstream)
        return;
    task->upstream = false;
    give(instance->connections, now_s);
}

/* ---- pools ---- */

/* The service a pool leads to, when its instances have a limit; else NULL. */
static struct balancer *limited_callee(const struct instance *instance,
                                       const struct pool_state *pool)
{
    struct balancer *callee = &instance->simulation->balancers[pool->def->service_index];
    return callee->count > 0 && callee->instances[0].connections ? callee : NULL;
}

/* The instance with the fewest held connections among those with a free one; the first
 * of equals; NULL when all are full. */
static struct connections *freest(const struct balancer *callee, uint32_t *number)
{
    struct connections *best = NULL;
    for (uint32_t i = 0; i < callee->count; i++) {
        struct connections *one = callee->instances[i].connections;
        if (!is_full(one) && (!best || one->held < best->held)) {
            best = one;
            *number = i;
        }
    }
    return best;
}

static void tell_short(const struct instance *instance, const struct pool_state *pool)
{
    struct simulation *simulation = instance->simulation;
    simulation_note(simulation, "pool_short",
                    simulation_text(simulation, "%s to %s", instance->def->name,
                                    pool->def->item.name),
                    simulation_text(simulation,
                                    "it gets %g of its %g connections, %s has no more",
                                    pool->size, pool->wanted, pool->def->item.name));
}

static void open_more(struct pool_state *pool, const struct balancer *callee,
                      double now_s)
{
    uint32_t number = 0;
    while (pool->size < pool->wanted) {
        struct connections *one = freest(callee, &number);
        if (!one)
            return;
        one->held++;
        update(one, now_s);
        pool->held[number]++;
        pool->size += 1;
    }
}

/* Closes those above `size`, from the last instance on. */
static void close_some(struct pool_state *pool, const struct balancer *callee,
                       double size, double now_s)
{
    for (uint32_t i = callee->count; i > 0; i--)
        while (pool->size > size && pool->held[i - 1] > 0) {
            struct connections *one = callee->instances[i - 1].connections;
            one->held--;
            update(one, now_s);
            pool->held[i - 1]--;
            pool->size -= 1;
        }
}

/* What has become free goes to the pools that want more, in the design's order. */
static void refill(struct simulation *simulation, const struct balancer *callee,
                   double now_s)
{
    for (uint32_t i = 0; i < simulation->design->instance_count; i++) {
        struct instance *instance = &simulation->instances[i];
        for (uint32_t p = 0; p < instance->service->pools.count; p++) {
            struct pool_state *pool = &instance->pools[p];
            if (!instance_is_up(instance) || pool->size >= pool->wanted ||
                pool->def->service_index != callee->service->index)
                continue;
            open_more(pool, callee, now_s);
            call_pool_grown(pool, now_s);
        }
    }
}

void connections_open_pools(struct instance *instance, double now_s)
{
    for (uint32_t p = 0; p < instance->service->pools.count; p++) {
        const struct balancer *callee = limited_callee(instance, &instance->pools[p]);
        if (!callee)
            continue;
        open_more(&instance->pools[p], callee, now_s);
        if (instance->pools[p].size < instance->pools[p].wanted)
            tell_short(instance, &instance->pools[p]);
    }
}

void connections_close_pools(struct instance *instance, double now_s)
{
    for (uint32_t p = 0; p < instance->service->pools.count; p++) {
        const struct balancer *callee = limited_callee(instance, &instance->pools[p]);
        if (!callee)
            continue;
        close_some(&instance->pools[p], callee, 0, now_s);
        refill(instance->simulation, callee, now_s);
    }
}

void connections_resize_pool(struct instance *instance, struct pool_state *pool,
                             double size, double now_s)
{
    const struct balancer *callee = limited_callee(instance, pool);
    pool->wanted = size;
    if (!callee) {
        pool->size = size;
    } else if (instance_is_up(instance)) {
        close_some(pool, callee, size, now_s);
        open_more(pool, callee, now_s);
        refill(instance->simulation, callee, now_s);
    }
    call_pool_grown(pool, now_s);
}

/* ---- set-up ---- */

static void init_pool(struct instance *instance, struct pool_state *pool)
{
    const struct design *design = instance->simulation->design;
    const struct service_def *callee = design_service(design, pool->def->service_index);
    pool->wanted = pool->def->size;
    if (isinf(callee->connections))
        return;
    pool->size = 0; /* none until its owner is up */
    pool->held = arena_array(&instance->simulation->engine->arena,
                             service_def_all(callee), sizeof *pool->held);
}

void connections_init(struct instance *instance)
{
    struct engine *engine = instance->simulation->engine;
    for (uint32_t p = 0; p < instance->service->pools.count; p++)
        init_pool(instance, &instance->pools[p]);
    if (isinf(instance->service->connections))
        return;
    instance->connections = arena_allocate(&engine->arena, sizeof *instance->connections);
    *instance->connections = (struct connections){
        .limit = instance->service->connections,
        .failed_at_s = NAN,
    };
    instance->rationed = instance->special = true;
}

void connections_open_window(struct instance *instance, double now_s)
{
    struct connections *connections = instance->connections;
    if (!connections)
        return;
    area_advance(&connections->area, now_s);
    connections->area.area = 0;
    connections->failed = 0;
    connections->failed_at_s = NAN;
}
