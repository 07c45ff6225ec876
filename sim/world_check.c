/* world_check.c - what contradicts itself.
 *
 * A table knows one value; here are the rules between values.
 */
#include "sim/world_check.h"

#include "sim/world_calls.h"
#include "sim/world_edge.h"
#include "sim/world_serverless.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

enum {
    SERVICE_LIMIT = 2000, /* services, hosts, ...: names are looked up one by one */
    ENDPOINT_LIMIT = 10000,
    STEP_LIMIT = 100000, /* copied into proxies */
    MACHINE_LIMIT = 100000,
    INSTANCE_LIMIT = 200000,
    REPEAT_DEPTH = 4, /* as many counters a request carries */
};

/* ---- limits ---- */

bool world_check_file(struct world *world, const struct yaml_node *root)
{
    static const char *const keys[] = {"hosts", "services", "traffic", "variants"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct yaml_node *node = yaml_tree_get(root, keys[i]);
        if (!node || node->count <= SERVICE_LIMIT)
            continue;
        error_list_add(world->errors, node->place, keys[i],
                       "%u entries are more than the %d that can be simulated",
                       (unsigned)node->count, SERVICE_LIMIT);
        return false;
    }
    return true;
}

bool world_check_endpoints(uint32_t endpoints, uint32_t steps)
{
    return endpoints <= ENDPOINT_LIMIT && steps <= STEP_LIMIT;
}

static bool limit_check(struct world *world, const char *path, double count, double most,
                        const char *what)
{
    if (count <= most)
        return true;
    const struct yaml_node *node = yaml_tree_get(world->root, path);
    error_list_add(world->errors, node ? node->place : (struct place){0}, path,
                   "%.0f %s are more than the %.0f that can be simulated", count, what,
                   most);
    return false;
}

/* A task of ECS may run on any machine, and has a slot on each; one of Fargate is the
 * only one of its machine. */
static double instances_most(const struct service_def *service, double machines)
{
    if (service->kind_text && strcmp(service->kind_text, "ecs") == 0)
        return fmax(service->replicas, service->autoscale.max) * fmax(1, machines);
    if (service->kind_text && strcmp(service->kind_text, "fargate") == 0)
        return fmax(service->replicas, service->autoscale.max);
    return isnan(service->replicas) ? service->on.count : service->replicas;
}

bool world_check_limits(struct world *world)
{
    const struct host_def *hosts = world->design->hosts.items;
    const struct service_def *services = world->design->services.items;
    double machines = 0, endpoints = 0, instances = 0;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        machines += fmax(hosts[i].count, hosts[i].autoscale.max); /* passes over NAN */
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        endpoints += services[i].endpoints.count;
        instances += instances_most(&services[i], machines);
    }
    return limit_check(world, "hosts", machines, MACHINE_LIMIT, "machines") &&
           limit_check(world, "services", endpoints, ENDPOINT_LIMIT, "endpoints") &&
           limit_check(world, "services", instances, INSTANCE_LIMIT, "instances");
}

/* ---- the run ---- */

static void check_simulate(struct world *world)
{
    const struct simulate_def *simulate = &world->design->simulate;
    const struct yaml_node *warmup = world_text_given(world, "simulate", "warmup");
    const struct yaml_node *duration = world_text_given(world, "simulate", "duration");
    char text[2][UNIT_TEXT];
    units_write_duration(text[0], simulate->warmup_s);
    units_write_duration(text[1], simulate->duration_s);
    if (simulate->duration_s <= 0)
        error_list_add(world->errors, duration ? duration->place : (struct place){0},
                       "simulate.duration", "expected more than 0");
    else if (simulate->warmup_s >= simulate->duration_s)
        error_list_add(world->errors,
                       warmup     ? warmup->place
                       : duration ? duration->place
                                  : (struct place){0},
                       "simulate.warmup",
                       "the warm-up (%s) leaves nothing of the duration (%s)", text[0],
                       text[1]);
}

/* ---- steps ---- */

static void check_steps(struct world *world, const struct service_def *service,
                        struct items steps, int repeats);

static void check_choose(struct world *world, const struct service_def *service,
                         const struct step_def *step, int repeats)
{
    const struct branch_def *branches = step->choose.items;
    double sum = 0;
    for (uint32_t i = 0; i < step->choose.count; i++) {
        sum += branches[i].probability;
        check_steps(world, service, branches[i].steps, repeats);
    }
    if (sum > 1 + 1e-9)
        error_list_add(world->errors, step->item.place,
                       arena_format(world->arena, "%s.choose", step->item.path),
                       "the probabilities sum to %.6g%%, more than 100%%", 100 * sum);
}

/* A cache, too, keeps a number while the steps of a miss run: its key. */
static void check_repeat(struct world *world, const struct service_def *service,
                         const struct step_def *step, struct items inside, int repeats)
{
    if (repeats == REPEAT_DEPTH) {
        error_list_add(world->errors, step->item.place, step->item.path,
                       "repeat and cache can be nested %d deep at most", REPEAT_DEPTH);
        return;
    }
    check_steps(world, service, inside, repeats + 1);
}

/* What a managed service has no means to do. */
static bool needs_machine(const struct service_def *service, int kind)
{
    switch (kind) {
    case STEP_READ:
    case STEP_WRITE:
        return service->kind != KIND_S3 && service->kind != KIND_DYNAMODB;
    case STEP_CPU:
        return service->kind != KIND_LAMBDA;
    case STEP_MEMORY:
    case STEP_ALLOCATE:
    case STEP_LEAK:
        return true;
    default:
        return false;
    }
}

static void check_step(struct world *world, const struct service_def *service,
                       const struct step_def *step, int repeats)
{
    const struct block_def *blocks = step->parallel.items;
    if (service->kind != KIND_PROCESS && needs_machine(service, step->kind))
        error_list_add(world->errors, step->item.place, step->item.path,
                       "%s is outside all machines (kind: %s) and has no %smemory or "
                       "volume to use",
                       service->item.name, service->kind_text,
                       service->kind == KIND_LAMBDA ? "" : "CPU, ");
    if (step->kind == STEP_PARALLEL)
        for (uint32_t i = 0; i < step->parallel.count; i++)
            check_steps(world, service, blocks[i].steps, 0);
    else if (step->kind == STEP_CHOOSE)
        check_choose(world, service, step, repeats);
    else if (step->kind == STEP_REPEAT)
        check_repeat(world, service, step, step->repeat.steps, repeats);
    else if (step->kind == STEP_CACHE)
        check_repeat(world, service, step, step->cache.miss, repeats);
}

static void check_steps(struct world *world, const struct service_def *service,
                        struct items steps, int repeats)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++)
        check_step(world, service, &step[i], repeats);
}

/* ---- services ---- */

static void check_heap(struct world *world, const struct service_def *service)
{
    const struct jvm_def *jvm = &service->jvm;
    const char *path = arena_format(world->arena, "%s.jvm", service->item.path);
    char text[2][UNIT_TEXT];
    if (!jvm->given)
        return;
    if (jvm->start_heap_bytes > jvm->heap_bytes) {
        units_write_size(text[0], jvm->start_heap_bytes);
        units_write_size(text[1], jvm->heap_bytes);
        error_list_add(world->errors,
                       world_text_place(world, path, "start_heap", service->item.place),
                       arena_format(world->arena, "%s.start_heap", path),
                       "the heap committed at the start (%s) is larger than the heap "
                       "(%s)",
                       text[0], text[1]);
    }
    if (jvm->heap_bytes > service->mem_limit_bytes) {
        units_write_size(text[0], jvm->heap_bytes);
        units_write_size(text[1], service->mem_limit_bytes);
        error_list_add(world->errors,
                       world_text_place(world, path, "heap", service->item.place),
                       arena_format(world->arena, "%s.heap", path),
                       "the heap (%s) is larger than %s (%s)", text[0],
                       service->ecs.given ? "the task's memory" : "mem_limit", text[1]);
    }
}

static void check_restart(struct world *world, const struct service_def *service)
{
    const struct restart_def *restart = &service->restart;
    const char *path = arena_format(world->arena, "%s.restart", service->item.path);
    if (restart->max_delay_s < restart->delay_s)
        error_list_add(world->errors,
                       world_text_place(world, path, "max_delay", service->item.place),
                       arena_format(world->arena, "%s.max_delay", path),
                       "the longest wait is shorter than the first (delay)");
}

static void check_pools(struct world *world, const struct service_def *service)
{
    const struct pool_def *pools = service->pools.items;
    for (uint32_t i = 0; i < service->pools.count; i++)
        if (strcmp(pools[i].item.name, service->item.name) == 0)
            error_list_add(world->errors, pools[i].item.place, pools[i].item.path,
                           "a service needs no pool of connections to itself");
}

static void check_broker(struct world *world, const struct service_def *service)
{
    const struct service_def *broker = service->queue.kept_by;
    if (!broker || (broker->kind == KIND_PROCESS && broker != service))
        return;
    const char *path = arena_format(world->arena, "%s.queue", service->item.path);
    error_list_add(world->errors,
                   world_text_place(world, path, "broker", service->item.place),
                   arena_format(world->arena, "%s.broker", path),
                   broker == service
                       ? "%s cannot be its own broker: messages wait in another service"
                       : "%s is outside all machines and has no memory to keep messages "
                         "in; leave `broker` out",
                   broker->item.name);
}

/* What the report uses these names for. */
static void check_name(struct world *world, const struct service_def *service)
{
    static const char *const taken[][2] = {
        {"system", "the operating system's memory"},
        {"traffic", "the figures of each traffic"},
        {"all", "the figures of all requests"},
    };
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (strcmp(service->item.name, taken[i][0]) == 0)
            error_list_add(world->errors, service->item.place, service->item.path,
                           "a service cannot be called %s: in the report that is %s",
                           taken[i][0], taken[i][1]);
}

static void check_service(struct world *world, const struct service_def *service)
{
    check_name(world, service);
    const struct endpoint_def *endpoints = service->endpoints.items;
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        check_steps(world, service, endpoints[i].steps, 0);
    world_serverless_check(world, service);
    world_edge_check(world, service);
    if (service->kind != KIND_PROCESS)
        return;
    check_broker(world, service);
    if (service->is_cache && (service->ecs.given || service->autoscale.given))
        error_list_add(world->errors, service->item.place, service->item.path,
                       "a `cache` step looks into it: a cache in tasks %s is not yet "
                       "supported",
                       service->ecs.given ? "of ECS" : "that come and go");
    check_heap(world, service);
    check_restart(world, service);
    check_pools(world, service);
}

void world_check_design(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    check_simulate(world);
    for (uint32_t i = 0; i < world->design->services.count; i++)
        check_service(world, &services[i]);
    world_calls_check(world);
}
