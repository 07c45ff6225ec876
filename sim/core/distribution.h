/* distribution.h - the DIST of the scenario: durations that vary.
 *
 *   6ms                          constant
 *   exp(6ms)  uniform(1ms, 5ms)  erlang(6ms, k=4)  gamma(6ms, cv=0.5)
 *   lognormal(6ms, cv=1.2)       lognormal(p50=10ms, p99=80ms)
 *   hyperexp(6ms, scv=4)         two phases, balanced means (Whitt 1982)
 *   weibull(6ms, k=0.7)          pareto(6ms, alpha=2.5)  (alpha > 1, else no mean)
 *   empirical(file.csv)          one value a line, drawn uniformly; unit s, or given
 *                                by the line (12ms) or by empirical(file.csv, unit=ms)
 *
 * The first argument is the mean unless named; arguments are separated by commas or
 * spaces. A draw is never negative. Hot kinds (constant, exponential, uniform) are
 * drawn inline; the others through GSL.
 */
#ifndef OVERSTACK_CORE_DISTRIBUTION_H
#define OVERSTACK_CORE_DISTRIBUTION_H

#include "sim/core/arena.h"
#include "sim/core/random.h"

#include <stdbool.h>
#include <stdint.h>

enum distribution_kind {
    DISTRIBUTION_CONSTANT,
    DISTRIBUTION_EXPONENTIAL,
    DISTRIBUTION_UNIFORM,
    DISTRIBUTION_ERLANG,
    DISTRIBUTION_GAMMA,
    DISTRIBUTION_LOGNORMAL,
    DISTRIBUTION_HYPEREXPONENTIAL,
    DISTRIBUTION_WEIBULL,
    DISTRIBUTION_PARETO,
    DISTRIBUTION_EMPIRICAL,
};

struct distribution {
    enum distribution_kind kind;
    double mean_s;        /* seconds */
    double a, b;          /* the kind's parameters, see distribution.c */
    const double *values; /* empirical: sorted, seconds; owned by the scenario's arena */
    uint32_t count;
};

/* Parses `text`. Relative file names are looked up beside `folder`. On failure returns
 * false and sets *expected to what would have been right (a text in the arena). */
bool distribution_parse(struct distribution *distribution, const char *text,
                        const char *folder, struct arena *arena, const char **expected);

struct distribution distribution_constant(double value_s);

static inline bool distribution_is_zero(const struct distribution *d)
{
    return d->kind == DISTRIBUTION_CONSTANT && d->mean_s == 0;
}

static inline bool distribution_is_constant(const struct distribution *d)
{
    return d->kind == DISTRIBUTION_CONSTANT;
}

double distribution_draw_slow(const struct distribution *distribution,
                              struct random *random);

/* One draw, in seconds. */
static inline double distribution_draw(const struct distribution *d,
                                       struct random *random)
{
    if (d->kind == DISTRIBUTION_EXPONENTIAL)
        return d->mean_s * random_exponential(random);
    if (d->kind == DISTRIBUTION_CONSTANT)
        return d->mean_s;
    if (d->kind == DISTRIBUTION_UNIFORM)
        return d->a + (d->b - d->a) * random_uniform(random);
    return distribution_draw_slow(d, random);
}

/* Squared coefficient of variation (variance / mean^2), for tests. */
double distribution_scv(const struct distribution *distribution);

/* No draw is shorter. */
double distribution_least_s(const struct distribution *distribution);

/* P(X <= x_s), for tests and documentation. */
double distribution_cdf(const struct distribution *distribution, double x_s);

#endif
