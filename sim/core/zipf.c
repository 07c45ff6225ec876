/* zipf.c - see zipf.h.
 *
 * The hat h(x) = x^-s is integrated from 1: H(x) = (x^(1-s) - 1) / (1 - s), log x for
 * s = 1. A point u uniform on (H(3/2) - 1, H(n + 1/2)) is carried back to x; the nearest
 * number k is taken when u lies in the part of its strip that has the area k^-s, that is
 * above H(k + 1/2) - k^-s. Since h is convex that part begins below k, and all of it from
 * a distance on that is smallest for k = 2.
 */
#include "sim/core/zipf.h"

#include <math.h>

/* (e^t - 1) / t and log(1 + t) / t, also where t vanishes. */
static double exp_ratio(double t)
{
    return fabs(t) > 1e-8 ? expm1(t) / t : 1 + t / 2;
}

static double log_ratio(double t)
{
    return fabs(t) > 1e-8 ? log1p(t) / t : 1 - t / 2;
}

static double hat(const struct zipf *zipf, double x)
{
    return exp(-zipf->exponent * log(x));
}

static double area(const struct zipf *zipf, double x)
{
    const double l = log(x);
    return l * exp_ratio((1 - zipf->exponent) * l);
}

static double area_inverse(const struct zipf *zipf, double u)
{
    const double t = fmax(-1, u * (1 - zipf->exponent)); /* rounding at the ends */
    return exp(u * log_ratio(t));
}

void zipf_init(struct zipf *zipf, uint32_t count, double exponent)
{
    *zipf = (struct zipf){.count = count, .exponent = exponent};
    zipf->area_first = area(zipf, 1.5) - 1;
    zipf->area_last = area(zipf, count + 0.5);
    zipf->sure = 2 - area_inverse(zipf, area(zipf, 2.5) - hat(zipf, 2));
}

uint32_t zipf_draw(const struct zipf *zipf, struct random *random)
{
    for (;;) {
        const double u = zipf->area_last + random_uniform_positive(random) *
                                               (zipf->area_first - zipf->area_last);
        const double x = area_inverse(zipf, u);
        const double k = fmin(fmax(1, floor(x + 0.5)), zipf->count);
        if (k - x <= zipf->sure || u >= area(zipf, k + 0.5) - hat(zipf, k))
            return (uint32_t)k;
    }
}

void zipf_probabilities(const struct zipf *zipf, double *probabilities)
{
    double sum = 0;
    for (uint32_t k = 1; k <= zipf->count; k++)
        sum += probabilities[k - 1] = hat(zipf, k);
    for (uint32_t k = 0; k < zipf->count; k++)
        probabilities[k] /= sum;
}
