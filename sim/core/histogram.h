/* histogram.h - latencies in log-linear buckets, three significant digits.
 *
 * Buckets: each power of two is cut into 1024 equal parts, from 2^-20 s (about 1 us)
 * to 2^22 s (about 48 days), so a bucket is at most 0.1% wide; shorter values share
 * the first bucket, 0 has its own count. Recording is a few integer instructions on
 * the double's own bits, no logarithm. A percentile is the upper edge of its bucket
 * (never above the largest value seen). Counts of two histograms add. A bucket that is
 * full (2^32 - 1) stays so.
 *
 * Buckets come in blocks of 256, a quarter of a power of two. A block comes from the
 * arena with the first value that falls into it, and knows its total: what looks for a
 * percentile or adds histograms passes over what is empty.
 */
#ifndef OVERSTACK_CORE_HISTOGRAM_H
#define OVERSTACK_CORE_HISTOGRAM_H

#include "sim/core/arena.h"

#include <stdint.h>

enum {
    HISTOGRAM_BITS = 10,      /* buckets for each power of two: 2^10 */
    HISTOGRAM_EXPONENTS = 42, /* powers of two covered, from 2^-20 */
    HISTOGRAM_BUCKETS = HISTOGRAM_EXPONENTS << HISTOGRAM_BITS,
    HISTOGRAM_BLOCK_BITS = 8,
    HISTOGRAM_BLOCK = 1 << HISTOGRAM_BLOCK_BITS, /* buckets in one */
    HISTOGRAM_BLOCKS = HISTOGRAM_BUCKETS / HISTOGRAM_BLOCK,
};

struct histogram_block {
    uint64_t total; /* records, those too that found their bucket full */
    uint32_t buckets[HISTOGRAM_BLOCK];
};

struct histogram {
    struct arena *arena;
    uint64_t count, zeros;
    double sum;
    double max; /* 0 while empty */
    double low; /* smallest value above 0; INFINITY: none */
    struct histogram_block *blocks[HISTOGRAM_BLOCKS]; /* NULL: no value fell there yet */
};

void histogram_init(struct histogram *histogram, struct arena *arena);

/* The bucket of a positive value. */
static inline uint32_t histogram_bucket(double value)
{
    union {
        double value;
        uint64_t bits;
    } u = {value};
    const uint64_t floor = (uint64_t)(1023 - 20) << HISTOGRAM_BITS;
    const uint64_t index = (u.bits >> (52 - HISTOGRAM_BITS)) - floor;
    if (__builtin_expect(index < HISTOGRAM_BUCKETS, 1))
        return (uint32_t)index;
    return index >> 63 ? 0 : HISTOGRAM_BUCKETS - 1;
}

/* Where a bucket begins. */
static inline double histogram_edge(uint32_t bucket)
{
    const union {
        uint64_t bits;
        double value;
    } u = {(((uint64_t)(1023 - 20) << HISTOGRAM_BITS) + bucket) << (52 - HISTOGRAM_BITS)};
    return u.value;
}

/* Takes a block that is not there yet. */
struct histogram_block *histogram_block_add(struct histogram *histogram, uint32_t block);

/* value >= 0, finite. */
static inline void histogram_record(struct histogram *histogram, double value)
{
    histogram->count++;
    histogram->sum += value;
    if (value <= 0) {
        histogram->zeros++;
        return;
    }
    histogram->max = value > histogram->max ? value : histogram->max;
    histogram->low = value < histogram->low ? value : histogram->low;
    const uint32_t index = histogram_bucket(value);
    struct histogram_block *block = histogram->blocks[index >> HISTOGRAM_BLOCK_BITS];
    if (__builtin_expect(!block, 0))
        block = histogram_block_add(histogram, index >> HISTOGRAM_BLOCK_BITS);
    block->total++;
    uint32_t *bucket = &block->buckets[index % HISTOGRAM_BLOCK];
    if (__builtin_expect(*bucket != UINT32_MAX, 1)) /* full, not wrapped */
        ++*bucket;
}

/* The same for a value of 0. */
static inline void histogram_record_zero(struct histogram *histogram)
{
    histogram->count++;
    histogram->zeros++;
}

/* The smallest value; 0 while empty. */
static inline double histogram_min(const struct histogram *histogram)
{
    return histogram->zeros || histogram->count == 0 ? 0 : histogram->low;
}

/* Adds `other` to `histogram`. */
void histogram_add(struct histogram *histogram, const struct histogram *other);
void histogram_reset(struct histogram *histogram);

/* share in [0, 1]; the value not exceeded by that share of the records (nearest rank),
 * NAN when empty. */
double histogram_percentile(const struct histogram *histogram, double share);
/* The same for several shares, in rising order, in one pass. */
void histogram_percentiles(const struct histogram *histogram, const double *shares,
                           uint32_t count, double *values);
double histogram_mean(const struct histogram *histogram); /* NAN when empty */

#endif
