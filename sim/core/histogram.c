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

struct histogram_block *histogram_block_add(struct histogram *histogram, uint32_t block)
{
    return histogram->blocks[block] =
               arena_allocate(histogram->arena, sizeof(struct histogram_block));
}

static void histogram_block_merge(struct histogram_block *block,
                                  const struct histogram_block *other)
{
    block->total += other->total;
    for (uint32_t i = 0; i < HISTOGRAM_BLOCK; i++) {
        const uint32_t space = UINT32_MAX - block->buckets[i];
        const uint32_t more = other->buckets[i];
        block->buckets[i] += more < space ? more : space;
    }
}

void histogram_add(struct histogram *histogram, const struct histogram *other)
{
    histogram->count += other->count;
    histogram->zeros += other->zeros;
    histogram->sum += other->sum;
    histogram->max = fmax(histogram->max, other->max);
    histogram->low = fmin(histogram->low, other->low);
    for (uint32_t i = 0; i < HISTOGRAM_BLOCKS; i++) {
        if (!other->blocks[i] || other->blocks[i]->total == 0)
            continue;
        if (!histogram->blocks[i])
            histogram_block_add(histogram, i);
        histogram_block_merge(histogram->blocks[i], other->blocks[i]);
    }
}

void histogram_reset(struct histogram *histogram)
{
    histogram->count = histogram->zeros = 0;
    histogram->sum = histogram->max = 0;
    histogram->low = INFINITY;
    for (uint32_t i = 0; i < HISTOGRAM_BLOCKS; i++)
        if (histogram->blocks[i] && histogram->blocks[i]->total > 0)
            *histogram->blocks[i] = (struct histogram_block){0};
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

/* The block that holds the record of that rank, from `block` on, before which *seen
 * records are known. */
static uint32_t histogram_find_block(const struct histogram *histogram, uint64_t rank,
                                     uint32_t block, uint64_t *seen)
{
    for (;; block++) {
        const uint64_t here =
            histogram->blocks[block] ? histogram->blocks[block]->total : 0;
        if (*seen + here >= rank)
            return block;
        *seen += here;
    }
}

/* In its block the bucket of the record of that rank; the last where a full one has lost
 * some. */
static uint32_t histogram_find(const struct histogram_block *block, uint64_t rank)
{
    uint64_t seen = 0;
    for (uint32_t i = 0; i < HISTOGRAM_BLOCK; i++) {
        seen += block->buckets[i];
        if (seen >= rank)
            return i;
    }
    return HISTOGRAM_BLOCK - 1;
}

void histogram_percentiles(const struct histogram *histogram, const double *shares,
                           uint32_t count, double *values)
{
    uint32_t block = 0;
    uint64_t seen = histogram->zeros;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t rank = histogram_rank(shares[i], histogram->count);
        if (histogram->count == 0) {
            values[i] = NAN;
        } else if (shares[i] <= 0) {
            values[i] = histogram_min(histogram);
        } else if (histogram->zeros >= rank) {
            values[i] = 0;
        } else { /* the upper edge of the last bucket in use is above the largest value */
            block = histogram_find_block(histogram, rank, block, &seen);
            const uint32_t bucket = block * HISTOGRAM_BLOCK +
                                    histogram_find(histogram->blocks[block], rank - seen);
            values[i] = bucket == histogram_bucket(histogram->max)
                            ? histogram->max
                            : fmin(histogram_edge(bucket + 1), histogram->max);
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
