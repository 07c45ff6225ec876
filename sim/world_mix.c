/* world_mix.c - what a traffic asks for, whichever way it is said.
 *
 *   target   all of it
 *   mix      shares that sum to 100%
 *   journey  each endpoint by its calls, in the order in which they are first made
 *   map      each endpoint by its lines in the log, known when that is read
 */
#include "sim/world_mix.h"

#include "sim/world_endpoint.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static void mix_from_target(struct world *world, struct traffic_def *traffic)
{
    struct mix_def *mix = arena_array(world->arena, 1, sizeof(*mix));
    mix->item = (struct item){traffic->target,
                              arena_format(world->arena, "%s.target", traffic->item.path),
                              traffic->item.place};
    mix->share = 1;
    traffic->mix = (struct items){mix, 1};
}

static void mix_check_sum(struct world *world, const struct traffic_def *traffic)
{
    const struct mix_def *mix = traffic->mix.items;
    double sum = 0;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        sum += mix[i].share;
    if (isnan(sum) || fabs(sum - 1) <= 1e-4)
        return; /* a share that could not be read was reported */
    error_list_add(
        world->errors,
        world_text_place(world, traffic->item.path, "mix", traffic->item.place),
        arena_format(world->arena, "%s.mix", traffic->item.path),
        "the shares must sum to 100%%, got %.6g%%", 100 * sum);
}

/* ---- from lists of endpoints that may come again ---- */

/* The entry of that endpoint; made when it is the first time. */
static uint32_t mix_entry(struct items *entries, const char *endpoint,
                          const struct item *item)
{
    struct mix_def *mix = entries->items;
    for (uint32_t i = 0; i < entries->count; i++)
        if (strcmp(mix[i].item.name, endpoint) == 0)
            return i;
    mix[entries->count].item = (struct item){endpoint, item->path, item->place};
    return entries->count++;
}

static void mix_from_journey(struct world *world, struct traffic_def *traffic)
{
    const struct yaml_node *node = world_text_given(world, traffic->item.path, "journey");
    struct journey_def *steps = traffic->journey.items;
    struct mix_def *mix = arena_array(world->arena, traffic->journey.count, sizeof(*mix));
    struct items entries = {mix, 0};
    bool any = false;
    traffic->journey_calls = traffic->journey_think_s = 0;
    for (uint32_t i = 0; i < traffic->journey.count; i++) {
        any = any || steps[i].call;
        if (steps[i].kind == JOURNEY_THINK) {
            traffic->journey_think_s += steps[i].think.mean_s;
        } else if (steps[i].call) {
            steps[i].entry = mix_entry(&entries, steps[i].call, &steps[i].item);
            mix[steps[i].entry].share += 1;
            traffic->journey_calls += 1;
        }
    }
    for (uint32_t i = 0; i < entries.count; i++)
        mix[i].share /= traffic->journey_calls;
    traffic->mix = entries;
    if (!any && node->kind == YAML_LIST)
        error_list_add(
            world->errors,
            world_text_place(world, traffic->item.path, "journey", traffic->item.place),
            arena_format(world->arena, "%s.journey", traffic->item.path),
            "expected at least one call such as spring.read");
}

static void mix_from_map(struct world *world, struct traffic_def *traffic)
{
    struct map_def *map = traffic->map.items;
    struct items entries = {
        arena_array(world->arena, traffic->map.count, sizeof(struct mix_def)), 0};
    for (uint32_t i = 0; i < traffic->map.count; i++)
        if (map[i].to)
            map[i].entry = mix_entry(&entries, map[i].to, &map[i].item);
    traffic->mix = entries;
}

/* ---- which of them ---- */

/* Exactly one of the ways must be given. */
static const char *way_of(struct world *world, const struct traffic_def *traffic)
{
    static const char *const ways[] = {"target", "mix", "journey", "map"};
    const struct item *item = &traffic->item;
    const char *found = NULL;
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!world_text_given(world, item->path, ways[i]))
            continue;
        if (found) {
            error_list_add(world->errors, item->place, item->path,
                           "expected %s or %s, got both", found, ways[i]);
            return NULL;
        }
        found = ways[i];
    }
    if (!found)
        error_list_add(world->errors, item->place, item->path,
                       "missing required key \"target\" (or \"mix\"%s)",
                       traffic->executor == EXECUTOR_TRACE ? ", or \"map\""
                       : traffic->executor >= 0 && traffic_def_is_closed(traffic)
                           ? ", or \"journey\""
                           : "");
    return found;
}

void world_mix_resolve(struct world *world, struct traffic_def *traffic)
{
    const char *way = way_of(world, traffic);
    if (!way)
        return;
    if (strcmp(way, "target") == 0 && traffic->target)
        mix_from_target(world, traffic);
    else if (strcmp(way, "mix") == 0)
        mix_check_sum(world, traffic);
    else if (strcmp(way, "journey") == 0)
        mix_from_journey(world, traffic);
    else if (strcmp(way, "map") == 0)
        mix_from_map(world, traffic);
    struct mix_def *mix = traffic->mix.items;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        mix[i].endpoint = world_endpoint_find(world, mix[i].item.name);
}
