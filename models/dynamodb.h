/* dynamodb.h - the capacity of a table of DynamoDB while it runs.
 *
 * Reads and writes have a token bucket each. Provisioned, it fills at rcu or wcu and
 * holds 300 s of that; what finds too few tokens is throttled. On demand it fills at what
 * the table can take and holds a second of it: at first what a new table sustains, then,
 * from one half hour to the next, twice the busiest minute so far, if that is more.
 *
 * Partitions (3000 read and 1000 write units a second each) are not modelled: keys are
 * taken to spread evenly.
 */
#ifndef OVERSTACK_MODELS_DYNAMODB_H
#define OVERSTACK_MODELS_DYNAMODB_H

#include "models/allowance.h"
#include "models/dynamodb_def.h"
#include "models/limit.h"
#include "models/summary.h"

struct simulation;

struct dynamodb_units {
    struct limit limit;
    double minute, minute_units; /* the minute now: its number, what it took so far */
    double peak_per_s;           /* of the busiest minute before it */
    double taken;                /* in the window */
    struct allowance allowance;
};

struct dynamodb {
    const struct dynamodb_def *def;
    struct dynamodb_units ways[DYNAMODB_WAYS];
};

/* For every table of the design; instances come first. */
void dynamodb_init(struct simulation *simulation);
/* False: throttled. */
bool dynamodb_take(struct dynamodb *dynamodb, enum dynamodb_way way, double units,
                   double now_s);

void dynamodb_open_window(struct dynamodb *dynamodb);
void dynamodb_collect(const struct dynamodb *dynamodb, struct managed_summary *summary);

#endif
