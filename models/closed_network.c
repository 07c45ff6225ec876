/* closed_network.c - Buzen's convolution, in logarithms.
 *
 * A station alone has f(n) = D^n / prod(min(j, c), j = 1..n), a delay Z^n / n!. The
 * normalising constant G(N) is the convolution of all f, and the throughput is
 * G(N - 1) / G(N). For a thousand users G spans thousands of orders of magnitude, so all
 * of it is kept as logarithms; a sum of exponentials is taken relative to its largest.
 */
#include "models/closed_network.h"

#include <math.h>

/* log f(0..users) of a station; cores INFINITY: a delay. */
static void station_terms(double demand_s, double cores, uint32_t users, double *terms)
{
    terms[0] = 0;
    for (uint32_t n = 1; n <= users; n++)
        terms[n] = terms[n - 1] + log(demand_s) - log(fmin(n, cores));
}

/* log of the sum over k of exp(a[k] + b[n - k]). */
static double convolve_at(const double *a, const double *b, uint32_t n)
{
    double most = -INFINITY;
    for (uint32_t k = 0; k <= n; k++)
        most = fmax(most, a[k] + b[n - k]);
    if (isinf(most))
        return most;
    double sum = 0;
    for (uint32_t k = 0; k <= n; k++)
        sum += exp(a[k] + b[n - k] - most);
    return most + log(sum);
}

double closed_network_throughput(const struct closed_station *stations, uint32_t count,
                                 double delay_s, uint32_t users, struct arena *arena)
{
    double *total = arena_array(arena, users + 1, sizeof *total);
    double *terms = arena_array(arena, users + 1, sizeof *terms);
    double *joined = arena_array(arena, users + 1, sizeof *joined);
    station_terms(delay_s, INFINITY, users, total);
    for (uint32_t i = 0; i < count; i++) {
        if (stations[i].demand_s <= 0)
            continue;
        station_terms(stations[i].demand_s, stations[i].cores, users, terms);
        for (uint32_t n = 0; n <= users; n++)
            joined[n] = convolve_at(total, terms, n);
        double *old = total;
        total = joined;
        joined = old;
    }
    return exp(total[users - 1] - total[users]);
}
