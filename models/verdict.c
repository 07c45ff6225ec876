/* verdict.c - what breaks first, why, and what follows from it.
 *
 * The first resource is found in each replication; the one that goes first in most of
 * them is named (of equals the one that comes first in the design), with the mean time
 * over those replications and their share. The summary is one sentence:
 *
 *   a machine dies      "web dies after 12.1 d of memory: ..., not of CPU credits ..."
 *   something goes      "First to go: CPU on web after 12 min 3 s; 5.2% of ... fail"
 *   all fits            "Holds: the first limit is host.web.cpu at 3.2 times this ..."
 *   all fits, and yet   "Nothing is saturated, but http_req_duration p(95) < 20ms ..."
 *   nobody comes        "Nothing was tested: no request arrived"
 *   nothing works       "Nothing is saturated, but a never answers: 100% of the ..."
 *
 * and to any of them "; a retry storm outlives the spike of ..." is added where one does.
 */
#include "models/verdict.h"

#include "models/verdict_chain.h"
#include "models/verdict_complaint.h"
#include "models/verdict_death.h"
#include "models/verdict_events.h"
#include "models/verdict_failures.h"
#include "models/verdict_messages.h"
#include "models/verdict_metastable.h"
#include "models/verdict_resources.h"
#include "models/verdict_text.h"
#include "models/verdict_trouble.h"

#include <math.h>
#include <string.h>

/* ---- the first resource ---- */

/* Index of the first to go in one replication, UINT32_MAX when nothing does. Of those
 * that go at the same moment placement is the first, then memory. */
static uint32_t verdict_first(const struct summary *part)
{
    uint32_t first = UINT32_MAX;
    double first_s = INFINITY;
    for (uint32_t i = 0; i < part->resource_count; i++) {
        const double at_s = verdict_resources_at(part, i);
        const bool sooner = at_s < first_s;
        const bool same = first != UINT32_MAX && at_s == first_s;
        const bool memory = same && part->resources[i].kind == RESOURCE_MEMORY &&
                            part->resources[first].kind == RESOURCE_CPU;
        const bool placement = same && part->resources[i].kind == RESOURCE_PLACEMENT &&
                               part->resources[first].kind != RESOURCE_PLACEMENT;
        if (sooner || memory || placement) {
            first = i;
            first_s = at_s;
        }
    }
    return first;
}

double verdict_first_s(const struct summary *part)
{
    const uint32_t first = verdict_first(part);
    return first == UINT32_MAX ? NAN : verdict_resources_at(part, first);
}

struct verdict_vote {
    uint32_t resource; /* UINT32_MAX: nothing was saturated */
    uint32_t times;    /* replications in which it was the first */
    uint32_t any;      /* replications in which anything was */
    double at_s;       /* mean over those `times` */
};

static struct verdict_vote verdict_count(const struct summary *const *parts,
                                         uint32_t count, struct arena *arena)
{
    struct verdict_vote vote = {.resource = UINT32_MAX};
    const uint32_t resources = parts[0]->resource_count;
    uint32_t *times = arena_array(arena, resources, sizeof(*times));
    double *sum_s = arena_array(arena, resources, sizeof(*sum_s));
    for (uint32_t p = 0; p < count; p++) {
        const uint32_t first = verdict_first(parts[p]);
        if (first == UINT32_MAX)
            continue;
        vote.any++;
        times[first]++;
        sum_s[first] += verdict_resources_at(parts[p], first);
    }
    for (uint32_t i = 0; i < resources; i++)
        if (times[i] > vote.times) {
            vote.resource = i;
            vote.times = times[i];
            vote.at_s = sum_s[i] / times[i];
        }
    return vote;
}

/* Over the replications in which it was the first. */
static void verdict_interval(double ci[2], uint32_t resource,
                             const struct summary *const *parts, uint32_t count)
{
    struct sample times = {0};
    for (uint32_t p = 0; p < count; p++)
        if (verdict_first(parts[p]) == resource)
            sample_record(&times, verdict_resources_at(parts[p], resource));
    const double half = sample_half_width(&times, 0.95);
    const double run_s = parts[0]->design->simulate.duration_s;
    ci[0] = isfinite(half) ? fmax(0, times.mean - half) : NAN;
    ci[1] = isfinite(half) ? fmin(times.mean + half, run_s) : NAN;
}

/* ---- the sentence ---- */

/* Why the tasks found no room, of the first time. */
static const char *verdict_unplaced(const struct summary *merged,
                                    const struct resource_summary *resource,
                                    struct arena *arena)
{
    const char *name = verdict_text_service(merged, resource)->name;
    for (uint32_t i = 0; i < merged->event_count; i++)
        if (strcmp(merged->events[i].kind, "unplaced") == 0 &&
            strcmp(merged->events[i].who, name) == 0)
            return arena_format(arena, " (%s)", merged->events[i].why);
    return "";
}

static const char *verdict_say_first(const struct summary *merged,
                                     const struct verdict_vote *vote, uint32_t count,
                                     const struct verdict_trouble *trouble,
                                     struct arena *arena)
{
    const struct resource_summary *resource = &merged->resources[vote->resource];
    const uint32_t machine = verdict_text_machine(merged, resource);
    const char *detail = "", *share = "";
    char time[UNIT_TEXT];
    verdict_text_time(time, vote->at_s);
    const char *when =
        vote->at_s > 0 ? arena_format(arena, "after %s", time) : "at the start";
    if (resource->kind == RESOURCE_MEMORY && machine != UINT32_MAX)
        detail = arena_format(arena, " (%s)",
                              verdict_death_need(merged, &merged->hosts[machine], arena));
    if (resource->kind == RESOURCE_PLACEMENT)
        detail = verdict_unplaced(merged, resource, arena);
    if (vote->times < count)
        share = arena_format(arena, ", in %u of %u replications", vote->times, count);
    return arena_format(arena, "First to go: %s %s%s%s%s%s%s",
                        verdict_text_resource(merged, resource, arena), when, detail,
                        share, trouble->deaths, trouble->outages, trouble->failures);
}

static const char *verdict_say_trouble(const struct verdict_trouble *trouble,
                                       const char *complaint, struct arena *arena)
{
    const char *all = arena_format(arena, "%s%s%s%s", trouble->deaths, trouble->outages,
                                   trouble->failures, trouble->why);
    return arena_format(arena, "Nothing is saturated, but %s%s%s", all + strlen("; "),
                        complaint ? "; " : "", complaint ? complaint : "");
}

static const char *verdict_say_holds(const struct summary *merged,
                                     const struct verdict_trouble *trouble,
                                     struct arena *arena)
{
    const struct resource_summary *limit = verdict_failures_limit(merged);
    const char *complaint = verdict_complaint_find(merged, arena);
    const char *failures = trouble->failures;
    char factor[UNIT_TEXT];
    if (trouble->idle && !*trouble->deaths && !*trouble->outages)
        return arena_format(arena, "Nothing was tested: no request arrived%s%s",
                            complaint ? "; " : "", complaint ? complaint : "");
    if (trouble->any)
        return verdict_say_trouble(trouble, complaint, arena);
    if (complaint)
        return arena_format(arena, "Nothing is saturated, but %s%s", complaint, failures);
    if (!limit)
        return arena_format(arena, "Holds: nothing is saturated%s", failures);
    units_write_number(factor, limit->headroom);
    return arena_format(arena, "Holds: the first limit is %s at %s times this traffic%s",
                        limit->id, factor, failures);
}

/* ---- the whole ---- */

static void verdict_tell(struct summary *merged, const struct summary *first,
                         struct arena *arena)
{
    struct verdict_chain chain;
    verdict_chain_init(&chain, first, arena);
    chain.cost = &merged->cost;
    verdict_resources_tell(&chain);
    verdict_events_tell(&chain);
    verdict_metastable_tell(&chain);
    verdict_messages_tell(&chain);
    verdict_chain_finish(&chain, &merged->verdict);
}

static void verdict_add_storm(struct verdict_summary *verdict,
                              const struct summary *const *parts, uint32_t count,
                              struct arena *arena)
{
    const char *storm = verdict_metastable_say(parts, count, arena);
    if (!storm)
        return;
    verdict->summary = arena_format(arena, "%s; %s", verdict->summary, storm);
    verdict->troubled = true;
}

void verdict_find(struct summary *merged, const struct summary *const *parts,
                  uint32_t count, struct arena *arena)
{
    struct verdict_summary *verdict = &merged->verdict;
    const struct verdict_vote vote = verdict_count(parts, count, arena);
    *verdict = (struct verdict_summary){
        .saturated = (double)vote.any / count, .first_at_s = NAN, .first_ci = {NAN, NAN}};
    const struct verdict_trouble trouble =
        verdict_trouble_find(merged, parts, count, arena);
    verdict->troubled = trouble.any;
    verdict->idle = trouble.idle;
    verdict_tell(merged, parts[0], arena);
    verdict->summary = verdict_death_say(merged, parts, count, arena);
    if (!verdict->summary)
        verdict->summary = vote.resource == UINT32_MAX
                               ? verdict_say_holds(merged, &trouble, arena)
                               : verdict_say_first(merged, &vote, count, &trouble, arena);
    verdict_add_storm(verdict, parts, count, arena);
    if (vote.resource == UINT32_MAX)
        return;
    verdict->first_resource = merged->resources[vote.resource].id;
    verdict->first_at_s = vote.at_s;
    verdict->first_share = (double)vote.times / count;
    verdict_interval(verdict->first_ci, vote.resource, parts, count);
}
