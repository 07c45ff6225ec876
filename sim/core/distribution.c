/* distribution.c - durations that vary: drawing, variance and distribution function.
 *
 *   kind           a                b               variance / mean^2
 *   constant       -                -               0
 *   exponential    -                -               1
 *   uniform        least            greatest        (b - a)^2 / (12 mean^2)
 *   erlang         k                mean / k        1 / k
 *   gamma          shape 1/scv      mean * scv      scv
 *   lognormal      mean of ln x     deviation of it exp(b^2) - 1
 *   hyperexp       p of phase 1     p of phase 2    scv
 *   weibull        shape k          scale           G(1 + 2/k) / G(1 + 1/k)^2 - 1
 *   pareto         alpha            least value     1 / (alpha (alpha - 2)), alpha > 2
 *   empirical      -                -               of the values
 *
 * with G the gamma function (Johnson, Kotz and Balakrishnan, Continuous Univariate
 * Distributions). Hyperexponential with balanced means (Whitt, The Queueing Network
 * Analyzer, 1983; Approximating a point process by a renewal process, 1982): phase i
 * has mean m / (2 p_i), so that each phase carries half of the work.
 *
 * Exponentials, the normal under the lognormal, Weibull and Pareto come from our own
 * ziggurats by transformation; the gamma from gsl_ran_gamma.
 */
#include "sim/core/distribution.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

struct distribution distribution_constant(double value_s)
{
    return (struct distribution){.kind = DISTRIBUTION_CONSTANT, .mean_s = value_s};
}

/* Up to here, adding exponentials is faster than gsl_ran_gamma. */
enum { ERLANG_SUMS = 8 };

static double erlang_draw(const struct distribution *d, struct random *random)
{
    if (d->a > ERLANG_SUMS)
        return gsl_ran_gamma(&random->gsl, d->a, d->b);
    double sum = 0;
    for (int phase = 0; phase < (int)d->a; phase++)
        sum += random_exponential(random);
    return sum * d->b;
}

static double hyperexponential_draw(const struct distribution *d, struct random *random)
{
    const double p = random_uniform(random) < d->b ? d->b : d->a;
    return d->mean_s / (2 * p) * random_exponential(random);
}

double distribution_draw_slow(const struct distribution *d, struct random *random)
{
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
    case DISTRIBUTION_EXPONENTIAL:
    case DISTRIBUTION_UNIFORM:
        return distribution_draw(d, random);
    case DISTRIBUTION_ERLANG:
        return erlang_draw(d, random);
    case DISTRIBUTION_GAMMA:
        return gsl_ran_gamma(&random->gsl, d->a, d->b);
    case DISTRIBUTION_LOGNORMAL:
        return exp(d->a + d->b * random_normal(random));
    case DISTRIBUTION_HYPEREXPONENTIAL:
        return hyperexponential_draw(d, random);
    case DISTRIBUTION_WEIBULL:
        return d->b * pow(random_exponential(random), 1 / d->a);
    case DISTRIBUTION_PARETO:
        return d->b * exp(random_exponential(random) / d->a);
    case DISTRIBUTION_EMPIRICAL:
        return d->values[random_below(random, d->count)];
    }
    return 0;
}

static double hyperexponential_scv(const struct distribution *d)
{
    /* E x^2 = sum p_i 2 (m / 2 p_i)^2 = m^2 / 2 (1 / p_1 + 1 / p_2) */
    return (1 / d->a + 1 / d->b) / 2 - 1;
}

static double weibull_scv(const struct distribution *d)
{
    return exp(lgamma(1 + 2 / d->a) - 2 * lgamma(1 + 1 / d->a)) - 1;
}

static double empirical_scv(const struct distribution *d)
{
    double squares = 0;
    for (uint32_t i = 0; i < d->count; i++) {
        const double distance = d->values[i] - d->mean_s;
        squares += distance * distance;
    }
    return squares / d->count / (d->mean_s * d->mean_s);
}

double distribution_scv(const struct distribution *d)
{
    if (d->mean_s == 0)
        return 0;
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        return 0;
    case DISTRIBUTION_EXPONENTIAL:
        return 1;
    case DISTRIBUTION_UNIFORM:
        return (d->b - d->a) * (d->b - d->a) / (12 * d->mean_s * d->mean_s);
    case DISTRIBUTION_ERLANG:
    case DISTRIBUTION_GAMMA:
        return 1 / d->a;
    case DISTRIBUTION_LOGNORMAL:
        return expm1(d->b * d->b);
    case DISTRIBUTION_HYPEREXPONENTIAL:
        return hyperexponential_scv(d);
    case DISTRIBUTION_WEIBULL:
        return weibull_scv(d);
    case DISTRIBUTION_PARETO:
        return d->a > 2 ? 1 / (d->a * (d->a - 2)) : INFINITY;
    case DISTRIBUTION_EMPIRICAL:
        return empirical_scv(d);
    }
    return 0;
}

double distribution_least_s(const struct distribution *d)
{
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        return d->mean_s;
    case DISTRIBUTION_UNIFORM:
        return d->a;
    case DISTRIBUTION_PARETO:
        return d->b;
    case DISTRIBUTION_EMPIRICAL:
        return d->values[0];
    default:
        return 0;
    }
}

static double hyperexponential_cdf(const struct distribution *d, double x_s)
{
    const double rate = 2 * x_s / d->mean_s;
    return -d->a * expm1(-d->a * rate) - d->b * expm1(-d->b * rate);
}

static double empirical_cdf(const struct distribution *d, double x_s)
{
    uint32_t low = 0, high = d->count; /* values below low are <= x, from high on > x */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (d->values[middle] <= x_s)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low / d->count;
}

double distribution_cdf(const struct distribution *d, double x_s)
{
    if (x_s < 0)
        return 0;
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        return x_s >= d->mean_s;
    case DISTRIBUTION_EXPONENTIAL:
        return gsl_cdf_exponential_P(x_s, d->mean_s);
    case DISTRIBUTION_UNIFORM:
        return gsl_cdf_flat_P(x_s, d->a, d->b);
    case DISTRIBUTION_ERLANG:
    case DISTRIBUTION_GAMMA:
        return gsl_cdf_gamma_P(x_s, d->a, d->b);
    case DISTRIBUTION_LOGNORMAL:
        return x_s > 0 ? gsl_cdf_lognormal_P(x_s, d->a, d->b) : 0;
    case DISTRIBUTION_HYPEREXPONENTIAL:
        return hyperexponential_cdf(d, x_s);
    case DISTRIBUTION_WEIBULL:
        return gsl_cdf_weibull_P(x_s, d->b, d->a);
    case DISTRIBUTION_PARETO:
        return gsl_cdf_pareto_P(x_s, d->a, d->b);
    case DISTRIBUTION_EMPIRICAL:
        return empirical_cdf(d, x_s);
    }
    return 0;
}
