/* money.h - bills are counted in USD and shown in the scenario's currency.
 */
#ifndef OVERSTACK_OUTPUT_MONEY_H
#define OVERSTACK_OUTPUT_MONEY_H

#include "sim/core/arena.h"

#include <jansson.h>

struct money {
    const char *currency;
    double rate; /* for one USD */
};

/* The keys `currency` and `rate` of a tree; USD where it has none. */
struct money money_of(const json_t *tree);

/* "39,927 KRW", and without the name of the currency; "-" of NAN. */
const char *money_text(struct arena *arena, struct money money, double usd);
const char *money_amount(struct arena *arena, struct money money, double usd);
/* "KRW/month": above a column of amounts. */
const char *money_title(struct arena *arena, struct money money);

#endif
