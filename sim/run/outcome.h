/* outcome.h - what an experiment keeps of one design that was simulated: its verdict and
 * the values of every replication, a few hundred bytes instead of the whole summary.
 */
#ifndef OVERSTACK_RUN_OUTCOME_H
#define OVERSTACK_RUN_OUTCOME_H

#include "models/metric.h"

struct outcome {
    const char *name, *file, *variant, *hash; /* variant may be NULL */
    const char **sets;                        /* of --set */
    uint32_t set_count;
    double seed, duration_s, warmup_s, simulated_s, replications;
    double precision;               /* 0: as many replications as asked for */
    bool warmup_found, warmup_late; /* `warmup: auto`; its cut is in the second half */
    bool partial;                   /* stopped before all its replications had ended */
    bool ok, undecided;
    const char *verdict; /* one sentence */
    bool troubled;
    const char *first_resource; /* NULL: nothing was saturated */
    double first_at_s, first_share;
    struct threshold_summary *thresholds; /* their definitions are copies */
    uint32_t threshold_count;
    bool budget_given, budget_ok, budget_undecided;
    double budget_limit;                    /* a month, in budget_currency */
    const char *budget_currency, *currency; /* currency: NULL for USD */
    double rate;                            /* of currency, for one USD */
    const char *metered_item;    /* the dearest metered line of the bill; NULL: none */
    double metered_usd;          /* of it, a month */
    double values[FIGURE_COUNT]; /* of all replications together */
    struct interval intervals[FIGURE_COUNT];
    double *samples; /* FIGURE_COUNT rows of sample_count */
    uint32_t sample_count;
};

#define OUTCOME_LEVEL 0.95 /* of all intervals */

/* A copy of what is to be kept, in `arena`. */
struct outcome *outcome_keep(const struct summary *summary, struct arena *arena);

const double *outcome_samples(const struct outcome *outcome, enum metric_figure figure);

#endif
