/* summary_requests.c - from the counters of the flows to `requests`; see the header.
 *
 * A flow is one traffic towards one endpoint, so every entry of the report is a sum of
 * flows: those of users, of users towards one endpoint, of one traffic. Bots stand in the
 * entries of their own traffic only.
 *
 *   failed      = sum of the errors        failed_rate = failed / (answered + failed)
 *   rate        = (answered + failed) / window        goodput = answered / window
 */
#include "models/summary_requests.h"

#include <math.h>

/* ---- which flows ---- */

static bool requests_any(const struct design *design, const struct flow_def *flow,
                         const void *object)
{
    (void)object;
    return design_is_of_users(design, flow);
}

static bool requests_of_endpoint(const struct design *design, const struct flow_def *flow,
                                 const void *object)
{
    return flow->endpoint == object && design_is_of_users(design, flow);
}

static bool requests_of_traffic(const struct design *design, const struct flow_def *flow,
                                const void *object)
{
    return design_traffic(design, flow->traffic) == object;
}

/* ---- one entry ---- */

static void requests_add(struct request_summary *entry, const struct flow_counts *flow)
{
    entry->count += (double)flow->count;
    entry->answered += (double)flow->answered;
    entry->in_flight_end += (double)flow->in_flight_end;
    entry->attempts += (double)flow->attempts;
    entry->blocked += (double)flow->blocked;
    for (int why = 0; why < FAILURE_COUNT; why++) {
        if (flow->errors[why] == 0)
            continue;
        entry->errors[why] += (double)flow->errors[why];
        entry->failed += (double)flow->errors[why];
        entry->error_at[why] = fmin(entry->error_at[why], flow->error_at_s[why]);
    }
}

static void requests_rates(struct request_summary *entry, double window_s)
{
    const double ended = entry->answered + entry->failed;
    entry->rate = window_s > 0 ? ended / window_s : 0;
    entry->goodput = window_s > 0 ? entry->answered / window_s : 0;
    entry->failed_rate = ended > 0 ? entry->failed / ended : NAN;
}

static void requests_latency(struct latency_summary *latency, const struct histogram *of)
{
    static const double shares[] = {0.5, 0.9, 0.95, 0.99, 0.999};
    double values[5];
    histogram_percentiles(of, shares, 5, values);
    const double least = of->count ? histogram_min(of) : NAN,
                 most = of->count ? of->max : NAN;
    *latency = (struct latency_summary){
        .mean = histogram_mean(of),
        .min = least,
        .p50 = values[0],
        .p90 = values[1],
        .p95 = values[2],
        .p99 = values[3],
        .p999 = values[4],
        .max = most,
        .mean_min = least,
        .mean_max = most,
        .ci_mean = {NAN, NAN},
        .ci_p50 = {NAN, NAN},
        .ci_p95 = {NAN, NAN},
        .ci_p99 = {NAN, NAN},
        .longer = NAN,
    };
}

/* Batch means hold for one stream of records; those of two flows cannot be joined. */
static void requests_interval(struct latency_summary *latency,
                              const struct batches *batches)
{
    double longer;
    const double half = batches_half_width(batches_spread(batches), 0.95, &longer);
    if (!isfinite(half)) {
        latency->longer = isnan(latency->mean) ? NAN : longer;
        return;
    }
    const double mean = batches_mean(batches);
    latency->ci_mean[0] = fmax(0, mean - half);
    latency->ci_mean[1] = mean + half;
}

struct requests_picked summary_requests_pick(const struct summary *summary,
                                             summary_requests_filter *belongs,
                                             const void *object, double window_s,
                                             struct histogram *scratch)
{
    const struct design *design = summary->design;
    struct requests_picked picked = {.latency = scratch};
    const struct flow_counts *first = NULL;
    uint32_t count = 0;
    for (int why = 0; why < FAILURE_COUNT; why++)
        picked.entry.error_at[why] = NAN;
    histogram_reset(scratch);
    for (uint32_t i = 0; i < design->flow_count; i++) {
        if (!belongs(design, &design->flows[i], object))
            continue;
        requests_add(&picked.entry, &summary->flows[i]);
        if (++count == 2)
            histogram_add(scratch, &first->latency);
        if (count > 1)
            histogram_add(scratch, &summary->flows[i].latency);
        first = count == 1 ? &summary->flows[i] : first;
    }
    if (count == 1) {
        picked.lone = first;
        picked.latency = &first->latency;
    }
    requests_rates(&picked.entry, window_s);
    return picked;
}

/* ---- all entries ---- */

struct requests_builder {
    struct summary *summary;
    double window_s;
    struct histogram scratch;
    /* Of each flow that was an entry alone: those of all, of its endpoint and of its
     * traffic are often the same. */
    const struct latency_summary **lone;
};

static void requests_latencies(struct requests_builder *builder,
                               const struct requests_picked *picked,
                               struct latency_summary *latency)
{
    if (!picked->lone) {
        requests_latency(latency, picked->latency);
        return;
    }
    const struct latency_summary **known =
        &builder->lone[picked->lone - builder->summary->flows];
    if (*known) {
        *latency = **known;
        return;
    }
    requests_latency(latency, picked->latency);
    requests_interval(latency, &picked->lone->batches);
    *known = latency;
}

static void requests_append(struct requests_builder *builder, const char *name,
                            summary_requests_filter *belongs, const void *object)
{
    struct summary *summary = builder->summary;
    const struct requests_picked picked = summary_requests_pick(
        summary, belongs, object, builder->window_s, &builder->scratch);
    struct request_summary *entry = &summary->requests[summary->request_count++];
    *entry = picked.entry;
    entry->name = name;
    requests_latencies(builder, &picked, &entry->latency);
}

/* Is flow i the users' first of the design towards its endpoint? */
static bool requests_is_first(const struct design *design, uint32_t i)
{
    if (!design_is_of_users(design, &design->flows[i]))
        return false;
    for (uint32_t k = 0; k < i; k++)
        if (design->flows[k].endpoint == design->flows[i].endpoint &&
            design_is_of_users(design, &design->flows[k]))
            return false;
    return true;
}

void summary_requests(struct summary *summary, const struct flow_counts *flows,
                      double window_s, struct arena *arena)
{
    const struct design *design = summary->design;
    struct requests_builder builder = {.summary = summary, .window_s = window_s};
    histogram_init(&builder.scratch, design->flow_count ? flows[0].latency.arena : arena);
    builder.lone =
        arena_array(builder.scratch.arena, design->flow_count, sizeof(*builder.lone));
    summary->flows = flows;
    summary->requests =
        arena_array(arena, 1 + (size_t)design->flow_count + design->traffic.count,
                    sizeof(*summary->requests));
    summary->request_count = 0;
    requests_append(&builder, "all", requests_any, NULL);
    for (uint32_t i = 0; i < design->flow_count; i++)
        if (requests_is_first(design, i))
            requests_append(&builder, design->flows[i].endpoint->full_name,
                            requests_of_endpoint, design->flows[i].endpoint);
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const struct traffic_def *traffic = design_traffic(design, i);
        requests_append(&builder, arena_format(arena, "traffic.%s", traffic->item.name),
                        requests_of_traffic, traffic);
    }
}
