/* statistic.h - sums that become means: Welford, time-weighted areas, batch means.
 */
#ifndef OVERSTACK_CORE_STATISTIC_H
#define OVERSTACK_CORE_STATISTIC_H

#include <stdint.h>

/* Mean and variance of a sample (Welford 1962). */
struct sample {
    uint64_t count;
    double mean, m2, min, max;
};

void sample_record(struct sample *sample, double value);
double sample_variance(const struct sample *sample); /* n - 1; 0 below two values */
/* Half of the width of the confidence interval of the mean by Student's t;
 * level e.g. 0.95; INFINITY below two values. */
double sample_half_width(const struct sample *sample, double level);

/* The area under a step function; the mean over [from, to] is the difference of two
 * areas divided by the time. */
struct area {
    double value, since_s, area;
};

static inline void area_advance(struct area *area, double now_s)
{
    area->area += area->value * (now_s - area->since_s);
    area->since_s = now_s;
}

static inline void area_set(struct area *area, double value, double now_s)
{
    area_advance(area, now_s);
    area->value = value;
}

static inline void area_change(struct area *area, double by, double now_s)
{
    area_advance(area, now_s);
    area->value += by;
}

static inline double area_at(const struct area *area, double now_s)
{
    return area->area + area->value * (now_s - area->since_s);
}

/* Batch means with a bounded number of batches: BATCH_LIMIT batches of `size` records;
 * when full, neighbours are joined and the size doubles (Fishman's LBATCH idea). */
enum { BATCH_LIMIT = 512 };

struct batches {
    double sums[BATCH_LIMIT];
    uint32_t count;   /* complete batches */
    uint64_t size;    /* records in each */
    uint64_t partial; /* records in the open batch */
    double partial_sum;
};

void batches_init(struct batches *batches);
void batches_close(struct batches *batches); /* called by batches_record */

static inline void batches_record(struct batches *batches, double value)
{
    batches->partial_sum += value;
    if (++batches->partial == batches->size)
        batches_close(batches);
}

/* Of all records, those of the open batch too; NAN when there are none. */
double batches_mean(const struct batches *batches);
/* What the complete batches tell of that mean, with their dependence. */
struct batches_spread {
    double variance; /* of the mean; 0 without any batch */
    double worth;    /* how many independent batches they are */
};
struct batches_spread batches_spread(const struct batches *batches);
/* Half width of the mean's interval. INFINITY when the batches are too few, or remember
 * each other for too long: *longer is then about how many times as many records would do,
 * else 1. */
double batches_half_width(struct batches_spread spread, double level, double *longer);

#endif
