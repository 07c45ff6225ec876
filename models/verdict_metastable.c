/* verdict_metastable.c - see verdict_metastable.h. */
#include "models/verdict_metastable.h"

#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

#define STORM_SICK      0.8  /* of what is offered: goodput is down below it */
#define STORM_WELL      0.9  /* and was up from it on */
#define STORM_AMPLIFIED 1.2  /* times the attempts per request before */
#define STORM_SAME_LOAD 1.1  /* of the load before, at most */
#define STORM_SURGE     1.25 /* of the load at the end: a trigger by itself */
#define STORM_DRAINING  0.9  /* a backlog below this share of what it was shrinks */
#define STORM_LEAST_S   60.0
#define STORM_REQUESTS  100 /* in a block: their number varies by 10% */
enum { STORM_BEFORE = 3, STORM_AFTER = 10, STORM_TIMES = 3 };

/* ---- blocks ---- */

struct metastable_blocks {
    double block_s;
    uint32_t steps; /* in a block */
    uint32_t count;
    double *offered, *attempts, *answered; /* means of the blocks, 1/s */
};

static double *metastable_means(const struct series *series, uint32_t steps,
                                uint32_t count, struct arena *arena)
{
    double *means = arena_array(arena, count, sizeof *means);
    for (uint32_t b = 0; b < count; b++) {
        for (uint32_t i = 0; i < steps; i++)
            means[b] += series->values[b * steps + i];
        means[b] /= steps;
    }
    return means;
}

/* False: there is nothing to see, or too little for a judgement. What is left over of the
 * steps is left out at the beginning. */
static bool metastable_cut(struct metastable_blocks *blocks, const struct summary *part,
                           struct arena *arena)
{
    const struct series *offered = summary_series(part, "requests.offered");
    const struct series *attempts = summary_series(part, "requests.attempts");
    const struct series *answered = summary_series(part, "requests.answered");
    if (!offered || !attempts || !answered || offered->count < STORM_AFTER)
        return false;
    double sum = 0;
    for (uint32_t i = 0; i < offered->count; i++)
        sum += offered->values[i] * part->step_s;
    const double steps = fmax(1, ceil(STORM_REQUESTS * offered->count / fmax(sum, 1e-9)));
    if (offered->count / steps < STORM_BEFORE + STORM_AFTER)
        return false;
    blocks->steps = (uint32_t)steps;
    blocks->count = offered->count / blocks->steps;
    blocks->block_s = blocks->steps * part->step_s;
    blocks->offered = metastable_means(offered, blocks->steps, blocks->count, arena);
    blocks->attempts = metastable_means(attempts, blocks->steps, blocks->count, arena);
    blocks->answered = metastable_means(answered, blocks->steps, blocks->count, arena);
    return true;
}

static double metastable_sum(const double *values, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (uint32_t i = from; i < to; i++)
        sum += values[i];
    return sum;
}

static double metastable_ratio(const double *above, const double *below, uint32_t from,
                               uint32_t to)
{
    const double sum = metastable_sum(below, from, to);
    return sum > 0 ? metastable_sum(above, from, to) / sum : NAN;
}

/* The first block from which on all are sick. */
static uint32_t metastable_sick(const struct metastable_blocks *blocks)
{
    uint32_t first = blocks->count;
    while (first > 0 &&
           blocks->answered[first - 1] < STORM_SICK * blocks->offered[first - 1])
        first--;
    return first;
}

/* ---- triggers ---- */

struct metastable_search {
    const struct summary *part;
    const struct metastable_blocks *blocks;
    struct arena *arena;
    double sick_s, end_s;
    struct verdict_metastable *found; /* the latest trigger so far */
};

/* A trigger if it ended in the run and may have made it sick: that began in it, or not
 * longer after it than it lasted. */
static void metastable_offer(struct metastable_search *search, double from_s, double to_s,
                             const char *text)
{
    const double block_s = search->blocks->block_s;
    const double reach_s = to_s + (to_s - from_s) + STORM_BEFORE * block_s;
    if (!(to_s < search->end_s) || from_s > search->sick_s + block_s ||
        search->sick_s > reach_s)
        return;
    if (search->found->trigger && from_s <= search->found->from_s)
        return;
    search->found->trigger = text;
    search->found->from_s = from_s;
    search->found->to_s = to_s;
}

static void metastable_events(struct metastable_search *search)
{
    const struct design *design = search->part->design;
    const struct event_def *events = design->events.items;
    for (uint32_t i = 0; i < design->events.count; i++) {
        const struct event_def *event = &events[i];
        const struct set_def *sets = event->sets.items;
        if (event->when != WHEN_TIME || event->kind == EVENT_RESTART ||
            !(event->for_s > 0))
            continue;
        metastable_offer(
            search, event->at_s, event->at_s + event->for_s,
            event->sets.count
                ? arena_format(search->arena, "the change of %s", sets[0].path)
                : "the event");
    }
}

static void metastable_spikes(struct metastable_search *search)
{
    const struct design *design = search->part->design;
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        const struct traffic_def *traffic = design_traffic(design, t);
        const struct spike_def *spikes = traffic->spikes.items;
        for (uint32_t i = 0; i < traffic->spikes.count; i++)
            metastable_offer(
                search, spikes[i].at_s, spikes[i].at_s + spikes[i].for_s,
                arena_format(search->arena, "the spike of %s", traffic->item.name));
    }
}

struct metastable_row {
    const char *begins, *ends, *text;
};

/* What goes, and comes back: kinds of occurrences of the same one. */
static const struct metastable_row metastable_rows[] = {
    {"restart", "ready", "the restart"},
    {"exit", "ready", "the death"},
    {"oom_kill", "ready", "the death"},
    {"machine_stop", "machine_start", "the stop"},
    {"unreachable", "reachable", "the outage"},
};

static void metastable_occurrence(struct metastable_search *search, uint32_t number)
{
    const struct occurrence *events = search->part->events;
    const struct occurrence *event = &events[number];
    for (size_t k = 0; k < sizeof metastable_rows / sizeof *metastable_rows; k++) {
        const struct metastable_row *row = &metastable_rows[k];
        if (strcmp(event->kind, row->begins) != 0)
            continue;
        for (uint32_t i = number + 1; i < search->part->event_count; i++)
            if (strcmp(events[i].kind, row->ends) == 0 &&
                strcmp(events[i].who, event->who) == 0) {
                metastable_offer(
                    search, event->at_s, events[i].at_s,
                    arena_format(search->arena, "%s of %s", row->text, event->who));
                return;
            }
    }
}

/* Only where nothing of the scenario explains it. */
static void metastable_surge(struct metastable_search *search)
{
    const struct metastable_blocks *blocks = search->blocks;
    const uint32_t last = blocks->count - blocks->count / 4;
    const double level = metastable_sum(blocks->offered, last, blocks->count) /
                         (blocks->count - last) * STORM_SURGE;
    for (uint32_t from = 0; from < blocks->count && !search->found->trigger; from++) {
        uint32_t to = from;
        while (to < blocks->count && blocks->offered[to] > level)
            to++;
        if (to > from)
            metastable_offer(search, from * blocks->block_s, to * blocks->block_s,
                             "a surge of the traffic");
        from = to;
    }
}

/* ---- the judgement ---- */

/* Calls that wait for a thread, in all services. */
static double metastable_queue(const struct summary *part, uint32_t from, uint32_t to)
{
    double sum = 0;
    for (uint32_t s = 0; s < part->design->services.count; s++) {
        const struct series *queue =
            summary_series(part, "service.%s.queue", part->services[s].name);
        for (uint32_t i = from; queue && i < to && i < queue->count; i++)
            sum += queue->values[i];
    }
    return to > from ? sum / (to - from) : 0;
}

static bool metastable_drains(const struct summary *part, uint32_t from, uint32_t to)
{
    const uint32_t tenth = (to - from) / 10 + 1;
    return metastable_queue(part, to - tenth, to) <
           STORM_DRAINING * metastable_queue(part, from, from + tenth);
}

static bool metastable_judge(const struct summary *part,
                             const struct metastable_blocks *blocks,
                             struct verdict_metastable *found)
{
    const double block_s = blocks->block_s;
    const uint32_t before = (uint32_t)floor(found->from_s / block_s);
    const uint32_t after = (uint32_t)ceil(found->since_s / block_s);
    const uint32_t end = blocks->count;
    const double length_s = found->end_s - found->since_s;
    if (before < STORM_BEFORE || after + STORM_AFTER > end ||
        length_s < fmax(STORM_LEAST_S, STORM_TIMES * (found->to_s - found->from_s)))
        return false;
    const double load[] = {metastable_sum(blocks->offered, 0, before) / before,
                           metastable_sum(blocks->offered, after, end) / (end - after)};
    found->attempts[0] = metastable_ratio(blocks->attempts, blocks->offered, 0, before);
    found->attempts[1] =
        metastable_ratio(blocks->attempts, blocks->offered, before, after);
    found->attempts[2] = metastable_ratio(blocks->attempts, blocks->offered, after, end);
    found->goodput[0] = metastable_ratio(blocks->answered, blocks->offered, 0, before);
    found->goodput[1] = metastable_ratio(blocks->answered, blocks->offered, after, end);
    return found->goodput[0] >= STORM_WELL && load[1] <= STORM_SAME_LOAD * load[0] &&
           load[0] >= STORM_WELL * load[1] &&
           found->attempts[2] >= STORM_AMPLIFIED * found->attempts[0] &&
           !metastable_drains(part, after * blocks->steps, end * blocks->steps);
}

bool verdict_metastable_find(const struct summary *part, struct verdict_metastable *found,
                             struct arena *arena)
{
    struct metastable_blocks blocks;
    *found = (struct verdict_metastable){.trigger = NULL};
    if (!metastable_cut(&blocks, part, arena))
        return false;
    const uint32_t sick = metastable_sick(&blocks);
    if (sick == blocks.count || sick == 0)
        return false;
    found->end_s = blocks.count * blocks.block_s;
    struct metastable_search search = {
        part, &blocks, arena, sick * blocks.block_s, found->end_s, found};
    metastable_events(&search);
    metastable_spikes(&search);
    for (uint32_t i = 0; i < part->event_count; i++)
        metastable_occurrence(&search, i);
    if (!found->trigger)
        metastable_surge(&search);
    if (!found->trigger)
        return false;
    found->since_s = fmax(found->to_s, search.sick_s);
    return metastable_judge(part, &blocks, found);
}

/* ---- sentences ---- */

static const char *metastable_attempts(const struct verdict_metastable *found,
                                       struct arena *arena)
{
    char number[3][UNIT_TEXT];
    for (int i = 0; i < 3; i++)
        units_write_number(number[i], found->attempts[i]);
    return arena_format(arena, "attempts per request: %s before, %s during, %s after",
                        number[0], number[1], number[2]);
}

void verdict_metastable_tell(struct verdict_chain *chain)
{
    struct verdict_metastable found;
    char to[UNIT_TEXT], rest[UNIT_TEXT], goodput[2][UNIT_TEXT];
    if (!verdict_metastable_find(chain->summary, &found, chain->arena))
        return;
    verdict_text_time(to, found.to_s);
    verdict_text_time(rest, found.end_s - found.since_s);
    units_write_share(goodput[0], found.goodput[0]);
    units_write_share(goodput[1], found.goodput[1]);
    verdict_chain_add(chain, found.since_s, "metastable",
                      "Retries keep the overload up after %s has ended (at %s): for the "
                      "%s to the end %s of the requests are answered, %s were before; %s",
                      found.trigger, to, rest, goodput[1], goodput[0],
                      metastable_attempts(&found, chain->arena));
}

const char *verdict_metastable_say(const struct summary *const *parts, uint32_t count,
                                   struct arena *arena)
{
    struct verdict_metastable found, first = {.trigger = NULL};
    uint32_t times = 0;
    char from[UNIT_TEXT], to[UNIT_TEXT], goodput[UNIT_TEXT];
    for (uint32_t p = 0; p < count; p++)
        if (verdict_metastable_find(parts[p], &found, arena) && times++ == 0)
            first = found;
    if (times == 0)
        return NULL;
    verdict_text_time(from, first.from_s);
    verdict_text_time(to, first.to_s);
    units_write_share(goodput, first.goodput[1]);
    const char *share = times < count ? arena_format(arena, ", in %u of %u replications",
                                                     (unsigned)times, (unsigned)count)
                                      : "";
    return arena_format(arena,
                        "a retry storm outlives %s (%s to %s)%s: %s of the requests are "
                        "answered until the end; %s",
                        first.trigger, from, to, share, goodput,
                        metastable_attempts(&first, arena));
}
