/* world_cluster.c - each rds, elasticache and opensearch gets a host of its own, and its
 * service runs there.
 *
 * The host has the service's name and path, so that what is said of it points to the
 * service, and a machine for each node. What the class does not offer the service
 * (`memory` less `os_memory`) is what the provider keeps: the host's kernel memory.
 *
 * What the service does with its machines comes from a rule (the buffer pool of a
 * database) or from the preset of the same program (redis, elasticsearch).
 */
#include "sim/world_cluster.h"

#include "models/memory_def.h"
#include "models/rds_def.h"
#include "sim/world_host.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static enum cluster_kind kind_of(const struct service_def *service)
{
    return cluster_def_kind(service->kind_text);
}

/* ---- the class ---- */

/* What the class brings along has no key of its own: the user wrote `class`. */
static void note_class(struct world *world, const struct service_def *service,
                       const char *what, const char *value, const char *kind,
                       const char *source)
{
    const char *path =
        arena_format(world->arena, "%s.class.%s", service->item.path, what);
    ledger_add(&world->design->ledger, path, value, kind, source);
}

static void note_type(struct world *world, const struct service_def *service,
                      const struct instance_type *type)
{
    const bool rds = kind_of(service) == CLUSTER_RDS;
    const bool bought = type->burst.mode == CREDIT_MODE_UNLIMITED;
    char text[UNIT_TEXT];
    units_write_number(text, type->speed);
    note_class(world, service, "speed", arena_format(world->arena, "%s", text),
               "published", type->source);
    units_write_size(text, type->os_memory_bytes);
    note_class(
        world, service, "memory",
        arena_format(world->arena, "%s for the %s", text, rds ? "database" : "service"),
        rds ? "fitted" : "published", type->source);
    if (isnan(type->burst.baseline))
        return;
    note_class(world, service, "credits", bought ? "unlimited" : "standard",
               rds ? "published" : "guessed", type->source);
    if (!world_text_given(world, service->item.path, "credits"))
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.credits.initial", service->item.path),
                   service->cluster.credits.initial, "default", "");
}

/* A class is known by its family: db.t3.medium, cache.t3.micro, t3.small.search. */
static bool is_of_kind(enum cluster_kind kind, const char *name)
{
    const size_t length = strlen(name);
    if (kind == CLUSTER_RDS)
        return strncmp(name, "db.", 3) == 0;
    if (kind == CLUSTER_CACHE)
        return strncmp(name, "cache.", 6) == 0;
    return length > 7 && strcmp(name + length - 7, ".search") == 0;
}

static void class_refuse(struct world *world, const struct service_def *service)
{
    static const char *const expected[] = {
        [CLUSTER_RDS] = "an RDS class of the catalog, such as db.t3.medium",
        [CLUSTER_CACHE] = "an ElastiCache class of the catalog, such as cache.t4g.micro",
        [CLUSTER_SEARCH] = "an OpenSearch class of the catalog, such as t3.small.search"};
    const char *path = service->item.path, *name = service->cluster.class_name;
    struct world_names names = {.count = 0};
    uint32_t count;
    const char **all =
        world_catalog_names(&world->catalog, WORLD_CATALOG_DATABASES, &count);
    for (uint32_t i = 0; i < count; i++)
        if (is_of_kind(kind_of(service), all[i]))
            world_text_add(world, &names, all[i]);
    error_list_expected(
        world->errors, world_text_place(world, path, "class", service->item.place),
        arena_format(world->arena, "%s.class", path), expected[kind_of(service)], name,
        world_text_nearest(world, name, &names));
}

static void class_find(struct world *world, const struct service_def *service,
                       struct host_def *host)
{
    const char *name = service->cluster.class_name;
    if (!name)
        return; /* reported as missing */
    if (is_of_kind(kind_of(service), name) &&
        world_catalog_database(&world->catalog, name, &host->instance))
        note_type(world, service, &host->instance);
    else
        class_refuse(world, service);
}

/* ---- the host ---- */

static struct volume_def volume_of(const struct service_def *service)
{
    switch (kind_of(service)) {
    case CLUSTER_RDS:
        return rds_def_volume(&service->cluster);
    case CLUSTER_SEARCH:
        return (struct volume_def){.type = service->cluster.storage.type,
                                   .size_bytes = service->cluster.storage.size_bytes,
                                   .iops = NAN,
                                   .throughput_bytes_per_s = NAN};
    default:
        return (struct volume_def){.type = VOLUME_NONE};
    }
}

/* Typical times of the RDS and Aurora user guides: 60 to 120 s to a standby, under 60 s to
 * a reader. */
static void failover_find(struct world *world, const struct service_def *service,
                          struct host_def *host)
{
    const struct cluster_def *cluster = &service->cluster;
    const bool rds = kind_of(service) == CLUSTER_RDS;
    const bool aurora = rds && cluster_def_is_aurora(cluster) && cluster->nodes > 1;
    host->failover_s = aurora ? 30 : rds && cluster->multi_az == 1 ? 60 : 0;
    if (host->failover_s > 0)
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.failover", service->item.path),
                   arena_format(world->arena, "%g s", host->failover_s), "guessed",
                   aurora ? "a reader becomes the writer: general knowledge of Aurora"
                          : "to the standby: general knowledge of RDS");
}

static void host_make(struct world *world, const struct service_def *service,
                      struct host_def *host)
{
    *host = (struct host_def){.item = service->item};
    fields_defaults(&world->fields, &host_table, host);
    host->item = service->item;
    host->managed = service;
    host->is_catalog = 1;
    host->count = service->cluster.nodes;
    host->zones = service->cluster.zones;
    host->os = OS_NONE;
    host->public_ip = 0;
    host->credits.initial = service->cluster.credits.initial;
    host->volume = volume_of(service);
    host->instance =
        (struct instance_type){.vcpus = 1, .speed = 1, .burst.baseline = NAN};
    class_find(world, service, host);
    host->instance.name = host->instance.item.name = service->cluster.class_name;
    if (isnan(host->instance.os_memory_bytes))
        host->instance.os_memory_bytes = host->instance.memory_bytes;
    host->system.kernel_bytes =
        fmax(0, host->instance.memory_bytes - host->instance.os_memory_bytes);
    host->price_usd_per_h = host->surplus_usd_per_vcpu_h = NAN;
    failover_find(world, service, host);
}

static void complain(struct world *world, const struct service_def *service,
                     const char *key, const char *what)
{
    const struct item *item = &service->item;
    error_list_add(world->errors, world_text_place(world, item->path, key, item->place),
                   arena_format(world->arena, "%s.%s", item->path, key), "%s", what);
}

static void check_rds(struct world *world, const struct service_def *service)
{
    const struct cluster_def *cluster = &service->cluster;
    const char *storage = arena_format(world->arena, "%s.storage", service->item.path);
    if (cluster_def_is_aurora(cluster)) {
        if (cluster->multi_az == 1)
            complain(world, service, "multi_az",
                     "Aurora has no standby: a second of its `nodes` takes over");
        if (world_text_given(world, storage, "type"))
            complain(world, service, "storage",
                     "Aurora's storage has no type, only a size");
        return;
    }
    if (cluster->storage.size_bytes < 20 * CLUSTER_GIB)
        complain(world, service, "storage", "RDS volumes have 20 GiB or more");
    if (cluster->storage.size_bytes > 65536 * CLUSTER_GIB)
        complain(world, service, "storage", "RDS volumes have 64 TiB or less");
}

static void check(struct world *world, const struct service_def *service)
{
    const struct item *item = &service->item;
    if (world_host_find(world, item->name))
        error_list_add(world->errors, item->place, item->path,
                       "a host has that name already, and an %s is a machine of its own",
                       service->kind_text);
    if (kind_of(service) == CLUSTER_RDS)
        check_rds(world, service);
}

void world_cluster_hosts(struct world *world)
{
    struct design *design = world->design;
    const struct service_def *services = design->services.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++)
        count += kind_of(&services[i]) != CLUSTER_NONE;
    if (count == 0)
        return;
    struct host_def *hosts =
        arena_grow(world->arena, design->hosts.items, design->hosts.count,
                   design->hosts.count + count, sizeof(*hosts));
    for (uint32_t i = 0; i < design->services.count; i++)
        if (kind_of(&services[i]) != CLUSTER_NONE)
            check(world, &services[i]);
    design->hosts.items = hosts;
    for (uint32_t i = 0; i < design->services.count; i++)
        if (kind_of(&services[i]) != CLUSTER_NONE)
            host_make(world, &services[i], &hosts[design->hosts.count++]);
}

/* ---- the service on it ---- */

static void connections_complete(struct world *world, struct service_def *service,
                                 const struct instance_type *type)
{
    const double given = service->cluster.max_connections;
    const double own = rds_def_max_connections(service->cluster.engine,
                                               type->os_memory_bytes, type->memory_bytes);
    char text[UNIT_TEXT];
    service->connections = isnan(given) ? fmax(own, 1) : given;
    if (!isnan(given))
        return;
    units_write_number(text, service->connections);
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.max_connections", service->item.path), text,
               "published", "RDS default parameter group, from the class's memory");
}

static void database_complete(struct world *world, struct service_def *service,
                              const struct instance_type *type)
{
    char text[UNIT_TEXT];
    connections_complete(world, service, type);
    fields_defaults(&world->fields, &memory_def_table, &service->memory);
    service->memory.base_bytes =
        rds_def_buffer_bytes(service->cluster.engine, type->os_memory_bytes);
    service->has_writer = service->cluster.nodes > 1;
    units_write_size(text, service->memory.base_bytes);
    note_class(world, service, "buffer_pool", arena_format(world->arena, "%s", text),
               "guessed",
               "3/4 of the memory, PostgreSQL 1/4: general knowledge of RDS defaults");
}

/* Takes over how the program of that preset works, with its lines of the ledger. */
static void preset_lay(struct world *world, struct service_def *service)
{
    static const char *const keys[] = {"workers", "threads", "async",     "backlog",
                                       "memory",  "jvm",     "background"};
    const struct yaml_node *preset =
        world_catalog_preset(&world->catalog, cluster_def_program(service->kind_text));
    struct yaml_node *kept = yaml_tree_mapping(world->arena, service->item.place);
    struct service_def *program = arena_allocate(world->arena, sizeof(*program));
    for (size_t i = 0; preset && i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct yaml_node *node = yaml_tree_get(preset, keys[i]);
        if (node)
            yaml_tree_put(world->arena, kept, keys[i],
                          yaml_tree_copy(world->arena, node));
    }
    yaml_tree_put(
        world->arena, kept, "on",
        yaml_tree_scalar(world->arena, service->item.name, service->item.place));
    *program = (struct service_def){.item = service->item};
    fields_fill(&world->fields, &service_table, kept, service->item.path, program);
    service->workers = program->workers;
    service->threads = program->threads;
    service->async = program->async;
    service->backlog = program->backlog;
    service->memory = program->memory;
    service->jvm = program->jvm;
    service->jvm.given = yaml_tree_get(kept, "jvm") != NULL;
    service->background_cpu = program->background_cpu;
}

/* More data than memory would be evicted, or refused: the design is wrong. */
static void cache_check(struct world *world, const struct service_def *service,
                        const struct instance_type *type)
{
    char text[3][UNIT_TEXT];
    const double nodes = service->cluster.nodes;
    if (service->memory.base_bytes <= type->os_memory_bytes)
        return;
    units_write_size(text[0], service->storage_bytes);
    units_write_size(text[1], type->os_memory_bytes);
    units_write_number(text[2], nodes);
    complain(world, service, "storage",
             arena_format(world->arena,
                          "%s of data do not fit the memory: %s node%s of %s each",
                          text[0], text[2], nodes == 1 ? "" : "s", text[1]));
}

static void cache_complete(struct world *world, struct service_def *service,
                           const struct instance_type *type)
{
    const bool event_loop = service->cluster.engine != CLUSTER_MEMCACHED;
    const double data_bytes = service->storage_bytes / fmax(service->cluster.nodes, 1);
    if (event_loop)
        preset_lay(world, service);
    else
        fields_defaults(&world->fields, &memory_def_table, &service->memory);
    service->memory.base_bytes += data_bytes;
    if (type->os_memory_bytes > 0)
        cache_check(world, service, type);
}

void world_cluster_complete(struct world *world, struct service_def *service)
{
    const struct host_def *hosts = world->design->hosts.items;
    if (kind_of(service) == CLUSTER_NONE)
        return;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].managed == service)
            service->own_host = &hosts[i];
    const struct instance_type *type = &service->own_host->instance;
    if (kind_of(service) == CLUSTER_RDS)
        database_complete(world, service, type);
    else if (kind_of(service) == CLUSTER_CACHE)
        cache_complete(world, service, type);
    else
        preset_lay(world, service);
}
