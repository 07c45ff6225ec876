/* world_calls.c - see world_calls.h. */
#include "sim/world_calls.h"

#include "sim/world_text.h"

#include <math.h>
#include <string.h>

struct walk { /* over the calls of one service */
    struct world *world;
    const struct service_def *service;
    const struct step_def **breakers; /* the first call with one, by callee */
    void (*visit)(struct walk *walk, const struct step_def *step);
};

static void walk_steps(struct walk *walk, struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        const struct block_def *blocks = step->parallel.items;
        const struct branch_def *branches = step->choose.items;
        if (step->kind == STEP_CALL && step->call.callee)
            walk->visit(walk, step);
        for (uint32_t k = 0; k < step->parallel.count; k++)
            walk_steps(walk, blocks[k].steps);
        for (uint32_t k = 0; k < step->choose.count; k++)
            walk_steps(walk, branches[k].steps);
        walk_steps(walk, step->repeat.steps);
        walk_steps(walk, step->cache.miss);
    }
}

static void walk_service(struct world *world, const struct service_def *service,
                         void (*visit)(struct walk *walk, const struct step_def *step))
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    struct walk walk = {.world = world, .service = service, .visit = visit};
    walk.breakers = arena_array(world->arena, world->design->services.count,
                                sizeof(struct step_def *));
    for (uint32_t e = 0; e < service->endpoints.count; e++)
        walk_steps(&walk, endpoints[e].steps);
}

/* ---- breakers ---- */

static void check_breaker(struct walk *walk, const struct step_def *step)
{
    const struct breaker_def *breaker = &step->call.breaker;
    const struct service_def *callee = step->call.callee->service;
    const struct step_def **first = &walk->breakers[callee->index];
    if (isnan(breaker->window))
        return;
    if (!*first)
        *first = step;
    const struct breaker_def *other = &(*first)->call.breaker;
    if (breaker->window != other->window || breaker->failures != other->failures ||
        breaker->open_s != other->open_s)
        error_list_add(
            walk->world->errors, step->item.place,
            arena_format(walk->world->arena, "%s.call.breaker", step->item.path),
            "calls of %s to %s share one circuit breaker: it must be the same "
            "as in %s",
            walk->service->item.name, callee->item.name, (*first)->item.path);
}

void world_calls_check(struct world *world)
{
    for (uint32_t i = 0; i < world->design->services.count; i++)
        walk_service(world, design_service(world->design, i), check_breaker);
}

/* ---- connections ---- */

/* "spring 2 x 10 + django 1 x 5"; *sum of them. */
static const char *pools_to(struct world *world, const struct service_def *callee,
                            double *sum)
{
    const char *text = "";
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct service_def *caller = design_service(world->design, i);
        const struct pool_def *pools = caller->pools.items;
        for (uint32_t p = 0; p < caller->pools.count; p++) {
            if (pools[p].service_index != callee->index)
                continue;
            *sum += caller->instance_count * pools[p].size;
            text = arena_format(world->arena, "%s%s%s %u x %.0f", text,
                                *text ? " + " : "", caller->item.name,
                                (unsigned)caller->instance_count, pools[p].size);
        }
    }
    return text;
}

static void warn_connections(struct world *world, const struct service_def *service)
{
    const double exist = service->connections * service->instance_count;
    const char *key = service->own_host ? "max_connections" : "connections"; /* of rds */
    double wanted = 0;
    const char *pools = pools_to(world, service, &wanted);
    if (isinf(service->connections) || wanted <= exist)
        return;
    error_list_warn(world->errors,
                    world_text_place(world, service->item.path, key, service->item.place),
                    arena_format(world->arena, "%s.%s", service->item.path, key),
                    "pools want %.0f connections (%s), %.0f exist: those who come last "
                    "get fewer",
                    wanted, pools, exist);
}

/* ---- keys without effect ---- */

static void warn(struct world *world, const char *path, const char *key,
                 struct place place, const char *why)
{
    if (world_text_is_own(world, path, key))
        error_list_warn(world->errors, world_text_place(world, path, key, place),
                        arena_format(world->arena, "%s.%s", path, key),
                        "has no effect: %s", why);
}

static void warn_call(struct walk *walk, const struct step_def *step)
{
    if (step->call.retries == 0)
        warn(walk->world, arena_format(walk->world->arena, "%s.call", step->item.path),
             "budget", step->item.place, "there are no retries");
}

void world_calls_warn(struct world *world)
{
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct service_def *service = design_service(world->design, i);
        walk_service(world, service, warn_call);
        if (service->kind != KIND_PROCESS)
            continue;
        warn_connections(world, service);
        if (isinf(service->backlog.size) && !isinf(service->threads))
            warn(world, arena_format(world->arena, "%s.backlog", service->item.path),
                 "full", service->item.place, "the backlog is unlimited");
    }
}
