/* world_reference.c - does everything that is named exist?
 *
 * Checked after all layers were applied, so that a variant may name what only it adds.
 */
#include "sim/world_reference.h"

#include "sim/world_endpoint.h"
#include "sim/world_host.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <stdlib.h>
#include <string.h>

static void add_hosts(struct world *world, struct world_names *names)
{
    const struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        world_text_add(world, names, hosts[i].item.name);
}

static void add_services(struct world *world, struct world_names *names)
{
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        world_text_add(world, names, services[i].item.name);
}

/* "web[5]" of a host or service that exists: the number is wrong, not the name. */
static const char *expect_number(struct world *world, const char *text)
{
    const size_t length = strcspn(text, "[");
    if (text[length] == '\0')
        return NULL;
    const char *name = arena_text(world->arena, text, length);
    const struct host_def *host = world_host_find(world, name);
    const struct service_def *service = world_service_find(world, name, length);
    const uint32_t count = host      ? host->machine_count
                           : service ? service->instance_count
                                     : 0;
    if (count == 0)
        return NULL;
    if (count == 1)
        return arena_format(world->arena, "%s or %s[0], the only one", name, name);
    return arena_format(world->arena, "%s[0] to %s[%u]", name, name, (unsigned)count - 1);
}

static void refuse(struct world *world, const struct reference *reference,
                   const char *what, struct world_names *names)
{
    const char *expected =
        names->count == 0
            ? arena_format(world->arena, "%s, and there is none", what)
            : arena_format(world->arena, "%s (%s)", what, world_text_list(world, names));
    error_list_expected(world->errors, reference->place, reference->path, expected,
                        reference->text,
                        world_text_nearest(world, reference->text, names));
}

static void check_machine(struct world *world, const struct reference *reference)
{
    uint32_t first, count;
    struct world_names names = {.count = 0};
    if (world_host_machines(world, reference->text, &first, &count))
        return;
    const char *number = expect_number(world, reference->text);
    add_hosts(world, &names);
    if (number)
        error_list_expected(world->errors, reference->place, reference->path, number,
                            reference->text, NULL);
    else
        refuse(world, reference, "a host", &names);
}

static void check_service(struct world *world, const struct reference *reference)
{
    struct world_names names = {.count = 0};
    if (world_service_find(world, reference->text, strlen(reference->text)))
        return;
    add_services(world, &names);
    refuse(world, reference, "a service", &names);
}

/* Its endpoints may be the ones of a preset that was misspelt, which is said already. */
static bool has_unknown_preset(struct world *world, const char *endpoint)
{
    const struct service_def *service =
        world_service_find(world, endpoint, strcspn(endpoint, "."));
    return service && service->preset &&
           !world_catalog_entry(&world->catalog, WORLD_CATALOG_SERVICES, service->preset);
}

static void check_endpoint(struct world *world, const char *text, struct place place,
                           const char *path)
{
    const char *expected = NULL, *nearest = NULL;
    if (!world_endpoint_ensure(world, text, &expected, &nearest) &&
        !has_unknown_preset(world, text))
        error_list_expected(world->errors, place, path, expected, text, nearest);
}

/* "spring[1]": the service's name and the number of one of its instances. */
static const struct service_def *instance_find(const struct world *world,
                                               const char *name, uint32_t *number)
{
    const size_t length = strcspn(name, "[");
    const struct service_def *service = world_service_find(world, name, length);
    char *end;
    if (!service || name[length] == '\0')
        return NULL;
    const long value = strtol(name + length + 1, &end, 10);
    if (end == name + length + 1 || strcmp(end, "]") != 0 || value < 0 ||
        value >= (long)service->instance_count)
        return NULL;
    *number = (uint32_t)value;
    return service;
}

bool world_reference_place(const struct world *world, const char *name,
                           enum target_kind *kind, uint32_t *index)
{
    uint32_t first, count, number;
    const struct host_def *host = world_host_find(world, name);
    const struct service_def *service = world_service_find(world, name, strlen(name));
    if (host) {
        *kind = TARGET_HOST;
        *index = (uint32_t)(host - (const struct host_def *)world->design->hosts.items);
    } else if (service) {
        *kind = TARGET_SERVICE;
        *index = service->index;
    } else if (world_host_machines(world, name, &first, &count)) {
        *kind = TARGET_MACHINE;
        *index = first;
    } else if ((service = instance_find(world, name, &number)) != NULL) {
        *kind = TARGET_INSTANCE;
        *index = service->first_instance + number;
    } else {
        return false;
    }
    return true;
}

static void check_place(struct world *world, const struct reference *reference)
{
    enum target_kind kind;
    uint32_t index;
    struct world_names names = {.count = 0};
    if (world_reference_place(world, reference->text, &kind, &index))
        return;
    const char *number = expect_number(world, reference->text);
    add_hosts(world, &names);
    add_services(world, &names);
    if (number)
        error_list_expected(world->errors, reference->place, reference->path, number,
                            reference->text, NULL);
    else
        refuse(world, reference, "a host or service", &names);
}

/* The first name of which the text is a whole first part: node of node-express. */
static const char *longer_name(struct world *world, const char *text,
                               const struct world_names *names)
{
    const size_t length = strlen(text);
    for (uint32_t i = 0; length > 0 && i < names->count; i++)
        if (strncmp(names->items[i], text, length) == 0 && names->items[i][length] == '-')
            return arena_format(world->arena, "\"%s\"", names->items[i]);
    return NULL;
}

static void check_catalog(struct world *world, const struct reference *reference,
                          enum world_catalog_section section, const char *what)
{
    struct world_names names;
    if (world_catalog_entry(&world->catalog, section, reference->text))
        return;
    if (!world->catalog.folder && !world->catalog.own) {
        error_list_add(world->errors, reference->place, reference->path,
                       "\"%s\" is not known: no catalog was found (set OVERSTACK_HOME to "
                       "the folder that holds configs/catalog)",
                       reference->text);
        return;
    }
    names.items = world_catalog_names(&world->catalog, section, &names.count);
    names.capacity = names.count;
    const char *nearest = longer_name(world, reference->text, &names);
    if (!nearest)
        nearest = world_text_nearest(world, reference->text, &names);
    error_list_expected(world->errors, reference->place, reference->path, what,
                        reference->text, nearest);
}

static void check_one(struct world *world, const struct reference *reference)
{
    switch (reference->refers) {
    case REFERENCE_HOST:
    case REFERENCE_MACHINE:
        check_machine(world, reference);
        break;
    case REFERENCE_SERVICE:
        check_service(world, reference);
        break;
    case REFERENCE_ENDPOINT:
        check_endpoint(world, reference->text, reference->place, reference->path);
        break;
    case REFERENCE_PLACE:
        check_place(world, reference);
        break;
    case REFERENCE_INSTANCE_TYPE:
        check_catalog(world, reference, WORLD_CATALOG_INSTANCES,
                      "an instance type of the catalog, or a mapping");
        break;
    case REFERENCE_PRESET:
        check_catalog(world, reference, WORLD_CATALOG_SERVICES,
                      "a preset of the catalog");
        break;
    default:
        break;
    }
}

/* Does following `forward` from here lead back? Only the first of a circle says so. */
static bool forwards_in_circle(struct world *world, const struct service_def *first,
                               struct world_names *way)
{
    const struct service_def *next = first;
    do {
        world_text_add(world, way, next->item.name);
        next = next->forward
                   ? world_service_find(world, next->forward, strlen(next->forward))
                   : NULL;
    } while (next && next->index > first->index &&
             way->count <= world->design->services.count);
    world_text_add(world, way, first->item.name);
    return next == first;
}

static void check_forwards(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    struct world_names way = {.count = 0};
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        way.count = 0;
        if (forwards_in_circle(world, &services[i], &way))
            error_list_add(world->errors, services[i].item.place, services[i].item.path,
                           "forwards in a circle: %s", world_text_way(world, &way));
    }
}

/* Finding the nearest name takes its time, and more errors are not kept. */
static bool heard_enough(const struct world *world)
{
    return world->errors->errors >= ERROR_LIST_LIMIT;
}

static void check_mixes(struct world *world)
{
    const struct traffic_def *traffic = world->design->traffic.items;
    for (uint32_t i = 0; i < world->design->traffic.count; i++) {
        const struct mix_def *mix = traffic[i].mix.items;
        for (uint32_t k = 0; k < traffic[i].mix.count && !heard_enough(world); k++)
            check_endpoint(world, mix[k].item.name, mix[k].item.place, mix[k].item.path);
    }
}

void world_reference_check(struct world *world)
{
    const size_t before = world->errors->errors;
    check_forwards(world);
    if (world->errors->errors > before)
        return;
    for (uint32_t i = 0; i < world->fields.reference_count && !heard_enough(world); i++)
        check_one(world, &world->fields.references[i]);
    check_mixes(world);
}
