/* answers.c - see answers.h.
 *
 * Sectioning (Asmussen and Glynn, Stochastic Simulation, 2007, III.5): with q(i) the
 * percentile of section i of n, q that of the whole run and w the width of its bucket,
 *   q +- t(n - 1) sqrt((sum (q(i) - q)^2 / (n - 1) + w^2 / 12) / n)
 * The centre is the whole run's, which is less biased than the mean of the sections'.
 *
 * A section must hold records beyond the percentile that do not depend on each other. The
 * whole run is worth
 *   N = variance of a latency / variance of the mean latency
 * independent records, and one independent record beyond the percentile in each section,
 * N (1 - p) >= n, was enough for M/M/1: 93 to 97 of 100 intervals held the exact value,
 * with a third of that 88 (tests/theory/test_intervals.c).
 */
#include "models/answers.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const double answers_shares[3] = {0.50, 0.95, 0.99};

/* ---- tally ---- */

/* The first bucket in use from `bucket` on; ANSWERS_BUCKETS: none. */
static uint32_t answers_next(const struct answers_tally *tally, uint32_t bucket)
{
    uint32_t word = bucket / 64;
    if (word >= ANSWERS_WORDS)
        return ANSWERS_BUCKETS;
    uint64_t bits = tally->used[word] & UINT64_MAX << bucket % 64;
    while (bits == 0 && ++word < ANSWERS_WORDS)
        bits = tally->used[word];
    return bits ? word * 64 + (uint32_t)__builtin_ctzll(bits) : ANSWERS_BUCKETS;
}

void answers_tally_clear(struct answers_tally *tally)
{
    for (uint32_t word = 0; word < ANSWERS_WORDS; word++)
        for (; tally->used[word]; tally->used[word] &= tally->used[word] - 1)
            tally->buckets[word * 64 + (uint32_t)__builtin_ctzll(tally->used[word])] = 0;
    tally->count = 0;
}

static void answers_tally_add(struct answers_tally *tally,
                              const struct answers_tally *more)
{
    tally->count += more->count;
    for (uint32_t word = 0; word < ANSWERS_WORDS; word++) {
        tally->used[word] |= more->used[word];
        for (uint64_t bits = more->used[word]; bits; bits &= bits - 1) {
            const uint32_t bucket = word * 64 + (uint32_t)__builtin_ctzll(bits);
            tally->buckets[bucket] += more->buckets[bucket];
        }
    }
}

void answers_tally_percentiles(const struct answers_tally *tally, const double *shares,
                               uint32_t count, double *values)
{
    uint64_t seen = 0;
    uint32_t end = 0; /* of the last bucket seen */
    for (uint32_t i = 0; i < count; i++) {
        values[i] = NAN;
        if (tally->count == 0)
            continue;
        const double rank = ceil(shares[i] * (double)tally->count);
        while ((double)seen < rank) {
            const uint32_t bucket = answers_next(tally, end);
            seen += tally->buckets[bucket];
            end = bucket + 1;
        }
        values[i] = histogram_edge(end << ANSWERS_SHIFT);
    }
}

/* ---- sections ---- */

void answers_open(struct answers *answers, double now_s, double end_s)
{
    batches_init(&answers->batches);
    answers_tally_clear(&answers->section);
    answers_tally_clear(&answers->whole);
    answers->squares = 0;
    answers->sections = 0;
    answers->start_s = now_s;
    answers->end_s = end_s;
}

static void answers_end_section(struct answers *answers)
{
    struct answers_tally *section = &answers->section;
    double found[3];
    answers_tally_percentiles(section, answers_shares, 3, found);
    for (int i = 0; i < 3; i++)
        answers->percentiles[i][answers->sections] = found[i];
    answers->sections++;
    answers_tally_add(&answers->whole, section);
    answers_tally_clear(section);
}

void answers_step(struct answers *answers, const struct answers_tally *step, double now_s)
{
    const double width_s = (answers->end_s - answers->start_s) / ANSWERS_SECTIONS;
    answers_tally_add(&answers->section, step);
    if (answers->sections < ANSWERS_SECTIONS &&
        now_s >= answers->start_s + (answers->sections + 1) * width_s)
        answers_end_section(answers);
}

/* ---- intervals ---- */

static void answers_interval(double interval[2], double value, double half)
{
    interval[0] = fmax(0, value - half);
    interval[1] = value + half;
}

/* A section's percentile is known to its bucket only, of width w: w^2 / 12 is the variance
 * of what is not known (of a value anywhere in it; Sheppard). NAN when a section has no
 * percentile. */
static double answers_section_half(const double *sections, double whole)
{
    const double n = ANSWERS_SECTIONS;
    const double width =
        whole - histogram_edge(histogram_bucket(whole) - (1 << ANSWERS_SHIFT));
    double sum = 0;
    for (int i = 0; i < ANSWERS_SECTIONS; i++)
        sum += (sections[i] - whole) * (sections[i] - whole);
    const double variance = sum / (n - 1) + width * width / 12;
    return gsl_cdf_tdist_Pinv(0.975, n - 1) * sqrt(variance / n);
}

/* How many independent records the run is worth. */
static double answers_worth(const struct batches *batches, double of_mean, double squares,
                            double records)
{
    const double mean = batches_mean(batches);
    return fmax(0, squares / records - mean * mean) / of_mean;
}

/* The sections' percentiles are those of wide buckets: so is the whole's, of which they
 * are told apart. */
static void answers_percentiles(const struct answers *answers, double worth,
                                struct latency_summary *latency)
{
    double *const intervals[3] = {latency->ci_p50, latency->ci_p95, latency->ci_p99};
    const double values[3] = {latency->p50, latency->p95, latency->p99};
    double whole[3];
    answers_tally_percentiles(&answers->whole, answers_shares, 3, whole);
    for (int i = 0; i < 3; i++) {
        const double half = answers_section_half(answers->percentiles[i], whole[i]);
        if (worth * (1 - answers_shares[i]) >= ANSWERS_SECTIONS && isfinite(half))
            answers_interval(intervals[i], values[i], half);
    }
}

static void answers_never_vary(struct latency_summary *latency)
{
    answers_interval(latency->ci_p50, latency->p50, 0);
    answers_interval(latency->ci_p95, latency->p95, 0);
    answers_interval(latency->ci_p99, latency->p99, 0);
}

void answers_intervals(const struct answers *answers, struct latency_summary *latency)
{
    const struct batches *batches = answers->only ? answers->only : &answers->batches;
    const double records = (double)(batches->count * batches->size + batches->partial);
    if (records == 0)
        return;
    double longer;
    const struct batches_spread spread = batches_spread(batches);
    const double half = batches_half_width(spread, 0.95, &longer);
    latency->longer = isfinite(half) ? NAN : longer;
    if (!isfinite(half))
        return;
    answers_interval(latency->ci_mean, latency->mean, half);
    if (spread.variance == 0)
        answers_never_vary(latency);
    else if (answers->sections == ANSWERS_SECTIONS)
        answers_percentiles(
            answers, answers_worth(batches, spread.variance, answers->squares, records),
            latency);
}
