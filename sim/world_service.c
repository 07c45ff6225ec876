/* world_service.c - services complete: kind, overrides by host, instances with their
 * machines and weights.
 *
 * Replicas are dealt in turn over the machines named, so that three on two machines are
 * 2 and 1. An instance on a host with overrides has a definition of its own: the
 * service's keys with the override's laid over them. What belongs to the service as a
 * whole (where it runs, its endpoints, how it is balanced) cannot differ by host.
 */
#include "sim/world_service.h"

#include "sim/input/yaml_path.h"
#include "sim/world_cluster.h"
#include "sim/world_ecs.h"
#include "sim/world_edge.h"
#include "sim/world_fargate.h"
#include "sim/world_host.h"
#include "sim/world_serverless.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

struct service_def *world_service_find(const struct world *world, const char *name,
                                       size_t length)
{
    struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        if (strlen(services[i].item.name) == length &&
            strncmp(services[i].item.name, name, length) == 0)
            return &services[i];
    return NULL;
}

/* ---- kinds ---- */

static int kind_of(const char *text)
{
    static const char *const names[] = {
        [KIND_EXTERNAL] = "external",
        [KIND_FLAT] = "flat",
        [KIND_ALB] = "alb",
        [KIND_S3] = "s3",
        [KIND_LAMBDA] = "lambda",
        [KIND_DYNAMODB] = "dynamodb",
        [KIND_API_GATEWAY] = "api_gateway",
        [KIND_CLOUDFRONT] = "cloudfront",
        [KIND_SQS] = "sqs",
        [KIND_SNS] = "sns",
        [KIND_EVENTBRIDGE] = "eventbridge",
        [KIND_SES] = "ses",
        [KIND_CLOUDWATCH] = "cloudwatch",
        [KIND_ROUTE53] = "route53",
        [KIND_ECR] = "ecr",
        [KIND_NLB] = "nlb",
        [KIND_NAT_GATEWAY] = "nat_gateway",
        [KIND_SECRETS] = "secrets",
    };
    for (int kind = KIND_EXTERNAL; text && kind < KIND_COUNT; kind++)
        if (strcmp(names[kind], text) == 0)
            return kind;
    return KIND_PROCESS;
}

/* The tables of managed kinds name only their own keys; the rest must not limit them. */
static void managed_complete(struct service_def *service)
{
    service->workers = 1;
    service->threads = service->backlog.size = service->cpus = INFINITY;
    service->connections = INFINITY;
    service->queue_timeout = distribution_constant(INFINITY);
    service->worker_timeout_s = service->mem_limit_bytes = INFINITY;
    service->cpu_shares = 1024;
    service->replicas = service->start_at_s = NAN;
    service->restart.policy = RESTART_ALWAYS;
    if (service->kind != KIND_EXTERNAL)
        service->concurrency = INFINITY;
    if (service->kind != KIND_EXTERNAL && service->kind != KIND_API_GATEWAY &&
        service->kind != KIND_ALB && service->kind != KIND_SES &&
        !service_def_is_bus(service))
        service->rate_limit_per_s = INFINITY;
    if (service->kind != KIND_ALB && service->kind != KIND_API_GATEWAY)
        service->tls.certificate = -1;
    if (service_def_serves_nobody(service))
        service->latency = distribution_constant(0);
    service->queue.max = INFINITY;
    if (service_def_is_bus(service))
        service->queue.ack = ACK_LATE; /* it loses none */
}

static void process_complete(struct service_def *service)
{
    if (!service->kind_text) /* a task of ECS or Fargate has the key */
        service->latency = distribution_constant(0);
    service->concurrency = service->rate_limit_per_s = INFINITY;
}

static bool is_kind(const struct service_def *service, const char *kind)
{
    return service->kind_text && strcmp(service->kind_text, kind) == 0;
}

static void service_complete(struct world *world, struct service_def *service,
                             const struct yaml_node *node)
{
    service->kind = kind_of(service->kind_text);
    const bool cluster = cluster_def_kind(service->kind_text) != CLUSTER_NONE;
    if (service->kind == KIND_PROCESS && !cluster)
        process_complete(service);
    else
        managed_complete(service);
    world_fargate_complete(world, service);
    if (is_kind(service, "ecs"))
        world_ecs_complete(world, service);
    world_serverless_complete(world, service);
    world_edge_complete(world, service);
    const struct yaml_node *jvm = yaml_tree_get(node, "jvm");
    const struct yaml_node *tls = yaml_tree_get(node, "tls");
    service->jvm.given = service->kind == KIND_PROCESS && jvm && !yaml_tree_is_null(jvm);
    world_cluster_complete(world, service);
    const bool ends_tls = tls && !yaml_tree_is_null(tls);
    service->ends_tls = ends_tls && service->kind == KIND_NLB;
    if (ends_tls && service->kind != KIND_NLB && service->tls.certificate < 0) {
        service->tls.certificate = CERTIFICATE_ECDSA_P256;
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.tls.certificate", service->item.path),
                   "ecdsa_p256", "default", "");
    }
}

/* ---- overrides ---- */

/* Keys that belong to the service as a whole. */
static const char *const shared_keys[] = {
    "kind",    "preset", "on",        "replicas", "overrides", "balance",    "queue",
    "forward", "each",   "endpoints", "pools",    "tls",       "connections"};

static bool override_check_keys(struct world *world, const struct yaml_node *node,
                                const char *path)
{
    bool fine = true;
    for (uint32_t i = 0; i < node->count; i++)
        for (size_t k = 0; k < sizeof(shared_keys) / sizeof(shared_keys[0]); k++)
            if (strcmp(node->pairs[i].key, shared_keys[k]) == 0) {
                error_list_add(world->errors, node->pairs[i].key_place, path,
                               "\"%s\" belongs to the service as a whole and cannot "
                               "differ by host",
                               shared_keys[k]);
                fine = false;
            }
    return fine;
}

/* The host an override is for must carry the service. */
static bool override_check_host(struct world *world, const struct service_def *service,
                                const struct yaml_pair *pair, const char *path)
{
    const struct on_def *on = service->on.items;
    struct world_names hosts = {.count = 0};
    for (uint32_t i = 0; i < service->on.count; i++) {
        const char *where = on[i].where ? on[i].where : "";
        const size_t length = strcspn(where, "[");
        if (strncmp(where, pair->key, length) == 0 && pair->key[length] == '\0')
            return true;
        world_text_add(world, &hosts, arena_text(world->arena, where, length));
    }
    error_list_expected(world->errors, pair->key_place, path,
                        arena_format(world->arena, "a host %s is on (%s)",
                                     service->item.name, world_text_list(world, &hosts)),
                        pair->key, world_text_nearest(world, pair->key, &hosts));
    return false;
}

/* Filled twice: the override's keys alone, so that its mistakes have their own paths and
 * places, then laid over the service. The service's own mistakes were reported before. */
static void override_fill(struct world *world, const struct service_def *service,
                          const struct yaml_node *node, const struct yaml_pair *pair,
                          struct override_def *override)
{
    const char *path =
        arena_format(world->arena, "%s.overrides.%s", service->item.path, pair->key);
    struct service_def *own = arena_allocate(world->arena, sizeof(*own));
    struct fields fields;
    override->item = (struct item){pair->key, path, pair->key_place};
    override->service = service;
    if (pair->value->kind != YAML_MAPPING) {
        error_list_add(world->errors, pair->value->place, path,
                       "expected a mapping of a service's keys");
        return;
    }
    if (!override_check_host(world, service, pair, path) ||
        !override_check_keys(world, pair->value, path))
        return;
    struct yaml_node *alone = yaml_tree_copy(world->arena, pair->value);
    yaml_tree_put(world->arena, alone, "on",
                  yaml_tree_scalar(world->arena, pair->key, pair->key_place));
    fields_init(&fields, world->arena, world->errors, NULL, world->folder);
    if (!fields_fill(&fields, &service_table, alone, path, own) || world->errors->errors)
        return;
    struct yaml_node *laid = yaml_tree_merge(world->arena, node, pair->value);
    yaml_tree_remove(laid, "overrides");
    fields_init(&fields, world->arena, world->errors, NULL, world->folder);
    *own = (struct service_def){.item = service->item};
    fields_fill(&fields, &service_table, laid, path, own);
    service_complete(world, own, laid);
    override->service = own;
}

static void overrides_fill(struct world *world, struct service_def *service,
                           const struct yaml_node *node)
{
    const struct yaml_node *tree = service->overrides_tree;
    if (!tree)
        return;
    if (tree->kind != YAML_MAPPING) {
        error_list_add(world->errors, tree->place,
                       arena_format(world->arena, "%s.overrides", service->item.path),
                       "expected a mapping by host");
        return;
    }
    struct override_def *overrides =
        arena_array(world->arena, tree->count, sizeof(*overrides));
    for (uint32_t i = 0; i < tree->count; i++)
        override_fill(world, service, node, &tree->pairs[i], &overrides[i]);
    service->overrides = (struct items){overrides, tree->count};
}

void world_service_prepare(struct world *world)
{
    struct service_def *services = world->design->services.items;
    const struct yaml_node *nodes = yaml_tree_get(world->root, "services");
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct yaml_node *node = yaml_tree_get(nodes, services[i].item.name);
        services[i].index = i;
        service_complete(world, &services[i], node);
        overrides_fill(world, &services[i], node);
    }
    world_serverless_account(world);
}

/* ---- placing ---- */

struct places { /* machines, in the order named */
    uint32_t *machines;
    uint32_t count;
};

static bool places_hold(const struct places *places, uint32_t machine)
{
    for (uint32_t i = 0; i < places->count; i++)
        if (places->machines[i] == machine)
            return true;
    return false;
}

static void add_once(struct world *world, struct world_names *names, const char *name)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return;
    world_text_add(world, names, name);
}

/* May tasks of the service be placed in that zone? */
static bool allows(const struct service_def *service, const char *zone)
{
    const struct zone_def *zones = service->ecs.zones.items;
    for (uint32_t i = 0; i < service->ecs.zones.count; i++)
        if (zones[i].name && strcmp(zones[i].name, zone) == 0)
            return true;
    return service->ecs.zones.count == 0;
}

/* Those in the zones that are given; each of these has a machine, or is a mistake. */
static void keep_zones(struct world *world, const struct service_def *service,
                       struct places *places)
{
    const struct machine_def *machines = world->design->machines;
    const struct zone_def *zones = service->ecs.zones.items;
    uint32_t kept = 0;
    for (uint32_t z = 0; z < service->ecs.zones.count; z++) {
        struct world_names names = {.count = 0};
        bool has = false;
        for (uint32_t i = 0; i < places->count && zones[z].name; i++) {
            add_once(world, &names, machines[places->machines[i]].zone);
            has = has || strcmp(machines[places->machines[i]].zone, zones[z].name) == 0;
        }
        if (!has && places->count > 0 && zones[z].name)
            error_list_expected(world->errors, zones[z].item.place, zones[z].item.path,
                                arena_format(world->arena,
                                             "a zone with a machine that it is on (%s)",
                                             world_text_list(world, &names)),
                                zones[z].name, NULL);
    }
    for (uint32_t i = 0; i < places->count; i++)
        if (allows(service, machines[places->machines[i]].zone))
            places->machines[kept++] = places->machines[i];
    places->count = kept;
}

static struct places places_of(struct world *world, const struct service_def *service)
{
    struct places places = {.count = 0};
    const struct on_def *on = service->on.items;
    places.machines =
        arena_array(world->arena, world->design->machine_count, sizeof(uint32_t));
    for (uint32_t n = 0; service->own_host && n < service->own_host->machine_count; n++)
        places.machines[places.count++] = service->own_host->first_machine + n;
    for (uint32_t i = 0; i < service->on.count; i++) {
        uint32_t first, count;
        if (!on[i].where || !world_host_machines(world, on[i].where, &first, &count))
            continue; /* reported with the references */
        for (uint32_t n = 0; n < count; n++) {
            const struct machine_def *machine = &world->design->machines[first + n];
            if (machine->host->managed)
                error_list_add(world->errors, on[i].item.place, on[i].item.path,
                               "%s is a managed service: nothing else runs there",
                               machine->name);
            else if (places_hold(&places, first + n))
                error_list_add(world->errors, on[i].item.place, on[i].item.path,
                               "%s is named twice",
                               world->design->machines[first + n].name);
            else
                places.machines[places.count++] = first + n;
        }
    }
    keep_zones(world, service, &places);
    return places;
}

static double weight_on(const struct world *world, const struct service_def *service,
                        uint32_t machine)
{
    const struct weight_def *weights = service->balance.weights.items;
    double weight = 1;
    uint32_t narrowest = UINT32_MAX;
    if (service->balance.policy == BALANCE_ROUND_ROBIN)
        return 1;
    for (uint32_t i = 0; i < service->balance.weights.count; i++) {
        uint32_t first, count;
        if (!world_host_machines(world, weights[i].item.name, &first, &count) ||
            machine < first || machine >= first + count || count > narrowest)
            continue;
        narrowest = count; /* a machine's own weight before its host's */
        weight = weights[i].weight;
    }
    return weight;
}

static const struct service_def *definition_on(const struct world *world,
                                               const struct service_def *service,
                                               uint32_t machine)
{
    const struct override_def *overrides = service->overrides.items;
    const char *host = world->design->machines[machine].host->item.name;
    for (uint32_t i = 0; i < service->overrides.count; i++)
        if (strcmp(overrides[i].item.name, host) == 0)
            return overrides[i].service;
    return service;
}

static uint32_t instances_wanted(const struct service_def *service,
                                 const struct places *places)
{
    if (service_def_serves_nobody(service))
        return 0;
    if (service->kind != KIND_PROCESS)
        return 1;
    if (places->count == 0)
        return 0;
    return isnan(service->replicas) ? places->count : (uint32_t)service->replicas;
}

uint32_t world_service_spares(const struct world *world,
                              const struct service_def *service, uint32_t instances)
{
    const struct event_def *events = world->design->events.items;
    double spares = 0;
    for (uint32_t i = 0; i < world->design->events.count; i++) {
        const struct event_def *event = &events[i];
        if (!event->deploy || strcmp(event->deploy, service->item.name) != 0 ||
            service->kind != KIND_PROCESS)
            continue;
        if (event->strategy == STRATEGY_BLUE_GREEN)
            spares = instances;
        else if (event->strategy == STRATEGY_ROLLING)
            spares = fmax(spares, fmin(event->surge, instances));
    }
    return (uint32_t)spares;
}

/* In turn over the places; spares stand beside those they help. A task of Fargate is
 * the one instance of its machine. */
static struct world_seats seats_deal(struct world *world,
                                     const struct service_def *service,
                                     const struct places *places)
{
    struct world_seats seats = {.used = instances_wanted(service, places)};
    const bool outside = service->kind != KIND_PROCESS;
    const uint32_t again = service->fargate.given ? UINT32_MAX : seats.used;
    seats.count = service->fargate.given
                      ? places->count
                      : seats.used + world_service_spares(world, service, seats.used);
    seats.machines = arena_array(world->arena, seats.count, sizeof(*seats.machines));
    for (uint32_t n = 0; n < seats.count; n++)
        seats.machines[n] =
            outside ? UINT32_MAX
                    : places->machines[(n < again ? n : n - again) % places->count];
    return seats;
}

static struct world_seats seats_of(struct world *world, struct service_def *service,
                                   const struct places *places,
                                   const struct world_seats *before)
{
    service->task.machines = places->machines;
    service->task.machine_count = places->count;
    if (!service->ecs.given)
        return seats_deal(world, service, places);
    const uint32_t wanted = (uint32_t)service->replicas;
    const uint32_t most =
        service->autoscale.given ? (uint32_t)service->autoscale.max : wanted;
    return world_ecs_place(world, service, before,
                           most + world_service_spares(world, service, most));
}

static void instances_make(struct world *world, struct service_def *service,
                           const struct world_seats *seats)
{
    struct design *design = world->design;
    service->first_instance = design->instance_count;
    service->instance_count = seats->used;
    service->spare_count = seats->count - seats->used;
    for (uint32_t n = 0; n < seats->count; n++) {
        const uint32_t machine = seats->machines[n];
        const bool outside = machine == UINT32_MAX;
        design->instances[design->instance_count++] = (struct instance_def){
            .service = outside ? service : definition_on(world, service, machine),
            .service_index = service->index,
            .number = n,
            .name = arena_format(world->arena, "%s[%u]", service->item.name, (unsigned)n),
            .machine = machine,
            .weight = outside ? 1 : weight_on(world, service, machine),
            .spare = n >= seats->used,
        };
    }
}

/* Overridden definitions know their service's instances and resolved references too. */
static void overrides_complete(const struct service_def *service)
{
    const struct override_def *overrides = service->overrides.items;
    for (uint32_t i = 0; i < service->overrides.count; i++) {
        if (overrides[i].service == service)
            continue;
        /* made in override_fill; constant only for those who come after us */
        struct service_def *own = (struct service_def *)(uintptr_t)overrides[i].service;
        own->index = service->index;
        own->first_instance = service->first_instance;
        own->instance_count = service->instance_count;
        own->spare_count = service->spare_count;
        own->is_consumer = service->is_consumer;
        own->forward_to = service->forward_to;
        own->endpoints = service->endpoints;
        own->pools = service->pools;
    }
}

static void weights_check(struct world *world, const struct service_def *service,
                          const struct places *places)
{
    const struct weight_def *weights = service->balance.weights.items;
    double sum = 0;
    for (uint32_t i = 0; i < service->balance.weights.count; i++) {
        uint32_t first, count, met = 0;
        const struct item *item = &weights[i].item;
        if (world_host_machines(world, item->name, &first, &count))
            for (uint32_t n = first; n < first + count; n++)
                met += places_hold(places, n);
        if (met == 0)
            error_list_add(world->errors, item->place, item->path,
                           "%s has no instance on \"%s\"", service->item.name,
                           item->name);
    }
    for (uint32_t n = 0; n < service->instance_count; n++)
        sum += world->design->instances[service->first_instance + n].weight;
    if (service->instance_count > 0 && sum <= 0)
        error_list_add(world->errors, service->item.place, service->item.path,
                       "every instance has weight 0, so nobody could be asked");
}

void world_service_place(struct world *world)
{
    struct design *design = world->design;
    struct service_def *services = design->services.items;
    struct places *places =
        arena_array(world->arena, design->services.count, sizeof(*places));
    struct world_seats *seats =
        arena_array(world->arena, design->services.count, sizeof(*seats));
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++) {
        places[i] = places_of(world, &services[i]);
        seats[i] = seats_of(world, &services[i], &places[i], seats);
        count += seats[i].count;
    }
    design->instances = arena_array(world->arena, count, sizeof(*design->instances));
    for (uint32_t i = 0; i < design->services.count; i++) {
        instances_make(world, &services[i], &seats[i]);
        weights_check(world, &services[i], &places[i]);
    }
}

void world_service_finish(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        overrides_complete(&services[i]);
}
