/* world_rds.c - each `kind: rds` gets a host of its own, and its service runs there.
 *
 * The host has the service's name and path, so that what is said of it points to the
 * service. What the class does not offer a database (`memory` less `os_memory`) is what
 * RDS and the operating system keep: the host's kernel memory.
 */
#include "sim/world_rds.h"

#include "models/memory_def.h"
#include "sim/world_host.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static bool is_rds(const struct service_def *service)
{
    return service->kind_text && strcmp(service->kind_text, "rds") == 0;
}

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
    char text[UNIT_TEXT];
    units_write_number(text, type->speed);
    note_class(world, service, "speed", arena_format(world->arena, "%s", text),
               "published", type->source);
    units_write_size(text, type->os_memory_bytes);
    note_class(world, service, "memory",
               arena_format(world->arena, "%s for the database", text), "fitted",
               type->source);
    if (isnan(type->burst.baseline))
        return;
    note_class(world, service, "credits", "unlimited", "published", type->source);
    if (!world_text_given(world, service->item.path, "credits"))
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.credits.initial", service->item.path),
                   service->rds.credits.initial, "default", "");
}

static void class_find(struct world *world, const struct service_def *service,
                       struct host_def *host)
{
    const char *name = service->rds.class_name;
    if (!name)
        return; /* reported as missing */
    if (world_catalog_database(&world->catalog, name, &host->instance)) {
        note_type(world, service, &host->instance);
        return;
    }
    struct world_names names;
    names.items =
        world_catalog_names(&world->catalog, WORLD_CATALOG_DATABASES, &names.count);
    names.capacity = names.count;
    error_list_expected(
        world->errors,
        world_text_place(world, service->item.path, "class", service->item.place),
        arena_format(world->arena, "%s.class", service->item.path),
        "an RDS class of the catalog, such as db.t3.medium", name,
        world_text_nearest(world, name, &names));
}

static void host_make(struct world *world, const struct service_def *service,
                      struct host_def *host)
{
    *host = (struct host_def){.item = service->item};
    fields_defaults(&world->fields, &host_table, host);
    host->item = service->item;
    host->managed = service;
    host->is_catalog = 1;
    host->count = 1;
    host->os = OS_NONE;
    host->public_ip = 0;
    host->credits.initial = service->rds.credits.initial;
    host->volume = rds_def_volume(&service->rds.storage);
    host->instance =
        (struct instance_type){.vcpus = 1, .speed = 1, .burst.baseline = NAN};
    class_find(world, service, host);
    host->instance.name = host->instance.item.name = service->rds.class_name;
    host->system.kernel_bytes =
        fmax(0, host->instance.memory_bytes - host->instance.os_memory_bytes);
    host->price_usd_per_h = host->surplus_usd_per_vcpu_h = NAN;
}

static void check(struct world *world, const struct service_def *service)
{
    const struct item *item = &service->item;
    const struct rds_storage_def *storage = &service->rds.storage;
    if (world_host_find(world, item->name))
        error_list_add(
            world->errors, item->place, item->path,
            "a host has that name already, and an rds is a machine of its own");
    if (storage->type == VOLUME_GP2 && storage->size_bytes >= 400 * 1073741824.0)
        error_list_add(world->errors,
                       world_text_place(world, item->path, "storage", item->place),
                       arena_format(world->arena, "%s.storage", item->path),
                       "gp2 of 400 GiB and more, which is striped, is not yet supported");
}

void world_rds_hosts(struct world *world)
{
    struct design *design = world->design;
    const struct service_def *services = design->services.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++)
        count += is_rds(&services[i]);
    if (count == 0)
        return;
    struct host_def *hosts =
        arena_grow(world->arena, design->hosts.items, design->hosts.count,
                   design->hosts.count + count, sizeof(*hosts));
    for (uint32_t i = 0; i < design->services.count; i++)
        if (is_rds(&services[i]))
            check(world, &services[i]);
    design->hosts.items = hosts;
    for (uint32_t i = 0; i < design->services.count; i++)
        if (is_rds(&services[i]))
            host_make(world, &services[i], &hosts[design->hosts.count++]);
}

/* An unknown class has no memory, and was reported. */
static void connections_complete(struct world *world, struct service_def *service,
                                 double memory_bytes)
{
    const double own = rds_def_max_connections(service->rds.engine, memory_bytes);
    const double given = service->rds.max_connections;
    char text[UNIT_TEXT];
    service->connections = isnan(given) ? fmax(own, 1) : given;
    if (!isnan(given))
        return;
    units_write_number(text, service->connections);
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.max_connections", service->item.path), text,
               "published", "RDS default parameter group, from the class's memory");
}

void world_rds_complete(struct world *world, struct service_def *service)
{
    const struct host_def *hosts = world->design->hosts.items;
    if (!is_rds(service))
        return;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].managed == service)
            service->own_host = &hosts[i];
    const double memory_bytes = service->own_host->instance.os_memory_bytes;
    const double bytes = rds_def_buffer_bytes(service->rds.engine, memory_bytes);
    connections_complete(world, service, memory_bytes);
    fields_defaults(&world->fields, &balance_def_table, &service->balance);
    fields_defaults(&world->fields, &memory_def_table, &service->memory);
    service->memory.base_bytes = bytes;
    char text[UNIT_TEXT];
    units_write_size(text, service->memory.base_bytes);
    note_class(world, service, "buffer_pool", arena_format(world->arena, "%s", text),
               "guessed",
               "3/4 of the memory, PostgreSQL 1/4: general knowledge of RDS defaults");
}
