/* world_event.c - events complete: what they hit, and what `set` changes.
 *
 * A path of `set` is walked along the field tables: services.NAME or traffic.NAME, then
 * keys. It must end at a number that its table marks as one that may change while
 * running; anything else is an error that says what may.
 */
#include "sim/world_event.h"

#include "sim/input/yaml_path.h"
#include "sim/world_host.h"
#include "sim/world_reference.h"
#include "sim/world_service.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* ---- set ---- */

struct walk { /* along a path of `set` */
    struct world *world;
    const struct yaml_pair *pair;
    const char *path; /* of the event's set, for messages */
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
};

static const char *walk_part(const struct walk *walk, uint32_t number)
{
    return arena_text(walk->world->arena, walk->parts[number].text,
                      walk->parts[number].length);
}

static bool walk_refuse(const struct walk *walk, const char *expected)
{
    error_list_expected(walk->world->errors, walk->pair->key_place, walk->path, expected,
                        walk->pair->key, NULL);
    return false;
}

/* The keys of `table` that may change while running, with those of its nested tables. */
static void settable_add(struct world *world, const struct table *table,
                         const char *prefix, struct world_names *names)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        const char *key = arena_format(world->arena, "%s%s", prefix, field->key);
        if (field->flags & FIELD_SETTABLE)
            world_text_add(world, names, key);
        else if (field->kind == FIELD_TABLE)
            settable_add(world, field->table, arena_format(world->arena, "%s.", key),
                         names);
    }
}

static const struct table *kind_table(const struct service_def *service)
{
    const struct selection *selection = service_table.selections;
    for (; service->kind_text && selection->value; selection++)
        if (strcmp(selection->value, service->kind_text) == 0)
            return selection->table;
    return &service_table;
}

/* The settable field that the parts from `first` on name; a table that has a short form
 * may end the path: pools.mysql means pools.mysql.size. */
static const struct field *walk_field(const struct walk *walk, const struct table *table,
                                      uint32_t first, const char **pool)
{
    const struct field *field = NULL;
    for (uint32_t i = first; i < walk->count; i++) {
        field = fields_find(table, walk_part(walk, i));
        if (!field)
            return NULL;
        if (field->kind == FIELD_MAP && i + 1 < walk->count)
            *pool = walk_part(walk, ++i);
        if (field->kind != FIELD_TABLE && field->kind != FIELD_MAP)
            return i + 1 == walk->count ? field : NULL;
        table = field->table;
    }
    return field && table->shorthand ? fields_find(table, table->shorthand) : NULL;
}

static bool walk_pool(const struct walk *walk, const struct service_def *service,
                      const char *pool, struct set_def *set)
{
    const struct pool_def *pools = service->pools.items;
    for (uint32_t i = 0; i < service->pools.count; i++)
        if (strcmp(pools[i].item.name, pool) == 0) {
            set->sub_index = i;
            return true;
        }
    return walk_refuse(
        walk, arena_format(walk->world->arena, "a pool of %s", service->item.name));
}

static bool walk_end(const struct walk *walk, const struct table *table,
                     const struct field *field, const char *what, struct set_def *set)
{
    struct world *world = walk->world;
    struct world_names names = {.count = 0};
    if (field && (field->flags & FIELD_SETTABLE)) {
        set->setting = field->tag;
        return fields_read_number(
            &world->fields, field, walk->pair->value,
            arena_format(world->arena, "%s.%s", walk->path, walk->pair->key),
            &set->value);
    }
    settable_add(world, table, "", &names);
    if (table == &service_table)
        world_text_add(world, &names, "pools.NAME.size");
    return walk_refuse(walk, arena_format(world->arena,
                                          "a number of a %s that can change while "
                                          "running (%s)",
                                          what, world_text_list(world, &names)));
}

static bool walk_service(struct walk *walk, struct set_def *set)
{
    const struct service_def *service =
        world_service_find(walk->world, walk->parts[1].text, walk->parts[1].length);
    const char *pool = NULL;
    if (!service)
        return walk_refuse(walk, arena_format(walk->world->arena,
                                              "a service that exists, not %s",
                                              walk_part(walk, 1)));
    const struct table *table = kind_table(service);
    const struct field *field = walk_field(walk, table, 2, &pool);
    set->index = service->index;
    const bool settable = field && (field->flags & FIELD_SETTABLE);
    if (settable && pool && !walk_pool(walk, service, pool, set))
        return false;
    return walk_end(walk, table, field, "service", set);
}

/* A rate can change where it is the whole shape, not inside a ramp. */
static bool traffic_takes(const struct traffic_def *traffic, int setting)
{
    if (setting == SETTING_BLOCKED)
        return true;
    return setting == SETTING_RATE
               ? traffic->executor == EXECUTOR_CONSTANT_ARRIVAL_RATE &&
                     traffic->rate_per_s > 0
               : traffic->executor == EXECUTOR_CONSTANT_VUS && traffic->vus > 0;
}

static bool walk_traffic(struct walk *walk, struct set_def *set)
{
    const struct traffic_def *traffic = walk->world->design->traffic.items;
    const char *ignored = NULL, *name = walk_part(walk, 1);
    for (uint32_t i = 0; i < walk->world->design->traffic.count; i++) {
        if (strcmp(traffic[i].item.name, name) != 0)
            continue;
        const struct field *field = walk_field(walk, &traffic_table, 2, &ignored);
        set->index = i;
        if (field && (field->flags & FIELD_SETTABLE) &&
            !traffic_takes(&traffic[i], field->tag))
            return walk_refuse(walk, "the rate of a constant-arrival-rate or the vus "
                                     "of a constant-vus, if above 0");
        return walk_end(walk, &traffic_table, field, "traffic", set);
    }
    return walk_refuse(
        walk, arena_format(walk->world->arena, "a traffic that exists, not %s", name));
}

static bool set_resolve(struct world *world, const struct yaml_pair *pair,
                        const char *path, struct set_def *set)
{
    struct walk walk = {.world = world, .pair = pair, .path = path};
    set->path = pair->key;
    set->place = pair->key_place;
    if (yaml_path_split(pair->key, walk.parts, &walk.count) && walk.count >= 3) {
        if (yaml_path_part_is(walk.parts[0], "services"))
            return walk_service(&walk, set);
        if (yaml_path_part_is(walk.parts[0], "traffic"))
            return walk_traffic(&walk, set);
    }
    return walk_refuse(&walk, "a path such as services.NAME.threads or "
                              "traffic.NAME.rate");
}

static void sets_resolve(struct world *world, struct event_def *event)
{
    const char *path = arena_format(world->arena, "%s.set", event->item.path);
    const struct yaml_node *tree = event->set;
    event->kind = EVENT_SET;
    if (tree->kind != YAML_MAPPING || tree->count == 0) {
        error_list_add(world->errors, tree->place, path,
                       "expected a mapping of paths to values");
        return;
    }
    struct set_def *sets = arena_array(world->arena, tree->count, sizeof(*sets));
    for (uint32_t i = 0; i < tree->count; i++)
        set_resolve(world, &tree->pairs[i], path, &sets[i]);
    event->sets = (struct items){sets, tree->count};
}

/* ---- restart ---- */

static struct place place_of(struct world *world, const struct event_def *event,
                             const char *key)
{
    const struct yaml_node *node = world_text_given(world, event->item.path, key);
    return node ? node->place : event->item.place;
}

static const char *path_of(struct world *world, const struct event_def *event,
                           const char *key)
{
    return arena_format(world->arena, "%s.%s", event->item.path, key);
}

/* The host, machine, service or instance named; false when there is none, which is
 * reported with the references. */
static bool target_resolve(struct world *world, struct event_def *event, const char *name)
{
    enum target_kind kind;
    if (!world_reference_place(world, name, &kind, &event->target_index))
        return false;
    event->target_kind = (int)kind;
    return true;
}

/* The service that is hit as a whole or by one of its instances; NULL: a machine is. */
static const struct service_def *service_hit(const struct world *world,
                                             const struct event_def *event)
{
    const struct design *design = world->design;
    if (event->target_kind == TARGET_SERVICE)
        return design_service(design, event->target_index);
    if (event->target_kind == TARGET_INSTANCE)
        return design_service(design,
                              design->instances[event->target_index].service_index);
    return NULL;
}

static void restart_resolve(struct world *world, struct event_def *event)
{
    event->kind = EVENT_RESTART;
    if (!target_resolve(world, event, event->restart))
        return;
    const struct service_def *service = service_hit(world, event);
    const struct place place = place_of(world, event, "restart");
    const char *path = path_of(world, event, "restart");
    if (event->when == WHEN_UNREACHABLE && service)
        error_list_expected(world->errors, place, path,
                            "a host or machine, since it is a machine that becomes "
                            "unreachable",
                            event->restart, NULL);
    if (service && service->kind != KIND_PROCESS)
        error_list_add(world->errors, place, path,
                       "%s is a managed service and cannot be restarted", event->restart);
}

/* ---- slow ---- */

static void slow_resolve(struct world *world, struct event_def *event)
{
    struct slow_def *slow = &event->slow;
    const struct item *item = &event->item;
    const struct place place = world_text_place(world, item->path, "slow", item->place);
    const char *path = arena_format(world->arena, "%s.slow", item->path);
    event->kind = EVENT_SLOW;
    if (!world_text_given(world, path, "delay") && !world_text_given(world, path, "loss"))
        error_list_add(world->errors, place, path, "expected a delay or a loss");
    if (!slow->from || !slow->to ||
        !world_host_machines(world, slow->from, &slow->from_first, &slow->from_count) ||
        !world_host_machines(world, slow->to, &slow->to_first, &slow->to_count))
        return; /* reported already */
    if (slow->from_count == 1 && slow->to_count == 1 &&
        slow->from_first == slow->to_first)
        error_list_add(world->errors, place, path,
                       "%s is one machine: no message leaves it", slow->from);
}

/* ---- fail and outage ---- */

static void for_check(struct world *world, const struct event_def *event)
{
    if (event->for_s == 0)
        error_list_add(world->errors, place_of(world, event, "for"),
                       path_of(world, event, "for"),
                       "expected more than 0; without `for` it lasts for good");
}

static void fail_resolve(struct world *world, struct event_def *event)
{
    event->kind = EVENT_FAIL;
    for_check(world, event);
    if (!target_resolve(world, event, event->fail))
        return;
    const struct service_def *service = service_hit(world, event);
    if (service && service_def_serves_nobody(service))
        error_list_add(world->errors, place_of(world, event, "fail"),
                       path_of(world, event, "fail"),
                       service->kind == KIND_FLAT
                           ? "%s is a fee and serves nobody, so it cannot fail"
                           : "%s is a gateway that is only metered: it cannot fail",
                       event->fail);
}

static void outage_resolve(struct world *world, struct event_def *event)
{
    struct world_names names = {.count = 0};
    event->kind = EVENT_OUTAGE;
    event->target_kind = TARGET_ZONE;
    for_check(world, event);
    for (uint32_t m = 0; m < world->design->machine_count; m++) {
        const char *zone = world->design->machines[m].zone;
        bool known = false;
        if (strcmp(zone, event->outage) == 0)
            return;
        for (uint32_t i = 0; i < names.count; i++)
            known = known || strcmp(names.items[i], zone) == 0;
        if (!known)
            world_text_add(world, &names, zone);
    }
    error_list_expected(
        world->errors, place_of(world, event, "outage"), path_of(world, event, "outage"),
        names.count ? arena_format(world->arena, "a zone with a machine in it (%s)",
                                   world_text_list(world, &names))
                    : "a zone with a machine in it, and there is none",
        event->outage, world_text_nearest(world, event->outage, &names));
}

/* ---- interrupt ---- */

static void interrupt_resolve(struct world *world, struct event_def *event)
{
    const struct place place = place_of(world, event, "interrupt");
    event->kind = EVENT_INTERRUPT;
    if (world_text_given(world, event->item.path, "for"))
        error_list_add(
            world->errors, place_of(world, event, "for"), path_of(world, event, "for"),
            "belongs to `set`, `slow`, `fail` and `outage`: a machine that was "
            "taken back does not come again");
    if (!target_resolve(world, event, event->interrupt))
        return;
    const struct design *design = world->design;
    const struct host_def *host = event->target_kind == TARGET_HOST
                                      ? design_host(design, event->target_index)
                                      : design->machines[event->target_index].host;
    if (host->managed)
        error_list_add(world->errors, place, path_of(world, event, "interrupt"),
                       "%s is a managed service: EC2 does not take it back",
                       event->interrupt);
}

/* ---- deploy ---- */

static void surge_check(struct world *world, const struct event_def *event,
                        const struct service_def *service)
{
    const double wanted =
        service->ecs.given ? service->replicas : service->instance_count;
    if (event->surge > wanted)
        error_list_add(world->errors, place_of(world, event, "surge"),
                       path_of(world, event, "surge"),
                       "expected at most the %g instance%s that %s has, got %g", wanted,
                       wanted == 1 ? "" : "s", service->item.name, event->surge);
}

static void deploy_resolve(struct world *world, struct event_def *event)
{
    static const char *const rolling[] = {"batch", "surge"};
    const struct service_def *service =
        world_service_find(world, event->deploy, strlen(event->deploy));
    const char *strategy =
        event->strategy == STRATEGY_BLUE_GREEN ? "blue_green" : "all_at_once";
    event->kind = EVENT_DEPLOY;
    event->target_kind = TARGET_SERVICE;
    for (size_t i = 0; event->strategy != STRATEGY_ROLLING && i < 2; i++)
        if (world_text_given(world, event->item.path, rolling[i]))
            error_list_add(world->errors, place_of(world, event, rolling[i]),
                           path_of(world, event, rolling[i]),
                           "belongs to the strategy rolling; %s replaces all instances "
                           "together",
                           strategy);
    if (!service)
        return; /* reported with the references */
    event->target_index = service->index;
    if (service->kind_text && !service->task.given) /* an rds is a process, but managed */
        error_list_add(world->errors, place_of(world, event, "deploy"),
                       path_of(world, event, "deploy"),
                       "%s is a managed service and cannot be deployed", event->deploy);
    else if (event->strategy == STRATEGY_ROLLING)
        surge_check(world, event, service);
}

/* How a deployment goes is asked of nothing else. */
static void deploy_check_alone(struct world *world, const struct event_def *event)
{
    static const char *const keys[] = {"strategy", "batch", "drain", "surge"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (world_text_given(world, event->item.path, keys[i]))
            error_list_add(world->errors, place_of(world, event, keys[i]),
                           path_of(world, event, keys[i]), "belongs to `deploy`");
}

/* ---- the event ---- */

/* "set and deploy", or "none". */
static const char *actions_text(struct world *world, const struct event_def *event,
                                uint32_t *count)
{
    static const char *const names[] = {"restart", "set",       "slow",  "fail",
                                        "outage",  "interrupt", "deploy"};
    const char *text = "";
    *count = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (world_text_given(world, event->item.path, names[i]))
            text = arena_format(world->arena, "%s%s%s", text, (*count)++ ? " and " : "",
                                names[i]);
    return *count ? text : "none";
}

static bool check_exclusive(struct world *world, const struct event_def *event)
{
    const struct item *item = &event->item;
    const bool at = !isnan(event->at_s), when = event->when >= 0;
    const size_t before = world->errors->errors;
    if (at == when)
        error_list_add(world->errors, item->place, item->path,
                       "expected exactly one of at and when; got %s",
                       at ? "both" : "none");
    uint32_t count;
    const char *actions = actions_text(world, event, &count);
    if (count != 1)
        error_list_add(world->errors, item->place, item->path,
                       "expected exactly one of restart, set, slow, fail, outage, "
                       "interrupt and deploy; "
                       "got %s",
                       actions);
    if (when && !event->restart && count == 1)
        error_list_add(world->errors, item->place, item->path,
                       "only restart can follow when: unreachable");
    if (when && isnan(event->for_s))
        error_list_add(world->errors, item->place, item->path,
                       "missing required key \"for\": how long it must have been "
                       "unreachable");
    return world->errors->errors == before;
}

void world_event_resolve(struct world *world)
{
    struct event_def *events = world->design->events.items;
    for (uint32_t i = 0; i < world->design->events.count; i++) {
        struct event_def *event = &events[i];
        if (!check_exclusive(world, event))
            continue;
        if (event->when < 0)
            event->when = WHEN_TIME;
        if (event->restart)
            restart_resolve(world, event);
        else if (event->set)
            sets_resolve(world, event);
        else if (world_text_given(world, event->item.path, "slow"))
            slow_resolve(world, event);
        else if (event->fail)
            fail_resolve(world, event);
        else if (event->outage)
            outage_resolve(world, event);
        else if (event->interrupt)
            interrupt_resolve(world, event);
        else if (event->deploy)
            deploy_resolve(world, event);
        if (!event->deploy)
            deploy_check_alone(world, event);
    }
}
