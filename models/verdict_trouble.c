/* verdict_trouble.c - see verdict_trouble.h.
 */
#include "models/verdict_trouble.h"

#include "models/verdict_failures.h"
#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

enum { TROUBLE_NAMES = 3 }; /* named one by one */

/* ---- who dies ---- */

/* How often that happens to it in a replication, in the mean over all. */
static double trouble_times(const struct summary *const *parts, uint32_t count,
                            const char *kind, const char *who)
{
    double times = 0;
    for (uint32_t p = 0; p < count; p++)
        for (uint32_t i = 0; i < parts[p]->event_count; i++)
            times += strcmp(parts[p]->events[i].kind, kind) == 0 &&
                     strcmp(parts[p]->events[i].who, who) == 0;
    return times / count;
}

/* "mysql is killed for lack of memory 2 times", "mysql crashes again and again", both, or
 * NULL. */
static const char *trouble_death(const struct summary *const *parts, uint32_t count,
                                 const char *who, struct arena *arena)
{
    const double kills = trouble_times(parts, count, "oom_kill", who);
    const bool loops = trouble_times(parts, count, "crash_loop", who) > 0;
    char number[UNIT_TEXT];
    units_write_number(number, kills);
    const char *times = kills == 1 ? "once" : arena_format(arena, "%s times", number);
    if (loops && kills > 0)
        return arena_format(arena,
                            "%s crashes again and again, killed for lack of memory %s",
                            who, times);
    if (loops)
        return arena_format(arena, "%s crashes again and again", who);
    if (kills > 0)
        return arena_format(arena, "%s is killed for lack of memory %s", who, times);
    return NULL;
}

static const char *trouble_deaths(const struct summary *const *parts, uint32_t count,
                                  struct arena *arena)
{
    const struct design *design = parts[0]->design;
    const char *text = "";
    uint32_t said = 0;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const char *death = trouble_death(parts, count, design->instances[i].name, arena);
        if (death && said++ < TROUBLE_NAMES)
            text = arena_format(arena, "%s; %s", text, death);
    }
    if (said > TROUBLE_NAMES)
        text = arena_format(arena, "%s; so %s %u more", text,
                            said == TROUBLE_NAMES + 1 ? "does" : "do",
                            (unsigned)(said - TROUBLE_NAMES));
    return text;
}

/* "; a message of celery kills its worker again and again", or "". */
static const char *trouble_poison(const struct summary *const *parts, uint32_t count,
                                  struct arena *arena)
{
    const struct design *design = parts[0]->design;
    const char *text = "";
    for (uint32_t s = 0; s < design->services.count; s++) {
        const char *name = design_service(design, s)->item.name;
        if (trouble_times(parts, count, "poison", name) > 0)
            text = arena_format(arena,
                                "%s; a message of %s kills its worker again and "
                                "again",
                                text, name);
    }
    return text;
}

/* ---- who cannot be reached ---- */

static const char *trouble_outages(const struct summary *merged, struct arena *arena)
{
    const char *text = "";
    for (uint32_t i = 0; i < merged->design->machine_count; i++) {
        const struct host_summary *host = &merged->hosts[i];
        char time[UNIT_TEXT];
        if (!(host->unreachable_s > 0))
            continue;
        verdict_text_time(time, host->unreachable_s);
        text = arena_format(arena, "%s; %s cannot be reached for %s", text, host->name,
                            time);
    }
    return text;
}

/* ---- who does not answer ---- */

/* Requests to it were made and none was answered. */
static bool trouble_is_silent(const struct summary *merged, const char *service)
{
    const size_t length = strlen(service);
    double answered = 0, made = 0;
    for (uint32_t i = 0; i < merged->request_count; i++) {
        const struct request_summary *one = &merged->requests[i];
        if (strncmp(one->name, service, length) != 0 || one->name[length] != '.')
            continue;
        answered += one->answered;
        made += one->count;
    }
    return made > 0 && answered == 0;
}

/* "; a never answers", or "". */
static const char *trouble_silence(const struct summary *merged, struct arena *arena)
{
    const char *names = "";
    uint32_t count = 0;
    for (uint32_t i = 0; i < merged->design->services.count; i++) {
        const char *name = merged->services[i].name;
        if (trouble_is_silent(merged, name) && count++ < TROUBLE_NAMES)
            names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", name);
    }
    if (count > TROUBLE_NAMES)
        names = arena_format(arena, "%s and %u more", names,
                             (unsigned)(count - TROUBLE_NAMES));
    if (count == 0)
        return "";
    return arena_format(arena, "; %s never answer%s", names, count == 1 ? "s" : "");
}

/* Each entry of the requests is a sum over some of them, so all are 0 at once. */
static bool trouble_is_idle(const struct summary *merged)
{
    for (uint32_t i = 0; i < merged->request_count; i++)
        if (merged->requests[i].count > 0)
            return false;
    return true;
}

/* "; 5.2% of the requests fail", "; a never answers: 100% of the requests fail, nobody is
 * up", or "". */
static const char *trouble_failures(const struct summary *merged,
                                    const struct request_summary *all,
                                    struct arena *arena)
{
    const char *silence = trouble_silence(merged, arena);
    char number[UNIT_TEXT];
    if (all->count > 0 && all->answered + all->failed == 0) {
        units_write_count(number, all->count);
        return arena_format(arena, "%s%s none of %s requests ends before the run does",
                            silence, *silence ? ":" : ";", number);
    }
    if (!(all->failed > 0))
        return silence;
    units_write_share(number, all->failed_rate); /* as thresholds take it */
    if (*silence)
        return arena_format(arena, "%s: %s of the requests fail, %s", silence, number,
                            verdict_failures_reason(all));
    return arena_format(arena, "; %s of the requests fail", number);
}

/* Too many failures, or nothing ended at all. */
static bool trouble_is_large(const struct request_summary *all)
{
    const double ended = all->answered + all->failed;
    return (all->failed > 0 && all->failed >= VERDICT_TROUBLE_SHARE * ended) ||
           (all->count > 0 && ended == 0);
}

struct verdict_trouble verdict_trouble_find(const struct summary *merged,
                                            const struct summary *const *parts,
                                            uint32_t count, struct arena *arena)
{
    const struct request_summary *all = summary_request(merged, "all");
    struct verdict_trouble trouble = {
        .deaths = arena_format(arena, "%s%s", trouble_deaths(parts, count, arena),
                               trouble_poison(parts, count, arena)),
        .outages = trouble_outages(merged, arena),
        .failures = all ? trouble_failures(merged, all, arena) : "",
        .why = "",
        .idle = trouble_is_idle(merged),
    };
    if (trouble.idle)
        trouble.failures = "; no request arrived";
    else if (all && all->failed > 0 && !*trouble_silence(merged, arena))
        trouble.why =
            arena_format(arena, ": %s", verdict_failures_say(merged, all, arena));
    trouble.any = trouble.idle || *trouble.deaths || *trouble.outages ||
                  *trouble_silence(merged, arena) || (all && trouble_is_large(all));
    return trouble;
}
