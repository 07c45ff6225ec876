/* world_remove.c - what goes with a service that a variant took away.
 *
 * Leaving out a search engine also means that nobody calls it: steps that call it or
 * publish to it go, pools of connections to it, what traffic asks of it (the other
 * shares of the mix grow to fill it), events and thresholds about it. What cannot be
 * decided here, such as a proxy that forwards to it, stays and is a dangling reference.
 */
#include "sim/world_remove.h"

#include "sim/core/units.h"
#include "sim/input/yaml_path.h"

#include <math.h>
#include <string.h>

struct removing {
    struct world *world;
    const struct world_removal *removal;
    size_t length; /* of the service's name */
};

/* Is the text the service's name, or one of its endpoints? */
static bool names_it(const struct removing *removing, const char *text)
{
    return strncmp(text, removing->removal->service, removing->length) == 0 &&
           (text[removing->length] == '\0' || text[removing->length] == '.');
}

static bool node_names_it(const struct removing *removing, const struct yaml_node *node)
{
    return node && node->kind == YAML_SCALAR && names_it(removing, node->text);
}

static void removing_note(struct removing *removing, const char *path, const char *what)
{
    struct world *world = removing->world;
    const char *source = arena_format(world->arena, "%s was removed by %s",
                                      removing->removal->service, removing->removal->by);
    ledger_add(world->fields.ledger, path, what, "default", source);
}

/* ---- steps ---- */

static bool steps_clean(struct removing *removing, struct yaml_node *steps,
                        const char *path);

static bool step_goes(struct removing *removing, const struct yaml_node *step,
                      const char *path)
{
    static const char *const keys[] = {"call", "publish"};
    for (size_t i = 0; i < 2; i++) {
        const struct yaml_node *to = yaml_tree_get(step, keys[i]);
        if (to && to->kind == YAML_MAPPING)
            to = yaml_tree_get(to, "to");
        if (!node_names_it(removing, to))
            continue;
        removing_note(
            removing, path,
            arena_format(removing->world->arena, "%s %s left out", keys[i], to->text));
        return true;
    }
    return false;
}

static struct yaml_node *list_of(struct arena *arena, struct yaml_node *item,
                                 struct place place)
{
    struct yaml_node *list = yaml_tree_mapping(arena, place);
    list->kind = YAML_LIST;
    list->items = arena_array(arena, 1, sizeof(*list->items));
    list->items[0] = item;
    list->count = item ? 1 : 0;
    return list;
}

/* Without the cache every lookup is a miss: its steps stay, as a choice that is always
 * taken. */
static void cache_clean(struct removing *removing, struct yaml_node *step,
                        const char *path)
{
    struct arena *arena = removing->world->arena;
    struct yaml_node *cache = yaml_tree_get(step, "cache");
    if (!node_names_it(removing, yaml_tree_get(cache, "in")))
        return;
    removing_note(removing, path, "every lookup is a miss");
    struct yaml_node *miss = yaml_tree_get(cache, "miss");
    struct yaml_node *branch = yaml_tree_mapping(arena, step->place);
    yaml_tree_put(arena, branch, "p", yaml_tree_scalar(arena, "100%", step->place));
    yaml_tree_put(arena, branch, "steps",
                  miss ? miss : list_of(arena, NULL, step->place));
    yaml_tree_remove(step, "cache");
    yaml_tree_put(arena, step, "choose", list_of(arena, branch, step->place));
}

/* The lists of steps inside a step. Branches of `choose` stay when they become empty:
 * their probability stands. */
static void step_clean_inside(struct removing *removing, struct yaml_node *step,
                              const char *path)
{
    struct arena *arena = removing->world->arena;
    cache_clean(removing, step, path);
    struct yaml_node *miss = yaml_tree_get(yaml_tree_get(step, "cache"), "miss");
    struct yaml_node *parallel = yaml_tree_get(step, "parallel");
    struct yaml_node *choose = yaml_tree_get(step, "choose");
    struct yaml_node *repeat = yaml_tree_get(yaml_tree_get(step, "repeat"), "steps");
    path = arena_format(arena, "%s.%s", path,
                        parallel ? "parallel"
                        : choose ? "choose"
                        : miss   ? "cache"
                                 : "repeat");
    for (uint32_t i = 0; parallel && parallel->kind == YAML_LIST && i < parallel->count;
         i++)
        steps_clean(removing, parallel->items[i], yaml_path_join_index(arena, path, i));
    for (uint32_t i = 0; choose && choose->kind == YAML_LIST && i < choose->count; i++)
        steps_clean(removing, yaml_tree_get(choose->items[i], "steps"),
                    arena_format(arena, "%s.%u.steps", path, (unsigned)i));
    if (repeat)
        steps_clean(removing, repeat, arena_format(arena, "%s.steps", path));
    if (miss)
        steps_clean(removing, miss, arena_format(arena, "%s.miss", path));
}

/* Steps are a list, or (after `each`) a lone step. False when a lone one should go. */
static bool steps_clean(struct removing *removing, struct yaml_node *steps,
                        const char *path)
{
    if (steps && steps->kind == YAML_MAPPING) {
        if (step_goes(removing, steps, path))
            return false;
        step_clean_inside(removing, steps, path);
    }
    if (!steps || steps->kind != YAML_LIST)
        return true;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < steps->count; i++) {
        struct yaml_node *step = steps->items[i];
        const char *step_path = yaml_path_join_index(removing->world->arena, path, i);
        if (step_goes(removing, step, step_path))
            continue;
        step_clean_inside(removing, step, step_path);
        steps->items[kept++] = step;
    }
    steps->count = kept;
    return true;
}

static const struct yaml_node *target_of(const struct yaml_node *target)
{
    return target->kind == YAML_MAPPING ? yaml_tree_get(target, "to") : target;
}

/* Whom a bus hands its messages to: a list, or a lone one. */
static void targets_clean(struct removing *removing, struct yaml_node *service,
                          const char *path)
{
    struct yaml_node *to = yaml_tree_get(service, "to");
    uint32_t kept = 0, count = 0;
    if (!to)
        return;
    path = arena_format(removing->world->arena, "%s.to", path);
    if (to->kind != YAML_LIST) {
        count = 1;
        if (node_names_it(removing, target_of(to)))
            yaml_tree_remove(service, "to");
        else
            kept = 1;
    }
    for (uint32_t i = 0; to->kind == YAML_LIST && i < to->count; i++, count++)
        if (!node_names_it(removing, target_of(to->items[i])))
            to->items[kept++] = to->items[i];
    if (to->kind == YAML_LIST)
        to->count = kept;
    if (kept < count)
        removing_note(removing, path,
                      arena_format(removing->world->arena, "no messages to %s",
                                   removing->removal->service));
}

static void service_clean(struct removing *removing, const char *name,
                          struct yaml_node *service)
{
    struct arena *arena = removing->world->arena;
    const char *path = yaml_path_join(arena, "services", name);
    struct yaml_node *endpoints = yaml_tree_get(service, "endpoints");
    for (uint32_t i = 0;
         endpoints && endpoints->kind == YAML_MAPPING && i < endpoints->count; i++)
        steps_clean(removing, endpoints->pairs[i].value,
                    yaml_path_join(arena, arena_format(arena, "%s.endpoints", path),
                                   endpoints->pairs[i].key));
    if (!steps_clean(removing, yaml_tree_get(service, "each"),
                     arena_format(arena, "%s.each", path)))
        yaml_tree_remove(service, "each");
    targets_clean(removing, service, path);
    struct yaml_node *queue = yaml_tree_get(service, "queue");
    if (node_names_it(removing, yaml_tree_get(queue, "broker"))) {
        yaml_tree_remove(queue, "broker");
        removing_note(removing, arena_format(arena, "%s.queue.broker", path),
                      "left out: messages wait outside all machines");
    }
    struct yaml_node *pools = yaml_tree_get(service, "pools");
    if (pools && yaml_tree_remove(pools, removing->removal->service))
        removing_note(removing,
                      yaml_path_join(arena, arena_format(arena, "%s.pools", path),
                                     removing->removal->service),
                      "pool left out");
}

/* ---- traffic ---- */

static double share_of(const struct yaml_node *node)
{
    double share;
    if (node->kind != YAML_SCALAR || units_read_share(node->text, &share))
        return 0;
    return share;
}

static void mix_rescale(struct removing *removing, struct yaml_node *mix, double factor)
{
    struct arena *arena = removing->world->arena;
    for (uint32_t i = 0; i < mix->count; i++) {
        char text[UNIT_TEXT];
        units_write_exact(text, share_of(mix->pairs[i].value) * factor);
        mix->pairs[i].value = yaml_tree_scalar(arena, text, mix->pairs[i].value->place);
    }
}

static void mix_clean(struct removing *removing, struct yaml_node *mix, const char *path)
{
    struct arena *arena = removing->world->arena;
    double total = 0, left = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < mix->count; i++) {
        const struct yaml_pair pair = mix->pairs[i];
        total += share_of(pair.value);
        if (names_it(removing, pair.key)) {
            removing_note(removing, yaml_path_join(arena, path, pair.key),
                          "left out, the other shares grow to 100%");
            continue;
        }
        left += share_of(pair.value);
        mix->pairs[kept++] = pair;
    }
    const bool changed = kept < mix->count;
    mix->count = kept;
    /* A variant may have put others in their place, which sum to 100% already; and a sum
     * that was wrong before stays wrong, to be complained of. */
    if (changed && left > 0 && fabs(left - 1) > 1e-9 && fabs(total - 1) <= 1e-4)
        mix_rescale(removing, mix, total / left);
}

/* What a journey calls, a map leads to. False when nothing of it remains. */
static bool journey_clean(struct removing *removing, struct yaml_node *journey,
                          const char *path)
{
    uint32_t kept = 0, calls = 0;
    if (!journey || journey->kind != YAML_LIST)
        return true;
    for (uint32_t i = 0; i < journey->count; i++) {
        struct yaml_node *step = journey->items[i];
        const struct yaml_node *call =
            step->kind == YAML_MAPPING ? yaml_tree_get(step, "call") : step;
        if (node_names_it(removing, call)) {
            removing_note(removing, yaml_path_join_index(removing->world->arena, path, i),
                          "call left out");
            continue;
        }
        calls += call != NULL;
        journey->items[kept++] = step;
    }
    const bool changed = kept < journey->count;
    journey->count = kept;
    return !changed || calls > 0;
}

static bool map_clean(struct removing *removing, struct yaml_node *map, const char *path)
{
    uint32_t kept = 0;
    if (!map || map->kind != YAML_MAPPING)
        return true;
    for (uint32_t i = 0; i < map->count; i++) {
        const struct yaml_pair pair = map->pairs[i];
        if (node_names_it(removing, pair.value))
            removing_note(removing,
                          yaml_path_join(removing->world->arena, path, pair.key),
                          "left out, its requests with it");
        else
            map->pairs[kept++] = pair;
    }
    const bool changed = kept < map->count;
    map->count = kept;
    return !changed || kept > 0;
}

static void traffic_clean(struct removing *removing, struct yaml_node *traffic)
{
    struct arena *arena = removing->world->arena;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < traffic->count; i++) {
        const struct yaml_pair pair = traffic->pairs[i];
        struct yaml_node *mix = yaml_tree_get(pair.value, "mix");
        const char *path = yaml_path_join(arena, "traffic", pair.key);
        const bool had = mix && mix->kind == YAML_MAPPING && mix->count > 0;
        if (had)
            mix_clean(removing, mix, arena_format(arena, "%s.mix", path));
        const bool asks = journey_clean(removing, yaml_tree_get(pair.value, "journey"),
                                        arena_format(arena, "%s.journey", path)) &&
                          map_clean(removing, yaml_tree_get(pair.value, "map"),
                                    arena_format(arena, "%s.map", path));
        if (!asks || node_names_it(removing, yaml_tree_get(pair.value, "target")) ||
            (had && mix->count == 0))
            removing_note(removing, path, "left out, nothing remains to ask for");
        else
            traffic->pairs[kept++] = pair;
    }
    traffic->count = kept;
}

/* ---- events and thresholds ---- */

/* "heap{elasticsearch}" and the like. */
static bool metric_names_it(const struct removing *removing, const char *metric)
{
    const char *brace = strchr(metric, '{');
    if (!brace || strncmp(brace + 1, removing->removal->service, removing->length) != 0)
        return false;
    const char next = brace[1 + removing->length];
    return next == '}' || next == '.';
}

static void thresholds_clean(struct removing *removing, struct yaml_node *thresholds)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < thresholds->count; i++) {
        const struct yaml_pair pair = thresholds->pairs[i];
        if (metric_names_it(removing, pair.key))
            removing_note(removing,
                          yaml_path_join(removing->world->arena, "thresholds", pair.key),
                          "threshold left out");
        else
            thresholds->pairs[kept++] = pair;
    }
    thresholds->count = kept;
}

/* `restart: redis`, `restart: "redis[0]"`. */
static bool event_goes(const struct removing *removing, const struct yaml_node *event)
{
    const struct yaml_node *place = yaml_tree_get(event, "restart");
    return place && place->kind == YAML_SCALAR &&
           strncmp(place->text, removing->removal->service, removing->length) == 0 &&
           (place->text[removing->length] == '\0' ||
            place->text[removing->length] == '[');
}

static void sets_clean(struct removing *removing, struct yaml_node *event,
                       const char *path)
{
    struct arena *arena = removing->world->arena;
    struct yaml_node *set = yaml_tree_get(event, "set");
    const char *prefix = arena_format(arena, "services.%s.", removing->removal->service);
    uint32_t kept = 0;
    if (!set || set->kind != YAML_MAPPING)
        return;
    for (uint32_t i = 0; i < set->count; i++) {
        if (strncmp(set->pairs[i].key, prefix, strlen(prefix)) == 0)
            removing_note(removing, arena_format(arena, "%s.set", path),
                          arena_format(arena, "%s left out", set->pairs[i].key));
        else
            set->pairs[kept++] = set->pairs[i];
    }
    set->count = kept;
}

static void events_clean(struct removing *removing, struct yaml_node *events)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < events->count; i++) {
        struct yaml_node *event = events->items[i];
        const char *path = yaml_path_join_index(removing->world->arena, "events", i);
        const struct yaml_node *set = yaml_tree_get(event, "set");
        const bool had_sets = set && set->count > 0;
        sets_clean(removing, event, path);
        if (had_sets && set->count == 0)
            continue;
        if (event_goes(removing, event))
            removing_note(removing, path, "event left out");
        else
            events->items[kept++] = event;
    }
    events->count = kept;
}

static void service_remove(struct removing *removing)
{
    const struct yaml_node *root = removing->world->root;
    const struct yaml_node *services = yaml_tree_get(root, "services");
    struct yaml_node *traffic = yaml_tree_get(root, "traffic");
    struct yaml_node *thresholds = yaml_tree_get(root, "thresholds");
    struct yaml_node *events = yaml_tree_get(root, "events");
    removing_note(
        removing,
        arena_format(removing->world->arena, "services.%s", removing->removal->service),
        "removed");
    for (uint32_t i = 0;
         services && services->kind == YAML_MAPPING && i < services->count; i++)
        service_clean(removing, services->pairs[i].key, services->pairs[i].value);
    if (traffic && traffic->kind == YAML_MAPPING)
        traffic_clean(removing, traffic);
    if (thresholds && thresholds->kind == YAML_MAPPING)
        thresholds_clean(removing, thresholds);
    if (events && events->kind == YAML_LIST)
        events_clean(removing, events);
}

void world_remove_services(struct world *world)
{
    const struct yaml_node *services = yaml_tree_get(world->root, "services");
    for (uint32_t i = 0; i < world->removal_count; i++) {
        struct removing removing = {world, &world->removals[i],
                                    strlen(world->removals[i].service)};
        if (!yaml_tree_get(services, removing.removal->service))
            service_remove(&removing);
    }
}
