/* world_publish.c - messages that would go round without time passing.
 *
 * A consumer may publish what leads back to itself: a job that is queued again. Time must
 * pass on the way. If no step of the circle takes any, each message begets the next in
 * the same instant and the clock stands still for ever.
 *
 * One depth-first walk over what happens in the instant an endpoint is entered: the calls
 * and publishes up to the first step that takes time. A way back to an endpoint that is
 * still open is such a circle. Chance is left out: a `fail` or a branch of `choose` may
 * end most rounds, but nothing promises it.
 */
#include "sim/world_publish.h"

#include "sim/world_text.h"

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

struct walk {
    struct world *world;
    unsigned char *visits;            /* by endpoint index */
    bool *takes_time;                 /* by endpoint index, once it is done */
    const struct endpoint_def **open; /* the way from the first */
    uint32_t depth;
};

static bool walk_endpoint(struct walk *walk, const struct endpoint_def *endpoint,
                          const struct item *step);
static bool walk_steps(struct walk *walk, struct items steps);

static void report(const struct walk *walk, const struct endpoint_def *again,
                   const struct item *step)
{
    struct world_names way = {.count = 0};
    uint32_t first = walk->depth;
    while (first > 0 && walk->open[first - 1] != again)
        first--;
    for (uint32_t i = first > 0 ? first - 1 : 0; i < walk->depth; i++)
        world_text_add(walk->world, &way, walk->open[i]->full_name);
    world_text_add(walk->world, &way, again->full_name);
    error_list_add(walk->world->errors, step->place, step->path,
                   "messages go in a circle in which no time passes: %s; give a step on "
                   "the way some cpu or sleep",
                   world_text_way(walk->world, &way));
}

/* ---- steps; each is true when it surely takes time ---- */

static bool walk_parallel(struct walk *walk, const struct step_def *step)
{
    const struct block_def *blocks = step->parallel.items;
    bool slow = false;
    for (uint32_t i = 0; i < step->parallel.count; i++)
        slow = walk_steps(walk, blocks[i].steps) || slow;
    return slow;
}

static bool walk_choose(struct walk *walk, const struct step_def *step)
{
    const struct branch_def *branches = step->choose.items;
    double slow = 0;
    for (uint32_t i = 0; i < step->choose.count; i++)
        if (walk_steps(walk, branches[i].steps))
            slow += branches[i].probability;
    return slow > 1 - 1e-9;
}

/* A lookup that fails takes no time, so the steps of a miss have to. */
static bool walk_cache(struct walk *walk, const struct step_def *step)
{
    const bool lookup = walk_endpoint(walk, step->call.callee, &step->item);
    return walk_steps(walk, step->cache.miss) && lookup;
}

static bool walk_step(struct walk *walk, const struct step_def *step)
{
    switch (step->kind) {
    case STEP_CPU:
    case STEP_SLEEP:
        return !distribution_is_zero(&step->duration);
    case STEP_READ:
    case STEP_WRITE:
        return step->io.size_bytes > 0;
    case STEP_MEMORY:
        return step->size_bytes > 0;
    case STEP_CALL:
        return walk_endpoint(walk, step->call.callee, &step->item);
    case STEP_PUBLISH: /* the broker is called before the message is there */
        if (step->call.callee && walk_endpoint(walk, step->call.callee, &step->item))
            return true;
        walk_endpoint(walk, step->publish_to, &step->item);
        return false;
    case STEP_CACHE:
        return walk_cache(walk, step);
    case STEP_PARALLEL:
        return walk_parallel(walk, step);
    case STEP_CHOOSE:
        return walk_choose(walk, step);
    case STEP_REPEAT:
        return walk_steps(walk, step->repeat.steps) && step->repeat.times > 0;
    default:
        return false;
    }
}

/* Up to the first step that takes time. */
static bool walk_steps(struct walk *walk, struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++)
        if (walk_step(walk, &step[i]))
            return true;
    return false;
}

static bool walk_endpoint(struct walk *walk, const struct endpoint_def *endpoint,
                          const struct item *step)
{
    unsigned char *visit = &walk->visits[endpoint->index];
    if (*visit == VISIT_OPEN)
        report(walk, endpoint, step);
    if (*visit != VISIT_NEW)
        return walk->takes_time[endpoint->index];
    const struct service_def *service = endpoint->service;
    if (service->kind != KIND_PROCESS && !distribution_is_zero(&service->latency)) {
        *visit = VISIT_DONE;
        return walk->takes_time[endpoint->index] = true;
    }
    *visit = VISIT_OPEN;
    walk->open[walk->depth++] = endpoint;
    walk->takes_time[endpoint->index] = walk_steps(walk, endpoint->steps);
    walk->depth--;
    *visit = VISIT_DONE;
    return walk->takes_time[endpoint->index];
}

void world_publish_check(struct world *world)
{
    const struct design *design = world->design;
    const uint32_t count = design->endpoint_count;
    struct walk walk = {
        .world = world,
        .visits = arena_allocate(world->arena, count),
        .takes_time = arena_array(world->arena, count, sizeof(*walk.takes_time)),
        .open = arena_array(world->arena, count, sizeof(*walk.open)),
    };
    for (uint32_t i = 0; i < count; i++)
        walk_endpoint(&walk, design->endpoints[i], NULL);
}
