/* proportion.c - see proportion.h.
 */
#include "sim/run/proportion.h"

#include <gsl/gsl_cdf.h>

void proportion_interval(uint32_t hits, uint32_t count, double level, double *low,
                         double *high)
{
    const double tail = (1 - level) / 2;
    const double misses = count - hits;
    *low = hits == 0 ? 0 : gsl_cdf_beta_Pinv(tail, hits, misses + 1);
    *high = hits == count ? 1 : gsl_cdf_beta_Qinv(tail, hits + 1., misses);
}
