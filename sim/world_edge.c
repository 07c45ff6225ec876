/* world_edge.c - see world_edge.h.
 *
 * Nothing here is simulated by code of its own: object storage, a delivery network and a
 * message bus become the steps that any endpoint may have.
 *
 *   s3          [read] or [write]
 *   cloudfront  [choose: 1 - hit: [call origin]], then the origin's `send` steps
 *   sqs, sns,   its own steps if it lists any, then for each target
 *   eventbridge [choose: share: [publish target]]
 *
 * Each choice has a path, and so a random stream, of its own.
 */
#include "sim/world_edge.h"

#include "sim/world_endpoint.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static struct step_def *steps_room(struct world *world, struct items *steps,
                                   uint32_t more)
{
    struct step_def *room = arena_grow(world->arena, steps->items, steps->count,
                                       steps->count + more, sizeof(*room));
    steps->items = room;
    return room + steps->count;
}

/* With that probability the steps, else nothing. */
static struct step_def choice(struct world *world, struct item item, double probability,
                              struct items steps)
{
    struct branch_def *branch = arena_array(world->arena, 1, sizeof(*branch));
    *branch = (struct branch_def){item, probability, steps};
    return (struct step_def){.item = item, .kind = STEP_CHOOSE, .choose = {branch, 1}};
}

/* ---- object storage ---- */

/* As AWS's price list names the dearer class of requests. */
static bool is_put(const char *name)
{
    static const char *const names[] = {"put", "post", "copy", "list", "write"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

void world_edge_object(struct world *world, struct endpoint_def *endpoint)
{
    struct step_def *step = steps_room(world, &endpoint->steps, 1);
    *step = (struct step_def){
        .item = endpoint->item,
        .kind = is_put(endpoint->item.name) ? STEP_WRITE : STEP_READ,
        .io = {.size_bytes = 0, .ops = NAN},
    };
    endpoint->steps.count = 1;
}

/* ---- a delivery network ---- */

struct sent { /* the `send` steps of an origin, on their way to the edge */
    struct world *world;
    const char *path; /* of what they are copied to */
    uint32_t count;   /* copied so far */
};

static bool sends(struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        const struct block_def *blocks = step->parallel.items;
        const struct branch_def *branches = step->choose.items;
        bool found = step->kind == STEP_SEND || sends(step->repeat.steps) ||
                     sends(step->cache.miss);
        for (uint32_t k = 0; k < step->parallel.count; k++)
            found = found || sends(blocks[k].steps);
        for (uint32_t k = 0; k < step->choose.count; k++)
            found = found || sends(branches[k].steps);
        if (found)
            return true;
    }
    return false;
}

static struct items sent_copy(struct sent *sent, struct items steps);

static struct step_def sent_step(struct sent *sent, const struct step_def *step)
{
    struct arena *arena = sent->world->arena;
    struct step_def copy = *step;
    struct block_def *blocks =
        arena_grow(arena, step->parallel.items, step->parallel.count,
                   step->parallel.count, sizeof(*blocks));
    struct branch_def *branches =
        arena_grow(arena, step->choose.items, step->choose.count, step->choose.count,
                   sizeof(*branches));
    copy.item.path = arena_format(arena, "%s.sent.%u", sent->path, sent->count++);
    if (step->kind == STEP_CACHE)
        return choice(sent->world, copy.item, 1 - step->cache.hit,
                      sent_copy(sent, step->cache.miss));
    for (uint32_t k = 0; k < step->parallel.count; k++)
        blocks[k].steps = sent_copy(sent, blocks[k].steps);
    for (uint32_t k = 0; k < step->choose.count; k++)
        branches[k].steps = sent_copy(sent, branches[k].steps);
    copy.parallel.items = blocks;
    copy.choose.items = branches;
    copy.repeat.steps = sent_copy(sent, step->repeat.steps);
    return copy;
}

/* Of the steps those that send, with what they stand in. */
static struct items sent_copy(struct sent *sent, struct items steps)
{
    struct step_def *copies =
        arena_array(sent->world->arena, steps.count, sizeof(*copies));
    const struct step_def *step = steps.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < steps.count; i++)
        if (sends((struct items){(struct step_def *)(uintptr_t)&step[i], 1}))
            copies[count++] = sent_step(sent, &step[i]);
    return (struct items){copies, count};
}

/* A balancer sends on what the service behind it sends. */
static const struct endpoint_def *sender_of(const struct world *world,
                                            const struct endpoint_def *endpoint,
                                            const struct service_def *service)
{
    while (service && service_def_is_balancer(service) && service->forward &&
           !sends(endpoint->steps)) {
        const char *name = endpoint->item.name;
        const struct endpoint_def *behind = world_endpoint_find(
            world, arena_format(world->arena, "%s.%s", service->forward, name));
        if (!behind)
            break;
        endpoint = behind;
        service = world_service_find(world, service->forward, strlen(service->forward));
    }
    return endpoint;
}

void world_edge_front(struct world *world, const struct service_def *service,
                      struct endpoint_def *endpoint, const struct endpoint_def *origin)
{
    const struct service_def *behind =
        world_service_find(world, service->forward, strlen(service->forward));
    struct sent sent = {world, endpoint->item.path, 0};
    struct items copies = sent_copy(&sent, sender_of(world, origin, behind)->steps);
    struct items steps = {NULL, 0};
    struct item item = endpoint->item;
    item.path = arena_format(world->arena, "%s.miss", endpoint->item.path);
    struct step_def *room = steps_room(world, &steps, 1 + copies.count);
    room[0] = choice(world, item, 1 - service->cloudfront.hit, endpoint->steps);
    if (copies.count)
        memcpy(&room[1], copies.items, copies.count * sizeof(*room));
    steps.count = 1 + copies.count;
    endpoint->steps = steps;
}

/* ---- a message bus ---- */

static struct step_def delivery(struct world *world, const struct service_def *service,
                                const struct bus_target_def *target, const char *path)
{
    const double share = isnan(target->share) ? service->bus.share : target->share;
    const struct item item = {"publish", path, target->item.place};
    const struct step_def publish = {
        .item = item, .kind = STEP_PUBLISH, .publish = target->to};
    if (share >= 1)
        return publish;
    struct items inside = {NULL, 0};
    *steps_room(world, &inside, 1) = publish;
    inside.count = 1;
    return choice(world,
                  (struct item){"choose", arena_format(world->arena, "%s.share", path),
                                target->item.place},
                  share, inside);
}

static void deliver(struct world *world, const struct service_def *service,
                    struct endpoint_def *endpoint)
{
    const struct bus_target_def *targets = service->bus.to.items;
    const uint32_t count = service->bus.to.count;
    struct step_def *room = steps_room(world, &endpoint->steps, count);
    for (uint32_t i = 0; i < count; i++)
        room[i] = delivery(
            world, service, &targets[i],
            arena_format(world->arena, "%s.to.%u", endpoint->item.path, (unsigned)i));
    endpoint->steps.count += count;
}

static void find_targets(const struct world *world, const struct service_def *service)
{
    struct bus_target_def *targets = service->bus.to.items;
    for (uint32_t i = 0; i < service->bus.to.count; i++)
        if (targets[i].to)
            targets[i].service =
                world_service_find(world, targets[i].to, strcspn(targets[i].to, "."));
}

void world_edge_deliver(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        struct endpoint_def *endpoints = services[i].endpoints.items;
        if (!service_def_is_bus(&services[i]))
            continue;
        find_targets(world, &services[i]);
        for (uint32_t k = 0; k < services[i].endpoints.count; k++)
            deliver(world, &services[i], &endpoints[k]);
    }
}

/* ---- what AWS allows ---- */

static void assume(struct world *world, const struct service_def *service,
                   const char *key, const char *value, const char *kind,
                   const char *source)
{
    if (!world_text_given(world, service->item.path, key))
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.%s", service->item.path, key), value,
                   kind, source);
}

/* The provider's own rate. */
static void limit_rate(struct world *world, struct service_def *service, double per_s,
                       const char *kind, const char *source)
{
    char text[UNIT_TEXT];
    units_write_rate(text, per_s);
    if (!world_text_given(world, service->item.path, "rate_limit"))
        service->rate_limit_per_s = per_s;
    assume(world, service, "rate_limit", text, kind, source);
}

static void complete_sqs(struct world *world, struct service_def *service)
{
    if (service->bus.fifo == 1)
        limit_rate(world, service, 300, "published",
                   "SQS developer guide, quotas of a FIFO queue without batches");
    else
        assume(world, service, "rate_limit", "unlimited", "published",
               "SQS developer guide, quotas: nearly unlimited");
    assume(world, service, "in_flight", "120000", "published",
           "SQS developer guide, quotas");
}

/* The guide's table was read for two regions only. */
static void complete_eventbridge(struct world *world, struct service_def *service)
{
    const char *region = world->design->region;
    const bool read =
        strcmp(region, "us-east-1") == 0 || strcmp(region, "us-east-2") == 0;
    limit_rate(
        world, service, bus_def_events_per_s(region), read ? "published" : "guessed",
        read ? "EventBridge user guide, quotas: PutEvents in this region"
             : "PutEvents quota of this region as remembered; check your account's");
}

static void complete_nat_gateway(struct world *world, const struct service_def *service)
{
    assume(world, service, "connections", "55000", "published",
           "VPC user guide, NAT gateways: to each destination");
    assume(world, service, "bandwidth", "100 Gbps", "published",
           "VPC user guide, NAT gateways: 5 Gbps, and grows by itself to 100");
}

void world_edge_complete(struct world *world, struct service_def *service)
{
    if (service->kind == KIND_SQS)
        complete_sqs(world, service);
    else if (service->kind == KIND_SNS)
        assume(world, service, "rate_limit", "unlimited", "default", "");
    else if (service->kind == KIND_EVENTBRIDGE)
        complete_eventbridge(world, service);
    else if (service->kind == KIND_NAT_GATEWAY)
        complete_nat_gateway(world, service);
    else if (service->kind == KIND_CLOUDFRONT)
        assume(world, service, "latency", "10 ms", "guessed",
               "an answer of an edge near its user; no source found");
    else if (service->kind == KIND_S3)
        assume(world, service, "latency", "30 ms", "guessed",
               "AWS speaks of tens of milliseconds for a small object");
}

/* ---- checks ---- */

static void check_target(struct world *world, const struct service_def *service,
                         const struct bus_target_def *target)
{
    const struct endpoint_def *endpoint =
        target->to ? world_endpoint_find(world, target->to) : NULL;
    if (endpoint && endpoint->service->queue.broker)
        error_list_add(world->errors, target->item.place, target->item.path,
                       "%s takes its messages from %s (queue.broker), so %s cannot hand "
                       "it any",
                       endpoint->service->item.name, endpoint->service->queue.broker,
                       service->item.name);
}

void world_edge_check(struct world *world, const struct service_def *service)
{
    const struct bus_target_def *targets = service->bus.to.items;
    if (!service_def_is_bus(service))
        return;
    if (service->kind == KIND_SQS && service->bus.to.count > 1)
        error_list_add(world->errors, targets[1].item.place, targets[1].item.path,
                       "a message of an sqs goes to one consumer; for several put an sns "
                       "before one sqs for each");
    for (uint32_t i = 0; i < service->bus.to.count; i++)
        check_target(world, service, &targets[i]);
}

void world_edge_warn(struct world *world, const struct service_def *service)
{
    if (service_def_is_bus(service) && service->bus.to.count == 0)
        error_list_warn(world->errors, service->item.place, service->item.path,
                        "it hands its messages to nobody: give `to`");
    if (service->kind == KIND_CLOUDFRONT && !service->forward)
        error_list_warn(
            world->errors,
            world_text_place(world, service->item.path, "hit", service->item.place),
            arena_format(world->arena, "%s.hit", service->item.path),
            "has no effect: there is no origin (`forward`)");
}
