/* cost_surplus.h - how many surplus CPU credits a month bills.
 */
#ifndef OVERSTACK_MODELS_COST_SURPLUS_H
#define OVERSTACK_MODELS_COST_SURPLUS_H

#include "models/summary.h"

/* How a machine's credits went in the window, and the month it stands for. */
struct cost_surplus {
    double earn_per_h;  /* credits the machine earns in an hour */
    double max_credits; /* of its balance, and of the surplus that is free while open */
    double used;        /* in the window */
    double billed;      /* surplus billed in the window */
    double window_h;
    double like_h;    /* hours of the month like the window; NAN: not known */
    double other_h;   /* the other hours */
    double otherwise; /* share of the window's hourly use in each of those */
};

/* Credits billed in a month; NAN when like_h is. */
double cost_surplus_month(const struct cost_surplus *surplus);

/* What a month bills for the surplus of that host's machines; NULL: nothing. */
const struct cost_line *cost_surplus_line(const struct cost_summary *cost,
                                          const struct host_def *host);
/* "56.82 USD a month, 79.4% of the bill" */
const char *cost_surplus_say(const struct cost_summary *cost,
                             const struct cost_line *line, struct arena *arena);

#endif
