/* world_host.c - hosts complete: type, volume, operating system, price; and machines.
 *
 * A host that names a catalog type is a real machine: Ubuntu, a gp3 volume of 8 GiB, a
 * public address. An inline one is a bare model: no system, no volume, no address, price
 * 0. What the catalog adds becomes lines of the ledger, since the answer rests on it.
 */
#include "sim/world_host.h"

#include "sim/world_autoscale.h"
#include "sim/world_purchase.h"
#include "sim/world_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const system_names[] = {
    [OS_NONE] = "none",
    [OS_UBUNTU_2204] = "ubuntu-22.04",
    [OS_AMAZON_LINUX_2023] = "amazon-linux-2023",
    [OS_ECS_OPTIMIZED] = "ecs-optimized",
};

static const double gibibyte = 1073741824.0;

static void note(struct world *world, const struct host_def *host, const char *key,
                 const char *value, const char *kind, const char *source)
{
    const char *path = arena_format(world->arena, "%s.%s", host->item.path, key);
    ledger_add(&world->design->ledger, path, value, kind, source ? source : "");
}

static void note_size(struct world *world, const struct host_def *host, const char *key,
                      double bytes, const char *kind, const char *source)
{
    char text[UNIT_TEXT];
    units_write_size(text, bytes);
    note(world, host, key, text, kind, source);
}

/* ---- the type ---- */

static void type_from_catalog(struct world *world, struct host_def *host)
{
    char speed[UNIT_TEXT];
    struct instance_type *type = &host->instance;
    const char *name = type->name;
    host->is_catalog = 1;
    *type = (struct instance_type){.name = name, .burst.baseline = NAN};
    const bool known = world_catalog_instance(&world->catalog, name, type);
    type->name = name; /* the table knows it only for a host's lone word */
    if (!known)
        return; /* an unknown name is reported with the references */
    units_write_number(speed, type->speed);
    note(world, host, "instance.speed", speed, "published", type->source);
    if (!isnan(type->os_memory_bytes))
        note_size(world, host, "instance.os_memory", type->os_memory_bytes, "published",
                  type->source);
}

/* What only a catalog type may leave out. */
static void type_check_inline(struct world *world, struct host_def *host)
{
    struct instance_type *type = &host->instance;
    const char *path = arena_format(world->arena, "%s.instance", host->item.path);
    const struct yaml_node *node = world_text_given(world, host->item.path, "instance");
    const struct place place = node ? node->place : host->item.place;
    static const char *const keys[] = {"vcpus", "memory"};
    for (size_t i = 0; node && node->kind == YAML_MAPPING && i < 2; i++)
        if (!world_text_given(world, path, keys[i]))
            error_list_add(world->errors, place, path, "missing required key \"%s\"",
                           keys[i]);
    type->item = (struct item){"inline", path, place};
}

/* earn = baseline x vcpus x 60 an hour, at most a day of it: holds for every AWS type. */
static void burst_complete(struct world *world, struct host_def *host)
{
    struct burst_def *burst = &host->instance.burst;
    const char *path = arena_format(world->arena, "%s.instance", host->item.path);
    const struct yaml_node *node = world_text_given(world, path, "burst");
    if (isnan(burst->baseline)) {
        if (node)
            error_list_add(world->errors, node->place,
                           arena_format(world->arena, "%s.burst", path),
                           "missing required key \"baseline\"");
        return;
    }
    if (isnan(burst->credits_per_hour))
        burst->credits_per_hour = burst->baseline * host->instance.vcpus * 60;
    if (isnan(burst->max_credits))
        burst->max_credits = 24 * burst->credits_per_hour;
}

static void type_complete(struct world *world, struct host_def *host)
{
    if (host->instance.name)
        type_from_catalog(world, host);
    else
        type_check_inline(world, host);
    burst_complete(world, host);
    if (isnan(host->instance.os_memory_bytes))
        host->instance.os_memory_bytes = host->instance.memory_bytes;
}

/* ---- credits ---- */

static void credits_check_initial(struct world *world, const struct host_def *host)
{
    const char *initial = host->credits.initial;
    const char *path = arena_format(world->arena, "%s.credits", host->item.path);
    const struct yaml_node *node = world_text_given(world, path, "initial");
    static const char *const words[] = {"launch", "full", "empty"};
    double credits;
    for (size_t i = 0; i < 3; i++)
        if (strcmp(initial, words[i]) == 0)
            return;
    const bool number = units_read_number(initial, &credits) == NULL && credits >= 0;
    const bool fits = number && credits <= host->instance.burst.max_credits;
    if (fits || !node)
        return;
    path = arena_format(world->arena, "%s.initial", path);
    if (number)
        error_list_add(world->errors, node->place, path,
                       "expected at most the %g credits that %s can hold, got \"%s\"",
                       host->instance.burst.max_credits, host->instance.item.name,
                       initial);
    else
        error_list_expected(world->errors, node->place, path,
                            "launch, full, empty or a number of credits", initial,
                            world_text_nearest_of(world, initial, words, 3));
}

static void credits_complete(struct world *world, struct host_def *host)
{
    const bool burstable = !isnan(host->instance.burst.baseline);
    if (host->credits.mode < 0)
        host->credits.mode = host->instance.burst.mode;
    if (!burstable)
        return;
    credits_check_initial(world, host);
    if (host->managed) /* its mode is the class's, see world_cluster.c */
        return;
    if (!world_text_given(world, host->item.path, "credits")) {
        note(world, host, "credits.mode",
             host->credits.mode == CREDIT_MODE_STANDARD ? "standard" : "unlimited",
             "default", "the family's");
        note(world, host, "credits.initial", host->credits.initial, "default", "");
    }
}

/* ---- the volume ---- */

static void volume_check_gp2(struct world *world, const struct host_def *host)
{
    const char *path = arena_format(world->arena, "%s.volume", host->item.path);
    static const char *const keys[] = {"iops", "throughput"};
    for (size_t i = 0; host->volume.type != VOLUME_GP3 && i < 2; i++)
        if (world_text_given(world, path, keys[i]))
            error_list_add(world->errors,
                           world_text_place(world, path, keys[i], host->item.place),
                           arena_format(world->arena, "%s.%s", path, keys[i]),
                           "only a gp3 volume has a provisioned %s", keys[i]);
}

static void volume_complete(struct world *world, struct host_def *host)
{
    const bool given = world_text_given(world, host->item.path, "volume") != NULL;
    struct volume_def *volume = &host->volume;
    if (volume->type < 0)
        volume->type = given || host->is_catalog ? VOLUME_GP3 : VOLUME_NONE;
    if (isnan(volume->size_bytes))
        volume->size_bytes = 8 * gibibyte;
    if (!given && host->is_catalog)
        note(world, host, "volume", "gp3, 8 GiB", "default", "");
    volume_check_gp2(world, host);
    if (volume->type != VOLUME_NONE && host->swap_bytes > volume->size_bytes)
        error_list_add(world->errors,
                       world_text_place(world, host->item.path, "swap", host->item.place),
                       arena_format(world->arena, "%s.swap", host->item.path),
                       "the swap space (%g GiB) does not fit on the root volume (%g GiB)",
                       host->swap_bytes / gibibyte, volume->size_bytes / gibibyte);
}

/* ---- the operating system ---- */

static struct system_def system_of(struct world *world, const struct host_def *host,
                                   const char *name, const char *key)
{
    struct system_def system = {.kernel_bytes = 0};
    if (!world_catalog_system(&world->catalog, name, &system)) {
        error_list_add(world->errors, host->item.place, host->item.path,
                       "the catalog has no system \"%s\"", name);
        return (struct system_def){.kernel_bytes = 0};
    }
    note_size(world, host, arena_format(world->arena, "%s.kernel", key),
              system.kernel_bytes, system.kind, system.source);
    if (system.text_bytes > 0)
        note_size(world, host, arena_format(world->arena, "%s.text", key),
                  system.text_bytes, system.kind, system.source);
    return system;
}

static void system_complete(struct world *world, struct host_def *host)
{
    if (host->os < 0) {
        host->os = host->is_catalog ? OS_UBUNTU_2204 : OS_NONE;
        if (host->is_catalog)
            note(world, host, "os", system_names[host->os], "default", "");
    }
    if (host->os != OS_NONE)
        host->system = system_of(world, host, system_names[host->os], "os");
    if (!host->docker && host->os != OS_ECS_OPTIMIZED)
        return; /* Docker is in ECS's image already */
    struct system_def engine = {.kernel_bytes = 0};
    if (host->docker)
        engine = system_of(world, host, "docker", "docker");
    const struct system_def shim = system_of(world, host, "docker-shim", "docker.shim");
    host->system.kernel_bytes += engine.kernel_bytes;
    host->system.text_bytes += engine.text_bytes;
    host->shim_bytes = shim.kernel_bytes + shim.text_bytes;
}

/* ---- machines ---- */

/* Of a host that scales: as many as there may ever be. */
static double machines_of(const struct host_def *host)
{
    return host->autoscale.given ? host->autoscale.max : host->count;
}

static void machines_unroll(struct world *world)
{
    struct design *design = world->design;
    struct host_def *hosts = design->hosts.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->hosts.count; i++)
        count += (uint32_t)machines_of(&hosts[i]);
    design->machines = arena_array(world->arena, count, sizeof(*design->machines));
    for (uint32_t i = 0; i < design->hosts.count; i++) {
        struct host_def *host = &hosts[i];
        const struct zone_def *zones = host->zones.items;
        host->first_machine = design->machine_count;
        host->machine_count = (uint32_t)machines_of(host);
        for (uint32_t n = 0; n < host->machine_count; n++)
            design->machines[design->machine_count++] = (struct machine_def){
                .host = host,
                .number = n,
                .name = host->machine_count == 1 && !host->autoscale.given
                            ? host->item.name
                            : arena_format(world->arena, "%s[%u]", host->item.name,
                                           (unsigned)n),
                .zone = host->zones.count ? zones[n % host->zones.count].name : "a",
                .standby = host->autoscale.given && n >= host->autoscale.start,
            };
    }
}

void world_host_resolve(struct world *world)
{
    struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++) {
        struct host_def *host = &hosts[i];
        if (host->count < 1) /* not filled, for a mistake that was reported */
            continue;
        if (host->managed) { /* made complete, see world_cluster.c */
            credits_complete(world, host);
            continue;
        }
        type_complete(world, host);
        credits_complete(world, host);
        volume_complete(world, host);
        system_complete(world, host);
        world_purchase_price(world, host);
        world_autoscale_complete(world, host);
        if (host->public_ip < 0) {
            host->public_ip = host->is_catalog;
            if (host->is_catalog)
                note(world, host, "public_ip", "true", "default", "");
        }
    }
    machines_unroll(world);
}

const struct host_def *world_host_find(const struct world *world, const char *name)
{
    const struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (strcmp(hosts[i].item.name, name) == 0)
            return &hosts[i];
    return NULL;
}

bool world_host_machines(const struct world *world, const char *name, uint32_t *first,
                         uint32_t *count)
{
    const char *bracket = strchr(name, '[');
    const char *host_name =
        bracket ? arena_text(world->arena, name, (size_t)(bracket - name)) : name;
    const struct host_def *host = world_host_find(world, host_name);
    if (!host)
        return false;
    *first = host->first_machine;
    *count = host->machine_count;
    if (!bracket)
        return true;
    char *end;
    const long number = strtol(bracket + 1, &end, 10);
    if (end == bracket + 1 || strcmp(end, "]") != 0 || number < 0 ||
        number >= (long)host->machine_count)
        return false;
    *first += (uint32_t)number;
    *count = 1;
    return true;
}
