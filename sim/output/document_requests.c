/* document_requests.c - see document_requests.h.
 */
#include "sim/output/document_requests.h"

#include "sim/output/document_add.h"

static void add_latency(json_t *requests, const struct summary *summary,
                        const struct latency_summary *found)
{
    json_t *latency = document_add_object(requests, "latency_s");
    document_add_number(latency, "mean", found->mean);
    document_add_number(latency, "min", found->min);
    document_add_number(latency, "p50", found->p50);
    document_add_number(latency, "p90", found->p90);
    document_add_number(latency, "p95", found->p95);
    document_add_number(latency, "p99", found->p99);
    document_add_number(latency, "p999", found->p999);
    document_add_number(latency, "max", found->max);
    json_t *intervals = document_add_object(latency, "ci95");
    document_add_interval(intervals, "mean", found->ci_mean);
    document_add_interval(intervals, "p50", found->ci_p50);
    document_add_interval(intervals, "p95", found->ci_p95);
    document_add_interval(intervals, "p99", found->ci_p99);
    document_add_number(latency, "ci95_needs_s", summary_needs_s(summary, found->longer));
}

static void add_requests(json_t *all, const struct summary *summary,
                         const struct request_summary *found)
{
    json_t *requests = json_object();
    document_add_named(all, found->name, requests);
    document_add_number(requests, "count", found->count);
    document_add_number(requests, "answered", found->answered);
    document_add_number(requests, "failed", found->failed);
    document_add_number(requests, "in_flight_end", found->in_flight_end);
    document_add_number(requests, "attempts", found->attempts);
    document_add_number(requests, "blocked", found->blocked);
    document_add_number(requests, "rate", found->rate);
    document_add_number(requests, "goodput", found->goodput);
    document_add_number(requests, "failed_rate", found->failed_rate);
    document_add_interval(requests, "failed_rate_ci95", found->failed_rate_ci);
    json_t *errors = document_add_object(requests, "errors");
    for (int reason = 0; reason < FAILURE_COUNT; reason++)
        document_add_number(errors, failure_names[reason], found->errors[reason]);
    add_latency(requests, summary, &found->latency);
}

json_t *document_requests_create(const struct summary *summary)
{
    json_t *all = json_object();
    for (uint32_t i = 0; i < summary->request_count; i++)
        add_requests(all, summary, &summary->requests[i]);
    return all;
}
