/* cost_lines.h - a bill that is being written: adding lines, from the run to the month.
 */
#ifndef OVERSTACK_MODELS_COST_LINES_H
#define OVERSTACK_MODELS_COST_LINES_H

#include "models/summary.h"

#define COST_MONTH_H 730.0  /* hours of a month, the convention of the price lists */
#define COST_GB      0x1p30 /* a GB on the bill */

struct cost_bill {
    const struct design *design;
    const struct usage *usage;
    struct cost_summary *cost;
    struct arena *arena;
    uint32_t line_capacity, unpriced_capacity;
    double window_h;   /* how long was metered */
    double like_h;     /* hours of a month like the window; NAN: not known */
    double other_h;    /* the other hours */
    double factor;     /* a month's usage over the window's; NAN: not known */
    const char *group; /* of the lines that are added now */
    bool provider;     /* they are on the provider's bill, whoever gave the price */
};

void cost_lines_begin(struct cost_bill *bill, struct summary *summary,
                      struct arena *arena);

/* The lines added from here on are `group`'s. `provider`: a machine or service of the
 * cloud provider, not somebody else's interface or a machine of one's own. */
void cost_lines_group(struct cost_bill *bill, const char *group, bool provider);

/* An amount: in a month (NAN: not known) and in the simulated window. */
struct cost_amount {
    double month, run;
};

/* What the run metered, extrapolated. */
struct cost_amount cost_lines_metered(const struct cost_bill *bill, double run);
/* `count` things for `hours_per_month` hours each; in the run they were on for
 * `run_h` hours together. */
struct cost_amount cost_lines_hours(double count, double hours_per_month, double run_h);
/* What is paid by the month whatever happens. */
struct cost_amount cost_lines_monthly(const struct cost_bill *bill, double quantity);

/* A unit price and where it is from. */
struct cost_price {
    double usd; /* NAN: not known */
    const char *source;
    const struct price_def *listed; /* the catalog's row; NULL: not from it */
    bool no_allowance;              /* nothing of it is free, whatever the row */
    bool stand_in;                  /* another price in place of one not known */
    const char *missing_in;         /* the region for which it has none; NULL */
};

/* From the catalog, for the design's region; for one unit also where the list prices a
 * thousand ("USD/1k") or a million ("USD/1M"). */
struct cost_price cost_lines_catalog(const struct cost_bill *bill, const char *service,
                                     const char *name);
/* The same of a row at hand. */
struct cost_price cost_lines_listed(const struct cost_bill *bill,
                                    const struct price_def *price);
/* As the user wrote it, in USD; NAN in a currency whose rate is not known. */
struct cost_price cost_lines_given(const struct cost_bill *bill,
                                   const struct price *price);

enum cost_basis { COST_FIXED, COST_METERED };
const char *cost_lines_basis(enum cost_basis basis); /* "fixed" | "metered" */

/* Adds quantity x price, or names the item among the unpriced. Nothing when the
 * quantity is 0. `item` is kept, not copied. */
void cost_lines_add(struct cost_bill *bill, const char *item, struct cost_amount amount,
                    const char *unit, struct cost_price price, enum cost_basis basis);

/* Names an item that has a quantity but no price: "item: 1,230 requests a month". */
void cost_lines_unpriced(struct cost_bill *bill, const char *item,
                         struct cost_amount amount, const char *unit);

/* A sum of money in the customer's favour. */
void cost_lines_credit(struct cost_bill *bill, const char *item, struct cost_amount usd,
                       const char *source, enum cost_basis basis);

/* Takes `quantity` a month off line `at`, at its price, as a line of its own behind it;
 * `why` ends its name. No more than is left of the line: returns how much it was. */
double cost_lines_deduct(struct cost_bill *bill, uint32_t at, double quantity,
                         const char *why, const char *source);

/* Sums over the lines so far, in their order; lines of an unknown month are left out. */
struct cost_amount cost_lines_sum(const struct cost_bill *bill, enum cost_basis basis);
/* The same of the provider's lines alone. */
struct cost_amount cost_lines_sum_provider(const struct cost_bill *bill,
                                           enum cost_basis basis);

#endif
