/* metric.h - the figures by which designs are compared: one name, unit and getter each.
 *
 * A metric is one number of a summary, of one replication or of all together. Of every
 * replication its value is kept in the merged summary, so that two designs that ran on
 * the same random numbers can be compared replication by replication.
 */
#ifndef OVERSTACK_MODELS_METRIC_H
#define OVERSTACK_MODELS_METRIC_H

#include "models/summary.h"

enum metric_figure {
    FIGURE_RATE,
    FIGURE_GOODPUT,
    FIGURE_FAILED_RATE,
    FIGURE_LATENCY_MEAN,
    FIGURE_LATENCY_P50,
    FIGURE_LATENCY_P95,
    FIGURE_LATENCY_P99,
    FIGURE_CPU_PEAK,
    FIGURE_MEMORY_PEAK,
    FIGURE_HEADROOM,
    FIGURE_FIRST_SATURATED,
    FIGURE_COST_MONTH,
    FIGURE_COST_PER_1000,
    FIGURE_OK,
    FIGURE_COUNT,
};

enum metric_unit {
    METRIC_UNIT_S,
    METRIC_UNIT_PER_S,
    METRIC_UNIT_SHARE,
    METRIC_UNIT_FACTOR,
    METRIC_UNIT_USD,
};

enum metric_better { METRIC_NEUTRAL, METRIC_LOWER, METRIC_HIGHER };

struct metric {
    const char *name;  /* "latency_p95_s", as in machine-readable output */
    const char *label; /* "p95", for people */
    enum metric_unit unit;
    enum metric_better better;
    double (*value)(const struct summary *summary); /* NAN: nothing to say */
    int of_all;      /* the merged summary has its own value, which is not the mean of the
                   replications' (the bill is found on the mean usage) */
    double rounding; /* share of a value that it may be off: buckets' width; 0: none */
};

const struct metric *metric_get(enum metric_figure figure);
/* FIGURE_COUNT when there is none of that name. */
enum metric_figure metric_named(const char *name);

/* Fills merged->metric_samples and merged->threshold_samples from the parts. Cost,
 * thresholds and verdict.first_at_s of all of them must have been found. */
void metric_keep(struct summary *merged, const struct summary *const *parts,
                 uint32_t count, struct arena *arena);

/* One value for each replication, merged->sample_count of them, in the order of the
 * replications; NAN where there was nothing to say. */
const double *metric_samples(const struct summary *merged, enum metric_figure figure);
const double *metric_threshold_samples(const struct summary *merged, uint32_t threshold);

/* The metric of the whole: the mean over the replications that say something. */
double metric_value(const struct summary *merged, enum metric_figure figure);

struct interval {
    double mean, low, high; /* NAN: nothing to say; low and high: no interval */
    double half;            /* of the width; 0 when all values are the same */
    uint32_t count;         /* of the values that were not NAN */
};

/* The confidence interval of the mean by Student's t over the values that are not NAN;
 * none below two of them, or when one is infinite and others are not. */
struct interval metric_interval(const double *samples, uint32_t count, double level);
/* The same over the values that are finite: those in which something happened. */
struct interval metric_interval_finite(const double *samples, uint32_t count,
                                       double level);

#endif
