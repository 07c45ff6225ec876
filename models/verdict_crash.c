/* verdict_crash.c - see verdict_crash.h. */
#include "models/verdict_crash.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { CRASH_KILLS = 4, CRASH_NAMES = 3 }; /* in turn from so many on; named */

static bool crash_is(const struct occurrence *event, const char *kind, const char *who)
{
    return strcmp(event->kind, kind) == 0 && strcmp(event->who, who) == 0;
}

/* ---- one that loops ---- */

struct crash_lives {
    uint32_t restarts, deaths; /* deaths after a start that was seen */
    double shortest_s, longest_s;
    const struct occurrence *last; /* the death told */
};

static void crash_end(struct crash_lives *lives, double start_s,
                      const struct occurrence *death)
{
    lives->last = death;
    if (isnan(start_s))
        return; /* up when the run began */
    lives->deaths++;
    lives->shortest_s = fmin(lives->shortest_s, death->at_s - start_s);
    lives->longest_s = fmax(lives->longest_s, death->at_s - start_s);
}

static struct crash_lives crash_lives_of(const struct summary *summary, const char *who)
{
    struct crash_lives lives = {.shortest_s = INFINITY};
    const struct occurrence *death = NULL;
    double start_s = NAN;
    for (uint32_t i = 0; i < summary->event_count; i++) {
        const struct occurrence *event = &summary->events[i];
        if (crash_is(event, "oom_kill", who) || crash_is(event, "exit", who)) {
            death = event;
        } else if (crash_is(event, "start", who)) {
            if (death)
                crash_end(&lives, start_s, death);
            lives.restarts += death != NULL;
            start_s = event->at_s;
            death = NULL;
        }
    }
    if (death)
        crash_end(&lives, start_s, death);
    return lives;
}

static const char *crash_cause(const struct occurrence *death)
{
    if (strcmp(death->kind, "oom_kill") == 0)
        return "of lack of memory";
    return death->why && *death->why ? death->why : "by itself";
}

const char *verdict_crash_loop(const struct summary *summary, const char *who,
                               struct arena *arena)
{
    const struct crash_lives lives = crash_lives_of(summary, who);
    char shortest[UNIT_TEXT], longest[UNIT_TEXT];
    if (!lives.last || lives.deaths == 0)
        return "it dies three times in a row without staying up";
    units_write_duration(shortest, lives.shortest_s);
    units_write_duration(longest, lives.longest_s);
    const bool same = strcmp(shortest, longest) == 0;
    const bool always = lives.deaths == lives.restarts;
    const bool exit = strcmp(lives.last->kind, "exit") == 0;
    return arena_format(
        arena, "it restarts %s%u time%s, %s after %s%s%s%s%s",
        summary->events_dropped > 0 ? "at least " : "", (unsigned)lives.restarts,
        lives.restarts == 1 ? "" : "s",
        always ? "each time dying"
               : arena_format(arena, "%u of them dying", (unsigned)lives.deaths),
        shortest, same ? "" : " to ", same ? "" : longest, exit ? ": " : " ",
        crash_cause(lives.last));
}

/* ---- those that die in turn ---- */

struct crash_turns {
    const char *names[CRASH_NAMES];
    const char *last;
    uint32_t named, others; /* others: kills of those not named */
    uint32_t kills, changes;
    double first_s;
};

static void crash_count(struct crash_turns *turns, const struct occurrence *event)
{
    uint32_t i = 0;
    if (turns->kills++ == 0)
        turns->first_s = event->at_s;
    turns->changes += turns->last && strcmp(turns->last, event->who) != 0;
    turns->last = event->who;
    while (i < turns->named && strcmp(turns->names[i], event->who) != 0)
        i++;
    if (i == turns->named && i < CRASH_NAMES)
        turns->names[turns->named++] = event->who;
    turns->others += i == CRASH_NAMES;
}

static bool crash_is_on(const struct summary *summary, const char *who, uint32_t machine)
{
    const struct design *design = summary->design;
    for (uint32_t i = 0; i < design->instance_count; i++)
        if (design->instances[i].machine == machine &&
            strcmp(design->instances[i].name, who) == 0)
            return true;
    return false;
}

static struct crash_turns crash_turns_on(const struct summary *summary, uint32_t machine)
{
    struct crash_turns turns = {.last = NULL};
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, "oom_kill") == 0 &&
            crash_is_on(summary, summary->events[i].who, machine))
            crash_count(&turns, &summary->events[i]);
    return turns;
}

static const char *crash_names(const struct crash_turns *turns, struct arena *arena)
{
    const char *text = turns->names[0];
    for (uint32_t i = 1; i < turns->named; i++)
        text = arena_format(arena, "%s%s%s", text,
                            i + 1 == turns->named && !turns->others ? " and " : ", ",
                            turns->names[i]);
    return turns->others ? arena_format(arena, "%s and others", text) : text;
}

/* In turn: more often than not the victim is another one than the time before. */
void verdict_crash_tell(struct verdict_chain *chain)
{
    const struct summary *summary = chain->summary;
    for (uint32_t m = 0; m < summary->design->machine_count; m++) {
        const struct crash_turns turns = crash_turns_on(summary, m);
        if (turns.kills < CRASH_KILLS || 2 * turns.changes < turns.kills - 1)
            continue;
        const char *host = summary->design->machines[m].name;
        verdict_chain_add(
            chain, turns.first_s, arena_format(chain->arena, "turn %s", host),
            "On %s the kernel kills %s in turn, %s%u times in all: together "
            "they do not fit",
            host, crash_names(&turns, chain->arena),
            summary->events_dropped > 0 ? "at least " : "", (unsigned)turns.kills);
    }
}
