/* histogram.c - latencies in log-linear buckets; see histogram.h.
 *
 * A double's exponent and first ten bits of fraction, read as one number, count buckets
 * of equal width within a power of two (the idea of Tene's HdrHistogram, on the bits of
 * the double instead of on integers). Every step below is a comparison, a shift or a
 * count, so a merged histogram is the same in whatever order the parts came.
 *
 * Percentiles are by nearest rank: the share p of n records is the record of rank
 * ceil(p n) (Hyndman and Fan 1996, definition 1).
 */
#include "sim/core/histogram.h"

#include <float.h>
#include <math.h>
#include <string.h>

void histogram_init(struct histogram *histogram, struct arena *arena)
{
    *histogram = (struct histogram){.arena = arena, .low = INFINITY};
}

/* The buckets in use are [first, end). */
static uint32_t histogram_first(const struct histogram *histogram)
{
    return isinf(histogram->low) ? 0 : histogram_bucket(histogram->low);
}

static uint32_t histogram_end(const struct histogram *histogram)
{
    return isinf(histogram->low) ? 0 : histogram_bucket(histogram->max) + 1;
}

void histogram_begin(struct histogram *histogram)
{
    if (!histogram->buckets)
        histogram->buckets =
            arena_array(histogram->arena, HISTOGRAM_BUCKETS, sizeof(uint32_t));
}

void histogram_add(struct histogram *histogram, const struct histogram *other)
{
    if (other->count == 0)
        return;
    if (histogram->count == 0)
        histogram_begin(histogram);
    histogram->count += other->count;
    histogram->zeros += other->zeros;
    histogram->sum += other->sum;
    histogram->max = fmax(histogram->max, other->max);
    histogram->low = fmin(histogram->low, other->low);
    for (uint32_t i = histogram_first(other); i < histogram_end(other); i++) {
        const uint32_t space = UINT32_MAX - histogram->buckets[i];
        const uint32_t more = other->buckets[i];
        histogram->buckets[i] += more < space ? more : space;
    }
}

void histogram_reset(struct histogram *histogram)
{
    const uint32_t first = histogram_first(histogram), end = histogram_end(histogram);
    uint32_t *buckets = histogram->buckets;
    if (first < end)
        memset(buckets + first, 0, (end - first) * sizeof(uint32_t));
    histogram_init(histogram, histogram->arena);
    histogram->buckets = buckets;
}

/* ceil(share * count), from 1 to count. 0.07 * 100 comes out as 7.000000000000001: a
 * few units in the last place are rounding, not another rank. */
static uint64_t histogram_rank(double share, uint64_t count)
{
    const double exact = share * (double)count * (1 - 4 * DBL_EPSILON);
    const double rank = ceil(exact);
    if (rank <= 1)
        return 1;
    return rank >= (double)count ? count : (uint64_t)rank;
}

/* The bucket that holds the record of that rank, from bucket *at on, of whose predecessors
 * *seen records are known. Sixteen buckets at a time, most of which are empty. */
static uint32_t histogram_find(const struct histogram *histogram, uint64_t rank,
                               uint32_t at, uint64_t *seen)
{
    enum { STRIDE = 16 };
    const uint32_t *buckets = histogram->buckets;
    const uint32_t last = histogram_end(histogram) - 1;
    for (; at + STRIDE <= last; at += STRIDE) {
        uint64_t sum = 0;
        for (uint32_t i = 0; i < STRIDE; i++)
            sum += buckets[at + i];
        if (*seen + sum >= rank)
            break;
        *seen += sum;
    }
    for (; at < last; at++) {
        if (*seen + buckets[at] >= rank)
            break;
        *seen += buckets[at];
    }
    return at;
}

void histogram_percentiles(const struct histogram *histogram, const double *shares,
                           uint32_t count, double *values)
{
    uint32_t at = histogram_first(histogram);
    uint64_t seen = histogram->zeros;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t rank = histogram_rank(shares[i], histogram->count);
        if (histogram->count == 0) {
            values[i] = NAN;
        } else if (shares[i] <= 0) {
            values[i] = histogram_min(histogram);
        } else if (histogram->zeros >= rank) {
            values[i] = 0;
        } else { /* the last bucket in use: its upper edge is above the largest value */
            at = histogram_find(histogram, rank, at, &seen);
            values[i] = at + 1 == histogram_end(histogram)
                            ? histogram->max
                            : fmin(histogram_edge(at + 1), histogram->max);
        }
    }
}

double histogram_percentile(const struct histogram *histogram, double share)
{
    double value;
    histogram_percentiles(histogram, &share, 1, &value);
    return value;
}

double histogram_mean(const struct histogram *histogram)
{
    return histogram->count ? histogram->sum / (double)histogram->count : NAN;
}
