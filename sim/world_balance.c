/* world_balance.c - see world_balance.h.
 *
 * `balance` says how callers pick among a service's instances. An ALB has one instance and
 * is the one that picks: its `balance` is that of the service behind it, which must not
 * have one of its own.
 */
#include "sim/world_balance.h"

#include "sim/world_endpoint.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* ---- whose it is ---- */

static void give_path(struct world *world, struct service_def *service)
{
    service->balance.path = arena_format(world->arena, "%s.balance", service->item.path);
    const struct yaml_node *node = world_text_given(world, service->item.path, "balance");
    const struct yaml_node *health =
        node && node->kind == YAML_MAPPING ? yaml_tree_get(node, "health") : NULL;
    service->balance.health.given = health && !yaml_tree_is_null(health);
}

static bool is_balancer(const struct service_def *service)
{
    return service_def_is_balancer(service) || service->kind == KIND_API_GATEWAY;
}

/* Of two balancers before one service the second would be ignored: it is an error. */
static void hand_down(struct world *world, struct service_def *alb)
{
    const struct yaml_node *own = world_text_given(world, alb->item.path, "balance");
    if (!is_balancer(alb) || !own || !alb->forward)
        return;
    struct service_def *behind =
        world_service_find(world, alb->forward, strlen(alb->forward));
    if (!behind)
        return; /* reported with the references */
    const char *its_own = arena_format(world->arena, "%s.balance", behind->item.path);
    if (strcmp(behind->balance.path, its_own) != 0 ||
        world_text_given(world, behind->item.path, "balance"))
        error_list_add(world->errors, own->place, alb->balance.path,
                       "%s is balanced by %s already; give `balance` once",
                       behind->item.name, behind->balance.path);
    else
        behind->balance = alb->balance;
    /* Nobody picks or checks the balancer itself. */
    alb->balance.health.given = 0;
    alb->balance.weights.count = 0;
    alb->balance.policy = BALANCE_ROUND_ROBIN;
    alb->balance.slow_start_s = 0;
}

void world_balance_prepare(struct world *world)
{
    struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        give_path(world, &services[i]);
    for (uint32_t i = 0; i < world->design->services.count; i++)
        hand_down(world, &services[i]);
}

/* ---- health checks ---- */

static struct place place_of(const struct world *world, const struct service_def *service,
                             const char *key)
{
    const char *path = arena_format(world->arena, "%s.health", service->balance.path);
    return world_text_place(
        world, path, key,
        world_text_place(world, service->balance.path, "health", service->item.place));
}

/* "ping", or with its service, "app.ping". */
static const char *endpoint_of(const struct world *world,
                               const struct service_def *service)
{
    const char *name = service->balance.health.endpoint;
    const size_t length = strlen(service->item.name);
    if (strncmp(name, service->item.name, length) == 0 && name[length] == '.')
        return name;
    return arena_format(world->arena, "%s.%s", service->item.name, name);
}

static void ensure(struct world *world, const struct service_def *service)
{
    const char *expected = NULL, *nearest = NULL;
    const char *path =
        arena_format(world->arena, "%s.health.endpoint", service->balance.path);
    const struct place place = place_of(world, service, "endpoint");
    if (!service->balance.health.endpoint) {
        error_list_add(world->errors, place, path,
                       "a health check needs an endpoint of %s to ask for",
                       service->item.name);
        return;
    }
    const char *full = endpoint_of(world, service);
    if (!world_endpoint_ensure(world, full, &expected, &nearest))
        error_list_expected(world->errors, place, path, expected, full, nearest);
}

void world_balance_ensure(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        if (services[i].balance.health.given)
            ensure(world, &services[i]);
}

static void resolve(struct world *world, struct service_def *service)
{
    struct health_def *health = &service->balance.health;
    if (health->endpoint)
        health->asks = world_endpoint_find(world, endpoint_of(world, service));
    if (health->timeout_s >= health->interval_s)
        error_list_add(
            world->errors, place_of(world, service, "timeout"),
            arena_format(world->arena, "%s.health.timeout", service->balance.path),
            "a check must have ended before the next begins: expected less "
            "than the interval");
}

static void check_slow_start(struct world *world, const struct service_def *service)
{
    const int policy = service->balance.policy;
    if (service->balance.slow_start_s > 0 &&
        (policy == BALANCE_LEAST_CONNECTIONS || policy == BALANCE_TWO_CHOICES))
        error_list_add(world->errors,
                       world_text_place(world, service->balance.path, "slow_start",
                                        service->item.place),
                       arena_format(world->arena, "%s.slow_start", service->balance.path),
                       "a slow start is a share that grows; %s has no shares",
                       policy == BALANCE_TWO_CHOICES ? "two_choices"
                                                     : "least_connections");
}

/* AWS, application load balancers, connection idle timeout: a target that has sent nothing
 * for so long is answered for with a 504. Here an answer comes as a whole. */
void world_balance_call(const struct service_def *service, struct call_def *call)
{
    if (service->kind == KIND_ALB && isinf(call->timeout.mean_s))
        call->timeout = distribution_constant(service->idle_timeout_s);
}

void world_balance_resolve(struct world *world)
{
    struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        if (services[i].balance.health.given)
            resolve(world, &services[i]);
        check_slow_start(world, &services[i]);
    }
}

/* ---- without effect ---- */

static void warn(struct world *world, const struct service_def *service, const char *key,
                 const char *why)
{
    const char *path = service->balance.path;
    if (!world_text_is_own(world, path, key))
        return;
    error_list_warn(
        world->errors, world_text_place(world, path, key, service->item.place),
        arena_format(world->arena, "%s.%s", path, key), "has no effect: %s", why);
}

static void warn_single(struct world *world, const struct service_def *service)
{
    static const char *const keys[] = {"weights",       "max_fails",  "fail_timeout",
                                       "next_upstream", "slow_start", "clients"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        warn(world, service, keys[i], "there is only one instance");
}

void world_balance_warn(struct world *world, const struct service_def *service)
{
    const struct balance_def *balance = &service->balance;
    if (is_balancer(service)) {
        if (!service->forward && world_text_is_own(world, service->item.path, "balance"))
            error_list_warn(world->errors,
                            world_text_place(world, service->item.path, "balance",
                                             service->item.place),
                            balance->path, "has no effect: it needs `forward`");
        return;
    }
    if (balance->policy == BALANCE_ROUND_ROBIN)
        warn(world, service, "weights", "the policy round_robin has none");
    if (service->instance_count < 2 && !service->ecs.given) {
        warn_single(world, service);
        return;
    }
    if (balance->policy != BALANCE_STICKY)
        warn(world, service, "clients", "the policy is not sticky");
    if (balance->max_fails == 0)
        warn(world, service, "fail_timeout", "max_fails is 0, so nobody is left out");
}
