/* limit.h - a rate limit as a token bucket. Providers count by the second, or by the
 * minute where less than one a second is allowed (5 images a minute): so a second's, or
 * a minute's, worth of tokens can be saved up, one at least.
 */
#ifndef OVERSTACK_MODELS_LIMIT_H
#define OVERSTACK_MODELS_LIMIT_H

#include <math.h>

struct limit {
    double rate_per_s; /* INFINITY: none */
    double tokens, since_s;
};

static inline double limit_most(double rate_per_s)
{
    return fmax(1, rate_per_s < 1 ? 60 * rate_per_s : rate_per_s);
}

static inline void limit_init(struct limit *limit, double rate_per_s)
{
    *limit = (struct limit){rate_per_s, limit_most(rate_per_s), 0};
}

/* Takes a token, on credit when none is left: the seconds to wait for it. */
static inline double limit_take(struct limit *limit, double now_s)
{
    if (isinf(limit->rate_per_s))
        return 0;
    const double most = limit_most(limit->rate_per_s);
    limit->tokens += (now_s - limit->since_s) * limit->rate_per_s;
    limit->tokens = fmin(limit->tokens, most) - 1;
    limit->since_s = now_s;
    return limit->tokens >= 0 ? 0 : -limit->tokens / limit->rate_per_s;
}

/* Gives a token back that was taken on credit. */
static inline void limit_refund(struct limit *limit)
{
    limit->tokens += 1;
}

#endif
