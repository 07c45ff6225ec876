/* world_endpoint.c - who calls whom: endpoints made, found, numbered and linked.
 *
 * A proxy (`forward`) serves whatever the service behind it serves: an endpoint it does
 * not list is made from a copy of its `each` steps and a call of the endpoint of the same
 * name behind. A managed service answers any endpoint; one it does not list has no steps
 * and costs its latency.
 */
#include "sim/world_endpoint.h"

#include "sim/input/yaml_path.h"
#include "sim/world_balance.h"
#include "sim/world_check.h"
#include "sim/world_edge.h"
#include "sim/world_serverless.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* ---- finding and making ---- */

static const struct endpoint_def *endpoint_listed(const struct service_def *service,
                                                  const char *name)
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        if (strcmp(endpoints[i].item.name, name) == 0)
            return &endpoints[i];
    return NULL;
}

/* Room for one more of that service; the array doubles. */
static struct endpoint_def *endpoints_room(struct world *world,
                                           const struct service_def *service)
{
    const uint32_t services = world->design->services.count;
    const uint32_t count = service->endpoints.count;
    if (!world->endpoint_capacities)
        world->endpoint_capacities =
            arena_array(world->arena, services, sizeof(uint32_t));
    uint32_t *capacity = &world->endpoint_capacities[service->index];
    if (*capacity > count)
        return service->endpoints.items;
    *capacity = 2 * count + 4;
    return arena_grow(world->arena, service->endpoints.items, count, *capacity,
                      sizeof(struct endpoint_def));
}

static struct endpoint_def *endpoint_add(struct world *world, struct service_def *service,
                                         const char *name)
{
    const uint32_t count = service->endpoints.count;
    struct endpoint_def *endpoints = endpoints_room(world, service);
    const char *path = yaml_path_join(
        world->arena, arena_format(world->arena, "%s.endpoints", service->item.path),
        name);
    endpoints[count] = (struct endpoint_def){.item = {name, path, service->item.place}};
    service->endpoints = (struct items){endpoints, count + 1};
    return &endpoints[count];
}

/* Copies of steps get paths of their own: random streams are named by them. */
static struct items steps_copy(struct world *world, struct items steps, const char *from,
                               const char *to);

static const char *path_move(struct world *world, const char *path, const char *from,
                             const char *to)
{
    return arena_format(world->arena, "%s%s", to, path + strlen(from));
}

static void step_copy_inside(struct world *world, struct step_def *step, const char *from,
                             const char *to)
{
    struct block_def *blocks =
        arena_grow(world->arena, step->parallel.items, step->parallel.count,
                   step->parallel.count, sizeof(*blocks));
    struct branch_def *branches =
        arena_grow(world->arena, step->choose.items, step->choose.count,
                   step->choose.count, sizeof(*branches));
    step->item.path = path_move(world, step->item.path, from, to);
    for (uint32_t i = 0; i < step->parallel.count; i++)
        blocks[i].steps = steps_copy(world, blocks[i].steps, from, to);
    for (uint32_t i = 0; i < step->choose.count; i++)
        branches[i].steps = steps_copy(world, branches[i].steps, from, to);
    step->parallel.items = blocks;
    step->choose.items = branches;
    step->repeat.steps = steps_copy(world, step->repeat.steps, from, to);
    step->cache.miss = steps_copy(world, step->cache.miss, from, to);
}

static struct items steps_copy(struct world *world, struct items steps, const char *from,
                               const char *to)
{
    struct step_def *copies = arena_grow(world->arena, steps.items, steps.count,
                                         steps.count + 1, sizeof(*copies));
    for (uint32_t i = 0; i < steps.count; i++)
        step_copy_inside(world, &copies[i], from, to);
    return (struct items){copies, steps.count};
}

static struct endpoint_def *proxy_make(struct world *world, struct service_def *service,
                                       const char *name, const char *behind)
{
    struct endpoint_def *endpoint = endpoint_add(world, service, name);
    const char *path = endpoint->item.path;
    struct items steps =
        steps_copy(world, service->each,
                   arena_format(world->arena, "%s.each", service->item.path), path);
    struct step_def *call = (struct step_def *)steps.items + steps.count;
    call->item =
        (struct item){"call", yaml_path_join_index(world->arena, path, steps.count),
                      service->item.place};
    call->kind = STEP_CALL;
    call->call = (struct call_def){
        .to = behind,
        .timeout = distribution_constant(INFINITY),
        .backoff = distribution_constant(0),
        .budget = INFINITY,
        .breaker = {.window = NAN},
    };
    steps.count++;
    endpoint->steps = steps;
    return endpoint;
}

static bool serves_anything(const struct service_def *service)
{
    return service->kind == KIND_EXTERNAL || service->kind == KIND_S3 ||
           service->kind == KIND_LAMBDA || service->kind == KIND_DYNAMODB ||
           service->kind == KIND_SES || service_def_is_bus(service);
}

static void expect_service(struct world *world, const char *text, size_t length,
                           const char **expected, const char **nearest)
{
    struct world_names names = {.count = 0};
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        world_text_add(world, &names, services[i].item.name);
    const char *typed = arena_text(world->arena, text, length);
    const char *service = error_nearest(typed, names.items, names.count);
    *expected = names.count ? arena_format(world->arena, "an endpoint of a service (%s)",
                                           world_text_list(world, &names))
                            : "an endpoint of a service, and there is none";
    *nearest =
        service ? arena_format(world->arena, "\"%s%s\"", service, text + length) : NULL;
}

/* The nearest by its full name, so that s.gone is near s.go. */
static void expect_endpoint(struct world *world, const struct service_def *service,
                            const char *text, const char **expected, const char **nearest)
{
    struct world_names names = {.count = 0}, full = {.count = 0};
    const struct endpoint_def *endpoints = service->endpoints.items;
    if (service_def_serves_nobody(service)) {
        *expected = arena_format(world->arena,
                                 "a service that can be called (%s, kind: %s, is only "
                                 "billed)",
                                 service->item.name, service->kind_text);
        return;
    }
    for (uint32_t i = 0; i < service->endpoints.count; i++) {
        const char *name = endpoints[i].item.name;
        world_text_add(world, &names, name);
        world_text_add(world, &full,
                       arena_format(world->arena, "%s.%s", service->item.name, name));
    }
    *expected = names.count
                    ? arena_format(world->arena, "an endpoint of %s (%s)",
                                   service->item.name, world_text_list(world, &names))
                    : arena_format(world->arena, "an endpoint of %s, which has none",
                                   service->item.name);
    *nearest = world_text_nearest(world, text, &full);
}

enum { FORWARD_LIMIT = 64 }; /* proxies in a row; more is a circle */

static bool endpoint_ensure(struct world *world, const char *text, int depth,
                            const char **expected, const char **nearest)
{
    const size_t length = strcspn(text, ".");
    if (text[length] == '\0' || length == 0 || text[length + 1] == '\0') {
        *expected = "service.endpoint";
        return false;
    }
    struct service_def *service = world_service_find(world, text, length);
    const char *name = text + length + 1;
    if (!service) {
        expect_service(world, text, length, expected, nearest);
        return false;
    }
    if (endpoint_listed(service, name))
        return true;
    world->step_count += service->each.count + 1;
    if (!world_check_endpoints(++world->endpoint_count, world->step_count)) {
        *expected =
            "at most 10000 endpoints of proxies and managed services, with 100000 steps";
        return false;
    }
    if (serves_anything(service)) {
        struct endpoint_def *endpoint = endpoint_add(world, service, name);
        if (service->kind == KIND_S3)
            world_edge_object(world, endpoint);
        return true;
    }
    if (!service->forward || depth == FORWARD_LIMIT) {
        expect_endpoint(world, service, text, expected, nearest);
        return false;
    }
    const char *behind = arena_format(world->arena, "%s.%s", service->forward, name);
    if (!endpoint_ensure(world, behind, depth + 1, expected, nearest))
        return false;
    struct endpoint_def *endpoint =
        proxy_make(world, service, arena_format(world->arena, "%s", name), behind);
    if (service->kind == KIND_CLOUDFRONT)
        world_edge_front(world, service, endpoint, world_endpoint_find(world, behind));
    return true;
}

bool world_endpoint_ensure(struct world *world, const char *text, const char **expected,
                           const char **nearest)
{
    const char *ignored[2] = {NULL, NULL};
    return endpoint_ensure(world, text, 0, expected ? expected : &ignored[0],
                           expected ? nearest : &ignored[1]);
}

/* ---- linking ---- */

const struct endpoint_def *world_endpoint_find(const struct world *world,
                                               const char *text)
{
    const size_t length = strcspn(text, ".");
    const struct service_def *service = world_service_find(world, text, length);
    return service && text[length] ? endpoint_listed(service, text + length + 1) : NULL;
}

/* The call that a step makes by itself: of a broker's `publish`, of a cache. */
static void call_made(struct step_def *step, const struct endpoint_def *callee,
                      int on_error)
{
    step->call = (struct call_def){
        .to = callee ? callee->full_name : NULL,
        .timeout = distribution_constant(INFINITY),
        .backoff = distribution_constant(0),
        .on_error = on_error,
        .budget = INFINITY,
        .breaker = {.window = NAN},
        .callee = callee,
        .leaves = callee && service_def_is_public(callee->service),
    };
}

/* A message costs a call of its broker's endpoint `publish`, where that has one. */
static void broker_link(struct world *world, struct step_def *step,
                        struct service_def *consumer)
{
    if (!consumer->queue.broker)
        return;
    struct service_def *broker =
        world_service_find(world, consumer->queue.broker, strlen(consumer->queue.broker));
    if (!broker)
        return;
    consumer->queue.kept_by = broker;
    broker->is_broker = 1;
    call_made(step, endpoint_listed(broker, "publish"), CALL_ERROR_FAIL);
}

static void cache_link(struct world *world, struct step_def *step)
{
    struct design *design = world->design;
    const struct endpoint_def *callee = world_endpoint_find(world, step->cache.in);
    if (!callee)
        return;
    call_made(step, callee, CALL_ERROR_MISS);
    world_service_find(world, step->cache.in, strcspn(step->cache.in, "."))->is_cache = 1;
    if (design->cache_count == world->cache_capacity) {
        world->cache_capacity = 2 * world->cache_capacity + 4;
        design->caches = arena_grow(world->arena, design->caches, design->cache_count,
                                    world->cache_capacity, sizeof(*design->caches));
    }
    step->cache.index = design->cache_count;
    design->caches[design->cache_count++] = step;
}

static void publish_link(struct world *world, struct step_def *step)
{
    step->publish_to = world_endpoint_find(world, step->publish);
    if (!step->publish_to)
        return;
    struct service_def *service =
        world_service_find(world, step->publish, strcspn(step->publish, "."));
    service->is_consumer = 1;
    broker_link(world, step, service);
    const bool works = service->kind == KIND_PROCESS || service->kind == KIND_LAMBDA;
    if ((!works || service->forward) && !service_def_is_bus(service))
        error_list_add(world->errors, step->item.place, step->item.path,
                       "%s cannot consume messages: only a service with workers of its "
                       "own can",
                       service->item.name);
}

/* Does some way through the steps write? */
static bool steps_write(struct items steps)
{
    const struct step_def *step = steps.items;
    bool writes = false;
    for (uint32_t i = 0; i < steps.count && !writes; i++) {
        const struct block_def *blocks = step[i].parallel.items;
        const struct branch_def *branches = step[i].choose.items;
        writes = step[i].kind == STEP_WRITE || steps_write(step[i].repeat.steps) ||
                 steps_write(step[i].cache.miss);
        for (uint32_t k = 0; k < step[i].parallel.count && !writes; k++)
            writes = steps_write(blocks[k].steps);
        for (uint32_t k = 0; k < step[i].choose.count && !writes; k++)
            writes = steps_write(branches[k].steps);
    }
    return writes;
}

static void steps_link(struct world *world, const struct service_def *service,
                       struct items steps)
{
    struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        if (step->kind == STEP_CALL && step->call.to) {
            step->call.callee = world_endpoint_find(world, step->call.to);
            world_serverless_call(service, &step->call);
            world_balance_call(service, &step->call);
            step->call.leaves =
                step->call.callee && service_def_is_public(step->call.callee->service);
            step->call.has_timeout = !isinf(step->call.timeout.mean_s);
            step->call.guarded =
                !isinf(step->call.budget) || !isnan(step->call.breaker.window);
        } else if (step->kind == STEP_PUBLISH && step->publish) {
            publish_link(world, step);
        } else if (step->kind == STEP_PARALLEL) {
            const struct block_def *blocks = step->parallel.items;
            for (uint32_t k = 0; k < step->parallel.count; k++)
                steps_link(world, service, blocks[k].steps);
        } else if (step->kind == STEP_CHOOSE) {
            const struct branch_def *branches = step->choose.items;
            for (uint32_t k = 0; k < step->choose.count; k++)
                steps_link(world, service, branches[k].steps);
        } else if (step->kind == STEP_REPEAT) {
            steps_link(world, service, step->repeat.steps);
        } else if (step->kind == STEP_CACHE && step->cache.in) {
            cache_link(world, step);
            steps_link(world, service, step->cache.miss);
        }
    }
}

static void endpoints_number(struct world *world)
{
    struct design *design = world->design;
    struct service_def *services = design->services.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++)
        count += services[i].endpoints.count;
    design->endpoints = arena_array(world->arena, count, sizeof(*design->endpoints));
    for (uint32_t i = 0; i < design->services.count; i++) {
        struct endpoint_def *endpoints = services[i].endpoints.items;
        for (uint32_t k = 0; k < services[i].endpoints.count; k++) {
            endpoints[k].service = &services[i];
            endpoints[k].full_name = arena_format(
                world->arena, "%s.%s", services[i].item.name, endpoints[k].item.name);
            endpoints[k].index = design->endpoint_count;
            design->endpoints[design->endpoint_count++] = &endpoints[k];
        }
    }
}

static void pools_link(struct world *world, const struct service_def *service)
{
    struct pool_def *pools = service->pools.items;
    for (uint32_t i = 0; i < service->pools.count; i++) {
        const struct item *item = &pools[i].item;
        const struct service_def *callee =
            world_service_find(world, item->name, strlen(item->name));
        if (callee) {
            pools[i].service_index = callee->index;
            continue;
        }
        struct world_names names = {.count = 0};
        const struct service_def *services = world->design->services.items;
        for (uint32_t k = 0; k < world->design->services.count; k++)
            world_text_add(world, &names, services[k].item.name);
        error_list_expected(
            world->errors, item->place, item->path,
            arena_format(world->arena, "a service (%s)", world_text_list(world, &names)),
            item->name, world_text_nearest(world, item->name, &names));
    }
}

void world_endpoint_link(struct world *world)
{
    struct service_def *services = world->design->services.items;
    endpoints_number(world);
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        struct service_def *service = &services[i];
        struct endpoint_def *endpoints = service->endpoints.items;
        if (service->forward)
            service->forward_to =
                world_service_find(world, service->forward, strlen(service->forward));
        pools_link(world, service);
        for (uint32_t k = 0; k < service->endpoints.count; k++) {
            endpoints[k].writes = steps_write(endpoints[k].steps);
            steps_link(world, service, endpoints[k].steps);
        }
    }
}

/* ---- circles ---- */

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

struct cycles {
    struct world *world;
    unsigned char *visits;            /* by endpoint index */
    const struct endpoint_def **open; /* the way from the first caller */
    uint32_t depth;
};

static void cycle_visit(struct cycles *cycles, const struct endpoint_def *endpoint);

static void cycle_report(const struct cycles *cycles, const struct endpoint_def *again,
                         const struct item *step)
{
    struct world_names way = {.count = 0};
    uint32_t first = cycles->depth;
    while (first > 0 && cycles->open[first - 1] != again)
        first--;
    world_text_add(cycles->world, &way, again->full_name);
    for (uint32_t i = first; i < cycles->depth; i++)
        world_text_add(cycles->world, &way, cycles->open[i]->full_name);
    world_text_add(cycles->world, &way, again->full_name);
    error_list_add(cycles->world->errors, step->place, step->path,
                   "calls that wait for each other go in a circle: %s",
                   world_text_way(cycles->world, &way));
}

static void cycle_steps(struct cycles *cycles, struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        const struct block_def *blocks = step->parallel.items;
        const struct branch_def *branches = step->choose.items;
        const struct endpoint_def *callee = step->call.callee;
        if (callee && cycles->visits[callee->index] == VISIT_OPEN)
            cycle_report(cycles, callee, &step->item);
        else if (callee)
            cycle_visit(cycles, callee);
        for (uint32_t k = 0; k < step->parallel.count; k++)
            cycle_steps(cycles, blocks[k].steps);
        for (uint32_t k = 0; k < step->choose.count; k++)
            cycle_steps(cycles, branches[k].steps);
        cycle_steps(cycles, step->repeat.steps);
        cycle_steps(cycles, step->cache.miss);
    }
}

static void cycle_visit(struct cycles *cycles, const struct endpoint_def *endpoint)
{
    if (cycles->visits[endpoint->index] != VISIT_NEW)
        return;
    cycles->visits[endpoint->index] = VISIT_OPEN;
    cycles->open[cycles->depth++] = endpoint;
    cycle_steps(cycles, endpoint->steps);
    cycles->depth--;
    cycles->visits[endpoint->index] = VISIT_DONE;
}

void world_endpoint_check_cycles(struct world *world)
{
    const struct design *design = world->design;
    struct cycles cycles = {
        .world = world,
        .visits = arena_allocate(world->arena, design->endpoint_count),
        .open = arena_array(world->arena, design->endpoint_count, sizeof(*cycles.open)),
    };
    for (uint32_t i = 0; i < design->endpoint_count; i++)
        cycle_visit(&cycles, design->endpoints[i]);
}
