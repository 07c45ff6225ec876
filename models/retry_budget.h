/* retry_budget.h - retries as a share of first attempts.
 *
 * A bucket of tokens: a first attempt puts in `share` of one, a retry takes one out, and
 * without a whole one there is no retry. What was put in is forgotten after 10 s, so that
 * a quiet hour saves nothing up for a storm: Finagle's retry budget (com.twitter.finagle.
 * service.RetryBudget: a leaky bucket, ttl 10 s in 10 slots), without its minimum of ten
 * retries a second, and with the 10% a client of Google's SRE book, chapter 21, in place
 * of its 20%. So at every moment all retries so far are at most `share` of all first
 * attempts so far: what is put in leaves the bucket before what it paid for.
 */
#ifndef OVERSTACK_MODELS_RETRY_BUDGET_H
#define OVERSTACK_MODELS_RETRY_BUDGET_H

#include <math.h>
#include <stdbool.h>

#define RETRY_BUDGET_SLOT_S 1.0
enum { RETRY_BUDGET_SLOTS = 10 };

struct retry_budget {
    double slots[RETRY_BUDGET_SLOTS]; /* tokens in less tokens out, a second each */
    double sum;                       /* of the slots */
    double second;                    /* the newest slot's number */
};

static inline void retry_budget_clear(struct retry_budget *budget)
{
    *budget = (struct retry_budget){.sum = 0};
}

/* Forgets the slots that are too old; the newest one is the present second's. */
static inline double *retry_budget_slot(struct retry_budget *budget, double now_s)
{
    const double second = floor(now_s / RETRY_BUDGET_SLOT_S);
    if (second >= budget->second + RETRY_BUDGET_SLOTS) {
        retry_budget_clear(budget);
        budget->second = second;
    }
    while (budget->second < second) {
        budget->second += 1;
        double *old = &budget->slots[(int)fmod(budget->second, RETRY_BUDGET_SLOTS)];
        *old = 0;
        budget->sum = 0;
        for (int i = 0; i < RETRY_BUDGET_SLOTS; i++) /* afresh: rounding stays out */
            budget->sum += budget->slots[i];
    }
    return &budget->slots[(int)fmod(second, RETRY_BUDGET_SLOTS)];
}

/* A first attempt. */
static inline void retry_budget_earn(struct retry_budget *budget, double share,
                                     double now_s)
{
    *retry_budget_slot(budget, now_s) += share;
    budget->sum += share;
}

/* May a retry be made? Then its token is gone. A millionth is forgiven: ten times 0.1
 * are one. */
static inline bool retry_budget_spend(struct retry_budget *budget, double now_s)
{
    double *slot = retry_budget_slot(budget, now_s);
    if (budget->sum < 1 - 1e-6)
        return false;
    *slot -= 1;
    budget->sum -= 1;
    return true;
}

#endif
