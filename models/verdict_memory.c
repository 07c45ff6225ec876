/* verdict_memory.c - what a machine goes through that needs more memory than it has.
 *
 * The figures are those of the timeline. An episode lasts from the step in which need
 * passed RAM until the step in which it is below again. A machine that is lost later for
 * want of memory may have come back below for a while: that is one episode.
 */
#include "models/verdict_memory.h"

#include "models/verdict_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MEMORY_CONSUMERS = 3, MEMORY_STARTS = 4 }; /* named one by one */

/* Less is not worth a sentence: the kernel's ordinary work, a few stray pages. */
#define MEMORY_SYSTEM_SHARE 0.1
#define MEMORY_LEAST_BYTES  0x1p20

struct memory_episode {
    struct verdict_chain *chain;
    uint32_t machine;
    const char *host;
    double at_s;
    uint32_t from, to; /* steps [from, to) */
    const struct series *need, *ram, *swap, *missing, *system, *volume;
};

static double memory_value(const struct series *series, uint32_t step)
{
    return series && step < series->count ? series->values[step] : NAN;
}

/* The step at which the series is highest in the episode; `from` when it says nothing. */
static uint32_t memory_peak(const struct memory_episode *episode,
                            const struct series *series)
{
    uint32_t peak = episode->from;
    for (uint32_t i = episode->from; i < episode->to; i++)
        if (!(memory_value(series, i) <= memory_value(series, peak)) &&
            !isnan(memory_value(series, i)))
            peak = i;
    return peak;
}

static double memory_step_s(const struct memory_episode *episode, uint32_t step)
{
    return fmax(episode->at_s, step * episode->chain->summary->step_s);
}

/* The figures at a step's end may be below RAM in the very first step of the episode. */
static uint32_t memory_end(const struct memory_episode *episode, uint32_t from,
                           uint32_t steps)
{
    uint32_t end = from + 1;
    while (end < steps &&
           !(memory_value(episode->need, end) <= memory_value(episode->ram, end)))
        end++;
    return end < steps ? end : steps;
}

/* The step in which the machine is lost while more is needed than there is; `from` when it
 * is not. */
static uint32_t memory_lost(const struct memory_episode *episode)
{
    const struct summary *summary = episode->chain->summary;
    for (uint32_t i = 0; i < summary->event_count; i++) {
        const struct occurrence *event = &summary->events[i];
        if (event->at_s < episode->at_s || strcmp(event->who, episode->host) != 0)
            continue;
        if (strcmp(event->kind, "machine_stop") == 0)
            break;
        const uint32_t step = summary_step(summary, event->at_s);
        if (strcmp(event->kind, "unreachable") == 0 &&
            memory_value(episode->need, step) > memory_value(episode->ram, step))
            return step;
    }
    return episode->from;
}

static void memory_begin(struct memory_episode *episode, struct verdict_chain *chain,
                         uint32_t machine, double at_s)
{
    const struct summary *summary = chain->summary;
    const char *host = summary->hosts[machine].name;
    *episode = (struct memory_episode){
        .chain = chain,
        .machine = machine,
        .host = host,
        .at_s = at_s,
        .from = summary_step(summary, at_s),
        .need = summary_series(summary, "host.%s.need", host),
        .ram = summary_series(summary, "host.%s.ram", host),
        .swap = summary_series(summary, "host.%s.swap", host),
        .missing = summary_series(summary, "host.%s.file_missing", host),
        .system = summary_series(summary, "host.%s.cpu.system", host),
        .volume = summary_series(summary, "host.%s.volume", host),
    };
    episode->to = memory_end(episode, memory_lost(episode), summary->step_count);
}

/* ---- who was starting ---- */

/* When that instance began a start which had not ended when the episode began; NAN: it
 * was not starting. */
static double memory_starting_at(const struct memory_episode *episode, const char *name)
{
    const struct summary *summary = episode->chain->summary;
    double started_s = NAN;
    for (uint32_t i = 0; i < summary->event_count; i++) {
        const struct occurrence *event = &summary->events[i];
        if (event->at_s > episode->at_s)
            break;
        if (strcmp(event->who, name) != 0)
            continue;
        if (strcmp(event->kind, "start") == 0)
            started_s = event->at_s;
        else if (strcmp(event->kind, "ready") == 0)
            started_s = NAN;
    }
    return started_s;
}

/* All that were starting on the machine, dated by the last of them. */
static void memory_tell_start(const struct memory_episode *episode)
{
    const struct design *design = episode->chain->summary->design;
    struct arena *arena = episode->chain->arena;
    const char *names = "";
    double last_s = -INFINITY;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const struct instance_def *instance = &design->instances[i];
        const double at_s = instance->machine == episode->machine
                                ? memory_starting_at(episode, instance->name)
                                : NAN;
        if (isnan(at_s))
            continue;
        last_s = fmax(last_s, at_s);
        if (count++ < MEMORY_STARTS)
            names =
                arena_format(arena, "%s%s%s", names, *names ? ", " : "", instance->name);
    }
    if (count > MEMORY_STARTS)
        names = arena_format(arena, "%s and %u more", names,
                             (unsigned)(count - MEMORY_STARTS));
    if (count)
        verdict_chain_add(
            episode->chain, last_s, arena_format(arena, "start %s", episode->host),
            "%s start%s on %s", names, count == 1 ? "s" : "", episode->host);
}

/* ---- who holds it ---- */

struct memory_consumer {
    const char *name;
    double bytes;
};

/* Keeps the list sorted, largest first. */
static void memory_insert(struct memory_consumer list[MEMORY_CONSUMERS],
                          struct memory_consumer one)
{
    for (int i = 0; i < MEMORY_CONSUMERS; i++)
        if (one.bytes > list[i].bytes) {
            const struct memory_consumer moved = list[i];
            list[i] = one;
            one = moved;
        }
}

/* " (elasticsearch 1.6 GiB, logstash 820 MiB)", or "": at the moment of that step at which
 * most was needed. */
static const char *memory_consumers(const struct memory_episode *episode, uint32_t step)
{
    const struct summary *summary = episode->chain->summary;
    struct arena *arena = episode->chain->arena;
    const char *prefix = arena_format(arena, "host.%s.memory.", episode->host);
    struct memory_consumer list[MEMORY_CONSUMERS] = {0};
    for (uint32_t i = 0; i < summary->series_count; i++) {
        const struct series *series = &summary->series[i];
        if (strncmp(series->name, prefix, strlen(prefix)) == 0)
            memory_insert(list, (struct memory_consumer){series->name + strlen(prefix),
                                                         memory_value(series, step)});
    }
    const char *text = "";
    for (int i = 0; i < MEMORY_CONSUMERS && list[i].bytes > 0; i++) {
        char size[UNIT_TEXT];
        units_write_size(size, list[i].bytes);
        text =
            arena_format(arena, "%s%s%s %s", text, i ? ", " : " (", list[i].name, size);
    }
    return *text ? arena_format(arena, "%s)", text) : text;
}

/* ---- what happens ---- */

static void memory_add(const struct memory_episode *episode, double at_s,
                       const char *what, const char *text)
{
    verdict_chain_add(episode->chain, at_s,
                      arena_format(episode->chain->arena, "%s %s", what, episode->host),
                      "%s", text);
}

/* The machine's figures are means over steps, which a moment may not show. */
static const char *memory_moment(const struct memory_episode *episode,
                                 const struct host_summary *host, double need)
{
    char mean[UNIT_TEXT], step[UNIT_TEXT];
    if (!(host->memory_need_peak <= host->memory_total) || !(need > host->memory_total))
        return "";
    units_write_size(mean, host->memory_need_peak);
    verdict_text_time(step, episode->chain->summary->step_s);
    return arena_format(episode->chain->arena,
                        ", for a moment: no mean over %s is above %s", step, mean);
}

static void memory_tell_need(const struct memory_episode *episode)
{
    const struct host_summary *host = &episode->chain->summary->hosts[episode->machine];
    const uint32_t peak = memory_peak(episode, episode->need);
    const double seen = memory_value(episode->need, peak);
    const double need = isnan(seen) ? host->memory_need_peak : seen;
    struct arena *arena = episode->chain->arena;
    memory_add(episode, episode->at_s, "memory",
               arena_format(arena, "Memory on %s: %s%s%s", episode->host,
                            verdict_text_need(need, host->memory_total, arena),
                            memory_consumers(episode, peak),
                            memory_moment(episode, host, need)));
}

static void memory_tell_swap(const struct memory_episode *episode)
{
    const uint32_t peak = memory_peak(episode, episode->swap);
    const double bytes = memory_value(episode->swap, peak);
    if (!(bytes >= MEMORY_LEAST_BYTES))
        return;
    uint32_t first = episode->from;
    while (!(memory_value(episode->swap, first) >= MEMORY_LEAST_BYTES))
        first++;
    char size[UNIT_TEXT];
    units_write_size(size, bytes);
    memory_add(episode, memory_step_s(episode, first), "swapping",
               arena_format(episode->chain->arena,
                            "Swap on %s takes up to %s of memory that is not in use",
                            episode->host, size));
}

/* What neither RAM nor swap holds is taken from the page cache: as much as there is. */
static void memory_tell_cache(const struct memory_episode *episode)
{
    const double most =
        memory_value(episode->missing, memory_peak(episode, episode->missing));
    if (!(most >= MEMORY_LEAST_BYTES))
        return;
    uint32_t first = episode->from;
    while (!(memory_value(episode->missing, first) >= MEMORY_LEAST_BYTES))
        first++;
    char size[UNIT_TEXT];
    units_write_size(size, most);
    memory_add(episode, memory_step_s(episode, first), "cache",
               arena_format(episode->chain->arena,
                            "The page cache on %s loses up to %s of program text and hot "
                            "data, which must be read again",
                            episode->host, size));
}

static void memory_tell_kernel(const struct memory_episode *episode)
{
    const uint32_t peak = memory_peak(episode, episode->system);
    const double most = memory_value(episode->system, peak);
    if (!(most >= MEMORY_SYSTEM_SHARE))
        return;
    uint32_t first = episode->from;
    while (!(memory_value(episode->system, first) >= MEMORY_SYSTEM_SHARE))
        first++;
    struct arena *arena = episode->chain->arena;
    char share[UNIT_TEXT], busy[UNIT_TEXT];
    units_write_share(share, most);
    const char *text = arena_format(
        arena, "The kernel on %s spends up to %s of the CPU on taking pages back",
        episode->host, share);
    const double volume =
        memory_value(episode->volume, memory_peak(episode, episode->volume));
    if (!isnan(volume)) {
        units_write_share(busy, volume);
        text = arena_format(arena, "%s, and the volume is up to %s busy", text, busy);
    }
    memory_add(episode, memory_step_s(episode, first), "kernel", text);
}

void verdict_memory_tell(struct verdict_chain *chain, uint32_t machine, double at_s)
{
    struct memory_episode episode;
    memory_begin(&episode, chain, machine, at_s);
    memory_tell_start(&episode);
    memory_tell_need(&episode);
    memory_tell_swap(&episode);
    memory_tell_cache(&episode);
    memory_tell_kernel(&episode);
}
