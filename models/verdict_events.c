/* verdict_events.c - what happened to machines, instances and requests.
 *
 * Tables of sentences. Occurrences that explain nothing by themselves (an instance is
 * ready, a worker was recycled as planned) have no row; the list of events has them all.
 */
#include "models/verdict_events.h"

#include "models/verdict_text.h"

#include <math.h>
#include <string.h>

struct events_row {
    const char *kind;
    const char *before, *after; /* around the name of whom it happened to */
    const char *joint;          /* between the sentence and the reason */
};

/* clang-format off */
static const struct events_row events_rows[] = {
    {"oom_kill", "The kernel kills ", "", ": "},
    {"exit", "", " ends itself", ": "},
    {"worker_killed", "A worker of ", " is killed", ": "},
    {"crash_loop", "", " crashes again and again", ": "},
    {"restart", "", " is restarted", ": "},
    {"credits_depleted", "The CPU credits of ", " are used up", ": "},
    {"unreachable", "", " cannot be reached", ": "},
    {"reachable", "", " can be reached again", " "},
    {"livelock", "", " is busy without getting anything done", ": "},
    {"machine_stop", "", " is stopped", ": "},
    {"machine_start", "", " is started again", ": "},
    {"set", "", " is set", " "},
};
/* clang-format on */

static const struct events_row *events_find(const char *kind)
{
    for (size_t i = 0; i < sizeof(events_rows) / sizeof(events_rows[0]); i++)
        if (strcmp(events_rows[i].kind, kind) == 0)
            return &events_rows[i];
    return NULL;
}

static void events_tell_one(struct verdict_chain *chain, const struct occurrence *event)
{
    const struct events_row *row = events_find(event->kind);
    if (!row)
        return;
    const char *why = event->why ? event->why : "";
    verdict_chain_add(
        chain, event->at_s, arena_format(chain->arena, "%s %s", event->kind, event->who),
        "%s%s%s%s%s", row->before, event->who, row->after, *why ? row->joint : "", why);
}

/* ---- requests ---- */

static const char *const events_failures[FAILURE_COUNT] = {
    [FAILURE_TIMEOUT] = "Requests time out",
    [FAILURE_REFUSED] = "Requests are refused",
    [FAILURE_QUEUE_TIMEOUT] = "Requests wait too long in a queue",
    [FAILURE_POOL_TIMEOUT] = "Requests wait too long for a connection of a pool",
    [FAILURE_CIRCUIT_OPEN] = "Requests are turned away by an open circuit",
    [FAILURE_THROTTLED] = "Requests are throttled",
    [FAILURE_UNAVAILABLE] = "Requests find nobody to answer them",
    [FAILURE_CONNECTION] = "Requests lose their connection",
    [FAILURE_APPLICATION] = "Requests fail in the application",
    [FAILURE_KILLED] = "Requests die with the process that served them",
};

static void events_tell_failure(struct verdict_chain *chain,
                                const struct request_summary *all, int why)
{
    char failed[UNIT_TEXT], ended[UNIT_TEXT];
    units_write_number(failed, all->errors[why]);
    units_write_number(ended, all->answered + all->failed);
    verdict_chain_add(chain, all->error_at[why], failure_names[why],
                      "%s: %s of %s in all", events_failures[why], failed, ended);
}

void verdict_events_tell(struct verdict_chain *chain)
{
    const struct summary *summary = chain->summary;
    const struct request_summary *all = summary_request(summary, "all");
    for (int why = 0; all && why < FAILURE_COUNT; why++)
        if (all->errors[why] > 0 && !isnan(all->error_at[why]))
            events_tell_failure(chain, all, why);
    for (uint32_t i = 0; i < summary->event_count; i++)
        events_tell_one(chain, &summary->events[i]);
}
