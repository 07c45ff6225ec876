/* world_idle.c - traffic of which nothing arrives.
 *
 * It tests nothing, and a report without a complaint would read as praise. What an event
 * sets may change it; an edge that drops all bots does what it is there for.
 */
#include "sim/world_idle.h"

#include "models/offered.h"
#include "sim/world_text.h"

#include <string.h>

/* Is a rate, the users or the edge of this traffic set by an event? */
static bool is_set(const struct design *design, uint32_t traffic)
{
    const struct event_def *events = design->events.items;
    for (uint32_t i = 0; i < design->events.count; i++) {
        const struct set_def *sets = events[i].sets.items;
        for (uint32_t k = 0; k < events[i].sets.count; k++)
            if (strncmp(sets[k].path, "traffic.", strlen("traffic.")) == 0 &&
                sets[k].index == traffic)
                return true;
    }
    return false;
}

static void warn(struct world *world, const struct traffic_def *traffic, const char *key,
                 const char *why)
{
    const struct item *item = &traffic->item;
    error_list_warn(
        world->errors, world_text_place(world, item->path, key, item->place),
        arena_format(world->arena, "%s%s%s", item->path, *key ? "." : "", key),
        "no request arrives, so nothing is tested: %s", why);
}

static void warn_of(struct world *world, const struct traffic_def *traffic)
{
    const struct simulate_def *simulate = &world->design->simulate;
    const struct offered offered =
        offered_between(traffic, simulate->warmup_s, simulate->duration_s, world->arena);
    char from[UNIT_TEXT], to[UNIT_TEXT];
    if (traffic->start_s >= simulate->duration_s) {
        warn(world, traffic, "start", "the run ends before it");
    } else if (!(offered.peak > 0)) {
        units_write_duration(from, simulate->warmup_s);
        units_write_duration(to, simulate->duration_s);
        warn(world, traffic, "",
             arena_format(world->arena, "%s from %s to %s",
                          offered.closed ? "there are no users" : "its rate is 0", from,
                          to));
    } else if (traffic->blocked >= 1 && traffic->bot <= 0) {
        warn(world, traffic, "blocked", "the edge drops all of them");
    }
}

void world_idle_warn(struct world *world)
{
    const struct design *design = world->design;
    for (uint32_t i = 0; i < design->traffic.count; i++)
        if (!is_set(design, i))
            warn_of(world, design_traffic(design, i));
}
