/* verdict_events.c - what happened to machines, instances and requests.
 *
 * Tables of sentences. Occurrences that explain nothing by themselves (an instance is
 * ready, a worker was recycled as planned) have no row; the list of events has them all.
 */
#include "models/verdict_events.h"

#include "models/cost_surplus.h"
#include "models/verdict_crash.h"
#include "models/verdict_text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* A balance of credits that is empty for less is the ordinary course of a machine that
 * has just been started. */
#define EVENTS_EMPTY_S 3600.0

struct events_row {
    const char *kind;
    const char *before, *after; /* around the name of whom it happened to */
    const char *joint;          /* between the sentence and the reason */
    bool symptom;               /* never a cause */
};

/* clang-format off */
static const struct events_row events_rows[] = {
    {"oom_kill", "The kernel kills ", "", ": ", false},
    {"watermark_failed", "The watermark of ", " did not protect it", ": ", false},
    {"exit", "", " ends itself", ": ", false},
    {"worker_killed", "A worker of ", " is killed", ": ", true},
    {"crash_loop", "", " is in a crash loop", ": ", false},
    {"restart", "", " is restarted", ": ", false},
    {"credits_depleted", "The CPU credits of ", " are used up", ": ", false},
    {"unreachable", "", " cannot be reached", ": ", true},
    {"reachable", "", " can be reached again", " ", false},
    {"livelock", "", " is busy without getting anything done", ": ", true},
    {"machine_stop", "", " is stopped", ": ", false},
    {"machine_start", "", " is started again", ": ", false},
    {"burst_empty", "On ", "", " ", false},
    {"poison", "A message of ", " kills its worker again and again", ": ", false},
    {"messages_lost", "Messages for ", " are lost", ": ", false},
    {"memory_alarm", "", " blocks its publishers", ": ", false},
    {"memory_alarm_end", "", " lets its publishers go on", ": ", false},
    {"set", "", " is set", " ", false},
    {"breaker_open", "The circuit breaker of ", " opens", ": ", false},
    {"breaker_close", "The circuit breaker of ", " closes", ": ", false},
    {"budget_spent", "The retry budget of ", " is used up", ": ", true},
    {"pool_short", "The pool of ", " stays too small", ": ", false},
    {"left_out", "Callers leave out ", "", ": ", true},
    {"taken_back", "Callers ask ", " again", " ", true},
    {"unhealthy", "", " is taken out by its health checks", ": ", true},
    {"healthy", "", " passes its health checks", " ", true},
    {"slow", "Messages ", " are slow", ": ", false},
    {"cut", "No message ", " gets through", ": ", false},
    {"slow_end", "Messages ", " are as fast as before", "", false},
    {"cut_end", "Messages ", " get through again", "", false},
    {"scale_out", "", " scales out", " ", false},
    {"scale_in", "", " scales in", " ", false},
    {"scale_limit", "", " would need more machines than its max", ": ", false},
    {"task_limit", "", " would need more tasks than its max", ": ", false},
    {"scaled", "", " serves with", " ", false},
    {"replaced", "", " is replaced", ": ", false},
    {"interrupt", "EC2 takes ", " back", " ", false},
    {"machine_end", "", " goes", ": ", false},
    {"fail", "", " fails", " ", false},
    {"outage", "Zone ", " is out", " ", false},
    {"recovered", "", " serves again", " ", false},
    {"still_down", "", " is still down at the end", ", ", false},
    {"deploy", "The deployment of ", " begins", ": ", false},
    {"switch", "The new instances of ", " are ready and take all traffic", "", false},
    {"deployed", "The deployment of ", " is done", " ", false},
    {"no_room", "The deployment of ", " finds no room", " for more than ", false},
    {"unplaced", "", " is short of tasks", ": ", false},
    {"placed", "", " has found room for ", "", false},
    {"task_end", "", " goes", ": ", false},
    {"tasks_lost", "ECS takes ", " out of the cluster", ": ", false},
    {"task_lost", "ECS gives up ", "", ": ", false},
    {"deploying", "The deployment of ", " is not done at the end", ", ", false},
};
/* clang-format on */

static const struct events_row *events_find(const char *kind)
{
    for (size_t i = 0; i < sizeof(events_rows) / sizeof(events_rows[0]); i++)
        if (strcmp(events_rows[i].kind, kind) == 0)
            return &events_rows[i];
    return NULL;
}

/* How long the balance stood at or below zero. */
static double events_empty_s(const struct summary *summary, const char *host)
{
    const struct series *credits = summary_series(summary, "host.%s.credits", host);
    uint32_t steps = 0;
    for (uint32_t i = 0; credits && i < credits->count; i++)
        steps += credits->values[i] <= 0;
    return steps * summary->step_s;
}

static uint32_t events_machine(const struct summary *summary, const char *name)
{
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (strcmp(summary->hosts[i].name, name) == 0)
            return i;
    return UINT32_MAX;
}

/* The line of the bill that a machine's surplus credits are on; NULL: there is none. */
static const struct cost_line *events_surplus(const struct verdict_chain *chain,
                                              const struct occurrence *event)
{
    const uint32_t machine = events_machine(chain->summary, event->who);
    if (!chain->cost || machine == UINT32_MAX)
        return NULL;
    return cost_surplus_line(chain->cost, chain->summary->design->machines[machine].host);
}

/* The host whose credits are used up; NULL: the event is another. */
static const struct host_def *events_depleted(const struct summary *summary,
                                              const struct occurrence *event)
{
    const uint32_t machine = strcmp(event->kind, "credits_depleted") == 0
                                 ? events_machine(summary, event->who)
                                 : UINT32_MAX;
    return machine == UINT32_MAX ? NULL : summary->design->machines[machine].host;
}

/* Machines of that host whose credits were used up by then. */
static uint32_t events_depleted_by(const struct summary *summary,
                                   const struct host_def *host,
                                   const struct occurrence *last)
{
    uint32_t count = 0;
    for (const struct occurrence *event = summary->events; event < last; event++)
        count += events_depleted(summary, event) == host;
    return count;
}

/* On an unlimited machine an empty balance slows nothing down: it is worth telling when
 * it cost money, in the run or by the month, or lasted; of several alike, once. */
static bool events_is_idle(const struct verdict_chain *chain,
                           const struct occurrence *event)
{
    const struct summary *summary = chain->summary;
    const struct host_def *host = events_depleted(summary, event);
    if (!host)
        return false;
    const uint32_t machine = events_machine(summary, event->who);
    const int mode =
        host->credits.mode >= 0 ? host->credits.mode : host->instance.burst.mode;
    if (mode != CREDIT_MODE_UNLIMITED)
        return false;
    return events_depleted_by(summary, host, event) > 0 ||
           (!events_surplus(chain, event) &&
            !(summary->hosts[machine].credits_surplus > 0) &&
            events_empty_s(summary, event->who) < EVENTS_EMPTY_S);
}

/* What the surplus costs, where it costs anything. */
static const char *events_credits_why(const struct verdict_chain *chain,
                                      const struct occurrence *event, const char *why)
{
    const struct summary *summary = chain->summary;
    const struct cost_line *line = events_surplus(chain, event);
    const struct host_def *host = events_depleted(summary, event);
    if (!line)
        return why;
    const uint32_t all =
        events_depleted_by(summary, host, summary->events + summary->event_count);
    const char *others = all > 1 ? arena_format(chain->arena, " (with %u more of %s)",
                                                (unsigned)all - 1, host->item.name)
                                 : "";
    return arena_format(chain->arena, "%s: %s%s", why,
                        cost_surplus_say(chain->cost, line, chain->arena), others);
}

/* A value that is set back is not the same thing again, nor is another outage that lost
 * other requests: their keys have the reason, too. */
static const char *events_key(struct arena *arena, const struct occurrence *event,
                              const char *why)
{
    static const char *const whole[] = {"set",       "recovered", "deploy", "deployed",
                                        "scale_out", "scale_in",  "scaled"};
    bool all = false;
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        all = all || strcmp(event->kind, whole[i]) == 0;
    return arena_format(arena, "%s %s %s", event->kind, event->who, all ? why : "");
}

static void events_tell_one(struct verdict_chain *chain, const struct occurrence *event)
{
    const struct events_row *row = events_find(event->kind);
    if (!row || events_is_idle(chain, event))
        return;
    const char *why = event->why ? event->why : "";
    if (strcmp(event->kind, "credits_depleted") == 0)
        why = events_credits_why(chain, event, why);
    if ((strcmp(event->kind, "machine_end") == 0 ||
         strcmp(event->kind, "task_end") == 0) &&
        !*why)
        return; /* nothing was lost */
    if (strcmp(event->kind, "crash_loop") == 0)
        why = verdict_crash_loop(chain->summary, event->who, chain->arena);
    verdict_chain_add(chain, event->at_s, events_key(chain->arena, event, why),
                      "%s%s%s%s%s", row->before, event->who, row->after,
                      *why ? row->joint : "", why);
    if (row->symptom)
        verdict_chain_symptom(chain);
}

/* ---- requests ---- */

static const char *const events_failures[FAILURE_COUNT] = {
    [FAILURE_TIMEOUT] = "Requests time out",
    [FAILURE_REFUSED] = "Requests are refused",
    [FAILURE_QUEUE_TIMEOUT] = "Requests wait too long in a queue",
    [FAILURE_POOL_TIMEOUT] = "Requests wait too long for a connection of a pool",
    [FAILURE_CIRCUIT_OPEN] = "Requests are turned away by an open circuit",
    [FAILURE_THROTTLED] = "Requests are throttled",
    [FAILURE_UNAVAILABLE] = "Requests find no instance left to ask",
    [FAILURE_CONNECTION] = "Requests get no connection",
    [FAILURE_APPLICATION] = "Requests fail in the application",
    [FAILURE_KILLED] = "Requests die with the process that served them",
};

static void events_tell_failure(struct verdict_chain *chain,
                                const struct request_summary *all, int why)
{
    char failed[UNIT_TEXT], ended[UNIT_TEXT];
    units_write_count(failed, all->errors[why]);
    units_write_count(ended, all->answered + all->failed);
    verdict_chain_add(chain, all->error_at[why], failure_names[why],
                      "%s: %s of %s that ended", events_failures[why], failed, ended);
    verdict_chain_symptom(chain);
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
    verdict_crash_tell(chain);
}
