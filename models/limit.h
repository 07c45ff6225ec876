/* limit.h - a rate limit as a token bucket. Providers count by the second, or by the
 * minute where less than one a second is allowed (5 images a minute): so a second's, or
 * a minute's, worth of tokens can be saved up, one at least, unless the provider says how
 * many.
 */
#ifndef OVERSTACK_MODELS_LIMIT_H
#define OVERSTACK_MODELS_LIMIT_H

#include <math.h>
#include <stdbool.h>

struct limit {
    double rate_per_s; /* INFINITY: none */
    double most;       /* tokens that can be saved up */
    double tokens, since_s;
};

static inline double limit_most(double rate_per_s)
{
    return fmax(1, rate_per_s < 1 ? 60 * rate_per_s : rate_per_s);
}

/* Full, with room for `most` tokens. */
static inline void limit_init_most(struct limit *limit, double rate_per_s, double most)
{
    *limit = (struct limit){rate_per_s, most, most, 0};
}

static inline void limit_init(struct limit *limit, double rate_per_s)
{
    limit_init_most(limit, rate_per_s, limit_most(rate_per_s));
}

static inline void limit_advance(struct limit *limit, double now_s)
{
    limit->tokens += (now_s - limit->since_s) * limit->rate_per_s;
    limit->tokens = fmin(limit->tokens, limit->most);
    limit->since_s = now_s;
}

/* Takes a token, on credit when none is left: the seconds to wait for it. */
static inline double limit_take(struct limit *limit, double now_s)
{
    if (isinf(limit->rate_per_s))
        return 0;
    limit_advance(limit, now_s);
    limit->tokens -= 1;
    return limit->tokens >= 0 ? 0 : -limit->tokens / limit->rate_per_s;
}

/* Gives a token back that was taken on credit. */
static inline void limit_refund(struct limit *limit)
{
    limit->tokens += 1;
}

/* Takes so many tokens if they are there, else none. What is more than the bucket holds
 * takes all of a full one. A millionth of a token is rounding: who comes just when the
 * token is due finds it. */
static inline bool limit_try(struct limit *limit, double tokens, double now_s)
{
    limit_advance(limit, now_s);
    tokens = fmin(tokens, limit->most);
    if (limit->tokens < tokens - 1e-6)
        return false;
    limit->tokens -= tokens;
    return true;
}

#endif
