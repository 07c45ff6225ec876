/* world_fargate.c - each `kind: fargate` gets a host of its own, with a machine for each
 * task that may ever run, those of a deployment and in place of a lost zone's too.
 *
 * The host has the service's name and path, so that what is said of it points to the
 * service. A machine has the whole memory of the task and no swap; what the system below
 * it takes is AWS's own. A size below one vCPU is one core of which the task may use a
 * part, by a quota of 100 ms periods as Linux keeps it.
 */
#include "sim/world_fargate.h"

#include "models/host_def.h"
#include "sim/world_autoscale.h"
#include "sim/world_host.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

#define FARGATE_GIB 1073741824.0

static bool is_fargate(const struct service_def *service)
{
    return service->kind_text && strcmp(service->kind_text, "fargate") == 0;
}

/* ---- the size ---- */

static const char *gib_text(struct arena *arena, double gib)
{
    return arena_format(arena, "%gGiB", gib);
}

/* "1 vCPU has 2GiB to 8GiB in steps of 1GiB". */
static const char *row_text(struct arena *arena, const struct fargate_size *size)
{
    if (size->least_gib < size->step_gib)
        return arena_format(arena, "%g vCPU has 0.5GiB, 1GiB or 2GiB", size->cpu);
    return arena_format(arena, "%g vCPU has %s to %s in steps of %s", size->cpu,
                        gib_text(arena, size->least_gib), gib_text(arena, size->most_gib),
                        gib_text(arena, size->step_gib));
}

static const char *cpus_text(struct arena *arena)
{
    const char *text = "";
    for (uint32_t i = 0; i < fargate_def_size_count; i++)
        text = arena_format(arena, "%s%s%g", text,
                            i == 0                            ? ""
                            : i + 1 == fargate_def_size_count ? " or "
                                                              : ", ",
                            fargate_def_sizes[i].cpu);
    return arena_format(arena, "%s vCPUs, the sizes of Fargate", text);
}

/* The nearest of the row, upwards where it is between two. */
static double nearest_gib(const struct fargate_size *size, double gib)
{
    if (gib <= size->least_gib)
        return size->least_gib;
    const double steps = ceil(gib / size->step_gib - 1e-9) * size->step_gib;
    return fmin(steps, size->most_gib);
}

static void refuse(struct world *world, const struct service_def *service,
                   const char *key, const char *expected, const char *nearest)
{
    const char *path = arena_format(world->arena, "%s.task", service->item.path);
    const struct yaml_node *node = world_text_given(world, path, key);
    error_list_expected(world->errors, node ? node->place : service->item.place,
                        arena_format(world->arena, "%s.%s", path, key), expected,
                        node ? node->text : "", nearest);
}

static const char *nearest_cpu(struct arena *arena, double cpu)
{
    double best = fargate_def_sizes[0].cpu;
    for (uint32_t i = 0; i < fargate_def_size_count; i++)
        if (fabs(fargate_def_sizes[i].cpu - cpu) < fabs(best - cpu))
            best = fargate_def_sizes[i].cpu;
    return arena_format(arena, "\"%g\"", best);
}

static void size_check(struct world *world, const struct service_def *service)
{
    const struct task_def *task = &service->task;
    if (!(task->cpu > 0) || !(task->memory_bytes > 0))
        return; /* reported already */
    const struct fargate_size *size = fargate_def_size(task->cpu);
    if (!size)
        refuse(world, service, "cpu", cpus_text(world->arena),
               nearest_cpu(world->arena, task->cpu));
    else if (!fargate_def_has(size, task->memory_bytes))
        refuse(world, service, "memory",
               arena_format(world->arena, "a size of Fargate: %s",
                            row_text(world->arena, size)),
               arena_format(world->arena, "\"%s\"",
                            gib_text(world->arena, nearest_gib(size, task->memory_bytes /
                                                                         FARGATE_GIB))));
}

/* ---- the machine ---- */

/* What runs below is not published: a vCPU as one of m5, or of m6g. */
static void type_fill(struct world *world, const struct service_def *service,
                      struct instance_type *type)
{
    const struct task_def *task = &service->task;
    const bool arm = service->fargate.arch == FARGATE_ARM;
    const char *like = arm ? "m6g.large" : "m5.large";
    char size[UNIT_TEXT], speed[UNIT_TEXT];
    struct instance_type known = {.speed = 1};
    world_catalog_instance(&world->catalog, like, &known);
    units_write_size(size, task->memory_bytes);
    *type = (struct instance_type){
        .arch = arm ? "arm64" : "x86_64",
        .vcpus = fmax(1, ceil(task->cpu)),
        .memory_bytes = task->memory_bytes,
        .os_memory_bytes = task->memory_bytes,
        .speed = known.speed,
        .burst.baseline = NAN,
        .network_bps = NAN,
        .network_burst_bps = NAN,
        .ebs_bytes_per_s = NAN,
        .ebs_burst_bytes_per_s = NAN,
        .ebs_iops = NAN,
        .ebs_burst_iops = NAN,
    };
    type->name = type->item.name =
        arena_format(world->arena, "fargate %g vCPU, %s", task->cpu, size);
    units_write_number(speed, type->speed);
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.task.speed", service->item.path), speed,
               "guessed",
               arena_format(world->arena,
                            "AWS does not say what Fargate runs on; a vCPU is taken as "
                            "one of %s",
                            like));
}

/* Does a zone in which it stands go out? Then its tasks start in the others. */
static bool may_lose_zone(const struct world *world, const struct service_def *service)
{
    const struct event_def *events = world->design->events.items;
    const struct zone_def *zones = service->fargate.zones.items;
    for (uint32_t i = 0; i < world->design->events.count; i++)
        for (uint32_t z = 0; events[i].outage && z < service->fargate.zones.count; z++)
            if (zones[z].name && strcmp(zones[z].name, events[i].outage) == 0)
                return true;
    return false;
}

/* As many as may ever run at once, beside those in a zone that is out. They are dealt
 * over the zones in turn, so the first zone has the most. */
static double places_of(const struct world *world, const struct service_def *service)
{
    const struct autoscale_def *scale = &service->autoscale;
    const double zones = service->fargate.zones.count;
    const double most = fmax(1, fmax(service->replicas, fmax(scale->min, scale->max)));
    double all = most;
    while (zones > 1 && may_lose_zone(world, service) && all - ceil(all / zones) < most)
        all++;
    return all + world_service_spares(world, service, (uint32_t)most);
}

static void host_make(struct world *world, const struct service_def *service,
                      struct host_def *host)
{
    *host = (struct host_def){.item = service->item};
    fields_defaults(&world->fields, &host_table, host);
    host->item = service->item;
    host->managed = service;
    host->is_catalog = 1;
    host->count = places_of(world, service);
    host->os = OS_NONE;
    host->public_ip = 0;
    host->volume.type = VOLUME_NONE;
    host->zones = service->fargate.zones;
    host->egress = service->fargate.egress;
    type_fill(world, service, &host->instance);
    host->price_usd_per_h = host->surplus_usd_per_vcpu_h = NAN;
}

static void check(struct world *world, const struct service_def *service)
{
    const struct item *item = &service->item;
    if (world_host_find(world, item->name))
        error_list_add(
            world->errors, item->place, item->path,
            "a host has that name already, and tasks of fargate are machines of their "
            "own");
    size_check(world, service);
}

void world_fargate_hosts(struct world *world)
{
    struct design *design = world->design;
    const struct service_def *services = design->services.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->services.count; i++)
        count += is_fargate(&services[i]);
    if (count == 0)
        return;
    struct host_def *hosts =
        arena_grow(world->arena, design->hosts.items, design->hosts.count,
                   design->hosts.count + count, sizeof(*hosts));
    for (uint32_t i = 0; i < design->services.count; i++)
        if (is_fargate(&services[i]))
            check(world, &services[i]);
    design->hosts.items = hosts;
    for (uint32_t i = 0; i < design->services.count; i++)
        if (is_fargate(&services[i]))
            host_make(world, &services[i], &hosts[design->hosts.count++]);
}

/* ---- the service ---- */

static void pull_complete(struct world *world, struct service_def *service)
{
    char text[UNIT_TEXT];
    if (!isnan(service->fargate.pull_s))
        return;
    service->fargate.pull_s = FARGATE_PULL_S;
    units_write_duration(text, FARGATE_PULL_S);
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.pull", service->item.path), text, "guessed",
               "practice: 20 to 60 s to a network interface, a machine and the image");
}

void world_fargate_complete(struct world *world, struct service_def *service)
{
    const struct host_def *hosts = world->design->hosts.items;
    const double cpu = service->task.cpu;
    if (!is_fargate(service))
        return;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].managed == service)
            service->own_host = &hosts[i];
    service->fargate.given = service->task.given = 1;
    world_autoscale_tasks(world, service);
    service->mem_limit_bytes = INFINITY; /* the machine's own */
    service->cpu_shares = 1024;
    service->start_at_s = NAN;
    if (cpu < 1)
        service->cpus = fmin(service->cpus, cpu);
    pull_complete(world, service);
}
