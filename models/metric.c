/* metric.c - see metric.h.
 *
 * Intervals: mean +- t(level, n - 1) s / sqrt(n) over the n replications, which are
 * independent of each other (Law, Simulation Modeling and Analysis, section 9.4.1).
 */
#include "models/metric.h"

#include <math.h>
#include <string.h>

/* ---- requests: of all users ---- */

static double metric_rate(const struct summary *summary)
{
    return summary->requests[0].rate;
}

static double metric_goodput(const struct summary *summary)
{
    return summary->requests[0].goodput;
}

static double metric_failed_rate(const struct summary *summary)
{
    return summary->requests[0].failed_rate;
}

static double metric_mean(const struct summary *summary)
{
    return summary->requests[0].latency.mean;
}

static double metric_p50(const struct summary *summary)
{
    return summary->requests[0].latency.p50;
}

static double metric_p95(const struct summary *summary)
{
    return summary->requests[0].latency.p95;
}

static double metric_p99(const struct summary *summary)
{
    return summary->requests[0].latency.p99;
}

/* ---- machines ---- */

static double metric_cpu_peak(const struct summary *summary)
{
    double most = NAN;
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        most = fmax(most, summary->hosts[i].cpu_peak);
    return most;
}

/* What was needed, so that more than 1 is more than there is. */
static double metric_memory_peak(const struct summary *summary)
{
    double most = NAN;
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (summary->hosts[i].memory_total > 0)
            most = fmax(most, summary->hosts[i].memory_need_peak /
                                  summary->hosts[i].memory_total);
    return most;
}

static double metric_headroom(const struct summary *summary)
{
    double least = NAN;
    for (uint32_t i = 0; i < summary->resource_count; i++)
        least = fmin(least, summary->resources[i].headroom);
    return least;
}

/* ---- the whole ---- */

static double metric_first_saturated(const struct summary *summary)
{
    return summary->verdict.first_at_s;
}

static double metric_cost_month(const struct summary *summary)
{
    return summary->cost.month_usd;
}

static double metric_cost_per_1000(const struct summary *summary)
{
    return summary->cost.per_1000_usd;
}

static double metric_ok(const struct summary *summary)
{
    return summary->ok ? 1 : 0;
}

#define BUCKET (1. / (1 << HISTOGRAM_BITS)) /* the widest, as a share of its values */

/* clang-format off */
static const struct metric metric_all[FIGURE_COUNT] = {
    [FIGURE_RATE] = {"rate", "requests ended", METRIC_UNIT_PER_S,
                     METRIC_NEUTRAL, metric_rate, 0, 0},
    [FIGURE_GOODPUT] = {"goodput", "requests answered", METRIC_UNIT_PER_S,
                        METRIC_HIGHER, metric_goodput, 0, 0},
    [FIGURE_FAILED_RATE] = {"failed_rate", "failed", METRIC_UNIT_SHARE,
                            METRIC_LOWER, metric_failed_rate, 0, 0},
    [FIGURE_LATENCY_MEAN] = {"latency_mean_s", "mean latency", METRIC_UNIT_S,
                             METRIC_LOWER, metric_mean, 0, 0},
    [FIGURE_LATENCY_P50] = {"latency_p50_s", "p50", METRIC_UNIT_S,
                            METRIC_LOWER, metric_p50, 0, BUCKET},
    [FIGURE_LATENCY_P95] = {"latency_p95_s", "p95", METRIC_UNIT_S,
                            METRIC_LOWER, metric_p95, 0, BUCKET},
    [FIGURE_LATENCY_P99] = {"latency_p99_s", "p99", METRIC_UNIT_S,
                            METRIC_LOWER, metric_p99, 0, BUCKET},
    [FIGURE_CPU_PEAK] = {"cpu_peak", "peak CPU", METRIC_UNIT_SHARE,
                         METRIC_LOWER, metric_cpu_peak, 0, 0},
    [FIGURE_MEMORY_PEAK] = {"memory_peak", "peak memory", METRIC_UNIT_SHARE,
                            METRIC_LOWER, metric_memory_peak, 0, 0},
    [FIGURE_HEADROOM] = {"headroom", "headroom", METRIC_UNIT_FACTOR,
                         METRIC_HIGHER, metric_headroom, 0, 0},
    [FIGURE_FIRST_SATURATED] = {"first_saturated_s", "first saturated",
                                METRIC_UNIT_S, METRIC_HIGHER,
                                metric_first_saturated, 0, 0},
    [FIGURE_COST_MONTH] = {"cost_month_usd", "cost a month", METRIC_UNIT_USD,
                           METRIC_LOWER, metric_cost_month, 1, 0},
    [FIGURE_COST_PER_1000] = {"cost_per_1000_usd", "cost per 1000",
                              METRIC_UNIT_USD, METRIC_LOWER,
                              metric_cost_per_1000, 1, 0},
    [FIGURE_OK] = {"ok", "all held", METRIC_UNIT_SHARE, METRIC_HIGHER, metric_ok, 1, 0},
};
/* clang-format on */

const struct metric *metric_get(enum metric_figure figure)
{
    return &metric_all[figure];
}

enum metric_figure metric_named(const char *name)
{
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (strcmp(metric_all[i].name, name) == 0)
            return (enum metric_figure)i;
    return FIGURE_COUNT;
}

/* ---- one value for each replication ---- */

void metric_keep(struct summary *merged, const struct summary *const *parts,
                 uint32_t count, struct arena *arena)
{
    const uint32_t thresholds = merged->design->threshold_count;
    merged->sample_count = count;
    merged->metric_samples =
        arena_array(arena, (size_t)FIGURE_COUNT * count, sizeof(double));
    merged->threshold_samples =
        arena_array(arena, (size_t)thresholds * count, sizeof(double));
    for (uint32_t p = 0; p < count; p++) {
        for (uint32_t i = 0; i < FIGURE_COUNT; i++)
            merged->metric_samples[i * count + p] = metric_all[i].value(parts[p]);
        for (uint32_t i = 0; i < thresholds; i++)
            merged->threshold_samples[i * count + p] = parts[p]->thresholds[i].value;
    }
}

const double *metric_samples(const struct summary *merged, enum metric_figure figure)
{
    return merged->metric_samples + (size_t)figure * merged->sample_count;
}

const double *metric_threshold_samples(const struct summary *merged, uint32_t threshold)
{
    return merged->threshold_samples + (size_t)threshold * merged->sample_count;
}

/* ---- all together ---- */

static struct interval metric_interval_of(const struct sample *sample, double level)
{
    struct interval found = {NAN, NAN, NAN, NAN, (uint32_t)sample->count};
    if (sample->count == 0)
        return found;
    const bool same = sample->min == sample->max; /* or all of them infinite */
    found.mean = same ? sample->min : sample->mean;
    if (sample->count < 2 || !(same || isfinite(sample->max - sample->min)))
        return found;
    found.half = same ? 0 : sample_half_width(sample, level);
    found.low = found.mean - found.half;
    found.high = found.mean + found.half;
    return found;
}

struct interval metric_interval(const double *samples, uint32_t count, double level)
{
    struct sample sample = {0};
    for (uint32_t i = 0; i < count; i++)
        if (!isnan(samples[i]))
            sample_record(&sample, samples[i]);
    return metric_interval_of(&sample, level);
}

struct interval metric_interval_finite(const double *samples, uint32_t count,
                                       double level)
{
    struct sample sample = {0};
    for (uint32_t i = 0; i < count; i++)
        if (isfinite(samples[i]))
            sample_record(&sample, samples[i]);
    return metric_interval_of(&sample, level);
}

double metric_value(const struct summary *merged, enum metric_figure figure)
{
    if (metric_all[figure].of_all)
        return metric_all[figure].value(merged);
    return metric_interval(metric_samples(merged, figure), merged->sample_count, 0.95)
        .mean;
}
