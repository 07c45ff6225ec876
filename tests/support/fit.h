/* fit.h - do these numbers come from that distribution?
 *
 * Kolmogorov and Smirnov: the largest distance between the distribution function and the
 * share of the sample below. Of a true sample of n, sqrt(n) D exceeds c with probability
 * close to 2 exp(-2 c^2).
 */
#ifndef OVERSTACK_TESTS_FIT_H
#define OVERSTACK_TESTS_FIT_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* One false alarm in a million seeds; ours are fixed, so a failure is a fault. */
#define FIT_ALARM 1e-6

static inline int fit_compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* D; sorts the values. */
static inline double fit_distance(double *values, size_t count,
                                  double (*cdf)(double x, const void *what),
                                  const void *what)
{
    double distance = 0;
    qsort(values, count, sizeof(double), fit_compare);
    for (size_t i = 0; i < count; i++) {
        const double p = cdf(values[i], what);
        distance = fmax(distance, p - (double)i / (double)count);
        distance = fmax(distance, (double)(i + 1) / (double)count - p);
    }
    return distance;
}

/* What D stays below, but for FIT_ALARM. */
static inline double fit_limit(size_t count)
{
    return sqrt(-log(FIT_ALARM / 2) / 2 / (double)count);
}

#endif
