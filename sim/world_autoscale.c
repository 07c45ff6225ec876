/* world_autoscale.c - see world_autoscale.h.
 *
 * Machines of such a host come and go, so nothing may be said of one of them by its
 * number, and nothing that keeps what others need (a cache, messages) may run there.
 */
#include "sim/world_autoscale.h"

#include "models/scaling_policy.h"
#include "sim/world_host.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* A host or a service. */
struct scaled {
    struct autoscale_def *scale;
    const struct item *item;
    const char *key; /* how many there are when the run begins */
    double count;
    const char *owner, *one;
};

static const char *path_of(const struct world *world, const struct scaled *host)
{
    return arena_format(world->arena, "%s.autoscale", host->item->path);
}

static void complain(struct world *world, const char *path, const char *key,
                     struct place otherwise, const char *what)
{
    error_list_add(world->errors, world_text_place(world, path, key, otherwise),
                   arena_format(world->arena, "%s.%s", path, key), "%s", what);
}

/* ---- numbers ---- */

static void check_limits(struct world *world, const struct scaled *host)
{
    struct autoscale_def *scale = host->scale;
    const bool given = world_text_given(world, host->item->path, host->key) != NULL;
    scale->start = given ? host->count : scale->min;
    if (isnan(scale->max))
        scale->max = fmax(scale->min, scale->start); /* reported as missing */
    if (scale->max < scale->min)
        complain(world, path_of(world, host), "max", host->item->place,
                 arena_format(world->arena, "expected at least min, %g, got %g",
                              scale->min, scale->max));
    else if (scale->start < scale->min || scale->start > scale->max)
        complain(world, host->item->path, host->key, host->item->place,
                 arena_format(world->arena,
                              "expected min to max of autoscale, %g to %g, got %g",
                              scale->min, scale->max, scale->start));
    scale->max = fmax(scale->max, scale->start);
}

/* A share, or a rate with metric requests; NAN: it was wrong. */
static double read_value(struct world *world, const struct scaled *host, const char *text,
                         const char *path, const char *key, struct place otherwise)
{
    double value = NAN;
    const bool rate = host->scale->metric == SCALING_REQUESTS;
    const char *expected =
        rate ? units_read_rate(text, &value) : units_read_share(text, &value);
    const bool whole = host->scale->metric == SCALING_RESERVATION; /* may be the target */
    if (!expected && value > 0 && (rate || value < 1 || (whole && value == 1)))
        return value;
    error_list_expected(
        world->errors, world_text_place(world, path, key, otherwise),
        arena_format(world->arena, "%s.%s", path, key),
        rate ? arena_format(world->arena, "a rate for each %s, such as 50/s", host->one)
        : whole ? "a share above 0, up to 100%"
                : "a share above 0 and below 100%, such as 60%",
        text, NULL);
    return NAN;
}

/* ---- the policy ---- */

static void complete_target(struct world *world, const struct scaled *host)
{
    struct autoscale_def *scale = host->scale;
    const char *path = path_of(world, host);
    if (scale->target_text)
        scale->target = read_value(world, host, scale->target_text, path, "target",
                                   host->item->place);
    else
        error_list_add(
            world->errors,
            world_text_place(world, host->item->path, "autoscale", host->item->place),
            path, "missing required key \"target\"");
}

static void complete_step(struct world *world, const struct scaled *host,
                          struct scaling_step_def *step)
{
    const struct item *item = &step->item;
    const bool above = step->above_text != NULL;
    step->above = step->below = NAN;
    if (above == (step->below_text != NULL)) {
        error_list_add(world->errors, item->place, item->path,
                       "expected exactly one of above and below; got %s",
                       above ? "both" : "none");
        return;
    }
    *(above ? &step->above : &step->below) =
        read_value(world, host, above ? step->above_text : step->below_text, item->path,
                   above ? "above" : "below", item->place);
    if (step->add != floor(step->add) || (above ? step->add <= 0 : step->add >= 0))
        complain(world, item->path, "add", item->place,
                 above ? "expected a whole number above 0"
                       : "expected a whole number below 0");
}

static void complete_steps(struct world *world, const struct scaled *host)
{
    struct scaling_step_def *steps = host->scale->steps.items;
    double lowest_above = INFINITY, highest_below = -INFINITY;
    for (uint32_t i = 0; i < host->scale->steps.count; i++) {
        complete_step(world, host, &steps[i]);
        lowest_above = fmin(lowest_above, steps[i].above);
        highest_below = fmax(highest_below, steps[i].below);
    }
    if (host->scale->steps.count == 0)
        error_list_add(
            world->errors,
            world_text_place(world, host->item->path, "autoscale", host->item->place),
            path_of(world, host), "missing required key \"steps\"");
    else if (highest_below > lowest_above)
        complain(world, path_of(world, host), "steps", host->item->place,
                 "a metric between them would be above one step and below another");
}

static void complete_schedule(struct world *world, const struct scaled *host)
{
    struct autoscale_def *scale = host->scale;
    const struct scaling_schedule_def *entries = scale->schedule.items;
    scale->least = scale->min;
    for (uint32_t i = 0; i < scale->schedule.count; i++) {
        const struct item *item = &entries[i].item;
        if (entries[i].max > scale->max)
            complain(world, item->path, "max", item->place,
                     arena_format(world->arena,
                                  "expected at most the %s's max, %g, got %g",
                                  host->owner, scale->max, entries[i].max));
        if (isnan(entries[i].min) && isnan(entries[i].max))
            error_list_add(world->errors, item->place, item->path,
                           "expected a min or a max");
        if (entries[i].min > (isnan(entries[i].max) ? scale->max : entries[i].max))
            complain(world, item->path, "min", item->place,
                     "expected at most the max that holds then");
        scale->least = fmin(scale->least, entries[i].min);
    }
    if (scale->policy == SCALING_SCHEDULE && scale->schedule.count == 0)
        error_list_add(
            world->errors,
            world_text_place(world, host->item->path, "autoscale", host->item->place),
            path_of(world, host), "missing required key \"schedule\"");
}

/* Keys of another policy or metric. */
static void check_alone(struct world *world, const struct scaled *host)
{
    const struct autoscale_def *scale = host->scale;
    const char *path = path_of(world, host);
    const struct {
        const char *key, *owner;
        bool fits;
    } keys[] = {
        {"target", "policy target", scale->policy == SCALING_TARGET},
        {"steps", "policy step", scale->policy == SCALING_STEP},
        {"metric", "the policies target and step", scale->policy != SCALING_SCHEDULE},
        {"service", "metric requests", scale->metric == SCALING_REQUESTS},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (!keys[i].fits && world_text_given(world, path, keys[i].key))
            complain(world, path, keys[i].key, host->item->place,
                     arena_format(world->arena, "belongs to %s", keys[i].owner));
}

static void complete(struct world *world, const struct scaled *host)
{
    struct autoscale_def *scale = host->scale;
    if (!world_text_given(world, host->item->path, "autoscale"))
        return;
    scale->given = 1;
    check_limits(world, host);
    check_alone(world, host);
    scale->target = NAN;
    if (scale->policy == SCALING_TARGET)
        complete_target(world, host);
    if (scale->policy == SCALING_STEP)
        complete_steps(world, host);
    complete_schedule(world, host);
}

void world_autoscale_complete(struct world *world, struct host_def *host)
{
    const struct scaled scaled = {&host->autoscale, &host->item, "count",
                                  host->count,      "group",     "machine"};
    host->autoscale.low =
        host->autoscale.metric == SCALING_RESERVATION ? 1 : SCALING_LOW_EC2;
    complete(world, &scaled);
}

void world_autoscale_tasks(struct world *world, struct service_def *service)
{
    const struct scaled scaled = {&service->autoscale, &service->item, "replicas",
                                  service->replicas,   "service",      "task"};
    service->autoscale.low = SCALING_LOW_TASKS;
    service->autoscale.service_index = service->index;
    complete(world, &scaled);
    if (service->autoscale.given)
        service->replicas = service->autoscale.start;
    if (!world_text_given(world, service->item.path, "replicas"))
        ledger_add(&world->design->ledger,
                   arena_format(world->arena, "%s.replicas", service->item.path),
                   arena_format(world->arena, "%g", service->replicas), "default",
                   service->autoscale.given ? "min of autoscale" : "");
}

/* ---- what runs there ---- */

static bool is_on(const struct world *world, const struct service_def *service,
                  const struct host_def *host)
{
    const struct instance_def *instances = world->design->instances;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const uint32_t machine = instances[service->first_instance + i].machine;
        if (machine != UINT32_MAX && world->design->machines[machine].host == host)
            return true;
    }
    return false;
}

static void check_on(struct world *world, const struct service_def *service,
                     const struct host_def *host)
{
    const struct on_def *on = service->on.items;
    const char *path = service->item.path;
    for (uint32_t i = 0; i < service->on.count; i++)
        if (on[i].where && strchr(on[i].where, '[') &&
            strncmp(on[i].where, host->item.name, strcspn(on[i].where, "[")) == 0)
            error_list_add(world->errors, on[i].item.place, on[i].item.path,
                           "the machines of %s come and go: name the host itself",
                           host->item.name);
    if (!service->ecs.given && !isnan(service->replicas))
        complain(world, path, "replicas", service->item.place,
                 arena_format(world->arena,
                              "%s scales: each of its machines has one instance",
                              host->item.name));
    if (!isnan(service->start_at_s))
        complain(world, path, "start_at", service->item.place,
                 "is not yet supported on a host that scales");
    if (service->is_cache || service->is_broker)
        error_list_add(world->errors, service->item.place, path,
                       "%s on a host that scales is not yet supported: what it keeps "
                       "would go with a machine",
                       service->is_cache ? "a cache" : "a broker");
}

/* A capacity provider scales by the tasks of ECS on it. */
static void check_provider(struct world *world, const struct host_def *host)
{
    const char *path = arena_format(world->arena, "%s.autoscale", host->item.path);
    bool holds = false;
    for (uint32_t i = 0; i < world->design->services.count; i++) {
        const struct service_def *service = design_service(world->design, i);
        holds = holds || (service->ecs.given && is_on(world, service, host));
    }
    if (!holds)
        complain(world, path, "metric", host->item.place,
                 arena_format(world->arena, "no service of kind ecs runs on %s",
                              host->item.name));
    if (host->autoscale.policy == SCALING_STEP)
        complain(world, path, "metric", host->item.place,
                 "reservation belongs to policy target");
}

static void find_counted(struct world *world, struct host_def *host)
{
    const struct design *design = world->design;
    struct autoscale_def *scale = &host->autoscale;
    struct world_names names = {.count = 0};
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *service = design_service(design, i);
        if (!is_on(world, service, host) || service->endpoints.count == 0)
            continue;
        world_text_add(world, &names, service->item.name);
        if (!scale->service || strcmp(scale->service, service->item.name) == 0)
            scale->service_index = i;
    }
    const char *path = arena_format(world->arena, "%s.autoscale", host->item.path);
    if (!scale->service && names.count == 1)
        return;
    if (!scale->service)
        error_list_add(
            world->errors, world_text_place(world, path, "metric", host->item.place),
            arena_format(world->arena, "%s.metric", path),
            names.count ? "several services run on %s (%s): `service` says whose calls"
                        : "no service with an endpoint runs on %s",
            host->item.name, world_text_list(world, &names));
    else if (names.count == 0 ||
             strcmp(design_service(design, scale->service_index)->item.name,
                    scale->service) != 0)
        error_list_expected(
            world->errors, world_text_place(world, path, "service", host->item.place),
            arena_format(world->arena, "%s.service", path),
            arena_format(world->arena, "a service on %s (%s)", host->item.name,
                         world_text_list(world, &names)),
            scale->service, world_text_nearest(world, scale->service, &names));
}

void world_autoscale_check(struct world *world)
{
    struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++) {
        if (!hosts[i].autoscale.given)
            continue;
        for (uint32_t s = 0; s < world->design->services.count; s++)
            if (is_on(world, design_service(world->design, s), &hosts[i]))
                check_on(world, design_service(world->design, s), &hosts[i]);
        if (hosts[i].autoscale.policy == SCALING_SCHEDULE)
            continue;
        if (hosts[i].autoscale.metric == SCALING_REQUESTS)
            find_counted(world, &hosts[i]);
        if (hosts[i].autoscale.metric == SCALING_RESERVATION)
            check_provider(world, &hosts[i]);
    }
}
