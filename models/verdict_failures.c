/* verdict_failures.c - see verdict_failures.h.
 *
 * Calls wait too long though nothing is full: a queue is long long before what it waits
 * for is busy all the time (one thread, 84% busy: five are there on average).
 */
#include "models/verdict_failures.h"

#include "models/verdict_text.h"

#include <math.h>

static const char *const failures_reasons[FAILURE_COUNT] = {
    [FAILURE_TIMEOUT] = "the caller stops waiting",
    [FAILURE_REFUSED] = "the backlog is full",
    [FAILURE_QUEUE_TIMEOUT] = "the wait in a queue is too long",
    [FAILURE_POOL_TIMEOUT] = "the wait for a connection is too long",
    [FAILURE_CIRCUIT_OPEN] = "a circuit is open",
    [FAILURE_THROTTLED] = "a rate limit is exceeded",
    [FAILURE_UNAVAILABLE] = "no instance is left to ask",
    [FAILURE_CONNECTION] = "there is no connection",
    [FAILURE_APPLICATION] = "the application answers with an error",
    [FAILURE_KILLED] = "the process that serves them dies",
};

static int failures_most(const struct request_summary *all)
{
    int most = 0;
    for (int why = 1; why < FAILURE_COUNT; why++)
        if (all->errors[why] > all->errors[most])
            most = why;
    return most;
}

const char *verdict_failures_reason(const struct request_summary *all)
{
    return failures_reasons[failures_most(all)];
}

const struct resource_summary *verdict_failures_limit(const struct summary *merged)
{
    const struct resource_summary *limit = NULL;
    for (uint32_t i = 0; i < merged->resource_count; i++) {
        const struct resource_summary *one = &merged->resources[i];
        if (isfinite(one->headroom) && (!limit || one->headroom < limit->headroom))
            limit = one;
    }
    return limit;
}

/* ---- where they wait ---- */

/* Of the services whose queue has a time-out, the one with the longest waits in all. */
static const struct instance_summary *failures_queue(const struct summary *merged)
{
    const struct instance_summary *longest = NULL;
    double most = 0;
    for (uint32_t s = 0; s < merged->design->services.count; s++) {
        const struct instance_summary *one = &merged->services[s];
        const struct service_def *service = design_service(merged->design, s);
        const double waits = one->wait_mean * one->served;
        if (isfinite(service->queue_timeout.mean_s) && waits > most) {
            longest = one;
            most = waits;
        }
    }
    return longest;
}

static const char *failures_of_queue(const struct summary *merged, struct arena *arena)
{
    const struct instance_summary *queue = failures_queue(merged);
    char threads[UNIT_TEXT], busy[UNIT_TEXT], wait[UNIT_TEXT];
    if (!queue || !isfinite(queue->threads))
        return failures_reasons[FAILURE_QUEUE_TIMEOUT];
    units_write_number(threads, queue->threads);
    units_write_share(busy, queue->in_flight_mean / queue->threads);
    units_write_duration(wait, queue->wait_mean);
    return arena_format(arena,
                        "the wait for the %s%sthread%s of %s is too long (%s busy, mean "
                        "wait %s)",
                        queue->threads == 1 ? "" : threads,
                        queue->threads == 1 ? "" : " ", queue->threads == 1 ? "" : "s",
                        queue->name, busy, wait);
}

static const char *failures_of_pool(const struct summary *merged, struct arena *arena)
{
    const struct resource_summary *busiest = NULL;
    char busy[UNIT_TEXT];
    for (uint32_t i = 0; i < merged->resource_count; i++) {
        const struct resource_summary *one = &merged->resources[i];
        if (one->kind == RESOURCE_POOL &&
            (!busiest || one->utilization > busiest->utilization))
            busiest = one;
    }
    if (!busiest)
        return failures_reasons[FAILURE_POOL_TIMEOUT];
    units_write_share(busy, busiest->utilization);
    return arena_format(arena, "the wait for %s is too long (%s in use)",
                        verdict_text_resource(merged, busiest, arena), busy);
}

const char *verdict_failures_say(const struct summary *merged,
                                 const struct request_summary *all, struct arena *arena)
{
    const int most = failures_most(all);
    const struct resource_summary *limit = verdict_failures_limit(merged);
    const char *reason = failures_reasons[most];
    char factor[UNIT_TEXT];
    if (most == FAILURE_QUEUE_TIMEOUT)
        reason = failures_of_queue(merged, arena);
    else if (most == FAILURE_POOL_TIMEOUT)
        reason = failures_of_pool(merged, arena);
    else if (most != FAILURE_TIMEOUT)
        return reason;
    if (!limit)
        return reason;
    units_write_number(factor, limit->headroom);
    return arena_format(arena, "%s; the first limit is %s at %s times this traffic",
                        reason, limit->id, factor);
}
