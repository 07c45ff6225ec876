/* verdict_messages.c - consumers that fall behind, caches that went cold.
 *
 * A backlog grows without end when it grew by more over the second half of the window than
 * chance makes of a consumer that just keeps up: the difference of two counts of n each has
 * a standard deviation of at most sqrt(2 n), and four of them are beyond it (1 in 15,000).
 * It is told from the last step in which it was below a twentieth of what it came to.
 *
 * A cache went cold when it lost its memory and its hit ratio fell by more than a
 * twentieth of what it was in the last step before.
 */
#include "models/verdict_messages.h"

#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

#define MESSAGES_BEYOND_CHANCE 4.0
#define MESSAGES_SMALL         0.05

/* ---- consumers ---- */

struct messages_backlog {
    const struct series *queue;
    uint32_t first, middle, last; /* steps of the window */
};

static double messages_growth(const struct messages_backlog *backlog, uint32_t from)
{
    return backlog->queue->values[backlog->last] - backlog->queue->values[from];
}

static bool messages_grow(const struct messages_backlog *backlog, double published)
{
    const uint32_t late = (backlog->middle + backlog->last) / 2;
    return backlog->last > backlog->middle &&
           messages_growth(backlog, backlog->middle) >
               MESSAGES_BEYOND_CHANCE * sqrt(2 * published / 2) &&
           messages_growth(backlog, late) > 0;
}

static double messages_began_s(const struct messages_backlog *backlog, double step_s)
{
    const double *values = backlog->queue->values;
    for (uint32_t i = backlog->last; i > backlog->first; i--)
        if (values[i - 1] < MESSAGES_SMALL * values[backlog->last])
            return i * step_s;
    return backlog->first * step_s;
}

static void messages_tell_backlog(struct verdict_chain *chain, uint32_t s)
{
    const struct summary *summary = chain->summary;
    const struct instance_summary *service = &summary->services[s];
    const double first = summary->design->simulate.warmup_s / summary->step_s;
    struct messages_backlog backlog = {
        .queue = summary_series(summary, "service.%s.queue", service->name),
        .first = (uint32_t)ceil(first),
    };
    if (!backlog.queue || backlog.queue->count <= backlog.first + 4)
        return; /* too short to tell a trend */
    backlog.last = backlog.queue->count - 1;
    backlog.middle = (backlog.first + backlog.last) / 2;
    if (!messages_grow(&backlog, service->messages.published))
        return;
    char rate[UNIT_TEXT], waiting[UNIT_TEXT], lag[UNIT_TEXT];
    units_write_number(rate, messages_growth(&backlog, backlog.middle) /
                                 ((backlog.last - backlog.middle) * summary->step_s));
    units_write_number(waiting, service->messages.waiting_end);
    verdict_text_time(lag, service->messages.lag_end);
    verdict_chain_add(chain, messages_began_s(&backlog, summary->step_s),
                      arena_format(chain->arena, "backlog %s", service->name),
                      "%s falls behind by %s messages a second: %s wait at the end, the "
                      "oldest for %s",
                      service->name, rate, waiting, lag);
}

/* ---- caches ---- */

struct messages_cold {
    const struct series *ratio, *misses;
    uint32_t before, worst;
};

/* The steps before the moment and the worst after it. False: no difference to tell. */
static bool messages_find_cold(const struct summary *summary, const char *service,
                               double at_s, struct messages_cold *cold)
{
    cold->ratio = summary_series(summary, "service.%s.hit_ratio", service);
    cold->misses = summary_series(summary, "service.%s.misses", service);
    const uint32_t step = summary_step(summary, at_s);
    if (!cold->ratio || step == 0)
        return false;
    cold->before = cold->worst = step - 1;
    while (cold->before > 0 && isnan(cold->ratio->values[cold->before]))
        cold->before--;
    const double was = cold->ratio->values[cold->before];
    double least = was * (1 - MESSAGES_SMALL);
    for (uint32_t i = step; i < cold->ratio->count; i++) {
        if (cold->ratio->values[i] < least) {
            least = cold->ratio->values[i];
            cold->worst = i;
        } else if (cold->worst >= step && cold->ratio->values[i] >= was * 0.95) {
            break; /* warm again: what comes later is another story */
        }
    }
    return cold->worst >= step;
}

/* Who is asked after a miss: ", which mysql has to answer", or "". */
static const char *messages_behind(const struct summary *summary, const char *service,
                                   struct arena *arena)
{
    for (uint32_t i = 0; i < summary->design->cache_count; i++) {
        const struct step_def *cache = summary->design->caches[i];
        const struct step_def *miss = cache->cache.miss.items;
        if (strcmp(cache->call.callee->service->item.name, service) != 0)
            continue;
        for (uint32_t k = 0; k < cache->cache.miss.count; k++)
            if (miss[k].kind == STEP_CALL &&
                miss[k].call.callee->service != cache->call.callee->service)
                return arena_format(arena, ", which %s has to answer",
                                    miss[k].call.callee->service->item.name);
    }
    return "";
}

static void messages_tell_cold(struct verdict_chain *chain, uint32_t s,
                               const struct occurrence *event)
{
    const char *service = chain->summary->services[s].name;
    struct messages_cold cold;
    if (!messages_find_cold(chain->summary, service, event->at_s, &cold))
        return;
    char was[UNIT_TEXT], is[UNIT_TEXT], few[UNIT_TEXT], many[UNIT_TEXT];
    units_write_share(was, cold.ratio->values[cold.before]);
    units_write_share(is, cold.ratio->values[cold.worst]);
    units_write_number(few, cold.misses->values[cold.before]);
    units_write_number(many, cold.misses->values[cold.worst]);
    verdict_chain_add(chain, event->at_s, arena_format(chain->arena, "cold %s", service),
                      "The cache in %s is cold: its hit ratio falls from %s to %s, its "
                      "misses go from %s to %s a second%s",
                      service, was, is, few, many,
                      messages_behind(chain->summary, service, chain->arena));
}

static bool messages_is_of(const struct summary *summary, uint32_t s, const char *who)
{
    const struct service_def *service = design_service(summary->design, s);
    for (uint32_t i = 0; i < service->instance_count; i++)
        if (strcmp(summary->design->instances[service->first_instance + i].name, who) ==
            0)
            return true;
    return false;
}

static void messages_tell_cache(struct verdict_chain *chain, uint32_t s)
{
    const struct summary *summary = chain->summary;
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, "cache_lost") == 0 &&
            messages_is_of(summary, s, summary->events[i].who))
            messages_tell_cold(chain, s, &summary->events[i]);
}

void verdict_messages_tell(struct verdict_chain *chain)
{
    const struct design *design = chain->summary->design;
    for (uint32_t s = 0; s < design->services.count; s++) {
        if (design_service(design, s)->is_consumer)
            messages_tell_backlog(chain, s);
        if (design_service(design, s)->is_cache)
            messages_tell_cache(chain, s);
    }
}
