/* precision.c - see precision.h.
 *
 * The value judged is a mean over replications, so its interval is Student's t over them
 * (metric.h). It is cut off where the metric cannot be: below 0, and of a share above 1.
 * A limit inside the interval is undecided: with as many replications again the mean
 * might lie on its other side. What is the same in all replications has no width and is
 * always decided; a share of which some replication had a part is not 0, whatever the
 * interval's width.
 *
 * The half width h of n replications shrinks as t(n - 1) / sqrt(n), so the limit at a
 * distance d is out of the interval with the smallest m for which
 *   t(m - 1) s / sqrt(m) < d,   s = h sqrt(n) / t(n - 1)
 * that is about n (h / d)^2 (Law, Simulation Modeling and Analysis, section 9.4.1). It is
 * an estimate: s and the mean move.
 */
#include "models/precision.h"

#include "models/metric.h"
#include "models/threshold.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define PRECISION_LEVEL 0.95
#define PRECISION_MOST  1e6 /* replications; nobody runs more of them */

/* ---- how many more ---- */

static double precision_t(double count)
{
    return gsl_cdf_tdist_Pinv((1 + PRECISION_LEVEL) / 2, count - 1);
}

double precision_more(double half, double count, double distance)
{
    const double deviation = half * sqrt(count) / precision_t(count);
    double few = count, many = count;
    if (half < distance)
        return 0;
    while (precision_t(many) * deviation / sqrt(many) >= distance) {
        few = many;
        many *= 2;
        if (many > PRECISION_MOST)
            return NAN;
    }
    while (many - few > 1) { /* few is not enough, many is */
        const double middle = floor((few + many) / 2);
        if (precision_t(middle) * deviation / sqrt(middle) < distance)
            many = middle;
        else
            few = middle;
    }
    return many - count;
}

/* ---- one limit ---- */

/* What one limit is held against. */
struct precision_question {
    double value, half; /* NAN: no interval */
    double least, most; /* what the metric can be */
    double limit;
    double count; /* replications that say something, of */
    double replications;
};

static void precision_bounds(const struct precision_question *question, double ci[2])
{
    ci[0] = fmax(question->least, question->value - question->half);
    ci[1] = fmin(question->most, question->value + question->half);
    if (!isfinite(question->value - question->half))
        ci[0] = ci[1] = NAN;
}

/* Returns whether it is undecided, and how many replications more would decide it. */
static int precision_judge(const struct precision_question *question, double ci[2],
                           double *more)
{
    precision_bounds(question, ci);
    *more = 0;
    if (!(question->half > 0 && ci[0] < question->limit && question->limit < ci[1]))
        return 0;
    const double those = precision_more(question->half, question->count,
                                        fabs(question->limit - question->value));
    *more = ceil(those * question->replications / question->count);
    return 1;
}

/* ---- thresholds ---- */

static double precision_most(const struct threshold_def *definition)
{
    switch (definition->kind) {
    case METRIC_FAILED:
    case METRIC_CPU:
    case METRIC_SWAP:
    case METRIC_DISK:
        return 1;
    default:
        return INFINITY;
    }
}

static void precision_threshold(struct summary *merged, uint32_t i)
{
    struct threshold_summary *threshold = &merged->thresholds[i];
    const double *samples = metric_threshold_samples(merged, i);
    const struct interval found =
        metric_interval_finite(samples, merged->sample_count, PRECISION_LEVEL);
    const bool missing =
        found.count < merged->sample_count && !threshold_is_time(threshold->definition);
    const struct precision_question question = {
        .value = threshold->value,
        .half = missing ? NAN : found.half,
        .most = precision_most(threshold->definition),
        .limit = threshold->definition->limit,
        .count = found.count,
        .replications = merged->sample_count,
    };
    threshold->undecided = precision_judge(&question, threshold->ci, &threshold->more);
}

/* ---- the bill ---- */

static void precision_cost(struct summary *merged)
{
    struct cost_summary *cost = &merged->cost;
    const struct interval found = metric_interval(
        metric_samples(merged, FIGURE_COST_MONTH), merged->sample_count, PRECISION_LEVEL);
    struct precision_question question = {
        .value = cost->month_usd,
        .half = found.half,
        .most = INFINITY,
        .limit = NAN,
        .count = found.count,
        .replications = merged->sample_count,
    };
    const bool in_usd = cost->budget_given && strcmp(cost->budget_currency, "USD") == 0;
    if (cost->budget_given && (in_usd || cost->currency))
        question.limit = cost->budget_limit / (in_usd ? 1 : cost->rate);
    cost->budget_undecided = precision_judge(&question, cost->month_ci, &cost->more);
}

/* ---- how narrow ---- */

/* Half of the interval as a share of `whole`, or of the mean when that is larger. What
 * was not there in one replication will not come by more of them, and fails anyway; what
 * came in one alone has no interval yet. */
static double precision_share(const double *samples, uint32_t count, bool may_miss,
                              double whole)
{
    const struct interval found = metric_interval_finite(samples, count, PRECISION_LEVEL);
    if (found.count == 0 || (found.count < count && !may_miss) || found.half == 0)
        return 0;
    return found.count < 2 ? INFINITY : found.half / fmax(whole, fabs(found.mean));
}

static double precision_of_thresholds(const struct summary *const *parts, uint32_t count,
                                      double *samples)
{
    const struct design *design = parts[0]->design;
    double widest = 0;
    for (uint32_t i = 0; i < design->threshold_count; i++) {
        const struct threshold_def *definition = &design->thresholds[i];
        for (uint32_t p = 0; p < count; p++)
            samples[p] = parts[p]->thresholds[i].value;
        widest =
            fmax(widest, precision_share(samples, count, threshold_is_time(definition),
                                         fabs(definition->limit)));
    }
    return widest;
}

static double precision_of_requests(const struct summary *const *parts, uint32_t count,
                                    double *samples)
{
    for (uint32_t p = 0; p < count; p++)
        samples[p] = metric_get(FIGURE_LATENCY_MEAN)->value(parts[p]);
    const double latency = precision_share(samples, count, false, 0);
    for (uint32_t p = 0; p < count; p++)
        samples[p] = metric_get(FIGURE_FAILED_RATE)->value(parts[p]);
    return fmax(latency, precision_share(samples, count, false, 1));
}

double precision_widest(const struct summary *const *parts, uint32_t count,
                        struct arena *scratch)
{
    double *samples = arena_array(scratch, count, sizeof(*samples));
    return parts[0]->design->threshold_count
               ? precision_of_thresholds(parts, count, samples)
               : precision_of_requests(parts, count, samples);
}

/* ---- the whole ---- */

static void precision_none(struct summary *merged)
{
    merged->cost.month_ci[0] = merged->cost.month_ci[1] = NAN;
    for (uint32_t i = 0; i < merged->design->threshold_count; i++)
        merged->thresholds[i].ci[0] = merged->thresholds[i].ci[1] = NAN;
}

/* The most that any of them needs; NAN when one of them cannot be decided. */
static double precision_most_of(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : fmax(a, b);
}

void precision_find(struct summary *merged)
{
    const struct cost_summary *cost = &merged->cost;
    bool undecided = false, failed = !threshold_all_placed(merged);
    precision_none(merged);
    if (merged->replications < 2)
        return;
    precision_cost(merged);
    if (cost->budget_undecided) {
        undecided = true;
        merged->more = cost->more;
    } else {
        failed = failed || (cost->budget_given && !cost->budget_ok);
    }
    for (uint32_t i = 0; i < merged->design->threshold_count; i++) {
        const struct threshold_summary *threshold = &merged->thresholds[i];
        precision_threshold(merged, i);
        if (!threshold->undecided) {
            failed = failed || !threshold->ok;
            continue;
        }
        undecided = true;
        merged->more = precision_most_of(merged->more, threshold->more);
    }
    merged->undecided = undecided && !failed;
}
