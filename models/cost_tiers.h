/* cost_tiers.h - a quantity whose price depends on how much of it there is in a month.
 */
#ifndef OVERSTACK_MODELS_COST_TIERS_H
#define OVERSTACK_MODELS_COST_TIERS_H

#include "models/cost_lines.h"

/* Tiers follow each other; the last one ends at INFINITY. */
struct cost_tier {
    const char *what;     /* after the service's name: "requests" */
    const char *price;    /* the catalog's item; NULL: not known */
    double up_to;         /* units of a month, counted from nothing */
    const char *stand_in; /* why the price is not quite the one; NULL: it is */
};

/* A line for each tier that the amount reaches into. `before`: what others of the account
 * have used of the tiers. Where the month is not known, the run stands for it. */
void cost_tiers_add(struct cost_bill *bill, const char *name, const char *service,
                    const struct cost_tier *tiers, struct cost_amount amount,
                    double before, const char *unit, enum cost_basis basis);

#endif
