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
 * Batches. Successive records of a queue depend on each other; means of long batches
 * hardly do (Law, section 9.5.3). When BATCH_LIMIT batches are full, neighbours are
 * joined and the size doubles, so that between 32 and 64 batches cover the whole run
 * however long it gets (Fishman and Yarberry's LBATCH, 1997).
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

enum { BATCH_LEAST = 20 }; /* fewer say too little about their own variance */

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

double batches_half_width(const struct batches *batches, double level)
{
    if (batches->count < BATCH_LEAST)
        return INFINITY;
    struct sample means = {0};
    for (uint32_t i = 0; i < batches->count; i++)
        sample_record(&means, batches->sums[i] / (double)batches->size);
    return sample_half_width(&means, level);
}
