/* statistic.c - sums that become means.
 *
 * Sample. Welford, "Note on a method for calculating corrected sums of squares and
 * products", Technometrics 4 (1962): with d = x - mean,
 *   mean += d / n,   m2 += d (x - mean)
 * loses no digits when the mean is large beside the deviation. Two samples merge by
 * Chan, Golub and LeVeque (1979): m2 = m2a + m2b + d^2 na nb / (na + nb).
 *
 * Confidence. mean +- t s / sqrt(n), t being Student's quantile with n - 1 degrees of
 * freedom (Law, Simulation Modeling and Analysis, section 4.5).
 *
 * Batches. Successive records of a queue depend on each other, and so do means of
 * batches of them, less and less the longer these are (Law, section 9.5.3). When
 * BATCH_LIMIT batches are full, neighbours are joined and the size doubles, so that half
 * to all of so many cover the whole run however long it gets (Fishman and Yarberry's
 * LBATCH, 1997). With r(i) the correlation of means i apart, k of them are worth
 *   k / tau,   tau = 1 + 2 sum r(i)
 * independent ones. The sum ends where r(2j-1) + r(2j), which falls and is positive in
 * theory, is not positive any more, and no term counts for more than the one before
 * (Geyer's initial monotone sequence, Statistical Science 7, 1992).
 */
#include "sim/core/statistic.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

void sample_record(struct sample *sample, double value)
{
    if (sample->count == 0)
        sample->min = sample->max = value;
    if (value < sample->min)
        sample->min = value;
    if (value > sample->max)
        sample->max = value;
    const double distance = value - sample->mean;
    sample->mean += distance / (double)++sample->count;
    sample->m2 += distance * (value - sample->mean);
}

double sample_variance(const struct sample *sample)
{
    return sample->count < 2 ? 0 : sample->m2 / (double)(sample->count - 1);
}

double sample_half_width(const struct sample *sample, double level)
{
    if (sample->count < 2)
        return INFINITY;
    const double n = (double)sample->count;
    const double t = gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1);
    return t * sqrt(sample_variance(sample) / n);
}

void batches_init(struct batches *batches)
{
    *batches = (struct batches){.size = 1};
}

static void batches_join(struct batches *batches)
{
    for (uint32_t i = 0; i < BATCH_LIMIT / 2; i++)
        batches->sums[i] = batches->sums[2 * i] + batches->sums[2 * i + 1];
    batches->count = BATCH_LIMIT / 2;
    batches->size *= 2;
}

void batches_close(struct batches *batches)
{
    batches->sums[batches->count++] = batches->partial_sum;
    batches->partial = 0;
    batches->partial_sum = 0;
    if (batches->count == BATCH_LIMIT)
        batches_join(batches);
}

double batches_mean(const struct batches *batches)
{
    const uint64_t records = batches->count * batches->size + batches->partial;
    double sum = batches->partial_sum;
    for (uint32_t i = 0; i < batches->count; i++)
        sum += batches->sums[i];
    return records ? sum / (double)records : NAN;
}

/* ---- how sure the mean is ---- */

/* Worth fewer independent ones, a run tells too little about its own variance: of M/M/1 at
 * 80%, runs worth 100 still have intervals that hold the mean in 88 to 90 of 100 cases
 * instead of 95, runs worth 50 in 80, and such runs are known by the same estimate. */
#define BATCHES_WORTH 100.0

/* Batches whose means differ by less, as a share of the mean, do not differ: it is the
 * rounding of the clock, from which each latency is a difference. */
#define BATCHES_NOTHING 1e-7

/* Sum of the products of deviations `lag` apart. */
static double batches_product(const double *deviations, uint32_t count, uint32_t lag)
{
    double sum = 0;
    for (uint32_t i = lag; i < count; i++)
        sum += deviations[i] * deviations[i - lag];
    return sum;
}

static double batches_tau(const double *deviations, uint32_t count)
{
    const double squares = batches_product(deviations, count, 0);
    double tau = 1, last = INFINITY;
    for (uint32_t lag = 1; squares > 0 && lag < count / 4; lag += 2) {
        const double pair = (batches_product(deviations, count, lag) +
                             batches_product(deviations, count, lag + 1)) /
                            squares;
        if (pair <= 0)
            break;
        last = pair < last ? pair : last;
        tau += 2 * last;
    }
    return tau;
}

struct batches_spread batches_spread(const struct batches *batches)
{
    const uint32_t count = batches->count;
    double deviations[BATCH_LIMIT];
    struct sample means = {0};
    for (uint32_t i = 0; i < count; i++)
        sample_record(&means, batches->sums[i] / (double)batches->size);
    double most = 0;
    for (uint32_t i = 0; i < count; i++) {
        deviations[i] = batches->sums[i] / (double)batches->size - means.mean;
        most = fmax(most, fabs(deviations[i]));
    }
    if (most <= BATCHES_NOTHING * fabs(means.mean))
        return (struct batches_spread){.variance = 0, .worth = count};
    const double worth = count / batches_tau(deviations, count);
    return (struct batches_spread){
        .variance = worth > 0 ? sample_variance(&means) / worth : 0, .worth = worth};
}

double batches_half_width(struct batches_spread spread, double level, double *longer)
{
    const int few = spread.worth < BATCHES_WORTH;
    *longer = few ? BATCHES_WORTH / fmax(1, spread.worth) : 1;
    if (few)
        return INFINITY;
    return gsl_cdf_tdist_Pinv((1 + level) / 2, spread.worth - 1) * sqrt(spread.variance);
}
