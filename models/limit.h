/* limit.h - a rate limit as a token bucket: `rate` tokens a second, of which a second's
 * worth (one at least) can be saved up.
 */
#ifndef OVERSTACK_MODELS_LIMIT_H
#define OVERSTACK_MODELS_LIMIT_H

#include <math.h>

struct limit {
    double rate_per_s; /* INFINITY: none */
    double tokens, since_s;
};

static inline void limit_init(struct limit *limit, double rate_per_s)
{
    *limit = (struct limit){rate_per_s, fmax(1, rate_per_s), 0};
}

/* Takes a token, on credit when none is left: the seconds to wait for it. */
static inline double limit_take(struct limit *limit, double now_s)
{
    if (isinf(limit->rate_per_s))
        return 0;
    const double most = fmax(1, limit->rate_per_s);
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
